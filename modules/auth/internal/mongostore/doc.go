// Package mongostore keeps accounts, sessions and tickets in MongoDB, one file
// per collection with its indexes.
//
// Tokens and passwords are stored as hashes only. Times that other instances
// compare (revokedAt, changedAt) are the server's.
//
// authfx and authtest wire it.
package mongostore
