package authtest

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/signin"
	"shop/platform/events"
	"shop/platform/identity"
)

// Password is everybody's.
const Password = "correct horse battery"

// Person is somebody who is signed in.
type Person struct {
	ID    auth.AccountID
	Email string
	Name  string
	// Token is of the person's session, for a cookie or Authorization.
	Token string
	// Caller is what a request with the token has in its context.
	Caller identity.Caller
}

// As returns ctx with the person as its caller.
func (p Person) As(ctx context.Context) context.Context { return identity.With(ctx, p.Caller) }

// Shopper opens an account and signs in.
func (m *Module) Shopper(t testing.TB) Person {
	t.Helper()
	email := strings.ToLower(rand.Text()) + "@example.org"
	a, err := m.registrar.Register(t.Context(), account.Application{Email: email, Password: Password, Name: "Sam Shopper"})
	if err != nil {
		t.Fatalf("authtest: %v", err)
	}
	return m.admit(t, a)
}

// StaffMember makes a staff account and signs in.
func (m *Module) StaffMember(t testing.TB) Person {
	t.Helper()
	email := strings.ToLower(rand.Text()) + "@example.org"
	app := account.Application{Email: email, Password: Password, Name: "Stella Staff"}
	a, err := m.registrar.CreateStaff(identity.System(t.Context(), "authtest"), app)
	if err != nil {
		t.Fatalf("authtest: %v", err)
	}
	return m.admit(t, a)
}

// SignIn signs the person in on another device and returns the new session.
func (m *Module) SignIn(t testing.TB, p Person) Person {
	t.Helper()
	arrival, err := m.signin.SignIn(t.Context(), signin.Credentials{Email: p.Email, Password: Password})
	if err != nil {
		t.Fatalf("authtest: %v", err)
	}
	return m.person(t, arrival)
}

func (m *Module) admit(t testing.TB, a account.Account) Person {
	t.Helper()
	arrival, err := m.signin.Admit(t.Context(), a)
	if err != nil {
		t.Fatalf("authtest: %v", err)
	}
	return m.person(t, arrival)
}

func (m *Module) person(t testing.TB, arrival signin.Arrival) Person {
	t.Helper()
	caller, err := m.Sessions.Authenticate(t.Context(), arrival.Token)
	if err != nil {
		t.Fatalf("authtest: %v", err)
	}
	a := arrival.Account
	return Person{ID: a.ID, Email: a.Email, Name: a.Name, Token: arrival.Token, Caller: caller}
}

// deaf loses all hints, as a broken connection to Redis does.
type deaf struct{}

func (deaf) Publish(context.Context, string, any) error { return nil }

func (deaf) Subscribe(...string) (<-chan events.Message, func()) { return nil, func() {} }
