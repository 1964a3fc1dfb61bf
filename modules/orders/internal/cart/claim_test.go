package cart_test

import (
	"errors"
	"testing"
	"time"

	"shop/modules/auth"
	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/orderstest"
)

// bought is what an order took out of a cart.
var bought = []cart.Line{{SKU: "tray", Quantity: 2}}

func TestClaim(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	claim := func(t *testing.T, c cart.Cart, id orders.OrderID) (cart.Cart, error) {
		t.Helper()
		return cart.Claim(t.Context(), s.Stores.Carts, c, id)
	}
	current := func(t *testing.T) cart.Cart {
		t.Helper()
		c, err := s.Carts.Current(s.Buyer(t, "tray", 2))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	find := func(t *testing.T, id string) cart.Cart {
		t.Helper()
		c, err := s.Stores.Carts.Find(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}

	t.Run("is_for_one_order", func(t *testing.T) {
		t.Parallel()
		c := current(t)
		claimed, err := claim(t, c, "one")
		if err != nil || claimed.State != cart.Ordering {
			t.Fatalf("%+v, %v", claimed, err)
		}
		if _, err := claim(t, claimed, "one"); err != nil {
			t.Errorf("the same order again: %v", err)
		}
		if _, err := claim(t, claimed, "two"); !errors.Is(err, cart.ErrOrdering) {
			t.Errorf("another order: %v, want ErrOrdering", err)
		}
		if _, err := claim(t, c, "two"); !errors.Is(err, cart.ErrStale) {
			t.Errorf("from what was read before: %v, want ErrStale", err)
		}
	})
	t.Run("ends_with_the_bought_lines_leaving", func(t *testing.T) {
		t.Parallel()
		c := current(t)
		if _, err := claim(t, c, "one"); err != nil {
			t.Fatal(err)
		}
		if err := (cart.Claimed{Cart: c.ID, Order: "one", Number: "K7QF3M9T"}).Release(t.Context(), s.Stores.Carts, bought); err != nil {
			t.Fatal(err)
		}
		if got := find(t, c.ID); got.State != cart.Open || len(got.Lines) != 0 || got.LastOrder != "K7QF3M9T" || got.Order != "" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("ends_the_same_when_its_version_is_known", func(t *testing.T) {
		t.Parallel()
		for touched, left := range map[bool]int{false: 0, true: 1} {
			c := current(t)
			claimed, err := claim(t, c, "one")
			if err != nil {
				t.Fatal(err)
			}
			if touched { // a unit more of what is being ordered
				more := find(t, c.ID)
				more.Lines[0].Quantity++
				if _, err := s.Stores.Carts.Save(t.Context(), more); err != nil {
					t.Fatal(err)
				}
			}
			released := cart.Claimed{Cart: c.ID, Version: claimed.Version, Order: "one", Number: "K7QF3M9T"}
			if err := released.Release(t.Context(), s.Stores.Carts, c.Lines); err != nil {
				t.Fatal(err)
			}
			got := find(t, c.ID)
			if got.State != cart.Open || got.Count() != left || got.LastOrder != "K7QF3M9T" || got.Order != "" || got.FilledAt.IsZero() == touched {
				t.Errorf("touched meanwhile %v: %+v", touched, got)
			}
		}
	})
	t.Run("ends_with_everything_kept_when_nothing_was_bought", func(t *testing.T) {
		t.Parallel()
		c := current(t)
		if _, err := claim(t, c, "one"); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := (cart.Claimed{Cart: c.ID, Order: "one", Number: ""}).Release(t.Context(), s.Stores.Carts, nil); err != nil {
				t.Fatal(err)
			}
		}
		if got := find(t, c.ID); got.State != cart.Open || got.Quantity("tray") != 2 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("is_not_ended_by_another_order", func(t *testing.T) {
		t.Parallel()
		c := current(t)
		if _, err := claim(t, c, "one"); err != nil {
			t.Fatal(err)
		}
		if err := (cart.Claimed{Cart: c.ID, Order: "two", Number: ""}).Release(t.Context(), s.Stores.Carts, bought); err != nil {
			t.Fatal(err)
		}
		if got := find(t, c.ID); got.State != cart.Ordering || got.Quantity("tray") != 2 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("of_a_cart_that_is_gone_ends_quietly", func(t *testing.T) {
		t.Parallel()
		if err := (cart.Claimed{Cart: "guest:gone", Order: "one", Number: ""}).Release(t.Context(), s.Stores.Carts, nil); err != nil {
			t.Error(err)
		}
		if _, err := s.Stores.Carts.Find(t.Context(), "guest:gone"); !errors.Is(err, cart.ErrNotInCart) {
			t.Errorf("releasing made a cart: %v", err)
		}
	})
}

// What is put into the cart while it is being ordered stays for the next time.
func TestClaim_KeepsWhatIsAddedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := s.Buyer(t, "tray", 2)
	c, err := s.Carts.Current(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cart.Claim(t.Context(), s.Stores.Carts, c, "one"); err != nil {
		t.Fatal(err)
	}
	for sku, n := range map[catalog.SKU]int{"tray": 1, "bowl": 4} {
		if _, _, err := s.Carts.Add(ctx, sku, n); err != nil {
			t.Fatal(err)
		}
	}
	if err := (cart.Claimed{Cart: c.ID, Order: "one", Number: "K7QF3M9T"}).Release(t.Context(), s.Stores.Carts, bought); err != nil {
		t.Fatal(err)
	}
	wantUnits(t, s, ctx, map[catalog.SKU]int{"tray": 1, "bowl": 4})
}

// A guest who signs in while the cart is being ordered gets what is left of it
// as soon as the order is final.
func TestClaim_ThenSignIn(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	guest, ada := s.Buyer(t, "tray", 3), orderstest.Account(t.Context(), "ada")
	c, err := s.Carts.Current(guest)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cart.Claim(t.Context(), s.Stores.Carts, c, "one"); err != nil {
		t.Fatal(err)
	}
	signIn(t, s, "ada", guest)
	wantUnits(t, s, ada, map[catalog.SKU]int{})
	waiting, err := s.Carts.Current(ada)
	if err != nil || len(waiting.Lineage()) != 2 {
		t.Errorf("lineage %v, %v; want both carts, so that a retry finds its order", waiting.Lineage(), err)
	}
	if err := (cart.Claimed{Cart: c.ID, Order: "one", Number: "K7QF3M9T"}).Release(t.Context(), s.Stores.Carts, bought); err != nil {
		t.Fatal(err)
	}
	wantUnits(t, s, ada, map[catalog.SKU]int{"tray": 1})
}

func TestClaimed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	c, err := s.Carts.Current(s.Buyer(t, "tray", 1))
	if err != nil {
		t.Fatal(err)
	}
	s.Buyer(t, "tray", 1)
	if _, err := cart.Claim(t.Context(), s.Stores.Carts, c, "one"); err != nil {
		t.Fatal(err)
	}
	if early, err := s.Stores.Carts.Claimed(t.Context(), time.Hour, 10); err != nil || len(early) != 0 {
		t.Errorf("within the hour: %v, %v", early, err)
	}
	time.Sleep(30 * time.Millisecond)
	if late, err := s.Stores.Carts.Claimed(t.Context(), 10*time.Millisecond, 10); err != nil || len(late) != 1 || late[0].ID != c.ID {
		t.Errorf("later: %v, %v; want the one claimed cart", late, err)
	}
}

var _ auth.SignInHook = (*cart.Service)(nil)
