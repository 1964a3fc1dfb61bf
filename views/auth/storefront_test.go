package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"shop/views/auth"
	"shop/views/ui"
	"shop/views/viewtest"
)

// wrong returns errors of the fields.
func wrong(fields ...string) map[string]string {
	errors := make(map[string]string)
	for _, f := range fields {
		errors[f] = viewtest.Nasty
	}
	return errors
}

func TestSignInPages(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "login", auth.LoginPage(auth.Login{}))
	viewtest.Golden(t, "login-wrong", auth.LoginPage(auth.Login{
		Email: viewtest.Nasty, Next: `/checkout?a="b"`, Message: viewtest.Nasty, Errors: wrong("email", "password"),
	}))
	viewtest.Golden(t, "register-wrong", auth.RegisterPage(auth.Register{
		Name: viewtest.Nasty, Email: viewtest.Nasty, Next: "/cart", Message: viewtest.Nasty, Errors: wrong("name", "email", "password"),
	}))
	viewtest.Golden(t, "forgot", auth.ForgotPage(auth.Forgot{Email: viewtest.Nasty, Errors: wrong("email")}))
	viewtest.Golden(t, "forgot-sent", auth.ForgotPage(auth.Forgot{Sent: true}))
	viewtest.Golden(t, "reset", auth.ResetPage(auth.Reset{Token: "a/b", Errors: wrong("password")}))
	viewtest.Golden(t, "setup", auth.SetupPage(auth.Setup{Token: "a/b", Name: viewtest.Nasty, Errors: wrong("name", "email", "password")}))
}

func TestPages_of_a_token_that_expired_ask_for_no_password(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]templ.Component{
		"reset": auth.ResetPage(auth.Reset{Expired: true}),
		"setup": auth.SetupPage(auth.Setup{Expired: true}),
	} {
		html := viewtest.Render(t, page)
		if strings.Contains(html, "<form") || !strings.Contains(html, "too old") {
			t.Errorf("%s must say that the link is too old, and ask for nothing: %s", name, html)
		}
	}
}

func TestSignInPages_keep_where_to_go_next(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]templ.Component{
		"login":    auth.LoginPage(auth.Login{Next: "/checkout"}),
		"register": auth.RegisterPage(auth.Register{Next: "/checkout"}),
	} {
		html := viewtest.Render(t, page)
		if !strings.Contains(html, `name="next" value="/checkout"`) || !strings.Contains(html, "?next=%2Fcheckout") {
			t.Errorf("%s forgets it, in its form or in the link to the other page: %s", name, html)
		}
	}
}

func TestAccountPages(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "account", auth.AccountPage(auth.Account{
		Name: viewtest.Nasty, Email: viewtest.Nasty, Address: []string{viewtest.Nasty, "1 Street"}, Sessions: 3, Staff: true,
		Panels: templ.Raw(`<section id="panel"></section>`),
	}))
	viewtest.Golden(t, "account-new", auth.AccountPage(auth.Account{Name: "Ada", Sessions: 1}))
	viewtest.Golden(t, "profile", auth.ProfilePage(auth.Profile{Name: viewtest.Nasty, Email: viewtest.Nasty, Message: viewtest.Nasty, Errors: wrong("name", "current", "password")}))
	viewtest.Golden(t, "framed", auth.Framed("/account/orders", templ.Raw("<h1>Orders</h1>")))
	seen := time.Date(2026, 3, 14, 9, 26, 0, 0, time.UTC)
	viewtest.Golden(t, "sessions", auth.SessionsPage(auth.Sessions{Sessions: []auth.Session{
		{ID: "1", Device: "Firefox on Linux", IP: "192.0.2.1", LastSeen: seen, Current: true},
		{ID: viewtest.Nasty, Device: viewtest.Nasty, IP: "2001:db8::1", LastSeen: seen},
	}}))
}

func TestSessionsPage_never_offers_to_end_the_session_that_asks(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, auth.SessionsPage(auth.Sessions{Sessions: []auth.Session{{ID: "here", Current: true}}}))
	if strings.Contains(html, `value="revoke`) {
		t.Errorf("it can be ended: %s", html)
	}
}

func TestAddressesPage(t *testing.T) {
	t.Parallel()
	countries := []ui.Choice{{Value: "DE", Label: "Germany", Selected: true}}
	viewtest.Golden(t, "addresses", auth.AddressesPage(auth.Addresses{
		Addresses: []auth.Address{{ID: "1", Lines: []string{viewtest.Nasty, "1 Street"}, Default: true}, {ID: "2", Lines: []string{"Ada"}}},
		Form: auth.AddressForm{
			ID: "1", Name: viewtest.Nasty, Line1: viewtest.Nasty, City: viewtest.Nasty, PostalCode: viewtest.Nasty,
			Message: viewtest.Nasty, Errors: map[string]string{"city": viewtest.Nasty},
		},
		Countries: countries,
	}))
	viewtest.Golden(t, "addresses-none", auth.AddressesPage(auth.Addresses{Countries: countries}))
}

// A password that was typed is not shown again, whatever went wrong.
func TestPasswordFields_are_always_empty(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]templ.Component{
		"login":    auth.LoginPage(auth.Login{Errors: wrong("password")}),
		"register": auth.RegisterPage(auth.Register{Errors: wrong("password")}),
		"profile":  auth.ProfilePage(auth.Profile{Errors: wrong("password")}),
	} {
		html := viewtest.Render(t, page)
		if !strings.Contains(html, `type="password" value=""`) || strings.Count(html, `type="password"`) != strings.Count(html, `type="password" value=""`) {
			t.Errorf("%s fills a password in: %s", name, html)
		}
	}
}
