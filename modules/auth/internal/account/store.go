package account

import (
	"context"

	"shop/modules/auth"
	"shop/platform/events"
	"shop/platform/identity"
)

// Store keeps accounts. internal/mongostore implements it.
type Store interface {
	// Insert stores a new account together with its events. Errors:
	// [auth.ErrEmailTaken]; [ErrOwnerExists] for a second owner.
	Insert(ctx context.Context, a Account, evs ...events.Event) error
	// Find returns an account. Errors: [auth.ErrNoAccount].
	Find(ctx context.Context, id auth.AccountID) (Account, error)
	// FindByEmail returns the account of a normal e-mail address. Errors:
	// [auth.ErrNoAccount].
	FindByEmail(ctx context.Context, email string) (Account, error)
	// Update changes an account by change, which may be called again when
	// somebody else changed it meanwhile, and returns what was stored. An error
	// of change is returned and stores nothing. Errors: [auth.ErrNoAccount],
	// [auth.ErrEmailTaken].
	Update(ctx context.Context, id auth.AccountID, change func(*Account) error) (Account, error)
}

// Directory searches accounts, for staff. internal/mongostore implements it.
type Directory interface {
	// Search returns a page of the accounts that match and how many do.
	Search(ctx context.Context, q Query) (found []Account, total int, err error)
	// HasStaff reports whether anybody may use the admin.
	HasStaff(ctx context.Context) (bool, error)
}

// Query selects a page of accounts.
type Query struct {
	// Text is part of a name or an e-mail address; empty for all.
	Text string
	// Role is empty for all.
	Role identity.Role
	Sort Sort
	// Page counts from 1; Limit is the size of a page.
	Page, Limit int
}

// Sort is an order of accounts.
type Sort string

// The orders. The zero value is [NewestFirst].
const (
	NewestFirst Sort = "-joined"
	OldestFirst Sort = "joined"
	ByName      Sort = "name"
	ByNameDown  Sort = "-name"
)
