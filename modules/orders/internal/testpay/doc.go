// Package testpay is the test payment provider as a program of its own: a
// [Server] with its ledger in a file, and the [Client] by which a shop reaches
// it over HTTP.
//
// Proofs and benchmarks use it, since only a ledger outside the shop tells
// what a shop that is killed really took. It can be told to misbehave in every
// way that real providers do (see [Behaviour]). Only wiring and tests import
// it. Its invariant: what it answered it remembers, whatever kills it, and the
// same key never moves money twice.
package testpay
