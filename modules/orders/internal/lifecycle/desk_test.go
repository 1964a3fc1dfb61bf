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

var cancelled = lifecycle.Move{To: "cancelled"}

func TestDesk_Transition(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	staff := orderstest.Staff(t.Context())

	t.Run("takes_an_order_from_the_shelf_to_the_door", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		for _, m := range []lifecycle.Move{
			{To: "packed"}, {To: "shipped", Carrier: "Post", Tracking: "RR123"}, {To: "delivered", Note: "by the door"},
		} {
			var err error
			if o, err = s.Desk.Transition(staff, o.Number, m); err != nil {
				t.Fatalf("%s: %v", m.To, err)
			}
			if string(o.Fulfilment) != m.To {
				t.Errorf("fulfilment %s, want %s", o.Fulfilment, m.To)
			}
		}
		if len(o.Fulfilments) != 1 || o.Fulfilments[0].Tracking != "RR123" {
			t.Errorf("fulfilments %+v", o.Fulfilments)
		}
		last := o.History[len(o.History)-1]
		if last.Action != order.Deliver || last.By.Name != "Sam Staff" || last.By.Kind != "staff" || last.Note != "by the door" {
			t.Errorf("history ends with %+v", last)
		}
	})

	t.Run("gives_money_and_units_back_on_cancelling", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 3), eur(3000)).Order
		o, err := s.Desk.Transition(staff, o.Number, cancelled)
		if err != nil {
			t.Fatal(err)
		}
		if back := o.Refunded(); back != eur(3000) || o.Payment != order.PaymentRefunded {
			t.Errorf("refunded %v, payment %s", back, o.Payment)
		}
		checkCancelled(t, s, o.Number)
	})

	t.Run("notes_the_money_of_a_transfer", func(t *testing.T) {
		t.Parallel()
		r := orderstest.Request(eur(1000))
		r.PaymentMethod = "transfer"
		placed, err := s.Checkout.Place(s.Buyer(t, "tray", 1), "transfer-key", r)
		if err != nil {
			t.Fatal(err)
		}
		o, err := s.Desk.Transition(staff, placed.Order.Number, lifecycle.Move{To: "paid"})
		if err != nil || o.Status != order.Paid || o.Captured != eur(1000) {
			t.Errorf("states %+v, captured %v, %v", o.States, o.Captured, err)
		}
		if o, err = s.Desk.Transition(staff, o.Number, cancelled); err != nil || o.Payment != order.PaymentRefunding {
			t.Errorf("cancelled: %+v, %v", o.States, err)
		}
	})

	t.Run("ships_what_the_carrier_takes_the_money_for", func(t *testing.T) {
		t.Parallel()
		r := orderstest.Request(eur(1000))
		r.PaymentMethod = "cash-on-delivery"
		placed, err := s.Checkout.Place(s.Buyer(t, "tray", 1), "cash-key", r)
		if err != nil || placed.Order.Payment != order.PaymentOnDelivery || !placed.Order.Settled {
			t.Fatalf("%+v, %v; want it to be paid on delivery", placed.Order.States, err)
		}
		for _, to := range []string{"shipped", "delivered", "paid"} {
			if _, err := s.Desk.Transition(staff, placed.Order.Number, lifecycle.Move{To: to}); err != nil {
				t.Fatalf("%s: %v", to, err)
			}
		}
		if o := find(t, s, placed.Order); o.Status != order.Paid || o.Captured != eur(1000) {
			t.Errorf("in the end: %+v, captured %s", o.States, o.Captured)
		}
	})

	t.Run("takes_back_a_parcel_that_nobody_claimed", func(t *testing.T) {
		t.Parallel()
		r := orderstest.Request(eur(2000))
		r.PaymentMethod = "cash-on-delivery"
		placed, err := s.Checkout.Place(s.Buyer(t, "tray", 2), "unclaimed-key", r)
		if err != nil {
			t.Fatal(err)
		}
		number := placed.Order.Number
		if _, err := s.Desk.Transition(staff, number, lifecycle.Move{To: "shipped"}); err != nil {
			t.Fatal(err)
		}
		o, err := s.Desk.Forward(staff, number, "1", lifecycle.Step{To: "returned", Note: "Refused at the door"})
		if err != nil || o.Fulfilment != order.Unfulfilled || o.Fulfilments[0].State != order.ParcelReturned || len(o.Unpacked()) != 1 {
			t.Fatalf("after it came back: %+v, %+v, %v", o.States, o.Fulfilments, err)
		}
		if _, err := s.Desk.Cancel(t.Context(), number, placed.Token); !errors.Is(err, order.ErrTransition) {
			t.Errorf("cancelled by its shopper: %v, want ErrTransition", err)
		}
		o, err = s.Desk.Transition(staff, number, cancelled)
		if err != nil || o.Payment != order.PaymentVoided || !o.Restocked || o.Fulfilments[0].State != order.ParcelReturned {
			t.Errorf("cancelled: %+v, restocked %v, %+v, %v", o.States, o.Restocked, o.Fulfilments, err)
		}
	})

	t.Run("sends_a_parcel_again_that_came_back", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		steps := []func() (order.Order, error){
			func() (order.Order, error) {
				return s.Desk.Transition(staff, o.Number, lifecycle.Move{To: "shipped"})
			},
			func() (order.Order, error) {
				return s.Desk.Forward(staff, o.Number, "1", lifecycle.Step{To: "returned"})
			},
			func() (order.Order, error) {
				return s.Desk.Transition(staff, o.Number, lifecycle.Move{To: "shipped"})
			},
			func() (order.Order, error) {
				return s.Desk.Forward(staff, o.Number, "2", lifecycle.Step{To: "delivered"})
			},
		}
		for i, step := range steps {
			var err error
			if o, err = step(); err != nil {
				t.Fatalf("step %d: %v", i, err)
			}
		}
		if o.Fulfilment != order.Delivered || len(o.Fulfilments) != 2 || o.CameBack() {
			t.Errorf("in the end: %s, %+v", o.Fulfilment, o.Fulfilments)
		}
	})

	t.Run("refuses_what_the_table_does_not_allow", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		if _, err := s.Desk.Transition(staff, o.Number, lifecycle.Move{To: "shipped"}); err != nil {
			t.Fatal(err)
		}
		for _, to := range []string{"packed", "shipped", "cancelled", "paid"} {
			if _, err := s.Desk.Transition(staff, o.Number, lifecycle.Move{To: to}); !errors.Is(err, order.ErrTransition) {
				t.Errorf("%s after shipping: %v, want ErrTransition", to, err)
			}
		}
	})

	t.Run("refuses_strangers_and_nonsense", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		if _, err := s.Desk.Transition(t.Context(), o.Number, cancelled); !errors.Is(err, identity.ErrSignIn) {
			t.Errorf("anonymous: %v", err)
		}
		if _, err := s.Desk.Transition(orderstest.Account(t.Context(), "eve"), o.Number, cancelled); !errors.Is(err, identity.ErrStaffOnly) {
			t.Errorf("a shopper: %v", err)
		}
		if _, err := s.Desk.Transition(staff, "NOSUCH99", cancelled); !errors.Is(err, order.ErrNotFound) {
			t.Errorf("no order: %v", err)
		}
		if _, err := s.Desk.Transition(staff, o.Number, lifecycle.Move{To: "burnt"}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no such target: %v", err)
		}
	})
}

