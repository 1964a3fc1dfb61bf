// Package mongo is the shop's use of MongoDB: the connection with the write
// concern that money needs, the driver's errors as faults, indexes and
// migrations, and the outbox in which events wait.
//
// Stores (modules/*/internal/mongostore) and platform packages above it import
// it. Only they and this package import the driver.
//
// One invariant: what a write through [DB.Collection] acknowledged survives
// the loss of the server's process, because it waits for the journal: of a
// majority, or of the server that stands alone.
package mongo
