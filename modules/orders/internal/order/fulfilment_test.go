package order_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/platform/events"
)

// ordered is a paid order of three trays and two bowls.
func ordered(t *testing.T) order.Order {
	t.Helper()
	o := fresh()
	o.Lines = []pricing.Line{
		{SKU: "tray", Quantity: 3, Total: eur(1000)}, {SKU: "bowl", Quantity: 2, Total: eur(501)},
	}
	o.Totals.Total = eur(1501)
	apply(t, &o, order.Pay, order.Capture)
	o.Captured = eur(1501)
	return o
}

func parcel(state order.ParcelState, units ...order.Units) order.Fulfilment {
	return order.Fulfilment{Lines: units, State: state}
}

func TestFulfil(t *testing.T) {
	t.Parallel()
	trays, bowls := order.Units{SKU: "tray", Quantity: 2}, order.Units{SKU: "bowl", Quantity: 2}
	o := ordered(t)
	for _, step := range []struct {
		do   func() error
		want order.FulfilmentState
	}{
		{func() error { return o.Fulfil(parcel(order.ParcelPacked, trays), order.Shop, "") }, order.Unfulfilled},
		{func() error { return o.Forward("1", order.Ship, "DHL", "X1", order.Shop, "") }, order.PartlyShipped},
		{func() error { return o.Fulfil(parcel(order.ParcelShipped, bowls), order.Shop, "") }, order.PartlyShipped},
		{func() error { return o.Forward("2", order.Deliver, "", "", order.Shop, "") }, order.PartlyShipped},
		{func() error { return o.Fulfil(parcel(order.ParcelPacked), order.Shop, "") }, order.PartlyShipped},
		{func() error { return o.ShipAll("UPS", "X3", order.Shop, "") }, order.Shipped},
		{func() error { return o.DeliverAll(order.Shop, "") }, order.Delivered},
	} {
		if err := step.do(); err != nil || o.Fulfilment != step.want {
			t.Fatalf("fulfilment %s, want %s, %v", o.Fulfilment, step.want, err)
		}
	}
	if last := o.Fulfilments[2]; !slices.Equal(last.Lines, []order.Units{{SKU: "tray", Quantity: 1}}) || last.Carrier != "UPS" {
		t.Errorf("the rest went as %+v", last)
	}
	var shipped []string
	for _, e := range o.Events() {
		if changed, err := events.Decode[orders.StatusChanged](e); err == nil && changed.Action == string(order.Ship) {
			shipped = append(shipped, changed.Subject)
		}
	}
	if !slices.Equal(shipped, []string{"1", "2", "3"}) {
		t.Errorf("the events tell of parcels %v, want one for each", shipped)
	}
}

