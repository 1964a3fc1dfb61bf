package session

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"shop/modules/auth"
	"shop/platform/fault"
)

// Session is one sign-in of one account.
type Session struct {
	// ID names the session to people; it opens nothing.
	ID string
	// Hash is [HashToken] of the token, which is nowhere stored.
	Hash    string
	Account auth.AccountID
	// Epoch is the account's when the session began.
	Epoch int64
	// Device is read from the user agent: "Firefox on Linux".
	Device, IP string
	CreatedAt  time.Time
	// LastSeen is exact to [Lifetime]'s touch interval.
	LastSeen time.Time
	// ExpiresAt ends the session however much it is used.
	ExpiresAt time.Time
}

// ErrNoSession is returned for a session that isn't the caller's or isn't there.
var ErrNoSession = fault.New(fault.NotFound, "no-session", "There is no such session.")

// ErrSignedOut is returned for a token that opens nothing (any more).
var ErrSignedOut = fault.New(fault.Unauthenticated, "signed-out", "You are signed out. Please sign in again.")

// Lifetime says how long sessions last.
type Lifetime struct {
	// Idle ends a session that isn't used; Absolute ends any.
	Idle, Absolute time.Duration
}

// Standard is the shop's choice: a week unused, a month in all.
var Standard = Lifetime{Idle: 7 * 24 * time.Hour, Absolute: 30 * 24 * time.Hour}

// touchAfter is how long a use is not written down: at most a tenth of the idle
// time, so that nobody's session ends early by more than that, and at most ten
// minutes, so that "last seen" means something.
func (l Lifetime) touchAfter() time.Duration { return min(l.Idle/10, 10*time.Minute) }

// end is when s ends if it isn't used again.
func (l Lifetime) end(s Session) time.Time {
	idle := s.LastSeen.Add(l.Idle)
	if s.ExpiresAt.Before(idle) {
		return s.ExpiresAt
	}
	return idle
}

// NewToken returns a token for a link that nobody can guess.
func NewToken() string {
	raw := make([]byte, secretSize)
	rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// HashToken returns the form in which a token is stored and looked up. A token
// of 256 random bits needs no salt.
func HashToken(token string) string {
	var buffer [64]byte // enough for a token, which need not be on the heap then
	sum := sha256.Sum256(append(buffer[:0], token...))
	return string(base64.RawURLEncoding.AppendEncode(buffer[:0], sum[:]))
}

func newID() string { return strings.ToLower(rand.Text()) }
