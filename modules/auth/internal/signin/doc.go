// Package signin is about proving who you are: signing in and out, changing a
// password, recovering from a forgotten one, and setting the shop up.
//
// It joins accounts, passwords and sessions. Its invariants: whether an e-mail
// address has an account can't be told from an answer or its timing (but by
// registering it); a link is good once; a changed password ends all sessions
// that began before it.
//
// internal/api and internal/pages call it, and authfx wires it.
package signin
