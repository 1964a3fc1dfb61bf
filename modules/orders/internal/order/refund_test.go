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

// What cost nothing has nothing to give back, and waits for no refund.
func TestCancel_OfWhatCostNothing(t *testing.T) {
	t.Parallel()
	o := fresh()
	apply(t, &o, order.Pay, order.Capture)
	o.Captured, o.Totals.Total = eur(0), eur(0)
	if err := o.Cancel(order.Shop, ""); err != nil || o.Status != order.Cancelled || o.Payment != order.PaymentVoided {
		t.Errorf("%+v, %v", o.States, err)
	}
}

// A bank may send back what was confirmed long ago. Its amount is owed again, and
// neither news of it nor a late confirmation counts twice.
func TestRefundsReturned(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]order.RefundState{"a_confirmed_one": order.RefundSucceeded, "one_without_an_answer": order.RefundPending} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := paid(t)
			if err := o.Refund(order.Refund{Amount: eur(400)}, order.Shop); err != nil {
				t.Fatal(err)
			}
			id := o.Refunds[0].ID
			if before == order.RefundSucceeded {
				if err := o.RefundDone(id); err != nil {
					t.Fatal(err)
				}
			}
			for _, want := range []error{nil, order.ErrKeep} {
				if err := o.RefundsReturned([]string{"another's", id}); !errors.Is(err, want) {
					t.Fatalf("got %v, want %v", err, want)
				}
			}
			if err := o.RefundDone(id); !errors.Is(err, order.ErrKeep) {
				t.Errorf("a late confirmation: %v, want ErrKeep", err)
			}
			if o.Refunds[0].State != order.RefundFailed || o.Payment != order.PaymentPaid || o.Refundable() != eur(1000) {
				t.Errorf("%+v, %+v", o.States, o.Refunds)
			}
		})
	}
}

// Whatever becomes of refunds later, a cancellation gives back what was left
// when it came.
func TestCancellationRefund(t *testing.T) {
	t.Parallel()
	o := paid(t)
	succeed := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	succeed(o.Refund(order.Refund{Amount: eur(300)}, order.Shop))
	succeed(o.RefundRefused("o:refund:1", "no"))
	succeed(o.Refund(order.Refund{Amount: eur(200)}, order.Shop))
	succeed(o.RefundDone("o:refund:2"))
	if got := o.CancellationRefund(); got != eur(800) {
		t.Errorf("a cancellation would give %s back, want 8.00", got)
	}
	succeed(o.Cancel(order.Shop, ""))
	succeed(o.RefundRefused("o:refund:3", "no"))
	succeed(o.Refund(order.Refund{Amount: eur(800)}, order.Shop))
	if got := o.CancellationRefund(); got != eur(800) {
		t.Errorf("the cancellation gave %s back, want 8.00", got)
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
	for _, want := range []error{nil, order.ErrKeep} {
		if err := o.RefundDone(pending.ID); !errors.Is(err, want) {
			t.Fatalf("got %v, want %v", err, want)
		}
	}
	if _, more := o.PendingRefund(); more || o.Refunded() != eur(1000) || o.Payment != order.PaymentRefunded {
		t.Errorf("done: pending %v, refunded %v, payment %s", more, o.Refunded(), o.Payment)
	}
	if err := o.RefundDone("another"); !errors.Is(err, order.ErrKeep) {
		t.Errorf("no such refund: %v, want ErrKeep", err)
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
			amount := eur(rapid.Int64Range(-10, 1100).Draw(r, "amount"))
			if o.Refund(order.Refund{Amount: amount}, order.Shop) != nil {
				continue
			}
			pending, _ := o.PendingRefund()
			var err error
			switch rapid.SampledFrom([]string{"stays", "succeeds", "fails"}).Draw(r, "outcome") {
			case "succeeds":
				err = o.RefundDone(pending.ID)
			case "fails":
				err = o.RefundRefused(pending.ID, "no")
			}
			if err != nil {
				r.Fatal(err)
			}
		}
		var sum int64
		for _, refund := range o.Refunds {
			if refund.State != order.RefundFailed {
				sum += refund.Amount.Amount
			}
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

// Units given back one by one, in whatever portions, are worth what they are
// together.
func TestAmountOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o := ordered(t)
		for left := 3; left > 0; {
			n := rapid.IntRange(1, left).Draw(r, "units")
			if err := o.Refund(order.Refund{Lines: []order.Units{{SKU: "tray", Quantity: n}}}, order.Shop); err != nil {
				r.Fatal(err)
			}
			left -= n
		}
		if o.Refundable() != eur(501) {
			r.Fatalf("of 3 trays for 10.00 and 2 bowls for 5.01, %s is left once all trays are refunded", o.Refundable())
		}
		if _, err := o.AmountOf([]order.Units{{SKU: "tray", Quantity: 1}}); !errors.Is(err, order.ErrUnits) {
			r.Fatalf("a fourth tray: %v, want ErrUnits", err)
		}
	})
}

func TestAmountOf_is_after_discounts_and_with_tax(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		added bool
		want  int64
	}{
		"tax_contained":  {false, 900},
		"tax_on_the_top": {true, 1071},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := ordered(t)
			o.Lines[0].Discount, o.Lines[0].Tax, o.Totals.TaxAdded = eur(100), eur(171), c.added
			got, err := o.AmountOf([]order.Units{{SKU: "tray", Quantity: 3}})
			if err != nil || got != eur(c.want) {
				t.Errorf("three trays for 10.00, less 1.00, with tax of 1.71: %s, %v, want %s", got, err, eur(c.want))
			}
		})
	}
}
