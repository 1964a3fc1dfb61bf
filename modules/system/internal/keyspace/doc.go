// Package keyspace is what Redis holds: each family of keys, how much there is
// of it and how well it serves, and the purging of one.
//
// Its invariant: it can be read while Redis is away. Then the families are
// there, as they are declared, without what only Redis knows.
package keyspace
