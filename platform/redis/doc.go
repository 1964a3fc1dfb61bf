// Package redis makes the shop fast and live, and can be lost at any moment
// without a wrong answer.
//
// It owns the connection ([Client]), the names of all keys and channels
// (keyspace.go), typed caches ([Cache]), copies of sessions ([Sessions]), rate
// limits ([Limiter], [SlidingLog]) and publish/subscribe ([Topic]). Nothing
// that can't be computed again from MongoDB is kept here.
//
// It works the same on a single server, Sentinel and Cluster: every script
// touches keys of one slot only. It alone imports the Redis driver; anyone
// above platform may import it, a module only in its store, cache and wiring
// packages.
//
// One invariant: a Redis that is away, slow, empty, full or failing over costs
// time, never correctness; no method here returns its failure as the answer to
// a question that MongoDB can answer.
package redis
