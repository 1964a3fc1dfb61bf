package checkout_test

import (
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/identity"
)

// A guest who signs in between two tries of the same checkout gets the same
// order, and no second one.
func TestPlace_TheSameKeyAfterSigningIn(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 5})
	guest := s.Buyer(t, "tray", 1)
	if _, _, err := s.Carts.Add(guest, "tray", 1); err != nil {
		t.Fatal(err)
	}
	first, err := s.Checkout.Place(guest, "key-before-sign-in", orderstest.Request(eur(2000)))
	if err != nil {
		t.Fatal(err)
	}
	// Something is left in the guest's cart, so that it is merged.
	if _, _, err := s.Carts.Add(guest, "tray", 1); err != nil {
		t.Fatal(err)
	}
	arriving := identity.With(t.Context(), identity.Caller{Account: "ada", Guest: identity.From(guest).Guest})
	if err := s.Carts.SignedIn(arriving, "ada"); err != nil {
		t.Fatal(err)
	}
	again, err := s.Checkout.Place(orderstest.Account(t.Context(), "ada"), "key-before-sign-in", orderstest.Request(eur(2000)))
	if err != nil || again.Created || again.Order.ID != first.Order.ID {
		t.Errorf("order %s, created %v, %v; want %s again", again.Order.Number, again.Created, err, first.Order.Number)
	}
	s.Audit(t)
}
