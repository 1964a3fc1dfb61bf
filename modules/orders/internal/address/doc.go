// Package address owns postal addresses: what each country requires of one, how
// its postal codes look, and what the countries are called.
//
// Checkout, api and pages of this module import it. Its invariant: an address
// that [Address.Validate] accepted was normalised first, so two ways of typing
// the same address compare equal.
package address
