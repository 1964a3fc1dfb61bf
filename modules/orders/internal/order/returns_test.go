package order_test

import (
	"errors"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders/internal/order"
)

func unitsOf(n int) []order.Units { return []order.Units{{SKU: "tray", Quantity: n}} }

// arrived is an order of three trays and two bowls that was delivered.
func arrived(t *testing.T) order.Order {
	t.Helper()
	o := ordered(t)
	for _, err := range []error{o.ShipAll("", "", order.Shop, ""), o.DeliverAll(order.Shop, "")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func TestReturn(t *testing.T) {
	t.Parallel()
	o := arrived(t)
	o.Settled = true
	for _, err := range []error{
		o.RequestReturn(order.Return{Lines: unitsOf(2), Reason: "Too large."}, order.Shop),
		o.AnswerReturn("1", order.ApproveReturn, "Please send it to us.", order.Shop),
		o.ReceiveReturn("1", unitsOf(1), o.WorthOf(order.Return{Lines: unitsOf(2)}), order.Shop),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if r, more := o.PendingRestock(); !more || r.Restock[0].Quantity != 1 || !o.Unfinished() {
		t.Errorf("to restock: %+v, unfinished %v", r, o.Unfinished())
	}
	if o.Payment != order.PaymentRefunding || o.Refunds[0].Amount != eur(667) {
		t.Errorf("%s: %+v; want two thirds of 10.00", o.Payment, o.Refunds)
	}
	for _, want := range []error{nil, order.ErrKeep} {
		if err := o.ReturnRestocked("1"); !errors.Is(err, want) {
			t.Errorf("restocked: %v, want %v", err, want)
		}
	}
	if sold := o.Sold(); sold[0].Quantity != 2 {
		t.Errorf("sold %+v, want 2 of the 3 trays", sold)
	}
}

func TestReturn_Refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(o *order.Order) error
		want error
	}{
		"more_than_arrived": {func(o *order.Order) error {
			return o.RequestReturn(order.Return{Lines: unitsOf(4)}, order.Shop)
		}, order.ErrUnits},
		"units_that_are_in_another_return": {func(o *order.Order) error {
			_ = o.RequestReturn(order.Return{Lines: unitsOf(2)}, order.Shop)
			return o.RequestReturn(order.Return{Lines: unitsOf(2)}, order.Shop)
		}, order.ErrUnits},
		"to_receive_what_was_not_approved": {func(o *order.Order) error {
			_ = o.RequestReturn(order.Return{Lines: unitsOf(2)}, order.Shop)
			return o.ReceiveReturn("1", nil, eur(0), order.Shop)
		}, order.ErrTransition},
		"to_restock_more_than_came": {func(o *order.Order) error {
			_ = o.RequestReturn(order.Return{Lines: unitsOf(2)}, order.Shop)
			_ = o.AnswerReturn("1", order.ApproveReturn, "", order.Shop)
			return o.ReceiveReturn("1", unitsOf(3), eur(0), order.Shop)
		}, order.ErrUnits},
		"to_give_back_more_than_was_paid": {func(o *order.Order) error {
			_ = o.RequestReturn(order.Return{Lines: unitsOf(2)}, order.Shop)
			_ = o.AnswerReturn("1", order.ApproveReturn, "", order.Shop)
			return o.ReceiveReturn("1", nil, eur(1502), order.Shop)
		}, order.ErrRefundTooLarge},
		"one_that_is_not_there": {func(o *order.Order) error {
			return o.AnswerReturn("7", order.ApproveReturn, "", order.Shop)
		}, order.ErrNoReturn},
		"another_request_under_one_key": {func(o *order.Order) error {
			_ = o.RequestReturn(order.Return{Key: "k", Lines: unitsOf(1)}, order.Shop)
			return o.RequestReturn(order.Return{Key: "k", Lines: unitsOf(2)}, order.Shop)
		}, order.ErrKeyReused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := arrived(t)
			if err := c.do(&o); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	t.Run("what_has_not_arrived", func(t *testing.T) {
		t.Parallel()
		o := ordered(t)
		_ = o.ShipAll("", "", order.Shop, "")
		if err := o.RequestReturn(order.Return{Lines: unitsOf(1)}, order.Shop); !errors.Is(err, order.ErrUnits) {
			t.Errorf("got %v, want ErrUnits", err)
		}
	})
}

// Whatever is asked for and answered in whatever order: each return goes the
// way of the diagram, no unit comes back twice, and no more money than came.
func TestReturn_AnyWay(t *testing.T) {
	t.Parallel()
	next := map[string]string{
		"requested approve": "approved", "requested decline": "declined", "approved decline": "declined", "approved receive": "received",
	}
	rapid.Check(t, func(r *rapid.T) {
		o := arrived(t)
		model := map[string]string{}
		for range rapid.IntRange(0, 25).Draw(r, "steps") {
			id := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(r, "return")
			action, done := rapid.SampledFrom([]string{"request", "approve", "decline", "receive", "restock"}).Draw(r, "action"), error(nil)
			units := unitsOf(rapid.IntRange(1, 3).Draw(r, "units"))
			switch action {
			case "request":
				if o.RequestReturn(order.Return{Lines: units}, order.Shop) == nil {
					model[o.Returns[len(o.Returns)-1].ID] = "requested"
				}
				continue
			case "approve":
				done = o.AnswerReturn(id, order.ApproveReturn, "", order.Shop)
			case "decline":
				done = o.AnswerReturn(id, order.DeclineReturn, "", order.Shop)
			case "receive":
				copied := o
				if done = copied.ReceiveReturn(id, units, eur(rapid.Int64Range(0, 900).Draw(r, "back")), order.Shop); done == nil {
					o = copied
				}
			case "restock":
				_ = o.ReturnRestocked(id)
				continue
			}
			if to, legal := next[model[id]+" "+action]; done == nil && !legal {
				r.Fatalf("%s of a return that is %q", action, model[id])
			} else if done == nil {
				model[id] = to
			}
		}
		back, sold := 0, 2
		for _, ret := range o.Returns {
			if string(ret.State) != model[ret.ID] {
				r.Fatalf("return %s is %s, want %s", ret.ID, ret.State, model[ret.ID])
			}
			if ret.State != order.ReturnDeclined {
				back += ret.Lines[0].Quantity
			}
		}
		for _, u := range o.Sold() {
			if u.SKU == "tray" {
				sold = u.Quantity
			}
		}
		if back > 3 || sold < 0 || o.Refundable().Amount < 0 {
			r.Fatalf("%d of 3 trays come back, %d stay sold, %s refundable", back, sold, o.Refundable())
		}
	})
}

// Units that come back one after the other are worth what they are together.
func TestWorthOf(t *testing.T) {
	t.Parallel()
	o := ordered(t)
	var sum int64
	for id := range 3 {
		r := order.Return{ID: strconv.Itoa(id), Lines: []order.Units{{SKU: "tray", Quantity: 1}}, State: order.ReturnReceived}
		o.Returns = append(o.Returns, r)
		sum += o.WorthOf(r).Amount
	}
	if sum != 1000 {
		t.Errorf("three trays for 10.00 give back %d one by one", sum)
	}
}
