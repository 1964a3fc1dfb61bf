package cart_test

import (
	"errors"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
)

// What may be ordered when none are left is counted all the same, below zero;
// everything else ends at none.
func TestBackorder_OnlyWhereAllowed(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "lamp", Price: orderstest.EUR(1000), Stock: 1, Backorder: true})
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Price: orderstest.EUR(1000), Stock: 1})
	if _, _, err := s.Carts.Add(t.Context(), "tray", 2); !errors.Is(err, catalog.ErrSoldOut) {
		t.Errorf("two trays of one: %v", err)
	}
	for _, quantity := range []int{3, 1} {
		total := orderstest.EUR(int64(1000 * quantity))
		if o := s.Place(t, s.Buyer(t, "lamp", quantity), total).Order; o.Status != order.Paid {
			t.Errorf("%d lamps: %s", quantity, o.Status)
		}
	}
	items, err := s.Catalog.Items().Items(t.Context(), []catalog.SKU{"lamp"})
	if err != nil || items["lamp"].Available != -3 {
		t.Errorf("%+v, %v: three are owed", items["lamp"], err)
	}
	view, _, err := s.Carts.Add(t.Context(), "lamp", 5)
	if err != nil || view.Blocked || view.Lines[0].Problem != "" || view.Lines[0].Max != 99 {
		t.Errorf("%+v, %v", view, err)
	}
	s.Audit(t)
}
