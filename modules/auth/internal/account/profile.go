package account

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"shop/modules/auth"
	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
)

// maxName is enough for real names with titles.
const maxName = 100 // characters

// Profiles lets people see and change their own account. It implements
// [auth.Accounts] and [auth.AddressBook].
type Profiles struct{ store Store }

// NewProfiles returns the profiles of store.
func NewProfiles(store Store) *Profiles { return &Profiles{store: store} }

// Account implements [auth.Accounts].
func (p *Profiles) Account(ctx context.Context, id auth.AccountID) (auth.Account, error) {
	a, err := p.store.Find(ctx, id)
	return a.Public(), err
}

// DefaultAddress implements [auth.AddressBook].
func (p *Profiles) DefaultAddress(ctx context.Context, id auth.AccountID) (address.Address, bool, error) {
	a, err := p.store.Find(ctx, id)
	if err != nil {
		return address.Address{}, false, err
	}
	first, found := a.DefaultAddress()
	return first.Address, found, nil
}

// Mine returns the caller's account. Errors: [identity.ErrSignIn].
func (p *Profiles) Mine(ctx context.Context) (Account, error) {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return Account{}, err
	}
	return p.store.Find(ctx, auth.AccountID(caller.Account))
}

// Rename changes the caller's name. Errors: [identity.ErrSignIn],
// fault.Invalid naming name.
func (p *Profiles) Rename(ctx context.Context, name string) (Account, error) {
	name, err := tidyName(name)
	if err != nil {
		return Account{}, err
	}
	return p.change(ctx, func(a *Account) error {
		a.Name = name
		return nil
	})
}

// PutAddress adds an address to the caller's account, or replaces the one of
// its id. Errors: [identity.ErrSignIn], fault.Invalid naming parts,
// fault.NotFound for an unknown id, fault.Conflict when there are too many.
func (p *Profiles) PutAddress(ctx context.Context, kept Address) (Account, error) {
	kept.Address = kept.Normalise()
	if err := kept.Validate(); err != nil {
		return Account{}, err
	}
	return p.change(ctx, func(a *Account) error { return a.putAddress(kept) })
}

// RemoveAddress removes one of the caller's addresses. Errors:
// [identity.ErrSignIn], fault.NotFound.
func (p *Profiles) RemoveAddress(ctx context.Context, id string) (Account, error) {
	return p.change(ctx, func(a *Account) error { return a.removeAddress(id) })
}

// MakeDefault makes one of the caller's addresses the default. Errors:
// [identity.ErrSignIn], fault.NotFound.
func (p *Profiles) MakeDefault(ctx context.Context, id string) (Account, error) {
	return p.change(ctx, func(a *Account) error {
		at := a.indexOf(id)
		if at < 0 {
			return errNoAddress
		}
		a.makeDefault(at)
		return nil
	})
}

func (p *Profiles) change(ctx context.Context, change func(*Account) error) (Account, error) {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return Account{}, err
	}
	return p.store.Update(ctx, auth.AccountID(caller.Account), change)
}

func tidyName(name string) (string, error) {
	name = strings.TrimSpace(name)
	var wrong fault.Fields
	switch {
	case name == "":
		wrong.Add("name", "Please tell us your name.")
	case utf8.RuneCountInString(name) > maxName || !oneLine(name):
		wrong.Add("name", "A name is one line of at most 100 characters.")
	}
	return name, wrong.Err()
}

// oneLine reports whether s is readable and has no line break or other control
// character.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}
