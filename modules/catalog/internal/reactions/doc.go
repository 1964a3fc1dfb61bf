// Package reactions is what the catalogue does when something happened, here
// or in another module: it counts sales, keeps lists and caches in step with
// the stock, and tells open pages.
//
// Its invariant: each reaction may run twice for one event, on any instance,
// and has its effect once.
//
// Only catalogfx may import it.
package reactions
