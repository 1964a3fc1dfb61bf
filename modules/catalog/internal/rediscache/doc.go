// Package rediscache stands before the catalogue's stores: reads for shoppers
// come from the Redis cache, and writes drop what they made old.
//
// Its invariant: a write is dropped from the cache after it was acknowledged
// and before its caller goes on, so whoever made a change sees it. What Redis
// can't be told by this instance is told by another ([Debts]). Carts and
// checkout read past this package.
//
// Only catalogfx may import it.
package rediscache
