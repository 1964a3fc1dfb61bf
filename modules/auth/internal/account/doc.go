// Package account is about who has an account: their name, e-mail address,
// role, addresses, and the hash of their password.
//
// Its services ask the context's caller (platform/identity) for the right to
// do what they do. One invariant: an e-mail address, in its normal form, has
// one account; the store's unique index keeps it also against two
// registrations at once.
//
// The module's own packages import it; it stores through [Store].
package account
