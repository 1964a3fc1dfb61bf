// Package payment owns the port to payment providers and the ways to pay that
// a shop offers: the test provider for demos and tests, Stripe, bank transfer and
// cash on delivery.
//
// Lifecycle, checkout and fulfilment code of this module import it. Its
// invariant: every call carries a key of ours, and the same key never moves
// money twice, whoever calls, however often, and in whatever order.
package payment
