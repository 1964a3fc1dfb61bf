// Package shipping owns the ways to deliver and what they cost: flat prices
// with an optional value from which delivery is free, and pickup.
//
// Checkout, pricing, api and pages of this module import it. Its invariant: a
// method's price depends only on the method and the goods' value, both of
// which an order keeps, so that it can be explained later.
package shipping
