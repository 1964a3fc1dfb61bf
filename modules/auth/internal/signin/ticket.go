package signin

import (
	"context"
	"time"

	"shop/modules/auth"
	"shop/modules/auth/internal/session"
	"shop/platform/fault"
)

// Purpose says what a ticket is good for.
type Purpose string

// The purposes of tickets.
const (
	ForReset Purpose = "reset" // of a forgotten password
	ForSetup Purpose = "setup" // of the owner's account
)

// Ticket is a link that lets its holder do one thing once. Only the hash of its
// token is stored.
type Ticket struct {
	Hash    string
	Purpose Purpose
	// Account is whose password a [ForReset] ticket resets.
	Account auth.AccountID
	// Email prefills the form of a [ForSetup] ticket; may be empty.
	Email     string
	ExpiresAt time.Time
}

// ErrExpired is returned for a ticket that is used, too old or invented.
var ErrExpired = fault.New(fault.NotFound, "link-expired", "This link has been used or is too old.")

// Tickets keeps tickets. internal/mongostore implements it.
type Tickets interface {
	Issue(ctx context.Context, t Ticket) error
	// Find returns a ticket that is still good. Errors: [ErrExpired].
	Find(ctx context.Context, p Purpose, hash string) (Ticket, error)
	// Redeem returns a ticket and makes it worthless; of two calls at once one
	// succeeds. Errors: [ErrExpired].
	Redeem(ctx context.Context, p Purpose, hash string) (Ticket, error)
	// Count tells how many good tickets an account has.
	Count(ctx context.Context, p Purpose, account auth.AccountID) (int, error)
	// Void makes all tickets of a purpose and account worthless.
	Void(ctx context.Context, p Purpose, account auth.AccountID) error
}

// newTicket returns a ticket and the token that opens it.
func newTicket(p Purpose, good time.Duration) (Ticket, string) {
	token := session.NewToken()
	return Ticket{Hash: session.HashToken(token), Purpose: p, ExpiresAt: time.Now().UTC().Add(good)}, token
}
