package mongostore_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
)

func TestStock_Restock(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "A", 9)
	if err := errors.Join(c.Hold(t.Context(), hold("o1", "A", 7)), c.Settle(t.Context(), hold("o1", "A", 7), catalog.Sold)); err != nil {
		t.Fatal(err)
	}
	restock := func(t *testing.T, id string, units int) {
		t.Helper()
		if err := c.Restock(t.Context(), catalog.Restock{ID: id, SKU: "A", Quantity: units, Reason: "cancelled"}); err != nil {
			t.Fatal(err)
		}
	}
	// More is sold than one restock gives back, or a second one would be
	// refused for want of sales.
	t.Run("gives units back once per id, also at once", func(t *testing.T) {
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { restock(t, "r1", 2) })
		}
		wg.Wait()
		if a := c.account(t, "A"); a.Available != 4 || a.Sold != 5 {
			t.Errorf("available %d, sold %d", a.Available, a.Sold)
		}
	})
	t.Run("gives nothing back that was sold while nobody counted", func(t *testing.T) {
		restock(t, "r2", 6)
		if a := c.account(t, "A"); a.Available != 4 || a.Sold != 5 {
			t.Errorf("available %d, sold %d", a.Available, a.Sold)
		}
	})
	t.Run("knows no unknown SKU", func(t *testing.T) {
		if err := c.Restock(t.Context(), catalog.Restock{ID: "r3", SKU: "nothing", Quantity: 1}); !errors.Is(err, catalog.ErrNoSuchSKU) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("needs an id", func(t *testing.T) {
		if err := c.Restock(t.Context(), catalog.Restock{SKU: "A", Quantity: 1}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("error %v", err)
		}
	})
}

func TestStock_SetTo(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "A", 5)
	for _, step := range []struct {
		to      int
		changed bool
	}{{9, true}, {9, false}, {2, true}, {0, true}} {
		changed, err := c.SetTo(staff(t), "A", step.to, "counted")
		if err != nil || changed != step.changed {
			t.Errorf("to %d: changed %v, %v", step.to, changed, err)
		}
		if a := c.account(t, "A"); a.Available != step.to {
			t.Errorf("available %d, want %d", a.Available, step.to)
		}
	}
	for _, bad := range []int{-1, 1_000_001} {
		if _, err := c.SetTo(staff(t), "A", bad, "x"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("to %d: %v", bad, err)
		}
	}
	if _, err := c.SetTo(t.Context(), "A", 1, "x"); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("a stranger: %v", err)
	}
}

func TestStock_remembers_a_bounded_history(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "A", 0)
	for i := range 60 {
		if _, err := c.Adjust(staff(t), stock.Adjustment{SKU: "A", Delta: 1, Reason: fmt.Sprint("delivery ", i)}); err != nil {
			t.Fatal(err)
		}
	}
	a := c.account(t, "A")
	if len(a.Movements) != 50 || a.Movements[49].Reason != "delivery 59" || a.Movements[49].By != "test" || len(a.Applied) != 60 {
		t.Errorf("%d movements, %d ids, the last by %s", len(a.Movements), len(a.Applied), a.Movements[len(a.Movements)-1].By)
	}
}

func TestStock_Watch_tells_low_stock_once_per_fall(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "A", 6)
	watch := func(told int) {
		t.Helper()
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if _, err := c.Watch(t.Context(), "A"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := c.waiting(t, "A", "stock.low"); n != told {
			t.Errorf("told %d times, want %d", n, told)
		}
	}
	watch(0)
	if _, err := c.SetTo(staff(t), "A", 5, "x"); err != nil {
		t.Fatal(err)
	}
	watch(1)
	if _, err := c.SetTo(staff(t), "A", 4, "x"); err != nil {
		t.Fatal(err)
	}
	watch(1)
	if low, err := c.Low(staff(t), 10); err != nil || len(low) != 1 || low[0].Available != 4 {
		t.Errorf("low %v, %v", low, err)
	}
	if _, err := c.SetTo(staff(t), "A", 20, "x"); err != nil {
		t.Fatal(err)
	}
	watch(1)
	if _, err := c.SetTo(staff(t), "A", 1, "x"); err != nil {
		t.Fatal(err)
	}
	watch(2)
}

func TestStock_Open_leaves_the_units_of_an_account_alone(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "A", 6)
	err := c.Open(t.Context(), []stock.Account{{SKU: "A", ProductID: "p2", ProductName: "Renamed", Tracked: true, Available: 99}})
	if err != nil {
		t.Fatal(err)
	}
	if a := c.account(t, "A"); a.Available != 6 || a.ProductID != "p2" || a.ProductName != "Renamed" {
		t.Errorf("account %+v", a)
	}
	if err := c.Open(t.Context(), []stock.Account{{SKU: "B", Available: -1}}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("negative: %v", err)
	}
}
