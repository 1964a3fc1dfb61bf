package reactions_test

import (
	"sync"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/stock"
	"shop/modules/orders"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/paging"
)

// Whatever comes twice, the ledger has each movement once, and in sum what is
// there: what can be sold and what orders hold.
func TestMovements_are_in_the_ledger_once(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	create(t, site, "Kettle", 10)
	staff := identity.With(t.Context(), identity.Caller{Account: "s", Name: "Mira", Role: identity.Staff})
	for _, a := range []stock.Adjustment{
		{ID: "a1", SKU: "kettle", Delta: 5, Reason: "Delivery"}, {ID: "a2", SKU: "kettle", Delta: -2, Reason: "Broken"},
		{ID: "a1", SKU: "kettle", Delta: 5, Reason: "Delivery"},
	} {
		if _, err := site.Units.Adjust(staff, a); err != nil {
			t.Fatal(err)
		}
	}
	sell(t, site, "o1", "kettle", 4)
	placed := events.New("o1", orders.OrderPlaced{OrderID: "o1", Number: "1001", Lines: []orders.Line{
		{SKU: "kettle", ProductID: "none", Quantity: 3}, {SKU: "kettle", ProductID: "none", Quantity: 1}, {SKU: "unknown", Quantity: 9},
	}})
	var twice sync.WaitGroup
	for range 4 {
		twice.Go(func() {
			for _, s := range site.Reactions.Subscriptions() {
				if s.Name == "catalog.sales" {
					_ = s.Handle(t.Context(), placed) // the product that isn't there may be complained of
				}
			}
		})
	}
	twice.Wait()
	for range 2 {
		if err := site.Units.Restock(identity.System(t.Context(), "orders"), catalog.Restock{ID: "o1:cancel", SKU: "kettle", Quantity: 1, Order: "1001", Reason: "Order 1001 cancelled"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := site.Units.Hold(t.Context(), catalog.Hold{Order: "o2", SKU: "kettle", Quantity: 2, By: time.Now().Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	var page paging.Page[stock.Entry]
	deadline := time.Now().Add(20 * time.Second)
	for page.Total < 5 && time.Now().Before(deadline) {
		var err error
		if page, err = site.Movements.List(staff, "kettle", 1, 0); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	deltas, sum := map[string]int{}, 0
	for _, e := range page.Items {
		deltas[string(e.Kind)+" "+e.Reason+" "+e.Order+" "+e.By] += e.Delta()
		sum += e.Delta()
	}
	account, err := site.Units.Account(t.Context(), "kettle")
	if err != nil || page.Total != 5 || sum != account.Available+account.Held() {
		t.Errorf("%d movements that sum to %d, of an account with %d available and %d held: %v", page.Total, sum, account.Available, account.Held(), deltas)
	}
	for what, want := range map[string]int{
		"received Opening stock  ": 10, "received Delivery  Mira": 5, "written-off Broken  Mira": -2, "sold Order 1001 1001 ": -4,
		"restocked Order 1001 cancelled 1001 orders": 1,
	} {
		if deltas[what] != want {
			t.Errorf("%q: %d, want %d of %v", what, deltas[what], want, deltas)
		}
	}
}

// A threshold that staff raise above what is there is told at once.
func TestThreshold_is_followed(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	create(t, site, "Kettle", 20)
	low, cancel := site.Live.Subscribe(catalog.ChannelLowStock)
	defer cancel()
	staff := site.Staff(t)
	staff.JSON("PATCH", "/api/admin/stock/kettle", map[string]any{"threshold": 25}).Want(200)
	if told := next[catalog.LowStock](t, low, 20*time.Second); told.SKU != "kettle" || told.Threshold != 25 {
		t.Errorf("told %+v", told)
	}
	for _, bad := range []any{-1, 1_000_001, "x"} {
		staff.JSON("PATCH", "/api/admin/stock/kettle", map[string]any{"threshold": bad}).Want(422)
	}
	staff.JSON("PATCH", "/api/admin/stock/nothing", map[string]any{"threshold": 1}).Want(404)
	var list struct {
		Movements []struct{ Delta int }
		Total     int
	}
	for end := time.Now().Add(20 * time.Second); list.Total == 0 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		staff.Get("/api/admin/stock/kettle/movements").Want(200).Decode(&list)
	}
	if list.Total != 1 || list.Movements[0].Delta != 20 {
		t.Errorf("the ledger is %+v", list)
	}
	site.Client(t).Get("/api/admin/stock/kettle/movements").Want(401)
	site.Client(t).JSON("PATCH", "/api/admin/stock/kettle", map[string]any{"threshold": 1}).Want(401)
}
