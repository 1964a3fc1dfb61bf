package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/signin"
	"shop/platform/identity"
	"shop/platform/web"
)

const tagMe = "My account"

// Me serves /api/me. It implements [web.Routes].
type Me struct {
	profiles  *account.Profiles
	passwords *signin.Passwords
}

// NewMe returns the operations on the caller's own account.
func NewMe(profiles *account.Profiles, passwords *signin.Passwords) *Me {
	return &Me{profiles: profiles, passwords: passwords}
}

// Routes implements [web.Routes].
func (m *Me) Routes(r *web.Router) {
	operation := func(method, path, summary string) huma.Operation {
		return huma.Operation{Method: method, Path: path, Tags: []string{tagMe}, Summary: summary}
	}
	web.Operation(r, web.SignedIn, operation(http.MethodGet, "/api/me", "Who I am"), m.get)
	web.Operation(r, web.SignedIn, operation(http.MethodPatch, "/api/me", "Change my name"), m.patch)
	change := operation(http.MethodPost, "/api/me/password", "Change my password")
	change.Description = "All sessions of the account end, and a new one begins: use its token from now on."
	web.Operation(r, web.SignedIn, change, m.password)
	web.Operation(r, web.SignedIn, operation(http.MethodGet, "/api/me/addresses", "My addresses"), m.addresses)
	add := operation(http.MethodPost, "/api/me/addresses", "Keep an address")
	add.DefaultStatus = http.StatusCreated
	web.Operation(r, web.SignedIn, add, m.addAddress)
	web.Operation(r, web.SignedIn, operation(http.MethodPut, "/api/me/addresses/{id}", "Change an address"), m.putAddress)
	remove := operation(http.MethodDelete, "/api/me/addresses/{id}", "Remove an address")
	remove.DefaultStatus = http.StatusOK
	web.Operation(r, web.SignedIn, remove, m.removeAddress)
}

// get answers from the session, which follows changes of the account.
func (m *Me) get(ctx context.Context, _ *struct{}) (*UserOutput, error) {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return nil, err
	}
	return &UserOutput{Body: UserBody{User: User{
		ID: caller.Account, Email: caller.Email, Name: caller.Name, Role: string(caller.Role), CreatedAt: caller.CreatedAt,
	}}}, nil
}

// NameInput is a new name.
type NameInput struct {
	Body struct {
		Name string `json:"name" maxLength:"400"`
	}
}

func (m *Me) patch(ctx context.Context, in *NameInput) (*UserOutput, error) {
	return userOutput(m.profiles.Rename(ctx, in.Body.Name))
}

// PasswordInput is a new password, and the present one as proof.
type PasswordInput struct {
	Body struct {
		Current  string `json:"current" maxLength:"1024"`
		Password string `json:"password" maxLength:"1024" doc:"10 to 256 characters"`
	}
}

func (m *Me) password(ctx context.Context, in *PasswordInput) (*GrantOutput, error) {
	grant, err := m.passwords.Change(ctx, in.Body.Current, in.Body.Password)
	if err != nil {
		return nil, err
	}
	user, err := m.profiles.Mine(ctx)
	if err != nil {
		return nil, err
	}
	return grantOutput(grant, user), nil
}

func (m *Me) addresses(ctx context.Context, _ *struct{}) (*AddressesOutput, error) {
	return addressesOutput(m.profiles.Mine(ctx))
}

// AddressInput is a new address.
type AddressInput struct{ Body AddressFields }

func (m *Me) addAddress(ctx context.Context, in *AddressInput) (*AddressesOutput, error) {
	return addressesOutput(m.profiles.PutAddress(ctx, in.Body.address("")))
}

// AddressChange is an address as it shall be.
type AddressChange struct {
	ID   string `path:"id" maxLength:"64"`
	Body AddressFields
}

func (m *Me) putAddress(ctx context.Context, in *AddressChange) (*AddressesOutput, error) {
	return addressesOutput(m.profiles.PutAddress(ctx, in.Body.address(in.ID)))
}

// AddressName names an address.
type AddressName struct {
	ID string `path:"id" maxLength:"64"`
}

func (m *Me) removeAddress(ctx context.Context, in *AddressName) (*AddressesOutput, error) {
	return addressesOutput(m.profiles.RemoveAddress(ctx, in.ID))
}
