package order_test

import (
	"errors"
	"strings"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/identity"
)

func TestNewNumber(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		n := order.NewNumber()
		if len(n) != 8 || strings.ContainsAny(n, "01ILO25SZ8BU") || n != order.CanonicalNumber(n) {
			t.Errorf("number %q", n)
		}
		seen[n] = true
	}
	if len(seen) < 1000 {
		t.Errorf("only %d of 1000 numbers are different", len(seen))
	}
	if got := order.CanonicalNumber(" k7qf-3m9t "); got != "K7QF3M9T" {
		t.Errorf("canonical %q", got)
	}
}

func TestKeyring(t *testing.T) {
	t.Parallel()
	var ring order.Keyring
	for _, n := range []string{"A", "B", "C", "D", "E", "F", "G", "H", "I", "C"} {
		ring = ring.With(n, "token-"+n)
	}
	for n, want := range map[string]string{"C": "token-C", "c": "token-C", "I": "token-I", "A": "", "X": "", "": ""} {
		if got := ring.Token(n); got != want {
			t.Errorf("token of %q is %q, want %q", n, got, want)
		}
	}
	if n := strings.Count(string(ring), "~"); n != 7 {
		t.Errorf("%d separators, want 7: %s", n, ring)
	}
	for _, forged := range []order.Keyring{"~", ".", "~.~", "A"} {
		if got := forged.Token("A"); got != "" {
			t.Errorf("%q gives the token %q", forged, got)
		}
	}
}

func TestOwnedBy(t *testing.T) {
	t.Parallel()
	mine := order.Order{Account: "ada"}
	guests := order.Order{TokenHash: order.HashToken("secret")}
	cases := map[string]struct {
		o      order.Order
		caller identity.Caller
		token  string
		want   bool
	}{
		"its_account":                 {mine, identity.Caller{Account: "ada"}, "", true},
		"another_account":             {mine, identity.Caller{Account: "eve"}, "", false},
		"nobody":                      {mine, identity.Caller{}, "", false},
		"a_guest_with_the_token":      {guests, identity.Caller{}, "secret", true},
		"an_account_with_the_token":   {guests, identity.Caller{Account: "ada"}, "secret", true},
		"a_guest_with_another":        {guests, identity.Caller{}, "guess", false},
		"a_guest_without":             {guests, identity.Caller{}, "", false},
		"an_order_that_has_no_secret": {order.Order{}, identity.Caller{}, "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.o.OwnedBy(c.caller, c.token) != c.want {
				t.Errorf("owned: %v", !c.want)
			}
		})
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	ada, eve, staff := orderstest.Account(t.Context(), "ada"), orderstest.Account(t.Context(), "eve"), orderstest.Staff(t.Context())
	var numbers []string
	for range 3 {
		if _, _, err := s.Carts.Add(ada, "tray", 1); err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, s.Place(t, ada, eur(1000)).Order.Number)
	}
	guest := s.Place(t, s.Buyer(t, "tray", 1), eur(1000))

	t.Run("lists_mine_newest_first", func(t *testing.T) {
		t.Parallel()
		page, err := s.Orders.Mine(ada, 1, 2)
		if err != nil || page.Total != 3 || page.Pages != 2 || len(page.Orders) != 2 || page.Orders[0].Number != numbers[2] {
			t.Errorf("page %+v, %v", page, err)
		}
		if page, err := s.Orders.Mine(eve, 1, 10); err != nil || page.Total != 0 || page.Pages != 1 {
			t.Errorf("eve's page %+v, %v", page, err)
		}
		if _, err := s.Orders.Mine(t.Context(), 1, 10); !errors.Is(err, identity.ErrSignIn) {
			t.Errorf("nobody's: %v", err)
		}
	})
	t.Run("shows_an_order_to_its_owner_only", func(t *testing.T) {
		t.Parallel()
		if _, err := s.Orders.Owned(ada, strings.ToLower(numbers[0]), ""); err != nil {
			t.Errorf("owner: %v", err)
		}
		if _, err := s.Orders.Owned(eve, numbers[0], ""); !errors.Is(err, order.ErrNotFound) {
			t.Errorf("eve: %v", err)
		}
		if _, err := s.Orders.Owned(staff, numbers[0], ""); err != nil {
			t.Errorf("staff: %v", err)
		}
		if _, err := s.Orders.Owned(t.Context(), guest.Order.Number, guest.Token); err != nil {
			t.Errorf("guest: %v", err)
		}
	})
	// Nobody proved that an e-mail address is theirs by opening an account with
	// it.
	t.Run("gives_no_order_to_an_account_of_the_same_email_address", func(t *testing.T) {
		t.Parallel()
		namesake := identity.With(t.Context(), identity.Caller{Account: "mallory", Email: guest.Order.Email, Role: identity.Shopper})
		if page, err := s.Orders.Mine(namesake, 1, 10); err != nil || page.Total != 0 {
			t.Errorf("lists %d orders, %v; want none", page.Total, err)
		}
		for _, number := range append([]string{guest.Order.Number}, numbers...) {
			if _, err := s.Orders.Owned(namesake, number, ""); !errors.Is(err, order.ErrNotFound) {
				t.Errorf("order %s: %v, want ErrNotFound", number, err)
			}
		}
		if _, err := s.Desk.Cancel(namesake, guest.Order.Number, "guess"); !errors.Is(err, order.ErrNotFound) {
			t.Errorf("cancel: %v, want ErrNotFound", err)
		}
	})
	t.Run("keeps_the_rest_for_staff", func(t *testing.T) {
		t.Parallel()
		if _, err := s.Orders.All(ada, order.Filter{}); !errors.Is(err, identity.ErrStaffOnly) {
			t.Errorf("all: %v", err)
		}
		if _, err := s.Orders.Get(ada, numbers[0]); !errors.Is(err, identity.ErrStaffOnly) {
			t.Errorf("get: %v", err)
		}
		if _, err := s.Orders.Count(ada, order.Filter{}); !errors.Is(err, identity.ErrStaffOnly) {
			t.Errorf("count: %v", err)
		}
		if page, err := s.Orders.All(staff, order.Filter{}); err != nil || page.Total != 4 {
			t.Errorf("all for staff: %d, %v", page.Total, err)
		}
	})
	t.Run("finds_by_number_address_and_name", func(t *testing.T) {
		t.Parallel()
		for search, want := range map[string]int{
			numbers[1]: 1, strings.ToLower(numbers[1][:7]): 1, "ADA@EXAMPLE.COM": 4, "ada l": 4, "bob": 0, ".*": 0, "": 4,
		} {
			page, err := s.Orders.All(staff, order.Filter{Search: search})
			if err != nil || page.Total != want {
				t.Errorf("search %q finds %d, %v; want %d", search, page.Total, err, want)
			}
		}
	})
}
