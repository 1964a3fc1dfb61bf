// Package legal has the pages that a shop must have: who it is, what it does
// with data, on which terms it sells and how it delivers. The texts are those
// of the demo; a real shop writes its own over them.
//
// Its invariant: each page that the footer links to is here.
package legal
