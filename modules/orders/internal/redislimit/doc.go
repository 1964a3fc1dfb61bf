// Package redislimit counts in Redis what callers of this module may do only so
// often: enter codes.
//
// Ordersfx and tests of this module import it. Its invariant: a try counts
// whatever comes of it, so that many at once are no way around the limit.
package redislimit
