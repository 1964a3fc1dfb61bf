// Package lifecycle drives orders through the protocol of docs/checkout.md,
// from the first hold to the last refund, whoever asks: a shopper's request, a
// retry of it, staff, or the sweeper after a crash.
//
// Checkout, api and pages of this module import it. Its invariant: every step
// is one conditional change of one document or one idempotent call, so any
// number of processes may drive the same order, be stopped at any point and go
// on later, and the outcome is that of one who did it once.
package lifecycle
