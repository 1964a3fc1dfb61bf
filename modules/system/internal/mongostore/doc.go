// Package mongostore shows the module what MongoDB keeps of the platform: the
// dead letters of the outboxes, and how the server itself is.
//
// Its invariant: it reads and changes nothing that belongs to another module,
// except through the outbox.
//
// Only systemfx and systemtest import it.
package mongostore
