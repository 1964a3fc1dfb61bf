package mongostore_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"shop/modules/orders"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/platform/money"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

func newOrders(t *testing.T) *mongostore.Orders {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.OrderIndexes(), mongostore.CartIndexes()}, nil); err != nil {
		t.Fatal(err)
	}
	return mongostore.NewOrders(db, mongo.NewOutbox(), "EUR")
}

func draft(id orders.OrderID) order.Order {
	return order.Order{
		ID: id, Number: order.NewNumber(), Open: true, Captured: eur(0),
		States: order.States{Status: order.New, Payment: order.PaymentNone, Fulfilment: order.Unfulfilled},
		Totals: pricing.Totals{Total: eur(1000)},
	}
}

func insert(t *testing.T, s *mongostore.Orders, o order.Order) order.Order {
	t.Helper()
	stored, err := s.Insert(t.Context(), o, time.Second, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func TestOrders_Insert(t *testing.T) {
	t.Parallel()
	s := newOrders(t)

	t.Run("sets_the_times_by_the_server's_clock", func(t *testing.T) {
		t.Parallel()
		o := insert(t, s, draft("times"))
		if got := o.By.Sub(o.CreatedAt); got != time.Second || o.Version != 1 {
			t.Errorf("by is %v after createdAt, version %d", got, o.Version)
		}
	})
	t.Run("tells_an_order_that_is_there_from_a_number_that_is_taken", func(t *testing.T) {
		t.Parallel()
		first := insert(t, s, draft("first"))
		if _, err := s.Insert(t.Context(), draft("first"), 0, 0); !errors.Is(err, order.ErrExists) {
			t.Errorf("the same id: %v, want ErrExists", err)
		}
		other := draft("other")
		other.Number = first.Number
		if _, err := s.Insert(t.Context(), other, 0, 0); !errors.Is(err, order.ErrNumberTaken) {
			t.Errorf("the same number: %v, want ErrNumberTaken", err)
		}
		if again, err := s.Find(t.Context(), "first"); err != nil || again.Number != first.Number || again.Version != 1 {
			t.Errorf("the first order became %+v, %v", again, err)
		}
	})
	t.Run("takes_text_for_text", func(t *testing.T) {
		t.Parallel()
		o := draft("dollars")
		o.Email, o.ShippingAddress.Name, o.ShippingAddress.City = "$number", "$$NOW", `{"$ne": null}`
		stored := insert(t, s, o)
		if stored.Email != "$number" || stored.ShippingAddress != o.ShippingAddress {
			t.Errorf("stored %q, %+v", stored.Email, stored.ShippingAddress)
		}
	})
	t.Run("happens_once_of_many_at_once", func(t *testing.T) {
		t.Parallel()
		var mu sync.Mutex
		made := 0
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				_, err := s.Insert(t.Context(), draft("race"), time.Second, time.Second)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made++
				} else if !errors.Is(err, order.ErrExists) {
					t.Errorf("got %v, want ErrExists", err)
				}
			})
		}
		wg.Wait()
		if made != 1 {
			t.Errorf("%d were stored", made)
		}
	})
}

func TestOrders_Save(t *testing.T) {
	t.Parallel()
	s := newOrders(t)

	t.Run("refuses_what_was_read_before_another_change", func(t *testing.T) {
		t.Parallel()
		read := insert(t, s, draft("stale"))
		if _, err := s.Save(t.Context(), read); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Save(t.Context(), read); !errors.Is(err, order.ErrStale) {
			t.Errorf("got %v, want ErrStale", err)
		}
	})
	t.Run("forgets_what_became_empty", func(t *testing.T) {
		t.Parallel()
		o := insert(t, s, draft("empty"))
		o.Failure = &order.Failure{Code: "sold-out"}
		o, err := s.Save(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		o.Failure = nil
		if o, err = s.Save(t.Context(), o); err != nil || o.Failure != nil {
			t.Errorf("failure %+v, %v", o.Failure, err)
		}
	})
	t.Run("counts_each_of_many_at_once", func(t *testing.T) {
		t.Parallel()
		o := insert(t, s, draft("counted"))
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				_, err := order.Update(t.Context(), s, o, func(o *order.Order) error {
					o.History = append(o.History, order.Entry{Action: order.Pack})
					return nil
				})
				if err != nil {
					t.Errorf("update: %v", err)
				}
			})
		}
		wg.Wait()
		if o, err := s.Find(t.Context(), "counted"); err != nil || len(o.History) != 10 || o.Version != 11 {
			t.Errorf("%d entries, version %d, %v", len(o.History), o.Version, err)
		}
	})
}

