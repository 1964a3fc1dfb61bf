// Package mongostore keeps the catalogue in MongoDB: one file per collection,
// with its indexes and the updates that keep its promises.
//
// Its invariant: each write is one update of one document, which holds its
// event too.
//
// Only catalogfx, catalogtest and tests may import it.
package mongostore
