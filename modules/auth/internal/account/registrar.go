package account

import (
	"context"

	"shop/modules/auth"
	"shop/modules/auth/internal/password"
	"shop/platform/events"
	"shop/platform/fault"
	"shop/platform/identity"
)

// Application is what somebody fills in to get an account.
type Application struct{ Email, Password, Name string }

// Registrar opens accounts.
type Registrar struct {
	store  Store
	hasher *password.Hasher
}

// NewRegistrar returns a registrar of store.
func NewRegistrar(store Store, hasher *password.Hasher) *Registrar {
	return &Registrar{store: store, hasher: hasher}
}

// Register opens a shopper's account. Errors: fault.Invalid naming email,
// password or name; [auth.ErrEmailTaken].
func (r *Registrar) Register(ctx context.Context, app Application) (Account, error) {
	return r.open(ctx, app, func(*Account) {}, identity.Shopper)
}

// CreateStaff opens a staff account; the caller must be staff. Errors:
// [identity.ErrStaffOnly], fault.Invalid naming email, password or name;
// [auth.ErrEmailTaken].
func (r *Registrar) CreateStaff(ctx context.Context, app Application) (Account, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Account{}, err
	}
	return r.open(ctx, app, func(*Account) {}, identity.Staff)
}

// CreateOwner opens the account that the shop is set up with. Whoever calls it
// has made sure that the applicant may. Errors: fault.Invalid naming email,
// password or name; [auth.ErrEmailTaken], [ErrOwnerExists].
func (r *Registrar) CreateOwner(ctx context.Context, app Application) (Account, error) {
	return r.open(ctx, app, func(a *Account) { a.Owner = true }, identity.Staff)
}

// ErrOwnerExists is returned for a second owner.
var ErrOwnerExists = fault.New(fault.Conflict, "owner-exists", "This shop is set up already. Please sign in.")

func (r *Registrar) open(ctx context.Context, app Application, mark func(*Account), role identity.Role) (Account, error) {
	email := identity.NormalEmail(app.Email)
	var wrong fault.Fields
	if !identity.ValidEmail(email) {
		wrong.Add("email", "This is not an e-mail address.")
	}
	if weakness := password.Weakness(app.Password, email); weakness != "" {
		wrong.Add("password", weakness)
	}
	name, err := tidyName(app.Name)
	if err := wrong.Merge("", err); err != nil {
		return Account{}, err
	}
	if err := wrong.Err(); err != nil {
		return Account{}, err
	}
	hash, err := r.hasher.Hash(ctx, app.Password)
	if err != nil {
		return Account{}, err
	}
	a := newAccount(email, name, role, hash)
	mark(&a)
	registered := events.New(string(a.ID), auth.AccountRegistered{AccountID: a.ID, Email: a.Email, Name: a.Name})
	if err := r.store.Insert(ctx, a, registered); err != nil {
		return Account{}, err
	}
	return a, nil
}
