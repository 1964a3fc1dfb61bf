package mongostore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// counting is a stock service over a fresh database.
type counting struct {
	*stock.Service
	db *mongo.DB
}

func newCounting(t *testing.T) counting {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.StockIndexes()}, nil); err != nil {
		t.Fatal(err)
	}
	outbox := mongo.NewOutbox()
	outbox.Route(catalog.StockMoved{}.EventName(), "test.moved")
	outbox.Route(catalog.LowStock{}.EventName(), "test.low")
	store := mongostore.NewStock(db, outbox)
	return counting{stock.NewService(store, store), db}
}

func (c counting) open(t *testing.T, sku catalog.SKU, units int) {
	t.Helper()
	c.renew(t, stock.Account{SKU: sku, Available: units})
}

// renew makes an account of a tracked SKU, or changes what it says.
func (c counting) renew(t *testing.T, a stock.Account) {
	t.Helper()
	a.ProductID, a.ProductName, a.Tracked = "p1", "Chair", true
	if err := c.Open(t.Context(), []stock.Account{a}); err != nil {
		t.Fatal(err)
	}
}

// account returns the account and checks its equation.
func (c counting) account(t *testing.T, sku catalog.SKU) stock.Account {
	t.Helper()
	a, err := c.Account(t.Context(), sku)
	if err != nil {
		t.Fatal(err)
	}
	if a.Available+a.Held()+a.Sold != a.Received-a.WrittenOff {
		t.Errorf("the equation does not hold: %d available + %d held + %d sold != %d received - %d written off",
			a.Available, a.Held(), a.Sold, a.Received, a.WrittenOff)
	}
	for name, n := range map[string]int{"available": a.Available, "held": a.Held(), "sold": a.Sold, "received": a.Received, "written off": a.WrittenOff} {
		if n < 0 && (name != "available" || !a.MayOwe) {
			t.Errorf("%s is negative: %d", name, n)
		}
	}
	return a
}

// crowd puts 64 events of moved stock into the account's outbox.
func (c counting) crowd(t *testing.T, sku catalog.SKU, spoil func(*mongo.OutboxEntry)) {
	t.Helper()
	entries := make([]mongo.OutboxEntry, 64)
	for i := range entries {
		now := time.Now()
		entries[i] = mongo.OutboxEntry{ID: fmt.Sprint(i), Name: "stock.moved", At: now, Due: &now, Pending: []string{"test"}}
		if spoil != nil {
			spoil(&entries[i])
		}
	}
	if _, err := c.db.Collection("stock").UpdateByID(t.Context(), sku, bson.M{"$set": bson.M{"outbox": entries}}); err != nil {
		t.Fatal(err)
	}
}

// waiting counts the events of the name that wait in the account's outbox.
func (c counting) waiting(t *testing.T, sku catalog.SKU, name string) int {
	t.Helper()
	var doc struct {
		Outbox []mongo.OutboxEntry `bson:"outbox"`
	}
	if err := c.db.Collection("stock").FindOne(t.Context(), bson.M{"_id": sku}).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range doc.Outbox {
		if e.Name == name && e.Due != nil {
			n++
		}
	}
	return n
}

func hold(order string, sku catalog.SKU, units int) catalog.Hold {
	return catalog.Hold{Order: order, SKU: sku, Quantity: units, By: time.Now().Add(20 * time.Second)}
}

func staff(t *testing.T) context.Context { return identity.System(t.Context(), "test") }

