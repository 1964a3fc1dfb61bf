// Package pricing owns what things add up to: lines, shipping, the tax in both
// or on top of both, and the total. Carts, quotes and orders are priced by the
// same function, from items read from the record and never from a cache.
//
// How each amount came about is recorded step by step ([Step]), for the order
// to keep and its pages to explain.
//
// Cart, order and checkout import it. Its invariant: subtotal - discount +
// shipping == total (with the tax, where prices come without), the lines'
// totals sum to the subtotal, and the taxes of lines and shipping sum to the
// tax.
package pricing
