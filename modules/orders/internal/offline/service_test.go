package offline_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
	"shop/platform/fault"
	"shop/platform/identity"
)

func account() offline.Account {
	return offline.Account{Holder: "Linden", Number: iban, BIC: "COBADEFFXXX", Bank: "Example Bank"}
}

// place orders a tray, to be paid by the method.
func place(t *testing.T, s *orderstest.Shop, method string) order.Order {
	t.Helper()
	r := orderstest.Request(orderstest.EUR(1000))
	r.PaymentMethod = method
	result, err := s.Checkout.Place(s.Buyer(t, "tray", 1), "key-"+order.NewNumber(), r)
	if err != nil {
		t.Fatal(err)
	}
	return result.Order
}

func TestService_Instructions(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	staff := orderstest.Staff(t.Context())
	told := func(o order.Order) *offline.Instructions {
		t.Helper()
		i, err := s.Offline.Instructions(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	o := place(t, s, payment.TransferID)
	if got := told(o); got == nil || *got != (offline.Instructions{Amount: orderstest.EUR(1000), Reference: o.Number}) {
		t.Errorf("of a shop that entered nothing: %+v", got)
	}
	want := offline.Instructions{Amount: orderstest.EUR(1000), Reference: o.Number, Account: account(), Text: "Within 7 days."}
	settings := offline.Settings{Offered: []string{payment.TransferID}, Account: account(), Instructions: " Within 7 days.\r\n"}
	if err := s.Offline.Replace(staff, settings, nil); err != nil {
		t.Fatal(err)
	}
	if got := told(o); got == nil || *got != want {
		t.Errorf("of an order that was there before: %+v, want %+v", got, want)
	}
	if got := told(s.Place(t, s.Buyer(t, "tray", 1), orderstest.EUR(1000)).Order); got != nil {
		t.Errorf("of an order that was paid at once: %+v", got)
	}
	list, err := s.Offline.InstructionsOf(t.Context(), []order.Order{{}, o, {}})
	if err != nil || len(list) != 3 || list[0] != nil || list[1] == nil || list[2] != nil {
		t.Errorf("of a list: %v, %v", list, err)
	}
	s.AuditInTheEnd(t)
}

func TestService_Instructions_vanish_once_nothing_is_awaited(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	staff := orderstest.Staff(t.Context())
	for _, moves := range [][]string{{"paid"}, {"paid", "packed", "shipped", "delivered"}, {"cancelled"}, {"paid", "cancelled"}} {
		o := place(t, s, payment.TransferID)
		for _, to := range moves {
			var err error
			if o, err = s.Desk.Transition(staff, o.Number, lifecycle.Move{To: to}); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Offline.Instructions(t.Context(), o); got != nil || err != nil {
				t.Errorf("%v, now %s: %+v, %v", moves, to, got, err)
			}
		}
	}
	onDelivery := place(t, s, payment.CashOnDeliveryID)
	if got, err := s.Offline.Instructions(t.Context(), onDelivery); got != nil || err != nil {
		t.Errorf("to be paid on delivery: %+v, %v", got, err)
	}
}

func TestService_says_what_is_offered(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	offered := func(want ...string) {
		t.Helper()
		var ids []string
		methods, err := s.Payments.Offered(t.Context())
		for _, m := range methods {
			ids = append(ids, m.ID)
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("offered are %v, %v; want %v", ids, err, want)
		}
	}
	offered("test", payment.TransferID, payment.CashOnDeliveryID) // by the environment
	for _, chosen := range [][]string{{payment.CashOnDeliveryID}, nil} {
		if err := s.Offline.Replace(staff, offline.Settings{Offered: chosen}, nil); err != nil {
			t.Fatal(err)
		}
		offered(append([]string{"test"}, chosen...)...)
		if _, err := s.Payments.Choose(t.Context(), payment.TransferID); !errors.Is(err, payment.ErrUnknownMethod) {
			t.Errorf("transfer is taken although it isn't offered: %v", err)
		}
	}
	// Instructions alone will do: some shops write to each by hand.
	if err := s.Offline.Replace(staff, offline.Settings{Offered: []string{payment.TransferID}, Instructions: "We write to you."}, nil); err != nil {
		t.Fatal(err)
	}
	offered("test", payment.TransferID)
	for name, wrong := range map[string]offline.Settings{
		"shells":   {Offered: []string{"shells"}},
		"too_long": {Instructions: strings.Repeat("x", 601)},
	} {
		if err := s.Offline.Replace(staff, wrong, nil); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestService_is_for_staff_who_are_told_of_each_other(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	settings := offline.Settings{Account: account()}
	for _, ctx := range []context.Context{t.Context(), orderstest.Account(t.Context(), "ada")} {
		if err := s.Offline.Replace(ctx, settings, nil); err == nil {
			t.Error("somebody else changed where the money goes")
		}
		if _, _, err := s.Offline.Read(ctx); err == nil {
			t.Error("somebody else read the settings")
		}
	}
	first := int64(0)
	if err := s.Offline.Replace(staff, settings, &first); err != nil {
		t.Fatal(err)
	}
	if err := s.Offline.Replace(staff, settings, &first); !errors.Is(err, offline.ErrConflict) {
		t.Errorf("saved over unseen: %v", err)
	}
}

func TestService_SeedDemo(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	system := identity.System(t.Context(), "demo")
	for range 2 {
		if err := s.Offline.SeedDemo(system); err != nil {
			t.Fatal(err)
		}
	}
	got, version, err := s.Offline.Read(system)
	if err != nil || version != 1 || got.Account.Written() != "DE89 3704 0044 0532 0130 00" || len(got.Offered) != 2 {
		t.Errorf("seeded %+v at %d, %v", got, version, err)
	}
	// What is seeded is what staff could enter, and is left alone once they did.
	if err := s.Offline.Replace(system, got, &version); err != nil {
		t.Fatal(err)
	}
	if err := s.Offline.Replace(system, offline.Settings{}, nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Offline.SeedDemo(system); err != nil {
		t.Fatal(err)
	}
	if got, _, _ := s.Offline.Read(system); got.Account != (offline.Account{}) {
		t.Errorf("what staff took away came back: %+v", got)
	}
}
