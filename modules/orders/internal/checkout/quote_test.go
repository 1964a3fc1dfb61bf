package checkout_test

import (
	"errors"
	"sync"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/shipping"
	"shop/platform/address"
	"shop/platform/mongo/mongotest"
)

func TestQuote(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Price: eur(1999), Stock: 50})
	s.Catalog.Add(t, catalogtest.Variant{SKU: "chest", Price: eur(7500), Stock: 50})

	t.Run("prices_delivery_and_tax_for_the_destination", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "tray", 1)
		for country, tax := range map[string]int64{"DE": 397, "LU": 362, "US": 0, "": 397} {
			q, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{To: address.Destination{Country: country}, ShippingMethod: "standard"})
			if err != nil || q.Totals.Total != eur(2489) || q.Totals.Shipping != eur(490) || q.Totals.Tax != eur(tax) {
				t.Errorf("%q: %+v, %v", country, q.Totals, err)
			}
		}
	})
	t.Run("delivers_large_orders_for_nothing", func(t *testing.T) {
		t.Parallel()
		q, err := s.Checkout.Quote(s.Buyer(t, "chest", 1), checkout.QuoteRequest{To: address.Destination{Country: "DE"}})
		if err != nil || q.Chosen.ID != "standard" || !q.Totals.Shipping.IsZero() {
			t.Errorf("%s costs %v, %v", q.Chosen.ID, q.Totals.Shipping, err)
		}
	})
	t.Run("is_what_checkout_expects", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "tray", 3)
		q, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{To: address.Destination{Country: "DE"}, ShippingMethod: "express"})
		if err != nil {
			t.Fatal(err)
		}
		r := orderstest.Request(q.Totals.Total)
		r.ShippingMethod, r.CartVersion = "express", &q.Cart.Cart.Version
		if _, err := s.Checkout.Place(ctx, "as-quoted-key", r); err != nil {
			t.Errorf("the quote was refused: %v", err)
		}
	})
	t.Run("refuses", func(t *testing.T) {
		t.Parallel()
		ctx := s.Buyer(t, "tray", 1)
		if _, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{Coupon: "FREE"}); !errors.Is(err, coupon.ErrUnknown) {
			t.Errorf("a coupon: %v", err)
		}
		if _, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{ShippingMethod: "drone"}); !errors.Is(err, shipping.ErrUnknownMethod) {
			t.Errorf("a drone: %v", err)
		}
		if _, err := s.Checkout.Quote(t.Context(), checkout.QuoteRequest{}); !errors.Is(err, cart.ErrNoCart) {
			t.Errorf("no cart: %v", err)
		}
		if _, err := s.Carts.Remove(ctx, "tray"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{}); !errors.Is(err, cart.ErrNoCart) {
			t.Errorf("an empty cart: %v", err)
		}
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	var mu sync.Mutex
	tokens := map[string]bool{}
	together(20, func(int) { // each as a process of its own, all of them the first
		token, err := checkout.NewKeys(mongostore.NewSettings(db)).OrderToken(t.Context(), "order")
		if err != nil {
			t.Errorf("token: %v", err)
		}
		mu.Lock()
		defer mu.Unlock()
		tokens[token] = true
	})
	if len(tokens) != 1 {
		t.Errorf("%d keys in one shop", len(tokens))
	}
	keys := checkout.NewKeys(mongostore.NewSettings(db))
	ids, err := keys.OrderIDs(t.Context(), []string{"a", "b"}, "key")
	if err != nil || ids[0] == ids[1] {
		t.Errorf("ids %v, %v", ids, err)
	}
	// What is delimited can't be shifted from one part to the next.
	shifted, err := keys.OrderIDs(t.Context(), []string{"ak"}, "ey")
	if err != nil || shifted[0] == ids[0] {
		t.Errorf("shifted %v, %v", shifted, err)
	}
	elsewhere, err := checkout.NewKeys(mongostore.NewSettings(mongotest.New(t))).OrderIDs(t.Context(), []string{"a"}, "key")
	if err != nil || elsewhere[0] == ids[0] {
		t.Errorf("another shop has the same ids: %v, %v", elsewhere, err)
	}
}
