// Package stripe lets shoppers pay by card and more on a page that Stripe
// hosts: a payment is a Checkout Session, whose PaymentIntent is captured by
// hand.
//
// Only wiring and tests import it. Its invariant: a session's address is given
// out only with its id, which the order stores in the same update; so what the
// shop has no id of, nobody can have paid.
package stripe
