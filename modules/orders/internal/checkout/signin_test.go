package checkout_test

import (
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/identity"
)

// A guest who signs in between two tries of the same checkout gets the same
// order, and no second one, whatever is in the carts.
func TestPlace_TheSameKeyAfterSigningIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ left, inAccount int }{
		"nothing is left":                         {0, 0},
		"the account's cart has the same":         {0, 2},
		"something is put into the guest's again": {1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := orderstest.New(t)
			s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 9})
			guest, ada := s.Buyer(t, "tray", 2), orderstest.Account(t.Context(), "ada")
			first, err := s.Checkout.Place(guest, "key-before-sign-in", orderstest.Request(eur(2000)))
			if err != nil {
				t.Fatal(err)
			}
			if c.left > 0 {
				if _, _, err := s.Carts.Add(guest, "tray", c.left); err != nil {
					t.Fatal(err)
				}
			}
			if c.inAccount > 0 {
				if _, _, err := s.Carts.Add(ada, "tray", c.inAccount); err != nil {
					t.Fatal(err)
				}
			}
			arriving := identity.With(t.Context(), identity.Caller{Account: "ada", Guest: identity.From(guest).Guest})
			if err := s.Carts.SignedIn(arriving, "ada"); err != nil {
				t.Fatal(err)
			}
			again, err := s.Checkout.Place(ada, "key-before-sign-in", orderstest.Request(eur(2000)))
			if err != nil || again.Created || again.Order.ID != first.Order.ID {
				t.Errorf("order %s, created %v, %v; want %s again", again.Order.Number, again.Created, err, first.Order.Number)
			}
			s.Audit(t)
		})
	}
}
