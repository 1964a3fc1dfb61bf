// Package api is the module's part of the JSON API: signing in and out,
// sessions, the caller's own account, and the customers for staff.
//
// It holds no rules: it turns requests into calls of the module's services and
// their results into JSON. Its invariant: neither a password nor its hash is in
// any answer, and a token only in the one that made it.
package api
