// Package embedded gives a demo a Redis of its own where none is configured:
// Debian's redis-server as a child where it is installed, else miniredis in
// this process.
//
// Only cmd/shop imports it. One invariant: nothing in it needs to last; losing
// it costs speed and liveness only.
package embedded
