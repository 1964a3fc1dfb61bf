// Package session is about who is signed in, from which device, and until when.
//
// A session's record is in MongoDB ([Store]); [Cache] holds copies in Redis for
// a few minutes each, and [Watch] what was revoked or changed lately, which
// every request is checked against. So Redis may be lost, flushed or restored
// from an old snapshot, and neither is anybody signed out nor anybody let in.
//
// Its invariant: a token opens nothing once its session is revoked or expired,
// or its account changed role or password since. On the instance where that
// happens at once, on others within a second.
//
// The module's own packages import it.
package session
