package catalogtest_test

import (
	"errors"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/platform/money"
	"shop/platform/mongo/mongotest"
)

// TestContract sells a variant the way the orders module does.
func TestContract(t *testing.T) {
	t.Parallel()
	shop := catalogtest.New(t, mongotest.New(t))
	id := shop.Add(t, catalogtest.Variant{SKU: "MUG", Name: "Mug", Price: money.New(900, "EUR"), Stock: 2, WeightGrams: 300})
	shop.Add(t, catalogtest.Variant{SKU: "VOUCHER", Untracked: true, Weightless: true})
	item := func(sku catalog.SKU) catalog.Item {
		t.Helper()
		items, err := shop.Items().Items(t.Context(), []catalog.SKU{sku})
		if err != nil {
			t.Fatal(err)
		}
		return items[sku]
	}
	mug, voucher := item("MUG"), item("VOUCHER")
	if mug.ProductID != id || mug.ProductName != "Mug" || mug.Price.Amount != 900 || mug.Available != 2 || mug.WeightGrams != 300 || !mug.RequiresShipping {
		t.Errorf("mug %+v", mug)
	}
	if voucher.Tracked || voucher.RequiresShipping || !voucher.Active {
		t.Errorf("voucher %+v", voucher)
	}

	h := catalog.Hold{Order: "o1", SKU: "MUG", Quantity: 2, By: time.Now().Add(time.Minute)}
	if err := shop.Stock().Hold(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	other := h
	other.Order = "o2"
	if err := shop.Stock().Hold(t.Context(), other); !errors.Is(err, catalog.ErrSoldOut) {
		t.Errorf("a second order: %v", err)
	}
	if err := shop.Stock().Settle(t.Context(), h, catalog.Sold); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := shop.Stock().Restock(t.Context(), catalog.Restock{ID: "r1", SKU: "MUG", Quantity: 1, Reason: "returned"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := item("MUG").Available; got != 1 {
		t.Errorf("%d available after one came back", got)
	}

	shop.SetStock(t, "MUG", 7)
	shop.SetPrice(t, "MUG", money.New(1100, "EUR"))
	shop.Archive(t, id)
	if mug := item("MUG"); mug.Available != 7 || mug.Price.Amount != 1100 || mug.Active {
		t.Errorf("mug %+v", mug)
	}
	if err := shop.Stock().Settle(t.Context(), h, "lost"); err == nil {
		t.Error("a hold ended in no known way")
	}
}
