package order_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/platform/money"
)

var actions = []order.Action{
	order.Place, order.Fail, order.Pay, order.Capture, order.Decline, order.Confirm, order.Entrust, order.Receive,
	order.Pack, order.Ship, order.Deliver, order.TakeBack, order.Cancel, order.Reimburse, order.Refunded,
	order.Unpack, order.StartRefund, order.FailRefund, order.RequestReturn, order.ApproveReturn, order.DeclineReturn, order.ReceiveReturn, order.Adopt, order.AddNote, order.Restock,
}

func fresh() order.Order {
	return order.Order{
		ID: "o", Number: "K7QF3M9T", Captured: money.Zero("EUR"),
		States: order.States{Status: order.New, Payment: order.PaymentNone, Fulfilment: order.Unfulfilled},
	}
}

func apply(t *testing.T, o *order.Order, actions ...order.Action) {
	t.Helper()
	for _, a := range actions {
		if err := o.Apply(a, order.Shop, ""); err != nil {
			t.Fatalf("%s: %v", a, err)
		}
	}
}

func TestApply(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		way  []order.Action
		want order.States
	}{
		"sells":              {[]order.Action{order.Pay, order.Capture, order.Pack, order.Ship, order.Deliver}, order.States{Status: order.Paid, Payment: order.PaymentPaid, Fulfilment: order.Delivered}},
		"ships_unpacked":     {[]order.Action{order.Pay, order.Capture, order.Ship}, order.States{Status: order.Paid, Payment: order.PaymentPaid, Fulfilment: order.Shipped}},
		"declines":           {[]order.Action{order.Pay, order.Decline}, order.States{Status: order.Declined, Payment: order.PaymentDeclined, Fulfilment: order.Unfulfilled}},
		"fails":              {[]order.Action{order.Fail}, order.States{Status: order.Failed, Payment: order.PaymentNone, Fulfilment: order.Unfulfilled}},
		"waits_for_transfer": {[]order.Action{order.Confirm, order.Receive}, order.States{Status: order.Paid, Payment: order.PaymentPaid, Fulfilment: order.Unfulfilled}},
		"cancels_and_repays": {[]order.Action{order.Pay, order.Capture, order.Pack, order.Cancel, order.Refunded}, order.States{Status: order.Cancelled, Payment: order.PaymentRefunded, Fulfilment: order.FulfilmentCancelled}},
		"pays_the_carrier":   {[]order.Action{order.Entrust, order.Pack, order.Ship, order.Deliver, order.Receive}, order.States{Status: order.Paid, Payment: order.PaymentPaid, Fulfilment: order.Delivered}},
		"takes_back":         {[]order.Action{order.Entrust, order.Ship, order.TakeBack, order.Cancel}, order.States{Status: order.Cancelled, Payment: order.PaymentVoided, Fulfilment: order.FulfilmentCancelled}},
		"cancels_unpaid":     {[]order.Action{order.Confirm, order.Cancel}, order.States{Status: order.Cancelled, Payment: order.PaymentVoided, Fulfilment: order.FulfilmentCancelled}},
		"repays_the_dead":    {[]order.Action{order.Fail, order.Reimburse, order.Refunded}, order.States{Status: order.Failed, Payment: order.PaymentRefunded, Fulfilment: order.Unfulfilled}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := fresh()
			apply(t, &o, c.way...)
			if o.States != c.want {
				t.Errorf("ends in %+v, want %+v", o.States, c.want)
			}
			if len(o.History) != len(c.way) || len(o.Events()) != len(c.way) {
				t.Errorf("%d entries and %d events for %d actions", len(o.History), len(o.Events()), len(c.way))
			}
		})
	}
}

func TestApply_RefusesAndChangesNothing(t *testing.T) {
	t.Parallel()
	o := fresh()
	apply(t, &o, order.Pay, order.Capture, order.Ship)
	for _, a := range []order.Action{order.Pack, order.Cancel, order.Capture, order.Fail, order.Place, "dance"} {
		before := len(o.History)
		if err := o.Apply(a, order.Shop, ""); !errors.Is(err, order.ErrTransition) {
			t.Errorf("%s: %v, want ErrTransition", a, err)
		}
		if len(o.History) != before || o.Fulfilment != order.Shipped || o.Can(a) {
			t.Errorf("%s left a trace", a)
		}
	}
}

