// Package pages is the module's HTML, for staff: how the platform is, what
// failed for good, what Redis holds. It reads addresses, calls the services and
// fills the view models; it holds no rules.
//
// Its invariant: a page comes also while MongoDB or Redis is away, and says so.
//
// Only systemfx and systemtest import it.
package pages
