package cart_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/fault"
	"shop/platform/identity"
)

var eur = orderstest.EUR

func newShop(t *testing.T) *orderstest.Shop {
	t.Helper()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Oak tray", Price: eur(1999), Stock: 50})
	s.Catalog.Add(t, catalogtest.Variant{SKU: "bowl", Name: "Bowl", Price: eur(500), Stock: 50})
	return s
}

func TestCart_Add(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	archived := s.Catalog.Add(t, catalogtest.Variant{SKU: "old", Stock: 5})
	s.Catalog.Archive(t, archived)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "endless", Untracked: true})

	t.Run("gives_a_guest_a_token_that_opens_the_cart", func(t *testing.T) {
		t.Parallel()
		v, token, err := s.Carts.Add(t.Context(), "tray", 2)
		if err != nil || token == "" || len(v.Lines) != 1 || v.Totals.Subtotal != eur(3998) {
			t.Fatalf("view %+v, token %q, %v", v, token, err)
		}
		if strings.Contains(v.Cart.ID, token) {
			t.Error("the cart's id gives the token away")
		}
		again, second, err := s.Carts.Add(orderstest.Guest(t.Context(), token), "tray", 1)
		if err != nil || second != "" || again.Cart.Count() != 3 {
			t.Errorf("again: %d units, token %q, %v", again.Cart.Count(), second, err)
		}
	})
	t.Run("makes_a_cart_for_a_token_of_the_caller's_own", func(t *testing.T) {
		t.Parallel()
		v, token, err := s.Carts.Add(orderstest.Guest(t.Context(), "guessed"), "tray", 1)
		if err != nil || token == "" || v.Cart.ID == cart.GuestID("guessed") {
			t.Errorf("token %q, %v; want a token of ours", token, err)
		}
	})
	t.Run("refuses_what_can't_be_sold", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct {
			sku      catalog.SKU
			quantity int
			want     error
		}{
			"an_archived_product": {"old", 1, cart.ErrNotSold},
			"an_unknown_one":      {"nonsense", 1, cart.ErrNotSold},
			"none":                {"tray", 0, cart.ErrQuantity},
			"less_than_none":      {"tray", -1, cart.ErrQuantity},
			"too_many":            {"endless", 100, cart.ErrQuantity},
			"more_than_there_are": {"tray", 51, catalog.ErrSoldOut},
		} {
			if _, _, err := s.Carts.Add(t.Context(), c.sku, c.quantity); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
	t.Run("tells_how_many_are_left", func(t *testing.T) {
		t.Parallel()
		_, _, err := s.Carts.Add(t.Context(), "bowl", 51)
		var f *fault.Error
		if !errors.As(err, &f) || f.Details["available"] != 50 || !strings.Contains(f.Message, "50 of Bowl") {
			t.Errorf("got %+v", f)
		}
	})
	t.Run("counts_what_is_in_the_cart_towards_the_limit", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "endless", 60)
		if _, _, err := s.Carts.Add(ctx, "endless", 40); !errors.Is(err, cart.ErrQuantity) {
			t.Errorf("got %v, want ErrQuantity", err)
		}
	})
	t.Run("loses_nothing_of_what_comes_at_once", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "endless", 1)
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, _, err := s.Carts.Add(ctx, "endless", 2); err != nil {
					t.Errorf("add: %v", err)
				}
			})
		}
		wg.Wait()
		if n, err := s.Carts.Count(ctx); err != nil || n != 41 {
			t.Errorf("%d units, %v; want 41", n, err)
		}
	})
}

func TestCart_Change(t *testing.T) {
	t.Parallel()
	s := newShop(t)

	t.Run("sets_a_quantity", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "tray", 2)
		if v, err := s.Carts.SetQuantity(ctx, "tray", 5); err != nil || v.Cart.Quantity("tray") != 5 {
			t.Errorf("%d, %v", v.Cart.Quantity("tray"), err)
		}
		if v, err := s.Carts.SetQuantity(ctx, "tray", 0); err != nil || len(v.Lines) != 0 {
			t.Errorf("0 keeps %d lines, %v", len(v.Lines), err)
		}
	})
	t.Run("removes_a_line", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "tray", 2)
		if v, err := s.Carts.Remove(ctx, "tray"); err != nil || len(v.Lines) != 0 || !v.Totals.Total.IsZero() {
			t.Errorf("%+v, %v", v, err)
		}
	})
	t.Run("refuses", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "tray", 2)
		for name, c := range map[string]struct {
			ctx      context.Context
			sku      catalog.SKU
			quantity int
			want     error
		}{
			"a_line_that_isn't_there": {ctx, "bowl", 1, cart.ErrNoLine},
			"its_removal":             {ctx, "bowl", 0, cart.ErrNoLine},
			"without_a_cart":          {t.Context(), "tray", 1, cart.ErrNoLine},
			"too_many":                {ctx, "tray", 100, cart.ErrQuantity},
			"less_than_none":          {ctx, "tray", -1, cart.ErrQuantity},
			"more_than_there_are":     {ctx, "tray", 51, catalog.ErrSoldOut},
		} {
			if _, err := s.Carts.SetQuantity(c.ctx, c.sku, c.quantity); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
	})
	t.Run("may_always_take_fewer", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		ctx := s.Buyer(t, "tray", 10)
		s.Catalog.SetStock(t, "tray", 3)
		if v, err := s.Carts.SetQuantity(ctx, "tray", 5); err != nil || !v.Blocked {
			t.Errorf("blocked %v, %v; want 5 units that can't be ordered yet", v.Blocked, err)
		}
	})
}

