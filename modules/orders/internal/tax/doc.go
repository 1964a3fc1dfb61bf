// Package tax owns how a shop taxes: whether prices contain the tax, which rate
// goods of a class have at a destination, and what that comes to.
//
// A rule names a country, and may name a region and a class of goods. Of the
// rules that apply, one for the class of the goods beats one for all of them,
// and then one for the region beats one for the whole country. Where none
// applies nothing is taxed.
//
// Rounding: the tax of an order is worked out once per rate, on the sum of all
// amounts with that rate, and then shared among the amounts by largest
// remainder, so that no cent is lost or made by rounding line by line. It is
// rounded to the nearest minor unit. Of prices with tax, halves go to the net
// amount; on prices without, halves are rounded up. So the two ways agree: the
// tax contained in an amount with its tax added is the tax that was added.
//
// Pricing, api and pages of this module import it. Its invariant: the parts of
// [Included] and of [Added] sum exactly to the tax of the whole.
package tax
