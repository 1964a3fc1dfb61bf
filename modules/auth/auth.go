package auth

import (
	"context"
	"time"

	"shop/platform/address"
	"shop/platform/fault"
)

// AccountID names an account.
type AccountID string

// Account is what other modules may know of an account.
type Account struct {
	ID    AccountID
	Email string
	Name  string
	// Role is "shopper" or "staff".
	Role      string
	CreatedAt time.Time
}

// The errors other modules may meet.
var (
	ErrNoAccount  = fault.New(fault.NotFound, "no-account", "There is no such account.")
	ErrEmailTaken = fault.New(fault.Conflict, "email-taken", "There is already an account with this e-mail address.")
)

// Accounts looks accounts up.
type Accounts interface {
	// Account returns the account. Errors: [ErrNoAccount].
	Account(ctx context.Context, id AccountID) (Account, error)
}

// AddressBook knows the addresses that people keep, for filling forms.
type AddressBook interface {
	// DefaultAddress returns the account's first choice, or false where it
	// keeps no address. Errors: [ErrNoAccount].
	DefaultAddress(ctx context.Context, id AccountID) (address.Address, bool, error)
}

// Staff manages the people who run the shop, for the command line, which calls
// it as identity.System: like all services it asks for the caller's rights.
type Staff interface {
	// EnsureOwner creates the first staff account when there is none: with the
	// given password, or without one, and then returns the path of a one-time
	// set-up link ("/setup/TOKEN") that sets it. It returns "" when staff
	// exists or a password was given.
	EnsureOwner(ctx context.Context, email, password string) (setupPath string, err error)
	// CreateStaff creates a staff account. Errors: [ErrEmailTaken], or
	// fault.Invalid naming email, password or name.
	CreateStaff(ctx context.Context, email, password, name string) (AccountID, error)
	// Opens reports whether a staff member signs in with these.
	Opens(ctx context.Context, email, password string) (bool, error)
}

// SignInHook is called after a caller proved who they are and before the
// answer, with the caller (identity.From) carrying both the account and the
// guest's token. A failing hook is logged and does not stop the sign-in.
type SignInHook interface {
	SignedIn(ctx context.Context, id AccountID) error
}

// SignInHookGroup is the Fx tag under which a module provides its
// [SignInHook]: fx.ResultTags(auth.SignInHookGroup).
const SignInHookGroup = `group:"auth.sign-in-hooks"`

type customerKey struct{}

// WithCustomer returns a context for the panels of a customer's page, which
// show what other modules know of the account.
func WithCustomer(ctx context.Context, id AccountID) context.Context {
	return context.WithValue(ctx, customerKey{}, id)
}

// CustomerFrom returns whose page a panel is on; "" on any other page.
func CustomerFrom(ctx context.Context) AccountID {
	id, _ := ctx.Value(customerKey{}).(AccountID)
	return id
}

// AccountRegistered says that somebody opened an account.
type AccountRegistered struct {
	AccountID AccountID `json:"accountId"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
}

// EventName implements events.Payload.
func (AccountRegistered) EventName() string { return "account.registered" }
