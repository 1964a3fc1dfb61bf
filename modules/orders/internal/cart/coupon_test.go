package cart_test

import (
	"errors"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/promotion"
	"shop/platform/money"
)

func TestService_EnterCoupon_says_why_a_code_is_not_taken(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	ten, fifty := money.New(1000, "EUR"), money.New(5000, "EUR")
	for code, change := range map[string]func(*promotion.Promotion){
		"GOOD":    func(p *promotion.Promotion) { p.MinSubtotal = &ten },
		"OFF":     func(p *promotion.Promotion) { p.Active = false },
		"LATER":   func(p *promotion.Promotion) { p.From = time.Now().Add(time.Hour) },
		"OVER":    func(p *promotion.Promotion) { p.Until = time.Now().Add(-time.Hour) },
		"MORE":    func(p *promotion.Promotion) { p.MinSubtotal = &fifty },
		"MEMBERS": func(p *promotion.Promotion) { p.Customers = promotion.SignedIn },
		"BOWLS":   func(p *promotion.Promotion) { p.SKUs = []catalog.SKU{"bowl"} },
		"PAIRS":   func(p *promotion.Promotion) { p.Kind, p.Buy, p.Get = promotion.BuyXGetY, 1, 1 },
		"ALONE":   func(p *promotion.Promotion) { p.Exclusive, p.Priority = true, -1 },
	} {
		s.Coupon(t, code, coupon.Limits{}, change)
	}
	always := promotion.Promotion{Name: "Always", Active: true, Kind: promotion.Percentage, Percent: 100}
	if _, err := s.Offers.Create(orderstest.Staff(t.Context()), always); err != nil {
		t.Fatal(err)
	}
	ctx := s.Buyer(t, "tray", 1)
	for typed, want := range map[string]error{
		"":        coupon.ErrUnknown,
		"<b>":     coupon.ErrUnknown,
		"NOTHING": coupon.ErrUnknown,
		"off":     coupon.ErrExpired,
		"later":   coupon.ErrNotYet,
		"over":    coupon.ErrExpired,
		"more":    coupon.NotApplicable("This code is for orders of €50.00 and more."),
		"members": coupon.NotApplicable("This code is for customers with an account. Please sign in to use it."),
		"bowls":   coupon.NotApplicable("This code isn't for anything that is in your cart."),
		"pairs":   coupon.NotApplicable("This code needs more of what it is for in your cart."),
		"alone":   coupon.NotApplicable("This code doesn't go together with the other offers on your cart."),
	} {
		_, err := s.Carts.EnterCoupon(ctx, typed)
		if !errors.Is(err, want) || err.Error() != want.Error() {
			t.Errorf("%q: %v, want %v", typed, err, want)
		}
	}
	if v, err := s.Carts.View(ctx); err != nil || v.Coupon != nil || v.Totals.Discount.Amount != 10 {
		t.Errorf("a refused code left %+v, %v", v.Coupon, err)
	}
	v, err := s.Carts.EnterCoupon(ctx, " good ")
	if err != nil || v.Coupon == nil || v.Coupon.Code != "GOOD" || v.Coupon.Refusal != nil || v.Totals.Discount.Amount < 100 {
		t.Fatalf("a good one: %+v, %+v, %v", v.Coupon, v.Totals, err)
	}
	if v, err = s.Carts.RemoveCoupon(ctx); err != nil || v.Coupon != nil || v.Totals.Discount.Amount != 10 {
		t.Errorf("removed: %+v, %v", v.Coupon, err)
	}
}

func TestService_EnterCoupon_wants_something_in_the_cart(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Coupon(t, "GOOD", coupon.Limits{})
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	if _, err := s.Carts.EnterCoupon(t.Context(), "GOOD"); !errors.Is(err, cart.ErrNoCart) {
		t.Errorf("without a cart: %v", err)
	}
	if v, err := s.Carts.RemoveCoupon(t.Context()); err != nil || v.Coupon != nil {
		t.Errorf("removed from none: %+v, %v", v.Coupon, err)
	}
	ctx := s.Buyer(t, "tray", 1)
	if _, err := s.Carts.Remove(ctx, "tray"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Carts.EnterCoupon(ctx, "GOOD"); !errors.Is(err, cart.ErrNoCart) {
		t.Errorf("an empty cart: %v", err)
	}
}

// A code that stops to apply stays in the cart, which says why, and applies
// again when it can.
func TestService_View_says_what_became_of_a_code(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	twenty := money.New(2000, "EUR")
	s.Coupon(t, "GOOD", coupon.Limits{}, func(p *promotion.Promotion) { p.MinSubtotal = &twenty })
	ctx := s.Buyer(t, "tray", 2)
	if _, err := s.Carts.EnterCoupon(ctx, "GOOD"); err != nil {
		t.Fatal(err)
	}
	v, err := s.Carts.SetQuantity(ctx, "tray", 1)
	if err != nil || v.Coupon == nil || !errors.Is(v.Coupon.Refusal, coupon.ErrNotApplicable) || !v.Totals.Discount.IsZero() {
		t.Errorf("with too little: %+v, %+v, %v", v.Coupon, v.Totals, err)
	}
	if v, err = s.Carts.SetQuantity(ctx, "tray", 3); err != nil || v.Coupon.Refusal != nil || v.Totals.Discount != money.New(300, "EUR") {
		t.Errorf("with enough again: %+v, %+v, %v", v.Coupon, v.Totals, err)
	}
}

// The guest's code comes along at sign-in, unless the account's cart has one.
func TestService_SignedIn_keeps_the_code(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	s.Coupon(t, "GUESTS", coupon.Limits{})
	s.Coupon(t, "ADAS", coupon.Limits{})
	for account, want := range map[string]string{"ada": "ADAS", "bob": "GUESTS"} {
		guest := s.Buyer(t, "tray", 1)
		if _, err := s.Carts.EnterCoupon(guest, "GUESTS"); err != nil {
			t.Fatal(err)
		}
		own := orderstest.Account(t.Context(), account)
		if _, _, err := s.Carts.Add(own, "tray", 1); err != nil {
			t.Fatal(err)
		}
		if account == "ada" {
			if _, err := s.Carts.EnterCoupon(own, "ADAS"); err != nil {
				t.Fatal(err)
			}
		}
		signIn(t, s, account, guest)
		c, err := s.Carts.Current(own)
		if err != nil || c.Coupon != want || c.Count() != 2 {
			t.Errorf("%s has %q and %d units, %v; want %q", account, c.Coupon, c.Count(), err, want)
		}
	}
}
