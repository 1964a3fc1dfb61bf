package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
	"shop/platform/identity"
	"shop/platform/web/webtest"
)

const adoptButton = "Add this order to my account"

// signedInHere is the guest's browser after a sign-in as the account, without
// what the sign-in does by itself.
func signedInHere(t *testing.T, s *orderstest.Site, guest *webtest.Client, account string) *webtest.Client {
	t.Helper()
	c := s.SignedIn(t, identity.From(orderstest.Account(t.Context(), account)))
	c.SetCookie("orders", guest.Cookie("orders"))
	return c
}

func TestOrders_a_guests_order_is_added_to_the_account_by_a_form(t *testing.T) {
	t.Parallel()
	s := serve(t)
	guest := buyer(t, s)
	path := order(t, guest)
	page := guest.Get(path).Want(http.StatusOK)
	contains(t, page, "/register?next=", "/login?next=")
	if strings.Contains(page.Body, adoptButton) {
		t.Error("a guest has no account to add it to")
	}
	if r := guest.Post(path+"/adopt", nil).Want(http.StatusSeeOther); !strings.HasPrefix(r.Header.Get("Location"), "/login") {
		t.Errorf("a guest is led to %s", r.Header.Get("Location"))
	}

	ada, eve := signedInHere(t, s, guest, "ada"), signedInHere(t, s, guest, "eve")
	contains(t, ada.Get(path).Want(http.StatusOK), adoptButton, `action="`+path+`/adopt"`)
	s.Shopper(t).Post(path+"/adopt", nil).Want(http.StatusNotFound) // ada elsewhere, without the token

	ada.Post(path+"/adopt", nil).Want(http.StatusSeeOther)
	page = ada.Get(path).Want(http.StatusOK)
	contains(t, page, "The order is in your account now.", "Added to an account")
	if strings.Contains(page.Body, adoptButton) {
		t.Error("it is offered again")
	}
	s.Shopper(t).Get(path).Want(http.StatusOK)
	contains(t, s.Shopper(t).Get("/account/orders").Want(http.StatusOK), path)
	guest.Get(path).Want(http.StatusOK)

	eve.Post(path+"/adopt", nil).Want(http.StatusSeeOther)
	contains(t, eve.Get(path).Want(http.StatusOK), "This order belongs to another account already.")
	s.Client(t).Get(path).Want(http.StatusNotFound)
}

func TestOrders_staff_who_look_at_a_guests_order_are_not_offered_it(t *testing.T) {
	t.Parallel()
	s := serve(t)
	path := order(t, buyer(t, s))
	if page := s.StaffMember(t).Get(path).Want(http.StatusOK); strings.Contains(page.Body, adoptButton) {
		t.Error("the page offers it")
	}
}
