package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/promotion"
)

// couponShop sells trays at 10 euros, of which SALE takes one off.
func couponShop(t *testing.T, limits coupon.Limits) (*orderstest.Shop, promotion.Promotion) {
	t.Helper()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 1000})
	return s, s.Coupon(t, "SALE", limits)
}

// couponBuyer has a tray and the code in the cart.
func couponBuyer(t testing.TB, s *orderstest.Shop, ctx context.Context) context.Context {
	t.Helper()
	_, token, err := s.Carts.Add(ctx, "tray", 1)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		ctx = orderstest.Guest(ctx, token)
	}
	if _, err := s.Carts.EnterCoupon(ctx, "SALE"); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func couponRequest(email string) checkout.Request {
	r := orderstest.Request(eur(900))
	r.Email = email
	return r
}

func TestPlace_hundred_at_once_with_a_code_for_ten(t *testing.T) {
	t.Parallel()
	s, sale := couponShop(t, coupon.Limits{UsageLimit: 10})
	buyers := make([]context.Context, 100)
	for i := range buyers {
		buyers[i] = couponBuyer(t, s, t.Context())
	}
	var mu sync.Mutex
	placed, refused := 0, 0
	together(len(buyers), func(i int) {
		_, err := s.Checkout.Place(buyers[i], fmt.Sprintf("coupon-buyer-%d", i), couponRequest(fmt.Sprintf("buyer%d@example.com", i)))
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			placed++
		case errors.Is(err, coupon.ErrUsedUp) && namesField(err, "coupon"):
			refused++
		default:
			t.Errorf("buyer %d: %v", i, err)
		}
	})
	if placed != 10 || refused != 90 {
		t.Errorf("%d orders and %d refusals, want 10 and 90", placed, refused)
	}
	s.Uses(t, sale, 10, 0)
	s.Audit(t)
}

