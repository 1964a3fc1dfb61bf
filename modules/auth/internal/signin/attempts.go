package signin

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"shop/platform/fault"
	"shop/platform/identity"
)

// ErrTooMany is returned, with RetryAfter, after too many attempts.
var ErrTooMany = fault.New(fault.TooMany, "too-many-attempts", "Too many attempts. Please wait a while and try again.")

// Limiter counts attempts, good ones too. internal/rediscache implements it.
type Limiter interface {
	// Allow counts an attempt under each of the keys. Errors: [ErrTooMany].
	Allow(ctx context.Context, keys ...string) error
}

// attemptKeys are under what an attempt is counted: the client's address, and
// the account with it. Never the account alone, or a stranger could lock its
// owner out.
func attemptKeys(ctx context.Context, what, email string) []string {
	network := identity.From(ctx).Network()
	// Whoever looks at the keys needn't learn who tried to sign in.
	account := sha256.Sum256([]byte(email))
	return []string{what + ":" + network, what + ":" + network + ":" + base64.RawURLEncoding.EncodeToString(account[:16])}
}
