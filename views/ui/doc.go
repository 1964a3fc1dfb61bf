// Package ui has the small parts that pages are built of: fields, buttons,
// prices, product cards, icons. Each takes a flat struct of finished strings;
// none calls anything. Only views import it, and page handlers for its structs.
//
// Its invariant: every part is whole without JavaScript and without colour.
package ui
