package lifecycle_test

import (
	"context"
	"testing"
	"time"

	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
)

// couponBuyer has a tray, off which SALE takes a tenth, in the cart.
func couponBuyer(t *testing.T, s *orderstest.Shop) context.Context {
	t.Helper()
	ctx := s.Buyer(t, "tray", 1)
	if _, err := s.Carts.EnterCoupon(ctx, "SALE"); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// However a process dies on the way, a use is counted exactly where the order
// was placed.
func TestCrash_WithACoupon(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"ada@example.com", "ada+authorise@example.com", "ada+decline@example.com", "ada+timeout@example.com"} {
		t.Run(email, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.Catalog.SetStock(t, "tray", 200)
			s.Coupon(t, "SALE", coupon.Limits{UsageLimit: 200, UsageLimitPerCustomer: 200})
			r := orderstest.Request(eur(900))
			r.Email = email
			deaths := everyDeath(t, s, func(process *orderstest.Shop, _ death) {
				_, _ = process.Checkout.Place(couponBuyer(t, s), "key-of-the-dying", r)
			})
			if deaths < 24 {
				t.Errorf("died %d times only; the test misses steps", deaths)
			}
			s.Settle(t)
			s.Audit(t)
		})
	}
}

// A shopper whose process died with the last use reserved gets it at the next
// try; nobody else does meanwhile.
func TestCrash_WithTheLastUse(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	sale := s.Coupon(t, "SALE", coupon.Limits{UsageLimit: 1})
	ctx, other := couponBuyer(t, s), couponBuyer(t, s)
	r := orderstest.Request(eur(900))
	stopped := s.Process(orderstest.Hasty, func(p orderstest.Ports) orderstest.Ports {
		p.Provider = &mute{Provider: p.Provider, deaf: true}
		return p
	})
	_, _ = stopped.Checkout.Place(ctx, "key-of-the-dying", r)
	s.Uses(t, sale, 0, 1)
	if _, err := s.Checkout.Place(other, "key-of-another", r); err == nil {
		t.Error("somebody else got the use that was reserved")
	}
	time.Sleep(orderstest.Hasty.Lease)
	result, err := s.Checkout.Place(ctx, "key-of-the-dying", r)
	if err != nil || result.Order.Status != order.Paid {
		t.Errorf("tried again: %s, %v", result.Order.Status, err)
	}
	s.Settle(t)
	s.Uses(t, sale, 1, 0)
	s.Audit(t)
}
