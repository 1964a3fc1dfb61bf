// Package mongostore keeps hooks and their deliveries in MongoDB, one document
// each.
//
// A delivery's id is the document's, which is what makes storing it again
// harmless. Leases and pauses are times of the server's clock, so instances
// need not agree on theirs.
//
// Only webhookfx and tests import it.
package mongostore
