// Package rediscache shows the module what Redis holds and how it is.
//
// Its invariant: nothing but a purge changes anything in Redis.
//
// Only systemfx and systemtest import it.
package rediscache
