// Command yardstick answers requests with bytes it was given, from memory: what
// a bare Echo handler can do on this machine, which is what the shop is held
// against. It knows nothing of the shop.
//
// Its invariant: for each target it writes the status, header and body that
// were captured, and does nothing else, except where a Redis is named: then it
// asks that for one key per request first.
package main
