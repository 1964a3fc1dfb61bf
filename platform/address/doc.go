// Package address is the value "postal address": what each country requires of
// one, how its postal codes look, how it is written on an envelope, and what
// the countries are called.
//
// Anything may import it; it needs nothing but platform/fault. Its invariant: an
// address that [Address.Validate] accepted was normalised first, so two ways of
// typing the same address compare equal.
package address
