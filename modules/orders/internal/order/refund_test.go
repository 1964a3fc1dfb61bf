package order_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders/internal/order"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

func paid(t *testing.T) order.Order {
	t.Helper()
	o := fresh()
	apply(t, &o, order.Pay, order.Capture)
	o.Captured, o.Totals.Total = eur(1000), eur(1000)
	return o
}

func TestReserveRefund(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, amount money.Money
		want           error
	}{
		"takes_all":                      {eur(0), eur(1000), nil},
		"takes_what_is_left":             {eur(400), eur(600), nil},
		"refuses_more_than_was_captured": {eur(0), eur(1001), order.ErrRefundTooLarge},
		"counts_what_is_only_reserved":   {eur(400), eur(601), order.ErrRefundTooLarge},
		"refuses_nothing":                {eur(0), eur(0), order.ErrRefundTooLarge},
		"refuses_less_than_nothing":      {eur(0), eur(-5), order.ErrRefundTooLarge},
		"refuses_another_currency":       {eur(0), money.New(1, "USD"), order.ErrRefundTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := paid(t)
			if !c.before.IsZero() {
				if err := o.ReserveRefund(c.before, "first"); err != nil {
					t.Fatal(err)
				}
			}
			if err := o.ReserveRefund(c.amount, "second"); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestRefundDone(t *testing.T) {
	t.Parallel()
	o := paid(t)
	if err := o.ReserveRefund(eur(1000), "cancelled"); err != nil {
		t.Fatal(err)
	}
	apply(t, &o, order.Cancel)
	pending, ok := o.PendingRefund()
	if !ok || o.Refunded() != eur(0) || o.Refundable() != eur(0) {
		t.Fatalf("reserved: pending %v, refunded %v, refundable %v", ok, o.Refunded(), o.Refundable())
	}
	for range 2 {
		if err := o.RefundDone(pending.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, more := o.PendingRefund(); more || o.Refunded() != eur(1000) || o.Payment != order.PaymentRefunded {
		t.Errorf("done: pending %v, refunded %v, payment %s", more, o.Refunded(), o.Payment)
	}
	if n := len(o.History); n != 4 {
		t.Errorf("%d entries in the history, want 4: the second call is no news", n)
	}
}

// Never more goes back than came, whatever is asked for.
func TestReserveRefund_NeverTooMuch(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o := paid(t)
		ids := map[string]bool{}
		for range rapid.IntRange(1, 20).Draw(r, "tries") {
			if o.ReserveRefund(eur(rapid.Int64Range(-10, 1100).Draw(r, "amount")), "") == nil && rapid.Bool().Draw(r, "done") {
				pending, _ := o.PendingRefund()
				if err := o.RefundDone(pending.ID); err != nil {
					r.Fatal(err)
				}
			}
		}
		var sum int64
		for _, refund := range o.Refunds {
			sum += refund.Amount.Amount
			if ids[refund.ID] {
				r.Fatalf("two refunds have the id %s", refund.ID)
			}
			ids[refund.ID] = true
		}
		if sum > 1000 || o.Refundable().Amount != 1000-sum {
			r.Fatalf("%d of 1000 are to go back, %v refundable", sum, o.Refundable())
		}
	})
}