// What is to be paid in advance stays until it is paid.
func TestApply_KeepsWhatIsNotPaid(t *testing.T) {
	t.Parallel()
	o := fresh()
	apply(t, &o, order.Confirm)
	for _, a := range []order.Action{order.Pack, order.Ship} {
		if err := o.Apply(a, order.Shop, ""); !errors.Is(err, order.ErrTransition) || !strings.Contains(err.Error(), "waiting for its payment") {
			t.Errorf("%s: %v, want to be told that it isn't paid", a, err)
		}
	}
	apply(t, &o, order.Receive, order.Pack, order.Ship)
}

// Whatever anybody tries in whatever order: states stay sensible, an order is
// placed at most once, and what is over stays over.
func TestApply_AnyWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := fresh()
		placed := 0
		for range rapid.IntRange(0, 30).Draw(t, "length") {
			a := rapid.SampledFrom(actions).Draw(t, "action")
			before := o.States
			if o.Apply(a, order.Shop, "") != nil {
				if o.States != before {
					t.Fatalf("%s was refused, but changed %+v to %+v", a, before, o.States)
				}
				continue
			}
			if a == order.Capture || a == order.Confirm || a == order.Entrust {
				placed++
			}
			checkStates(t, before, o)
		}
		events := 0
		for _, e := range o.Events() {
			if e.Name == (orders.OrderPlaced{}).EventName() {
				events++
			}
		}
		if placed > 1 || events != placed || o.Placed() != (placed == 1) {
			t.Fatalf("placed %d times, %d events, Placed %v", placed, events, o.Placed())
		}
	})
}

// captured are a payment's states once the money was taken.
var captured = []order.Payment{order.PaymentPaid, order.PaymentRefunding, order.PaymentPartlyRefunded, order.PaymentRefunded}

func checkStates(t *rapid.T, before order.States, o order.Order) {
	final := []order.Status{order.Failed, order.Declined, order.Cancelled}
	moved := o.Fulfilment == order.Packed || o.Fulfilment == order.Shipped || o.Fulfilment == order.Delivered
	switch {
	case slices.Contains(final, before.Status) && o.Status != before.Status:
		t.Fatalf("%s came back as %s", before.Status, o.Status)
	case o.Status == order.Paid && !slices.Contains(captured, o.Payment):
		t.Fatalf("paid, but the payment is %s", o.Payment)
	case moved && o.Status != order.Paid && o.Status != order.Confirmed:
		t.Fatalf("%s, but the order is %s", o.Fulfilment, o.Status)
	case moved && o.Payment == order.PaymentAwaited:
		t.Fatalf("%s, and not paid", o.Fulfilment)
	case (o.Status == order.Cancelled) != (o.Fulfilment == order.FulfilmentCancelled):
		t.Fatalf("half cancelled: %+v", o.States)
	}
}

func TestUnfinished(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		make func() order.Order
		want bool
	}{
		"a_new_one":        {fresh, true},
		"paid_not_settled": {func() order.Order { o := fresh(); apply(t, &o, order.Pay, order.Capture); return o }, true},
		"paid_and_settled": {func() order.Order { o := fresh(); apply(t, &o, order.Pay, order.Capture); o.Settled = true; return o }, false},
		"cancelled_in_stock": {func() order.Order {
			o := fresh()
			apply(t, &o, order.Confirm, order.Cancel)
			o.Settled = true
			return o
		}, true},
		"cancelled_restocked": {func() order.Order {
			o := fresh()
			apply(t, &o, order.Confirm, order.Cancel)
			o.Settled, o.Restocked = true, true
			return o
		}, false},
		"refund_reserved": {func() order.Order {
			o := fresh()
			apply(t, &o, order.Pay, order.Capture)
			o.Settled, o.Refunds = true, []order.Refund{{ID: "r", State: order.RefundPending}}
			return o
		}, true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if o := c.make(); o.Unfinished() != c.want {
				t.Errorf("Unfinished() of %+v is %v", o.States, !c.want)
			}
		})
	}
}
