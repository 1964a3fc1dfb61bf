// Package checkout owns the beginning of an order: the quote, the look-up of an
// order placed before, the price, the claim of the cart and the order's first
// document (steps 0 to 3 of docs/checkout.md). Package lifecycle does the rest.
//
// Api and pages of this module import it. Its invariant: the same cart and
// idempotency key are the same order, whoever asks, wherever, and however often
// at once.
package checkout
