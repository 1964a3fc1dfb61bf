package order_test

import (
	"errors"
	"testing"
	"time"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/identity"
)

func TestConversion_Percent(t *testing.T) {
	t.Parallel()
	for c, want := range map[order.Conversion]int{
		{}: 0, {Carts: 3}: 0, {Carts: 3, Orders: 1}: 33, {Carts: 3, Orders: 2}: 67, {Carts: 8, Orders: 1}: 13, {Carts: 5, Orders: 5}: 100,
	} {
		if got := c.Percent(); got != want {
			t.Errorf("%+v: %d%%, want %d%%", c, got, want)
		}
	}
}

func TestConversion_follows_each_cart_as_far_as_it_went(t *testing.T) {
	t.Parallel()
	s := shopOf(t)
	staff := orderstest.Staff(t.Context())
	from := time.Now().Add(-time.Minute)
	want := func(step string, wanted order.Conversion) {
		t.Helper()
		got, err := s.Orders.Conversion(staff, from, time.Now().Add(time.Minute))
		if err != nil || got != wanted {
			t.Errorf("%s: %+v, %v; want %+v", step, got, err, wanted)
		}
	}
	want("nothing yet", order.Conversion{})

	s.Buyer(t, "tray", 1)
	emptied := s.Buyer(t, "tray", 1)
	if _, err := s.Carts.Remove(emptied, "tray"); err != nil {
		t.Fatal(err)
	}
	want("a cart that holds something, and one that is empty again", order.Conversion{Carts: 1})

	unlucky := s.Buyer(t, "tray", 1)
	for _, key := range []string{"declined-once", "declined-twice"} {
		r := orderstest.Request(eur(1000))
		r.Email = "ada+decline@example.com"
		if result, err := s.Checkout.Place(unlucky, key, r); err != nil || result.Order.Status != order.Declined {
			t.Fatalf("order %s, %v", result.Order.Status, err)
		}
	}
	want("a payment that was declined twice", order.Conversion{Carts: 2, Checkouts: 1})
	s.Place(t, unlucky, eur(1000))
	want("and came at last", order.Conversion{Carts: 2, Checkouts: 1, Orders: 1, Paid: 1})

	again := unlucky
	if _, _, err := s.Carts.Add(again, "tray", 1); err != nil {
		t.Fatal(err)
	}
	want("what is put in after an order is the next cart", order.Conversion{Carts: 3, Checkouts: 1, Orders: 1, Paid: 1})

	r := orderstest.Request(eur(1000))
	r.PaymentMethod = "transfer"
	transfer, err := s.Checkout.Place(again, "by-transfer", r)
	if err != nil {
		t.Fatal(err)
	}
	want("payment to come", order.Conversion{Carts: 3, Checkouts: 2, Orders: 2, Paid: 1})
	if _, err := s.Desk.Transition(staff, transfer.Order.Number, lifecycle.Move{To: "paid"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Transition(staff, transfer.Order.Number, lifecycle.Move{To: "cancelled"}); err != nil {
		t.Fatal(err)
	}
	want("that came, and the order was cancelled", order.Conversion{Carts: 3, Checkouts: 2, Orders: 2, Paid: 2})

	if got, err := s.Orders.Conversion(staff, from.Add(-time.Hour), from); err != nil || got != (order.Conversion{}) {
		t.Errorf("before all that: %+v, %v", got, err)
	}
	if _, err := s.Orders.Conversion(orderstest.Account(t.Context(), "ada"), from, time.Now()); !errors.Is(err, identity.ErrStaffOnly) {
		t.Errorf("a shopper: %v", err)
	}
}

func TestConversion_counts_a_guests_cart_that_was_merged_once(t *testing.T) {
	t.Parallel()
	s := shopOf(t)
	guest := s.Buyer(t, "tray", 1)
	if err := s.Carts.SignedIn(arriving(guest, "ada"), "ada"); err != nil {
		t.Fatal(err)
	}
	ada := orderstest.Account(t.Context(), "ada")
	from, to := time.Now().Add(-time.Minute), time.Now().Add(time.Minute)
	if got, err := s.Orders.Conversion(orderstest.Staff(t.Context()), from, to); err != nil || got != (order.Conversion{Carts: 1}) {
		t.Errorf("%+v, %v; want one cart", got, err)
	}
	s.Place(t, ada, eur(1000))
	if got, err := s.Orders.Conversion(orderstest.Staff(t.Context()), from, to); err != nil || got != (order.Conversion{Carts: 1, Checkouts: 1, Orders: 1, Paid: 1}) {
		t.Errorf("%+v, %v; want one cart that was ordered", got, err)
	}
}