func TestCart_View(t *testing.T) {
	t.Parallel()

	t.Run("is_empty_without_a_cart", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		v, err := s.Carts.View(t.Context())
		if err != nil || len(v.Lines) != 0 || v.Totals.Total != eur(0) {
			t.Errorf("%+v, %v", v, err)
		}
	})
	t.Run("says_that_a_price_changed", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		ctx := s.Buyer(t, "tray", 2)
		s.Catalog.SetPrice(t, "tray", eur(2500))
		v, err := s.Carts.View(ctx)
		if err != nil {
			t.Fatal(err)
		}
		l := v.Lines[0]
		if l.Was == nil || *l.Was != eur(1999) || l.Unit != eur(2500) || v.Totals.Subtotal != eur(5000) || v.Blocked {
			t.Errorf("line %+v, subtotal %v", l, v.Totals.Subtotal)
		}
		if want := "The price of Oak tray changed from €19.99 to €25.00."; l.Change != want {
			t.Errorf("says %q, want %q", l.Change, want)
		}
		if v, err = s.Carts.SetQuantity(ctx, "tray", 1); err != nil || v.Lines[0].Change != "" {
			t.Errorf("after touching the line: %q, %v", v.Lines[0].Change, err)
		}
	})
	t.Run("blocks_what_can't_be_had", func(t *testing.T) {
		t.Parallel()
		s := newShop(t)
		gone := s.Catalog.Add(t, catalogtest.Variant{SKU: "gone", Stock: 9})
		ctx := s.Buyer(t, "gone", 1)
		for _, sku := range []catalog.SKU{"tray", "bowl"} {
			if _, _, err := s.Carts.Add(ctx, sku, 5); err != nil {
				t.Fatal(err)
			}
		}
		s.Catalog.Archive(t, gone)
		s.Catalog.SetStock(t, "tray", 2)
		v, err := s.Carts.View(ctx)
		if err != nil || !v.Blocked {
			t.Fatalf("blocked %v, %v", v.Blocked, err)
		}
		want := []string{"This item is no longer sold.", "Only 2 left.", ""}
		for i, l := range v.Lines {
			if l.Problem != want[i] {
				t.Errorf("%s says %q, want %q", l.SKU, l.Problem, want[i])
			}
		}
		if v.Totals.Subtotal != eur(2500) {
			t.Errorf("subtotal %v, want that of the bowls alone", v.Totals.Subtotal)
		}
	})
}

func TestCart_HoldsAHundredLines(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	ctx := s.Buyer(t, "tray", 1)
	c, err := s.Carts.Current(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range cart.MaxLines - 2 {
		c.Lines = append(c.Lines, cart.Line{SKU: catalog.SKU(fmt.Sprintf("n-%d", i)), Quantity: 1, Price: eur(1)})
	}
	if _, err := s.Stores.Carts.Save(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Carts.Add(ctx, "bowl", 1); err != nil {
		t.Errorf("the 100th line: %v", err)
	}
	s.Catalog.Add(t, catalogtest.Variant{SKU: "one-more", Stock: 1})
	if _, _, err := s.Carts.Add(ctx, "one-more", 1); !errors.Is(err, cart.ErrTooMany) {
		t.Errorf("the 101st line: %v, want ErrTooMany", err)
	}
}

func TestCart_Count(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	if n, err := s.Carts.Count(t.Context()); n != 0 || err != nil {
		t.Errorf("nobody: %d, %v", n, err)
	}
	ctx := identity.With(t.Context(), identity.Caller{Account: "ada"})
	if _, _, err := s.Carts.Add(ctx, "tray", 3); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Carts.Count(ctx); n != 3 || err != nil {
		t.Errorf("ada: %d, %v", n, err)
	}
}
