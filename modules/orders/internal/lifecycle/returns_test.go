package lifecycle_test

import (
	"errors"
	"sync"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/fault"
	"shop/platform/identity"
)

// deliverTrays places an order of n trays and brings it to its shopper.
func deliverTrays(t *testing.T, s *orderstest.Shop, n int) checkout.Result {
	t.Helper()
	placed := s.Place(t, s.Buyer(t, "tray", n), eur(int64(1000*n)))
	for _, to := range []string{"shipped", "delivered"} {
		if _, err := s.Desk.Transition(orderstest.Staff(t.Context()), placed.Order.Number, lifecycle.Move{To: to}); err != nil {
			t.Fatal(err)
		}
	}
	return placed
}

func available(t *testing.T, s *orderstest.Shop) int {
	t.Helper()
	items, err := s.Catalog.Items().Items(t.Context(), []catalog.SKU{"tray"})
	if err != nil {
		t.Fatal(err)
	}
	return items["tray"].Available
}

func TestDesk_Returns(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 20})
	staff := orderstest.Staff(t.Context())
	placed := deliverTrays(t, s, 3)
	number := placed.Order.Number
	ask := lifecycle.ReturnRequest{Lines: units(2), Reason: " Too large. ", Key: "one-return"}

	if _, err := s.Desk.RequestReturn(t.Context(), number, "wrong", ask); !errors.Is(err, order.ErrNotFound) {
		t.Errorf("a stranger: %v, want ErrNotFound", err)
	}
	for range 2 {
		if o, err := s.Desk.RequestReturn(t.Context(), number, placed.Token, ask); err != nil || len(o.Returns) != 1 || o.Returns[0].Reason != "Too large." {
			t.Fatalf("%+v, %v", o.Returns, err)
		}
	}
	if _, err := s.Desk.MoveReturn(orderstest.Account(t.Context(), "eve"), number, "1", lifecycle.ReturnMove{To: "approved"}); !errors.Is(err, identity.ErrStaffOnly) {
		t.Errorf("a shopper approves: %v", err)
	}
	for name, r := range map[string]lifecycle.ReturnRequest{
		"nothing":   {Reason: "so"},
		"no_reason": {Lines: units(1)},
		"no_units":  {Lines: units(0), Reason: "so"},
	} {
		if _, err := s.Desk.RequestReturn(t.Context(), number, placed.Token, r); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Desk.MoveReturn(staff, number, "1", lifecycle.ReturnMove{To: "approved", Words: "Gladly."}); err != nil {
		t.Fatal(err)
	}
	var wrong *fault.Error
	nothing := lifecycle.ReturnMove{To: "received", Restock: append(units(1), units(0)...)}
	if _, err := s.Desk.MoveReturn(staff, number, "1", nothing); !errors.As(err, &wrong) ||
		wrong.Fields[0].Path != "restock[1].quantity" || wrong.Fields[1].Path != "restock[1].sku" {
		t.Errorf("%+v, want the fields restock[1].quantity and restock[1].sku", wrong)
	}
	before := available(t, s)
	received := lifecycle.ReturnMove{To: "received", Restock: units(1)}
	var wg sync.WaitGroup
	for range 10 { // many note at once that it came
		wg.Go(func() {
			if _, err := s.Desk.MoveReturn(staff, number, "1", received); err != nil && !errors.Is(err, order.ErrTransition) {
				t.Errorf("got %v, want ErrTransition", err)
			}
		})
	}
	wg.Wait()
	o, err := s.Stores.Orders.ByNumber(t.Context(), number)
	if err != nil || o.Refunded() != eur(2000) || o.Unfinished() || o.Payment != order.PaymentPartlyRefunded {
		t.Errorf("%+v, %s back, %v", o.States, o.Refunded(), err)
	}
	if after := available(t, s); after != before+1 {
		t.Errorf("%d units came back into stock, want 1", after-before)
	}
	s.Audit(t)
}

func TestCrash_WhileReceivingAReturn(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	staff := orderstest.Staff(t.Context())
	received := lifecycle.ReturnMove{To: "received", Restock: units(2)}
	everyDeath(t, s, func(process *orderstest.Shop, d death) {
		placed := deliverTrays(t, s, 2)
		number := placed.Order.Number
		if _, err := s.Desk.RequestReturn(t.Context(), number, placed.Token, lifecycle.ReturnRequest{Lines: units(2), Reason: "so"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Desk.MoveReturn(staff, number, "1", lifecycle.ReturnMove{To: "approved"}); err != nil {
			t.Fatal(err)
		}
		_, _ = process.Desk.MoveReturn(staff, number, "1", received)
		if d.after { // staff click again, elsewhere
			_, _ = s.Desk.MoveReturn(staff, number, "1", received)
		}
	})
	s.Settle(t)
	s.Audit(t)
}
