// Package password hashes passwords with Argon2id and decides which may be
// chosen. It knows nothing of accounts.
//
// Its invariant: no more hashes are computed at a time than the hasher has
// slots, so many sign-ins at once cost time, not memory; and a password is
// checked in the same time whether there is a hash to compare with or not.
package password
