package order_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders/internal/order"
	"shop/platform/fault"
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

// What is wrong with the units that are to be restocked is told of them.
func TestReceiveReturn_NamesRestock(t *testing.T) {
	t.Parallel()
	o := arrived(t)
	_ = o.RequestReturn(order.Return{Lines: unitsOf(2)}, order.Shop)
	_ = o.AnswerReturn("1", order.ApproveReturn, "", order.Shop)
	var f *fault.Error
	if err := o.ReceiveReturn("1", unitsOf(3), eur(0), order.Shop); !errors.As(err, &f) || f.Fields[0].Path != "restock[0].quantity" {
		t.Errorf("%v, want the field restock[0].quantity", err)
	}
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

// received is the order once a return of so many trays has come, for what they
// are worth.
func received(t interface{ Fatal(...any) }, o *order.Order, trays int) {
	if err := o.RequestReturn(order.Return{Lines: unitsOf(trays)}, order.Shop); err != nil {
		t.Fatal(err)
	}
	r := o.Returns[len(o.Returns)-1]
	for _, err := range []error{
		o.AnswerReturn(r.ID, order.ApproveReturn, "", order.Shop),
		o.ReceiveReturn(r.ID, nil, o.WorthOf(r), order.Shop),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestReturn_RefundsItsUnits(t *testing.T) {
	t.Parallel()
	three := order.Refund{Lines: unitsOf(3)}
	t.Run("once", func(t *testing.T) {
		t.Parallel()
		o := arrived(t)
		received(t, &o, 2)
		if got := o.Refunds[0]; got.Amount != eur(667) || !slices.Equal(got.Lines, unitsOf(2)) {
			t.Errorf("%+v, want two thirds of 10.00 for two trays", got)
		}
		if err := o.Refund(three, order.Shop); !errors.Is(err, order.ErrUnits) {
			t.Errorf("all three trays are refunded: %v, want ErrUnits", err)
		}
	})
	t.Run("unless_they_were_before", func(t *testing.T) {
		t.Parallel()
		o := arrived(t)
		if err := o.Refund(order.Refund{Lines: unitsOf(2)}, order.Shop); err != nil {
			t.Fatal(err)
		}
		received(t, &o, 2)
		if got := o.Refunds[1]; got.Amount != eur(333) || !slices.Equal(got.Lines, unitsOf(1)) {
			t.Errorf("%+v, want the last of the three trays", got)
		}
		received(t, &o, 1)
		if len(o.Refunds) != 2 {
			t.Errorf("%+v, want nothing for a tray whose money went back", o.Refunds[2])
		}
	})
	t.Run("with_the_amount_that_staff_say", func(t *testing.T) {
		t.Parallel()
		o := arrived(t)
		_ = o.RequestReturn(order.Return{Lines: unitsOf(3)}, order.Shop)
		_ = o.AnswerReturn("1", order.ApproveReturn, "", order.Shop)
		if err := o.ReceiveReturn("1", nil, eur(900), order.Shop); err != nil {
			t.Fatal(err)
		}
		if got := o.Refunds[0]; got.Amount != eur(900) || !slices.Equal(got.Lines, unitsOf(3)) {
			t.Errorf("%+v, want 9.00 for three trays", got)
		}
	})
	t.Run("again_where_the_provider_refused", func(t *testing.T) {
		t.Parallel()
		o := arrived(t)
		received(t, &o, 3)
		if err := o.RefundRefused(o.Refunds[0].ID, "The card is closed."); err != nil {
			t.Fatal(err)
		}
		if err := o.Refund(three, order.Shop); err != nil || o.Refunds[1].Amount != eur(1000) {
			t.Errorf("%+v, %v", o.Refunds, err)
		}
	})
}

// Units go back once, whether they are refunded or returned and in whatever
// portions, and together are worth what they cost.
func TestUnits_GoBackOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o := arrived(t)
		returned, refunded := 0, 0
		for returned < 3 || refunded < 3 {
			if n := rapid.IntRange(0, 3-returned).Draw(r, "returned"); n > 0 {
				received(r, &o, n)
				returned, refunded = returned+n, min(3, refunded+n)
			}
			if n := rapid.IntRange(0, 3).Draw(r, "refunded"); n > 0 {
				err := o.Refund(order.Refund{Lines: unitsOf(n)}, order.Shop)
				if tooMany := refunded+n > 3; tooMany != errors.Is(err, order.ErrUnits) || !tooMany && err != nil {
					r.Fatalf("%d of %d trays are refunded, and then %d: %v", refunded, 3, n, err)
				} else if !tooMany {
					refunded += n
				}
			}
		}
		if o.Refundable() != eur(501) {
			r.Fatalf("of 3 trays for 10.00 and 2 bowls for 5.01, %s is left once all trays went back", o.Refundable())
		}
	})
}
