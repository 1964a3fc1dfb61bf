// Package stripetest is a stateful stand-in for Stripe that speaks its wire
// format, in a process of its own: it remembers idempotency keys and compares
// their parameters, moves sessions, PaymentIntents and refunds as Stripe does,
// signs its webhooks, and can be told to misbehave.
//
// Only tests import it; their TestMain calls [Main]. Its invariant: it knows
// nothing of the shop's code, only of Stripe's API as documented.
package stripetest