func TestStock_Hold(t *testing.T) {
	t.Parallel()
	c := newCounting(t)

	t.Run("takes the units and tells it in the same update", func(t *testing.T) {
		c.open(t, "A", 3)
		if err := c.Hold(t.Context(), hold("o1", "A", 2)); err != nil {
			t.Fatal(err)
		}
		if a := c.account(t, "A"); a.Available != 1 || a.Held() != 2 {
			t.Errorf("available %d, held %d", a.Available, a.Held())
		}
		if n := c.waiting(t, "A", "stock.moved"); n != 1 {
			t.Errorf("%d events wait, want 1", n)
		}
	})
	t.Run("adds no event where many wait that will say the same", func(t *testing.T) {
		c.open(t, "crowded", 3)
		c.crowd(t, "crowded", nil)
		if err := c.Hold(t.Context(), hold("o1", "crowded", 1)); err != nil {
			t.Fatal(err)
		}
		if a, n := c.account(t, "crowded"), c.waiting(t, "crowded", "stock.moved"); a.Available != 2 || n != 64 {
			t.Errorf("%d available, %d events wait; want 2 and 64", a.Available, n)
		}
	})
	t.Run("tells it although many events are dead", func(t *testing.T) {
		c.open(t, "dead", 3)
		c.crowd(t, "dead", func(e *mongo.OutboxEntry) { e.Due, e.DeadAt = nil, e.Due })
		if err := c.Hold(t.Context(), hold("o1", "dead", 1)); err != nil {
			t.Fatal(err)
		}
		if n := c.waiting(t, "dead", "stock.moved"); n != 1 {
			t.Errorf("%d events wait, want 1", n)
		}
	})
	t.Run("tells it although many wait that a worker is at", func(t *testing.T) {
		c.open(t, "leased", 3)
		c.crowd(t, "leased", nil)
		// It may have read the account already.
		if _, err := c.db.Collection("stock").UpdateByID(t.Context(), "leased", bson.M{"$set": bson.M{"outboxLease": bson.M{"token": "t"}}}); err != nil {
			t.Fatal(err)
		}
		if err := c.Hold(t.Context(), hold("o1", "leased", 1)); err != nil {
			t.Fatal(err)
		}
		if n := c.waiting(t, "leased", "stock.moved"); n != 65 {
			t.Errorf("%d events wait, want 65", n)
		}
	})
	t.Run("has its effect once, however often it is tried", func(t *testing.T) {
		c.open(t, "B", 3)
		for range 3 {
			if err := c.Hold(t.Context(), hold("o1", "B", 2)); err != nil {
				t.Fatal(err)
			}
		}
		if a := c.account(t, "B"); a.Available != 1 {
			t.Errorf("available %d, want 1", a.Available)
		}
	})
	t.Run("stands after it was settled", func(t *testing.T) {
		c.open(t, "C", 1)
		h := hold("o1", "C", 1)
		if err := errors.Join(c.Hold(t.Context(), h), c.Settle(t.Context(), h, catalog.Sold), c.Hold(t.Context(), h)); err != nil {
			t.Fatal(err)
		}
		if a := c.account(t, "C"); a.Sold != 1 || a.Available != 0 {
			t.Errorf("sold %d, available %d", a.Sold, a.Available)
		}
	})
	t.Run("refuses more than there is and says how many are left", func(t *testing.T) {
		c.open(t, "D", 2)
		err := c.Hold(t.Context(), hold("o1", "D", 3))
		var f *fault.Error
		if !errors.Is(err, catalog.ErrSoldOut) || !errors.As(err, &f) || f.Details["available"] != 2 || f.Details["sku"] != "D" {
			t.Errorf("error %v", err)
		}
	})
	t.Run("says that none are left where units are owed", func(t *testing.T) {
		c.renew(t, stock.Account{SKU: "owing", Backorder: true})
		if err := c.Hold(t.Context(), hold("o1", "owing", 3)); err != nil {
			t.Fatal(err)
		}
		c.renew(t, stock.Account{SKU: "owing"})
		err := c.Hold(t.Context(), hold("o2", "owing", 1))
		var f *fault.Error
		if !errors.Is(err, catalog.ErrSoldOut) || !errors.As(err, &f) || f.Details["available"] != 0 {
			t.Errorf("error %v of a SKU that owes 3", err)
		}
	})
	t.Run("is too late once the server's clock has passed By", func(t *testing.T) {
		c.open(t, "E", 2)
		h := hold("o1", "E", 1)
		h.By = time.Now().Add(-time.Millisecond)
		if err := c.Hold(t.Context(), h); !errors.Is(err, catalog.ErrHoldExpired) {
			t.Errorf("error %v", err)
		}
		if a := c.account(t, "E"); a.Available != 2 {
			t.Errorf("available %d, want 2", a.Available)
		}
	})
	t.Run("knows no unknown SKU", func(t *testing.T) {
		if err := c.Hold(t.Context(), hold("o1", "nothing", 1)); !errors.Is(err, catalog.ErrNoSuchSKU) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("counts nothing where stock isn't tracked", func(t *testing.T) {
		if err := c.Open(t.Context(), []stock.Account{{SKU: "F", ProductID: "p1"}}); err != nil {
			t.Fatal(err)
		}
		if err := c.Hold(t.Context(), hold("o1", "F", 1000)); err != nil {
			t.Fatal(err)
		}
		if a := c.account(t, "F"); len(a.Holds) != 0 {
			t.Errorf("%d holds", len(a.Holds))
		}
	})
	t.Run("refuses less than one unit", func(t *testing.T) {
		c.open(t, "G", 2)
		if err := c.Hold(t.Context(), hold("o1", "G", -1)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("error %v", err)
		}
	})
	t.Run("says busy when the account has all the holds it may", func(t *testing.T) {
		c.open(t, "H", 1000)
		c.fill(t, "H")
		err := c.Hold(t.Context(), hold("one too many", "H", 1))
		var f *fault.Error
		if !errors.Is(err, catalog.ErrStockBusy) || !errors.As(err, &f) || f.RetryAfter == 0 {
			t.Errorf("error %v", err)
		}
	})
	t.Run("makes room by forgetting settled holds whose time has passed", func(t *testing.T) {
		c.open(t, "I", 5)
		settled := make([]stock.Settled, stock.MaxSettled)
		for i := range settled {
			settled[i] = stock.Settled{Order: fmt.Sprint("settled", i), By: time.Now().Add(-time.Minute)}
		}
		c.set(t, "I", bson.M{"$set": bson.M{"settled": settled}})
		if err := c.Hold(t.Context(), hold("o1", "I", 1)); err != nil {
			t.Fatal(err)
		}
		if a := c.account(t, "I"); len(a.Settled) != 0 || a.Held() != 1 {
			t.Errorf("%d are remembered, %d held", len(a.Settled), a.Held())
		}
	})
	t.Run("goes on without an event where enough of them wait", func(t *testing.T) {
		c.open(t, "J", 100)
		for i := range 70 {
			if err := c.Hold(t.Context(), hold(fmt.Sprint("o", i), "J", 1)); err != nil {
				t.Fatal(err)
			}
		}
		if a, n := c.account(t, "J"), c.waiting(t, "J", "stock.moved"); a.Available != 30 || n != 64 {
			t.Errorf("available %d, %d events wait", a.Available, n)
		}
	})
}

// fill gives the account as many holds as it may have.
func (c counting) fill(t *testing.T, sku catalog.SKU) {
	t.Helper()
	holds := make([]stock.Held, stock.MaxHolds)
	for i := range holds {
		holds[i] = stock.Held{Order: fmt.Sprint("filled", i), Quantity: 1, By: time.Now().Add(time.Minute)}
	}
	c.set(t, sku, bson.M{"$set": bson.M{"holds": holds}, "$inc": bson.M{"available": -len(holds)}})
}

func (c counting) set(t *testing.T, sku catalog.SKU, change bson.M) {
	t.Helper()
	if _, err := c.db.Collection("stock").UpdateByID(t.Context(), sku, change); err != nil {
		t.Fatal(err)
	}
}

func TestStock_Settle(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	settle := func(t *testing.T, h catalog.Hold, o catalog.Outcome) {
		t.Helper()
		if err := c.Settle(t.Context(), h, o); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("counts sold units once", func(t *testing.T) {
		c.open(t, "A", 5)
		if err := c.Hold(t.Context(), hold("o1", "A", 2)); err != nil {
			t.Fatal(err)
		}
		settle(t, hold("o1", "A", 2), catalog.Sold)
		settle(t, hold("o1", "A", 2), catalog.Sold)
		settle(t, hold("o1", "A", 2), catalog.Released)
		if a := c.account(t, "A"); a.Sold != 2 || a.Available != 3 || a.Held() != 0 {
			t.Errorf("sold %d, available %d, held %d", a.Sold, a.Available, a.Held())
		}
	})
	t.Run("gives released units back and tells it", func(t *testing.T) {
		c.open(t, "B", 5)
		if err := c.Hold(t.Context(), hold("o1", "B", 2)); err != nil {
			t.Fatal(err)
		}
		settle(t, hold("o1", "B", 2), catalog.Released)
		if a, n := c.account(t, "B"), c.waiting(t, "B", "stock.moved"); a.Available != 5 || n != 2 {
			t.Errorf("available %d, %d events wait", a.Available, n)
		}
	})
	t.Run("remembers a settled hold until its time has passed", func(t *testing.T) {
		c.open(t, "C", 5)
		early, late := hold("early", "C", 1), hold("late", "C", 1)
		late.By = early.By.Add(time.Minute)
		if err := errors.Join(c.Hold(t.Context(), early), c.Hold(t.Context(), late)); err != nil {
			t.Fatal(err)
		}
		settle(t, early, catalog.Sold)
		settle(t, late, catalog.Released)
		again := hold("another", "C", 1)
		again.Since = early.By // not past it
		if err := errors.Join(c.Hold(t.Context(), again), c.Hold(t.Context(), early)); err != nil {
			t.Fatal(err)
		}
		if a := c.account(t, "C"); len(a.Settled) != 2 || a.Sold != 1 || a.Held() != 1 {
			t.Errorf("%+v, want both remembered, and one sold and one held", a)
		}
		last := hold("the last", "C", 1)
		last.Since = early.By.Add(time.Second)
		if err := c.Hold(t.Context(), last); err != nil {
			t.Fatal(err)
		}
		if a := c.account(t, "C"); len(a.Settled) != 1 || a.Settled[0].Order != "late" {
			t.Errorf("remembers %v, want the one whose time has not passed", a.Settled)
		}
	})
	t.Run("ends what was held, and nothing of another number of units", func(t *testing.T) {
		c.open(t, "F", 5)
		if err := c.Hold(t.Context(), hold("o1", "F", 2)); err != nil {
			t.Fatal(err)
		}
		settle(t, hold("o1", "F", 3), catalog.Sold)
		if a := c.account(t, "F"); a.Sold != 0 || a.Held() != 2 {
			t.Errorf("sold %d, held %d", a.Sold, a.Held())
		}
	})
	t.Run("does nothing without a hold", func(t *testing.T) {
		c.open(t, "D", 5)
		settle(t, hold("o1", "D", 1), catalog.Sold)
		settle(t, hold("o1", "nothing", 1), catalog.Sold)
		if a := c.account(t, "D"); a.Available != 5 || a.Sold != 0 {
			t.Errorf("available %d, sold %d", a.Available, a.Sold)
		}
	})
	t.Run("takes an order id that looks like an expression as it is", func(t *testing.T) {
		c.open(t, "E", 1)
		if err := c.Hold(t.Context(), hold("$available", "E", 1)); err != nil {
			t.Fatal(err)
		}
		settle(t, hold("$available", "E", 1), catalog.Sold)
		if a := c.account(t, "E"); a.Sold != 1 {
			t.Errorf("sold %d", a.Sold)
		}
	})
}

func TestStock_never_oversells(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "hot", 50)
	var made, refused atomic.Int32
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			h := hold(fmt.Sprint("order", i), "hot", 1)
			for range 2 { // each retries once, as after a lost answer
				switch err := c.Hold(t.Context(), h); {
				case err == nil:
					made.Add(1)
				case errors.Is(err, catalog.ErrSoldOut):
					refused.Add(1)
				default:
					t.Errorf("order %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
	if made.Load() != 100 || refused.Load() != 300 {
		t.Errorf("%d holds stand and %d were refused, each tried twice; want 50 and 150", made.Load()/2, refused.Load()/2)
	}
	if a := c.account(t, "hot"); a.Available != 0 || a.Held() != 50 {
		t.Errorf("available %d, held %d", a.Available, a.Held())
	}
}

// What is asked for at one moment shares updates, and comes out as if each had
// come alone.
func TestStock_together_as_alone(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "few", 30)
	c.open(t, "many", 1000)
	var made atomic.Int32
	var all sync.WaitGroup
	for i := range 100 {
		for range 2 { // twins, as two processes that drive one order
			all.Go(func() {
				h := hold(fmt.Sprint("order", i), "many", 2)
				if err := errors.Join(c.Hold(t.Context(), h), c.Settle(t.Context(), h, catalog.Sold), c.Settle(t.Context(), h, catalog.Released)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Go(func() { // more than there are
			err := c.Hold(t.Context(), hold(fmt.Sprint("order", i), "few", 1))
			if err == nil {
				made.Add(1)
			} else if !errors.Is(err, catalog.ErrSoldOut) {
				t.Error(err)
			}
		})
		all.Go(func() {
			if err := c.Hold(t.Context(), hold("o", "no such thing", 1)); !errors.Is(err, catalog.ErrNoSuchSKU) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if a := c.account(t, "many"); a.Sold != 200 || a.Available != 800 || a.Held() != 0 {
		t.Errorf("sold %d, available %d, held %d; want 200 sold of 1000", a.Sold, a.Available, a.Held())
	}
	if a := c.account(t, "few"); made.Load() != 30 || a.Available != 0 || a.Held() != 30 {
		t.Errorf("%d were made, %d available, %d held; want all 30 held", made.Load(), a.Available, a.Held())
	}
}

func TestStock_equation_holds_under_everything_at_once(t *testing.T) {
	t.Parallel()
	c := newCounting(t)
	c.open(t, "busy", 40)
	ctx := staff(t)
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			order := fmt.Sprint("order", i)
			h := hold(order, "busy", 1+i%3)
			if c.Hold(ctx, h) != nil {
				return
			}
			outcome := catalog.Sold
			if rand.IntN(2) == 0 {
				outcome = catalog.Released
			}
			for range 2 {
				wg.Go(func() { _ = c.Settle(ctx, h, outcome) })
			}
			if i%5 == 0 {
				_ = c.Restock(ctx, catalog.Restock{ID: "back " + order, SKU: "busy", Quantity: 1, Reason: "returned"})
				_, _ = c.Adjust(ctx, stock.Adjustment{SKU: "busy", Delta: 3 - i%7, Reason: "counted"})
			}
		})
	}
	wg.Wait()
	if a := c.account(t, "busy"); a.Held() != 0 {
		t.Errorf("%d units are held after all was settled", a.Held())
	}
}