func TestDesk_Cancel(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})

	t.Run("is_the_owner's", func(t *testing.T) {
		t.Parallel()
		placed := s.Place(t, s.Buyer(t, "tray", 1), eur(1000))
		if _, err := s.Desk.Cancel(t.Context(), placed.Order.Number, "wrong"); !errors.Is(err, order.ErrNotFound) {
			t.Errorf("a stranger: %v, want ErrNotFound", err)
		}
		if _, err := s.Desk.Cancel(t.Context(), placed.Order.Number, placed.Token); err != nil {
			t.Errorf("the guest: %v", err)
		}
	})

	t.Run("ends_with_packing", func(t *testing.T) {
		t.Parallel()
		placed := s.Place(t, s.Buyer(t, "tray", 1), eur(1000))
		if _, err := s.Desk.Transition(orderstest.Staff(t.Context()), placed.Order.Number, lifecycle.Move{To: "packed"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Desk.Cancel(t.Context(), placed.Order.Number, placed.Token); !errors.Is(err, order.ErrTransition) {
			t.Errorf("got %v, want ErrTransition", err)
		}
	})

	t.Run("happens_once_however_many_ask", func(t *testing.T) {
		t.Parallel()
		placed := s.Place(t, s.Buyer(t, "tray", 2), eur(2000))
		var mu sync.Mutex
		done := 0
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := s.Desk.Cancel(t.Context(), placed.Order.Number, placed.Token)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if !errors.Is(err, order.ErrTransition) {
					t.Errorf("got %v, want ErrTransition", err)
				}
			})
		}
		wg.Wait()
		if done != 1 {
			t.Errorf("%d cancelled it, want 1", done)
		}
		checkCancelled(t, s, placed.Order.Number)
		entry, err := s.Ledger.Find(t.Context(), string(placed.Order.ID))
		if err != nil || len(entry.Refunds) != 1 || entry.Refunds[0].Amount != eur(2000) {
			t.Errorf("ledger %+v, %v; want one refund of all", entry, err)
		}
	})
}

// The equation holds after all of the above at once.
func TestDesk_KeepsTheBooks(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	staff := orderstest.Staff(t.Context())
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			o := s.Place(t, s.Buyer(t, "tray", 2), eur(2000)).Order
			if i%2 == 0 {
				for range 3 {
					wg.Go(func() { _, _ = s.Desk.Transition(staff, o.Number, cancelled) })
				}
			}
		})
	}
	wg.Wait()
	s.Audit(t)
}