func TestFulfil_Refuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(o *order.Order) error
		want error
	}{
		"more_than_was_ordered": {func(o *order.Order) error {
			return o.Fulfil(parcel(order.ParcelShipped, order.Units{SKU: "tray", Quantity: 4}), order.Shop, "")
		}, order.ErrUnits},
		"what_nobody_ordered": {func(o *order.Order) error {
			return o.Fulfil(parcel(order.ParcelPacked, order.Units{SKU: "lamp", Quantity: 1}), order.Shop, "")
		}, order.ErrUnits},
		"units_that_are_packed": {func(o *order.Order) error {
			_ = o.Fulfil(parcel(order.ParcelPacked), order.Shop, "")
			return o.Fulfil(parcel(order.ParcelPacked, order.Units{SKU: "tray", Quantity: 1}), order.Shop, "")
		}, order.ErrTransition},
		"an_order_that_is_cancelled": {func(o *order.Order) error {
			_ = o.Cancel(order.Shop, "")
			return o.Fulfil(parcel(order.ParcelPacked), order.Shop, "")
		}, order.ErrTransition},
		"to_cancel_what_is_partly_shipped": {func(o *order.Order) error {
			_ = o.Fulfil(parcel(order.ParcelShipped, order.Units{SKU: "tray", Quantity: 1}), order.Shop, "")
			return o.Cancel(order.Shop, "")
		}, order.ErrTransition},
		"to_deliver_what_is_packed": {func(o *order.Order) error {
			_ = o.Fulfil(parcel(order.ParcelPacked, order.Units{SKU: "tray", Quantity: 1}), order.Shop, "")
			return o.Forward("1", order.Deliver, "", "", order.Shop, "")
		}, order.ErrTransition},
		"to_take_back_what_is_packed": {func(o *order.Order) error {
			_ = o.Fulfil(parcel(order.ParcelPacked, order.Units{SKU: "tray", Quantity: 1}), order.Shop, "")
			return o.Forward("1", order.TakeBack, "", "", order.Shop, "")
		}, order.ErrTransition},
		"to_take_back_what_has_arrived": {func(o *order.Order) error {
			_ = o.Fulfil(parcel(order.ParcelShipped, order.Units{SKU: "tray", Quantity: 1}), order.Shop, "")
			_ = o.Forward("1", order.Deliver, "", "", order.Shop, "")
			return o.Forward("1", order.TakeBack, "", "", order.Shop, "")
		}, order.ErrTransition},
		"a_parcel_that_is_not_there": {func(o *order.Order) error {
			return o.Forward("7", order.Ship, "", "", order.Shop, "")
		}, order.ErrNoFulfilment},
		"another_request_under_one_key": {func(o *order.Order) error {
			_ = o.Fulfil(order.Fulfilment{Key: "k", State: order.ParcelPacked, Lines: []order.Units{{SKU: "tray", Quantity: 1}}}, order.Shop, "")
			return o.Fulfil(order.Fulfilment{Key: "k", State: order.ParcelPacked, Lines: []order.Units{{SKU: "tray", Quantity: 2}}}, order.Shop, "")
		}, order.ErrKeyReused},
		"to_do_it_twice_under_one_key": {func(o *order.Order) error {
			one := order.Fulfilment{Key: "k", State: order.ParcelPacked, Lines: []order.Units{{SKU: "tray", Quantity: 1}}}
			_ = o.Fulfil(one, order.Shop, "")
			return o.Fulfil(one, order.Shop, "")
		}, order.ErrKeep},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := ordered(t)
			if err := c.do(&o); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

// Whatever parcels are made, moved and unpacked: no unit is in two, none is in
// more than it was ordered, and the order's state is what its parcels say.
func TestFulfil_AnyWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		o := ordered(t)
		model := map[string]string{} // state by parcel
		for range rapid.IntRange(0, 20).Draw(r, "steps") {
			if rapid.Bool().Draw(r, "new") {
				units := order.Units{SKU: "tray", Quantity: rapid.IntRange(1, 4).Draw(r, "units")}
				state := rapid.SampledFrom([]order.ParcelState{order.ParcelPacked, order.ParcelShipped}).Draw(r, "state")
				if o.Fulfil(parcel(state, units), order.Shop, "") == nil {
					model[o.Fulfilments[len(o.Fulfilments)-1].ID] = string(state)
				}
				continue
			}
			id := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(r, "parcel")
			a := rapid.SampledFrom([]order.Action{order.Ship, order.Deliver, order.Unpack, order.TakeBack}).Draw(r, "action")
			if o.Forward(id, a, "", "", order.Shop, "") == nil {
				next := map[string]string{"packed ship": "shipped", "shipped deliver": "delivered", "packed unpack": "cancelled", "shipped take-back": "returned"}
				model[id] = next[model[id]+" "+string(a)]
			}
		}
		taken := 0
		for _, f := range o.Fulfilments {
			if string(f.State) != model[f.ID] {
				r.Fatalf("parcel %s is %s, want %s", f.ID, f.State, model[f.ID])
			}
			if f.State != order.ParcelCancelled && f.State != order.ParcelReturned {
				taken += f.Lines[0].Quantity
			}
		}
		left := 0
		for _, u := range o.Unpacked() {
			left += u.Quantity
		}
		if taken > 3 || taken+left != 5 {
			r.Fatalf("%d units are in parcels and %d are not, of 3 trays and 2 bowls", taken, left)
		}
	})
}
