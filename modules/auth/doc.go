// Package auth is the contract of the module that owns accounts, passwords,
// sessions and roles. It calls no other module; what others want to do when
// somebody signs in they do through [SignInHook].
//
// Its invariant: a session that was revoked, or whose account changed role or
// password since, opens nothing.
package auth
