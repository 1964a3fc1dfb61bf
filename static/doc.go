// Package static holds the files that browsers load: stylesheets, scripts,
// pictures and fonts, embedded in the program.
//
// [URL] returns a file's address with a hash of its content in it, so browsers
// keep what they have for ever and every instance of a release agrees on it.
// Its invariant: one address never serves two contents.
//
// The views link to the files, cmd/shop serves [Handler].
package static
