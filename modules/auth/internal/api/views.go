package api

import (
	"time"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/platform/address"
)

// User is an account as its owner and staff see it.
type User struct {
	ID        string    `json:"id"`
	Email     string    `json:"email" format:"email"`
	Name      string    `json:"name"`
	Role      string    `json:"role" enum:"shopper,staff"`
	CreatedAt time.Time `json:"createdAt"`
}

func userOf(a account.Account) User {
	return User{ID: string(a.ID), Email: a.Email, Name: a.Name, Role: string(a.Role), CreatedAt: a.CreatedAt}
}

// UserBody is a user alone.
type UserBody struct {
	User User `json:"user"`
}

// UserOutput is the answer with a user.
type UserOutput struct{ Body UserBody }

func userOutput(a account.Account, err error) (*UserOutput, error) {
	if err != nil {
		return nil, err
	}
	return &UserOutput{Body: UserBody{User: userOf(a)}}, nil
}

// GrantBody is a session that has just begun.
type GrantBody struct {
	Token     string    `json:"token" doc:"Send it as Authorization: Bearer. It is shown only once."`
	ExpiresAt time.Time `json:"expiresAt"`
	User      User      `json:"user"`
}

// GrantOutput is the answer with a new session.
type GrantOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         GrantBody
}

func grantOutput(g session.Grant, a account.Account) *GrantOutput {
	return &GrantOutput{
		CacheControl: "no-store",
		Body:         GrantBody{Token: g.Token, ExpiresAt: g.ExpiresAt, User: userOf(a)},
	}
}

// Session is one place where the account is signed in.
type Session struct {
	ID        string    `json:"id"`
	Device    string    `json:"device" example:"Firefox on Linux"`
	IP        string    `json:"ip"`
	CreatedAt time.Time `json:"createdAt"`
	LastSeen  time.Time `json:"lastSeen" doc:"Exact to ten minutes"`
	ExpiresAt time.Time `json:"expiresAt"`
	Current   bool      `json:"current" doc:"Whether this request belongs to it"`
}

func sessionsOf(list []session.Session, current string) []Session {
	all := make([]Session, len(list))
	for i, s := range list {
		all[i] = Session{
			ID: s.ID, Device: s.Device, IP: s.IP, CreatedAt: s.CreatedAt, LastSeen: s.LastSeen,
			ExpiresAt: s.ExpiresAt, Current: s.ID == current,
		}
	}
	return all
}

// Address is a kept address.
type Address struct {
	ID string `json:"id"`
	AddressFields
}

// AddressFields are what of an address its owner writes.
type AddressFields struct {
	address.Address
	Default bool `json:"default" required:"false" doc:"Whether forms are filled with it"`
}

func (f AddressFields) address(id string) account.Address {
	return account.Address{ID: id, Address: f.Address, Default: f.Default}
}

// AddressesBody are all of an account's addresses.
type AddressesBody struct {
	Addresses []Address `json:"addresses"`
}

// AddressesOutput is the answer with them.
type AddressesOutput struct{ Body AddressesBody }

func addressesOf(a account.Account) []Address {
	all := make([]Address, len(a.Addresses))
	for i, x := range a.Addresses {
		all[i] = Address{ID: x.ID, AddressFields: AddressFields{Address: x.Address, Default: x.Default}}
	}
	return all
}

func addressesOutput(a account.Account, err error) (*AddressesOutput, error) {
	if err != nil {
		return nil, err
	}
	return &AddressesOutput{Body: AddressesBody{Addresses: addressesOf(a)}}, nil
}
