// Package href builds the addresses of the shop's pages, so that no path is
// spelt twice. Views, pages and mails use it; it imports nothing of the shop.
//
// Its invariant: every address is root-relative, and whatever came from data is
// escaped in it.
package href
