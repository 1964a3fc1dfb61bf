package session

import (
	"context"
	"time"

	"shop/modules/auth"
	"shop/platform/identity"
)

// Store keeps sessions for good. internal/mongostore implements it.
type Store interface {
	// TokenKey returns the key that the shop's tokens are marked with; the
	// first call ever, by any instance, makes it.
	TokenKey(ctx context.Context) ([]byte, error)
	// Insert stores a new session.
	Insert(ctx context.Context, s Session) error
	// Find returns the session of a token's hash with its account's present
	// state. Errors: [ErrSignedOut] when it isn't there or is revoked, or when
	// its account isn't there or has a newer epoch.
	Find(ctx context.Context, hash string) (Entry, error)
	// Touch records a use. Errors: [ErrSignedOut] when it is revoked.
	Touch(ctx context.Context, id string, at time.Time, ip string) error
	// List returns the account's sessions that aren't revoked and were seen
	// after seen, the latest seen first.
	List(ctx context.Context, account auth.AccountID, seen time.Time) ([]Session, error)
	// Revoke revokes sessions of an account, by the server's clock, and returns
	// those it revoked.
	Revoke(ctx context.Context, account auth.AccountID, which Selection) ([]Session, error)
}

// Selection says which of an account's sessions are meant: the one called Only,
// or all except Except (which may be empty).
type Selection struct{ Only, Except string }

// Entry is a session with what a request needs to know of its account. It is
// what [Cache] holds.
type Entry struct {
	Session
	Name, Email string
	Role        identity.Role
	// Joined is when the account was made.
	Joined time.Time
	// Version is the account's when the entry was read.
	Version int64
	// ReadAt is when the entry was read from the store, by the clock of the
	// instance that did.
	ReadAt time.Time
}

// Cache holds copies of entries for [Trust] each. Whatever it loses or brings
// back does no harm. internal/rediscache implements it.
type Cache interface {
	// Get returns the entry of a token's hash, or false.
	Get(ctx context.Context, hash string) (Entry, bool)
	Put(ctx context.Context, e Entry)
	Drop(ctx context.Context, sessions ...Session)
}

// Trust is how long an entry is believed without reading the store again. It
// must be well under [Watch]'s memory of what was revoked.
const Trust = 10 * time.Minute

// Changes are the revocations and account changes since some time.
type Changes struct {
	// Revoked has session ids; Accounts has versions.
	Revoked  []string
	Accounts map[auth.AccountID]int64
	// Cursor is where the next look begins.
	Cursor Cursor
}

// Cursor is a place in the store's history; the zero value is its beginning.
type Cursor struct{ Revoked, Changed time.Time }

// History tells what changed. internal/mongostore implements it.
type History interface {
	// Since returns what happened after c and within window, give or take the
	// clocks' difference. What came shortly before c may come again.
	Since(ctx context.Context, c Cursor, window time.Duration) (Changes, error)
}
