// Package mongostore keeps carts, orders, settings and the test provider's
// ledger in MongoDB, one file per collection with its indexes beside it.
//
// Ordersfx and tests of this module import it. Its invariant: every write is
// one conditional change of one document, and whatever compares times uses the
// server's clock ($$NOW, or what mongo.DB.Now knows of it).
package mongostore
