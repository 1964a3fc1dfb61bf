package cart_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"shop/modules/auth"
	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/identity"
)

// arriving returns the caller who signs in with a guest's cart.
func arriving(ctx context.Context, account, guest string) context.Context {
	return identity.With(ctx, identity.Caller{Account: account, Guest: guest})
}

func signIn(t *testing.T, s *orderstest.Shop, account string, guest context.Context) {
	t.Helper()
	ctx := arriving(t.Context(), account, identity.From(guest).Guest)
	if err := s.Carts.SignedIn(ctx, auth.AccountID(account)); err != nil {
		t.Errorf("sign-in of %s: %v", account, err)
	}
}

func wantUnits(t *testing.T, s *orderstest.Shop, ctx context.Context, want map[catalog.SKU]int) {
	t.Helper()
	v, err := s.Carts.View(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for sku, n := range want {
		if got := v.Cart.Quantity(sku); got != n {
			t.Errorf("%d of %s, want %d", got, sku, n)
		}
	}
	if len(v.Lines) != len(want) {
		t.Errorf("%d lines, want %d", len(v.Lines), len(want))
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()

	t.Run("makes_the_guest's_lines_the_account's", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		guest, ada := s.Buyer(t, "tray", 2), orderstest.Account(t.Context(), "ada")
		signIn(t, s, "ada", guest)
		wantUnits(t, s, ada, map[catalog.SKU]int{"tray": 2})
		if _, err := s.Carts.Current(guest); err == nil {
			t.Error("the guest's token still opens a cart")
		}
	})
	t.Run("adds_up_what_both_have", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		ada := orderstest.Account(t.Context(), "ada")
		for sku, n := range map[catalog.SKU]int{"tray": 3, "bowl": 1} {
			if _, _, err := s.Carts.Add(ada, sku, n); err != nil {
				t.Fatal(err)
			}
		}
		signIn(t, s, "ada", s.Buyer(t, "tray", 2))
		wantUnits(t, s, ada, map[catalog.SKU]int{"tray": 5, "bowl": 1})
	})
	t.Run("happens_once_however_often", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		guest, ada := s.Buyer(t, "tray", 2), orderstest.Account(t.Context(), "ada")
		for range 3 {
			signIn(t, s, "ada", guest)
		}
		wantUnits(t, s, ada, map[catalog.SKU]int{"tray": 2})
	})
	t.Run("stops_at_the_limit_of_a_line", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		s.Catalog.Add(t, catalogtest.Variant{SKU: "endless", Untracked: true})
		ada := orderstest.Account(t.Context(), "ada")
		if _, _, err := s.Carts.Add(ada, "endless", 60); err != nil {
			t.Fatal(err)
		}
		signIn(t, s, "ada", s.Buyer(t, "endless", 60))
		wantUnits(t, s, ada, map[catalog.SKU]int{"endless": cart.MaxQuantity})
	})
	t.Run("leaves_things_alone_without_a_guest's_cart", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		signIn(t, s, "ada", t.Context())
		signIn(t, s, "ada", orderstest.Guest(t.Context(), "unknown"))
		wantUnits(t, s, orderstest.Account(t.Context(), "ada"), map[catalog.SKU]int{})
	})
	t.Run("starts_a_guest_afresh_after_signing_out", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		guest := s.Buyer(t, "tray", 2)
		signIn(t, s, "ada", guest)
		v, token, err := s.Carts.Add(guest, "bowl", 1)
		if err != nil || token == "" || v.Cart.Count() != 1 {
			t.Errorf("%d units, token %q, %v; want a new cart", v.Cart.Count(), token, err)
		}
	})
}

func TestMerge_Races(t *testing.T) {
	t.Parallel()

	t.Run("two_sign-ins_with_one_cart", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		guest := s.Buyer(t, "tray", 2)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { signIn(t, s, "ada", guest) })
		}
		wg.Wait()
		wantUnits(t, s, orderstest.Account(t.Context(), "ada"), map[catalog.SKU]int{"tray": 2})
	})
	t.Run("many_carts_into_one_account", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		var wg sync.WaitGroup
		for range 10 {
			guest := s.Buyer(t, "tray", 2)
			wg.Go(func() { signIn(t, s, "ada", guest) })
		}
		wg.Wait()
		wantUnits(t, s, orderstest.Account(t.Context(), "ada"), map[catalog.SKU]int{"tray": 20})
	})
	t.Run("two_accounts_and_one_cart", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		guest := s.Buyer(t, "tray", 2)
		var wg sync.WaitGroup
		for _, account := range []string{"ada", "eve"} {
			wg.Go(func() { signIn(t, s, account, guest) })
		}
		wg.Wait()
		units := 0
		for _, account := range []string{"ada", "eve"} {
			n, err := s.Carts.Count(orderstest.Account(t.Context(), account))
			if err != nil {
				t.Fatal(err)
			}
			units += n
		}
		if units != 2 {
			t.Errorf("%d units in both carts, want 2 in one of them", units)
		}
	})
	t.Run("lines_added_meanwhile", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		guest, ada := s.Buyer(t, "tray", 1), orderstest.Account(t.Context(), "ada")
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() { signIn(t, s, "ada", guest) })
			wg.Go(func() {
				if _, _, err := s.Carts.Add(ada, "bowl", 1); err != nil {
					t.Errorf("add: %v", err)
				}
			})
		}
		wg.Wait()
		wantUnits(t, s, ada, map[catalog.SKU]int{"tray": 1, "bowl": 5})
	})
}

// Whatever process dies at whatever step of a merge: the next one who looks
// finishes it, and no line is lost or doubled.
func TestMerge_SurvivesACrash(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "endless", Untracked: true})
	deaths := 0
	for _, after := range []bool{false, true} {
		for call := 1; ; call++ {
			account := fmt.Sprintf("ada-%v-%d", after, call)
			if _, _, err := s.Carts.Add(orderstest.Account(t.Context(), account), "endless", 1); err != nil {
				t.Fatal(err)
			}
			guest := s.Buyer(t, "endless", 2)
			m := orderstest.DiesAt(call, after)
			ctx := arriving(t.Context(), account, identity.From(guest).Guest)
			_ = s.Process(orderstest.Hasty, m.Wrap).Carts.SignedIn(ctx, auth.AccountID(account))
			wantUnits(t, s, ctx, map[catalog.SKU]int{"endless": 3})
			wantUnits(t, s, orderstest.Account(t.Context(), account), map[catalog.SKU]int{"endless": 3})
			if !m.Dead() {
				break
			}
			deaths++
		}
	}
	if deaths < 12 {
		t.Errorf("died %d times only; the test misses steps", deaths)
	}
}