// A customer's limit holds for all of an account's devices, and for all carts
// of a guest's address, at once.
func TestPlace_one_customer_many_carts(t *testing.T) {
	t.Parallel()
	s, sale := couponShop(t, coupon.Limits{UsageLimitPerCustomer: 2})
	var mu sync.Mutex
	placed := 0
	buyers := make([]context.Context, 20)
	for i := range buyers {
		buyers[i] = couponBuyer(t, s, t.Context())
	}
	together(len(buyers), func(i int) {
		email := []string{"ada@example.com", " Ada@Example.com"}[i%2]
		_, err := s.Checkout.Place(buyers[i], fmt.Sprintf("one-customer-%d", i), couponRequest(email))
		mu.Lock()
		defer mu.Unlock()
		switch {
		case err == nil:
			placed++
		case !errors.Is(err, coupon.ErrUsedByCustomer):
			t.Errorf("cart %d: %v", i, err)
		}
	})
	if placed != 2 {
		t.Errorf("%d orders, want 2", placed)
	}
	for want := range 2 {
		ctx := couponBuyer(t, s, orderstest.Account(t.Context(), "ada"))
		if _, err := s.Checkout.Place(ctx, fmt.Sprintf("account-order-%d", want), couponRequest("other@example.com")); err != nil {
			t.Errorf("the account's order %d: %v", want, err)
		}
	}
	ada := orderstest.Account(t.Context(), "ada")
	if _, _, err := s.Carts.Add(ada, "tray", 1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Carts.EnterCoupon(ada, "SALE"); !errors.Is(err, coupon.ErrUsedByCustomer) {
		t.Errorf("entered a third time: %v", err)
	}
	s.Uses(t, sale, 4, 0)
	s.Audit(t)
}

func TestPlace_keeps_or_releases_the_use(t *testing.T) {
	t.Parallel()
	s, sale := couponShop(t, coupon.Limits{UsageLimit: 1})
	ctx := couponBuyer(t, s, t.Context())
	declined, err := s.Checkout.Place(ctx, "declined-key", couponRequest("ada+decline@example.com"))
	if err != nil || declined.Order.Status != order.Declined || declined.Order.CouponCode() != "SALE" {
		t.Fatalf("%s with %q, %v", declined.Order.Status, declined.Order.CouponCode(), err)
	}
	s.Uses(t, sale, 0, 0)
	if c, err := s.Carts.Current(ctx); err != nil || c.Coupon != "SALE" {
		t.Errorf("after a declined payment the cart has %q, %v", c.Coupon, err)
	}
	paid, err := s.Checkout.Place(ctx, "second-key", couponRequest("ada@example.com"))
	if err != nil || paid.Order.Status != order.Paid || paid.Order.PriceSteps[0].Label != "A tenth off (SALE)" {
		t.Fatalf("%+v, %v", paid.Order.PriceSteps, err)
	}
	s.Uses(t, sale, 1, 0)
	if c, err := s.Carts.Current(ctx); err != nil || c.Coupon != "" {
		t.Errorf("after the order the cart has %q, %v", c.Coupon, err)
	}
	// Who had it in the cart before is told, and can order without it.
	s.Audit(t)
}

func TestPlace_tells_that_the_code_was_used_up_meanwhile(t *testing.T) {
	t.Parallel()
	s, sale := couponShop(t, coupon.Limits{UsageLimit: 1})
	slow, quick := couponBuyer(t, s, t.Context()), couponBuyer(t, s, t.Context())
	if _, err := s.Checkout.Place(quick, "quick-key", couponRequest("bob@example.com")); err != nil {
		t.Fatal(err)
	}
	_, err := s.Checkout.Place(slow, "slow-key-1", couponRequest("ada@example.com"))
	if !errors.Is(err, coupon.ErrUsedUp) || !namesField(err, "coupon") {
		t.Errorf("with the old total: %v, want ErrUsedUp", err)
	}
	q, err := s.Checkout.Quote(slow, checkout.QuoteRequest{ShippingMethod: "pickup"})
	if err != nil || q.Totals.Total != eur(1000) || q.Coupon == nil || !errors.Is(q.Coupon.Refusal, coupon.ErrUsedUp) {
		t.Errorf("quoted %v with %+v, %v", q.Totals.Total, q.Coupon, err)
	}
	full := orderstest.Request(eur(1000))
	without, err := s.Checkout.Place(slow, "slow-key-1", full)
	if err != nil || without.Order.Coupon != nil {
		t.Errorf("without it: %+v, %v", without.Order.Coupon, err)
	}
	s.Uses(t, sale, 1, 0)
	s.Audit(t)
}

// A guest's limit is known as soon as the address is.
func TestQuote_knows_the_guest_by_address(t *testing.T) {
	t.Parallel()
	s, _ := couponShop(t, coupon.Limits{UsageLimitPerCustomer: 1})
	if _, err := s.Checkout.Place(couponBuyer(t, s, t.Context()), "first-order", couponRequest("ada@example.com")); err != nil {
		t.Fatal(err)
	}
	again := couponBuyer(t, s, t.Context())
	q, err := s.Checkout.Quote(again, checkout.QuoteRequest{ShippingMethod: "pickup", Email: "ADA@example.com"})
	if err != nil || q.Coupon == nil || !errors.Is(q.Coupon.Refusal, coupon.ErrUsedByCustomer) || q.Totals.Total != eur(1000) {
		t.Errorf("ada again: %+v for %v, %v", q.Coupon, q.Totals.Total, err)
	}
	if q, err := s.Checkout.Quote(again, checkout.QuoteRequest{ShippingMethod: "pickup", Email: "bob@example.com"}); err != nil || q.Totals.Total != eur(900) {
		t.Errorf("bob: %v, %v", q.Totals.Total, err)
	}
}

// A quote may try a code that is not in the cart, and leaves the cart alone.
func TestQuote_tries_a_code(t *testing.T) {
	t.Parallel()
	s, _ := couponShop(t, coupon.Limits{})
	ctx := s.Buyer(t, "tray", 1)
	q, err := s.Checkout.Quote(ctx, checkout.QuoteRequest{ShippingMethod: "pickup", Coupon: "sale"})
	if err != nil || q.Totals.Total != eur(900) {
		t.Errorf("tried: %v, %v", q.Totals.Total, err)
	}
	if c, err := s.Carts.Current(ctx); err != nil || c.Coupon != "" {
		t.Errorf("the cart has %q, %v", c.Coupon, err)
	}
}

// Free delivery of what costs nothing to deliver uses no code.
func TestPlace_uses_no_code_that_takes_nothing_off(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 10})
	free := s.Coupon(t, "SALE", coupon.Limits{UsageLimit: 5}, func(p *promotion.Promotion) { p.Kind = promotion.FreeShipping })
	placed, err := s.Checkout.Place(couponBuyer(t, s, t.Context()), "picked-up-key", orderstest.Request(eur(1000)))
	if err != nil || placed.Order.Coupon != nil {
		t.Errorf("%+v, %v", placed.Order.Coupon, err)
	}
	s.Uses(t, free, 0, 0)
}
