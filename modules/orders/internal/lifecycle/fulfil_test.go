package lifecycle_test

import (
	"errors"
	"sync"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/fault"
	"shop/platform/identity"
)

func units(n int) []order.Units { return []order.Units{{SKU: "tray", Quantity: n}} }

func TestDesk_Fulfil(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	s.AuditInTheEnd(t)
	staff := orderstest.Staff(t.Context())

	t.Run("sends_an_order_in_parts", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 3), eur(3000)).Order
		o, err := s.Desk.Fulfil(staff, o.Number, lifecycle.Fulfilment{Lines: units(1), State: "shipped", Carrier: " DHL ", Tracking: "X1"})
		if err != nil || o.Fulfilment != order.PartlyShipped || o.Fulfilments[0].Carrier != "DHL" {
			t.Fatalf("%+v, %v", o.Fulfilments, err)
		}
		if o, err = s.Desk.Fulfil(staff, o.Number, lifecycle.Fulfilment{State: "packed"}); err != nil || o.Fulfilments[1].Lines[0].Quantity != 2 {
			t.Fatalf("the rest: %+v, %v", o.Fulfilments, err)
		}
		for _, to := range []string{"shipped", "delivered"} {
			if o, err = s.Desk.Forward(staff, o.Number, "2", lifecycle.Step{To: to, Tracking: "X2"}); err != nil {
				t.Fatal(err)
			}
		}
		if o.Fulfilment != order.Shipped || o.Fulfilments[1].State != order.ParcelDelivered || o.Fulfilments[1].Tracking != "X2" {
			t.Errorf("%s: %+v", o.Fulfilment, o.Fulfilments)
		}
	})

	t.Run("sends_no_unit_twice_however_many_try", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 5), eur(5000)).Order
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := s.Desk.Fulfil(staff, o.Number, lifecycle.Fulfilment{Lines: units(2), State: "shipped"})
				if err != nil && !errors.Is(err, order.ErrUnits) {
					t.Errorf("got %v, want ErrUnits", err)
				}
			})
		}
		wg.Wait()
		o, err := s.Stores.Orders.ByNumber(t.Context(), o.Number)
		if err != nil || len(o.Fulfilments) != 2 || o.Unpacked()[0].Quantity != 1 {
			t.Errorf("%d parcels of 2 of 5 units, %v", len(o.Fulfilments), err)
		}
	})

	t.Run("makes_one_parcel_for_one_key", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 5), eur(5000)).Order
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := s.Desk.Fulfil(staff, o.Number, lifecycle.Fulfilment{Lines: units(1), State: "shipped", Key: "the-key"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if o, err := s.Stores.Orders.ByNumber(t.Context(), o.Number); err != nil || len(o.Fulfilments) != 1 {
			t.Errorf("%d parcels, want 1, %v", len(o.Fulfilments), err)
		}
	})

	t.Run("lets_cancelling_or_shipping_win_not_both", func(t *testing.T) {
		t.Parallel()
		placed := s.Place(t, s.Buyer(t, "tray", 2), eur(2000))
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = s.Desk.Cancel(t.Context(), placed.Order.Number, placed.Token) })
		wg.Go(func() {
			_, _ = s.Desk.Fulfil(staff, placed.Order.Number, lifecycle.Fulfilment{Lines: units(1), State: "shipped"})
		})
		wg.Wait()
		o, err := s.Stores.Orders.ByNumber(t.Context(), placed.Order.Number)
		if err != nil || (o.Status == order.Cancelled) == (len(o.Fulfilments) > 0) {
			t.Errorf("%s with %d parcels, %v", o.Status, len(o.Fulfilments), err)
		}
	})

	t.Run("refuses_strangers_and_nonsense", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		if _, err := s.Desk.Fulfil(t.Context(), o.Number, lifecycle.Fulfilment{State: "packed"}); !errors.Is(err, identity.ErrSignIn) {
			t.Errorf("anonymous: %v", err)
		}
		if _, err := s.Desk.Forward(orderstest.Account(t.Context(), "eve"), o.Number, "1", lifecycle.Step{To: "shipped"}); !errors.Is(err, identity.ErrStaffOnly) {
			t.Errorf("a shopper: %v", err)
		}
		for name, f := range map[string]lifecycle.Fulfilment{
			"no_state":   {},
			"no_units":   {State: "packed", Lines: units(0)},
			"twice":      {State: "packed", Lines: append(units(1), units(1)...)},
			"a_long_key": {State: "packed", Key: "with a space"},
		} {
			if _, err := s.Desk.Fulfil(staff, o.Number, f); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Desk.Forward(staff, o.Number, "1", lifecycle.Step{To: "burnt"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no such target: %v", err)
		}
	})
}
