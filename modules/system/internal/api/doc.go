// Package api is the module's JSON API. It turns requests into calls of the
// services and what they return into documented types; it holds no rules.
//
// Its invariant: the types here are the contract with clients, so a change of
// the domain changes an answer only where one of them is changed too.
//
// Only systemfx and systemtest import it.
package api
