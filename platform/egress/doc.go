// Package egress guards the requests that the shop makes to addresses which
// people typed in: pictures of an import, receivers of webhooks.
//
// One invariant: what [Public] refuses is never connected to, whatever a name
// server says and wherever a redirect leads, since the check is made on the
// address that is dialled and not on the one that was typed.
//
// Whoever makes such requests may import it.
package egress
