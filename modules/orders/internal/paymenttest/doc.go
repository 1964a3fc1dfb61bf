// Package paymenttest says in tests what the port to payment providers
// promises, for every provider there is.
//
// Only tests import it. Its invariant: it judges by what a provider says and
// by what its books say, and by nothing about how it works.
package paymenttest
