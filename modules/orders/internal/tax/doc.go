// Package tax owns value added tax: the standard rate of each country and the
// tax contained in a price.
//
// Prices in this shop include tax. The tax of an order is worked out once per
// rate on the sum of all amounts with that rate, rounded to the nearest minor
// unit with halves going to the net amount, and then shared among the amounts
// by largest remainder. So no cent is lost or made by rounding line by line.
//
// Pricing imports it. Its invariant: the parts of [Included] sum exactly to the
// tax of the whole.
package tax
