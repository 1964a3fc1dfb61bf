// Package pages is the catalogue's HTML: the storefront and what staff edit.
// It reads forms and addresses, calls the services and fills the view models;
// it holds no rules.
//
// Its invariant: a shopper's mistyped address still shows something sensible,
// and a form that is refused comes back with everything that was typed.
//
// Only catalogfx may import it.
package pages