func TestOrders_Lease(t *testing.T) {
	t.Parallel()
	s := newOrders(t)
	o, err := s.Insert(t.Context(), draft("one"), 0, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Lease(t.Context(), o.ID, time.Minute); !errors.Is(err, order.ErrNotFound) {
		t.Errorf("while it is leased: %v, want ErrNotFound", err)
	}
	if _, err := s.Due(t.Context(), time.Minute); !errors.Is(err, order.ErrNotFound) {
		t.Errorf("due while it is leased: %v, want ErrNotFound", err)
	}
	time.Sleep(250 * time.Millisecond)
	var mu sync.Mutex
	got := 0
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if leased, err := s.Due(t.Context(), time.Minute); err == nil && leased.ID == o.ID {
				mu.Lock()
				defer mu.Unlock()
				got++
			}
		})
	}
	wg.Wait()
	if got != 1 {
		t.Errorf("%d got the lease, want 1", got)
	}
	closed := insert(t, s, func() order.Order { o := draft("closed"); o.Open = false; return o }())
	if _, err := s.Lease(t.Context(), closed.ID, time.Minute); !errors.Is(err, order.ErrNotFound) {
		t.Errorf("of a closed order: %v, want ErrNotFound", err)
	}
}

func TestOrders_SalesByHour(t *testing.T) {
	t.Parallel()
	s := newOrders(t)
	from := time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC)
	sell := func(id orders.OrderID, after time.Duration, cents int64, status order.Status) {
		o := draft(id)
		o.Status, o.PlacedAt, o.Totals.Total = status, from.Add(after), eur(cents)
		insert(t, s, o)
	}
	sell("early", -time.Second, 1, order.Paid)
	sell("a", 0, 100, order.Paid)
	sell("b", 59*time.Minute, 50, order.Confirmed)
	sell("c", 2*time.Hour, 7, order.Paid)
	sell("cancelled", time.Hour, 1000, order.Cancelled)
	sell("late", 3*time.Hour, 1, order.Paid)
	insert(t, s, draft("never"))
	hours, err := s.SalesByHour(t.Context(), from, from.Add(3*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	want := []order.Sales{{Orders: 2, Revenue: eur(150)}, {Revenue: eur(0)}, {Orders: 1, Revenue: eur(7)}}
	if len(hours) != 3 || hours[0] != want[0] || hours[1] != want[1] || hours[2] != want[2] {
		t.Errorf("got %+v, want %+v", hours, want)
	}
	if avg := hours[0].Average(); avg != eur(75) {
		t.Errorf("average %v", avg)
	}
	if avg := (order.Sales{Revenue: eur(0)}).Average(); avg != eur(0) {
		t.Errorf("average of nothing %v", avg)
	}
	// An hour that has only begun counts, as the present one on the dashboard.
	hours, err = s.SalesByHour(t.Context(), from, from.Add(2*time.Hour+30*time.Minute))
	if err != nil || len(hours) != 3 || hours[2] != want[2] {
		t.Errorf("up to half past: %+v, %v", hours, err)
	}
}

func TestOrders_List_Sorts(t *testing.T) {
	t.Parallel()
	s := newOrders(t)
	for id, cents := range map[orders.OrderID]int64{"a": 300, "b": 100, "c": 200} {
		o := draft(id)
		o.Totals.Total = eur(cents)
		insert(t, s, o)
	}
	for by, want := range map[order.Sort]orders.OrderID{order.CheapestFirst: "b", order.DearestFirst: "a"} {
		list, total, err := s.List(t.Context(), order.Filter{Sort: by, Page: 1, Limit: 1})
		if err != nil || total != 3 || len(list) != 1 || list[0].ID != want {
			t.Errorf("%s: %+v of %d, %v; want %s", by, list, total, err, want)
		}
	}
}
