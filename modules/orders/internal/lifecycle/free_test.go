package lifecycle_test

import (
	"context"
	"errors"
	"testing"

	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/promotion"
)

// giveAway makes SALE take everything off a tray.
func giveAway(t *testing.T, s *orderstest.Shop) promotion.Promotion {
	t.Helper()
	s.Catalog.SetStock(t, "tray", 200)
	return s.Coupon(t, "SALE", coupon.Limits{UsageLimit: 200}, func(p *promotion.Promotion) { p.Percent = 10_000 })
}

// free asks for nothing, and would pay by the method.
func free(method string) checkout.Request {
	r := orderstest.Request(eur(0))
	r.PaymentMethod = method
	return r
}

// unasked is a provider that has nothing to do.
type unasked struct {
	payment.Provider
	t *testing.T
}

func (u unasked) Authorise(context.Context, payment.Authorisation) (payment.Payment, error) {
	u.t.Error("the provider is asked for nothing")
	return payment.Payment{}, errMute
}

// What costs nothing is paid once it has its units, whatever it would be paid
// with, and nobody is asked for money or given any.
func TestBegin_WhatCostsNothing(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	sale := giveAway(t, s)
	p := s.Process(orderstest.Patient, func(p orderstest.Ports) orderstest.Ports {
		p.Provider = unasked{p.Provider, t}
		return p
	})
	staff := orderstest.Staff(t.Context())
	for _, method := range []string{"test", "transfer", "cash-on-delivery"} {
		placed, err := p.Checkout.Place(couponBuyer(t, s), "key-for-nothing", free(method))
		o := placed.Order
		if err != nil || o.Status != order.Paid || o.Payment != order.PaymentPaid || o.Captured != eur(0) || o.Unfinished() {
			t.Fatalf("%s: %+v, %v", method, o.States, err)
		}
		if _, err := p.Desk.Refund(staff, o.Number, lifecycle.Refund{Amount: eur(1), Key: "give-me-more"}); !errors.Is(err, order.ErrRefundTooLarge) {
			t.Errorf("%s: a refund: %v, want ErrRefundTooLarge", method, err)
		}
		if o, err = p.Desk.Transition(staff, o.Number, cancelled); err != nil || o.Payment != order.PaymentVoided || len(o.Refunds) != 0 || o.Unfinished() {
			t.Errorf("%s: cancelled it is %+v with %+v, %v", method, o.States, o.Refunds, err)
		}
		for range 2 { // the second would be what the first made due
			if err := s.Invoices.Issue(t.Context(), o); err != nil {
				t.Fatal(err)
			}
		}
		if list, err := s.Invoices.Of(t.Context(), o); err != nil || len(list) != 1 || list[0].Kind != invoice.Invoice || !list[0].Total.IsZero() {
			t.Errorf("%s: %+v, %v; want an invoice for nothing and nothing to credit", method, list, err)
		}
	}
	s.Uses(t, sale, 3, 0)
	s.Audit(t)
}

// However a process dies on the way, what costs nothing is placed or leaves
// nothing behind.
func TestCrash_WithoutAnythingToPay(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"test", "transfer"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			giveAway(t, s)
			deaths := everyDeath(t, s, func(process *orderstest.Shop, _ death) {
				_, _ = process.Checkout.Place(couponBuyer(t, s), "key-of-the-dying", free(method))
			})
			if deaths < 20 {
				t.Errorf("died %d times only; the test misses steps", deaths)
			}
			s.Settle(t)
			s.Audit(t)
		})
	}
}
