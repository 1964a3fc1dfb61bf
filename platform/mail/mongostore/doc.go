// Package mongostore keeps mails in MongoDB, one document each.
//
// A mail's id is the document's, which is what makes sending it again harmless.
// Leases and pauses are times of the server's clock, so instances need not
// agree on theirs. The text of a delivered mail is removed at once: it may hold
// a link that signs somebody in.
//
// Only mailfx and mailtest import it.
package mongostore
