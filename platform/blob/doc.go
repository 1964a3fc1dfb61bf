// Package blob keeps files by name in a folder that names can't lead out of.
//
// Names are made from the content (a digest), so a stored blob never changes
// and may be cached for ever. Modules that keep pictures or documents import
// it; it imports nothing of the shop but platform/fault.
//
// Its invariant: a blob is there completely or not at all, also after a crash.
package blob
