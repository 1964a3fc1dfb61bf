package coupon_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/orderstest"
)

// wanted is a use of a promotion by an order of ada's.
func wanted(promotion, order string, limits coupon.Limits) coupon.Reservation {
	return coupon.Reservation{
		Redemption: coupon.Redemption{Code: "SALE", PromotionID: promotion, Customer: "ada", Limits: limits},
		Order:      order, By: time.Now().Add(time.Hour), Since: time.Now().Add(-time.Hour),
	}
}

// usage returns how often the promotion is taken and used, and fails the test
// where that doesn't fit the reservations.
func usage(t testing.TB, s *orderstest.Shop, key string) coupon.Usage {
	t.Helper()
	u, _, err := mongostore.NewCoupons(s.DB).Look(context.WithoutCancel(t.Context()), key)
	if errors.Is(err, coupon.ErrNoUsage) {
		return coupon.Usage{}
	}
	if err != nil {
		t.Fatal(err)
	}
	if u.Taken != u.Used+len(u.Reserved) || u.Used < 0 {
		t.Errorf("%s: %d taken is not %d used + %d reserved", key, u.Taken, u.Used, len(u.Reserved))
	}
	return u
}

func TestService_hundred_at_once_for_ten_uses(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	var reserved, refused atomic.Int64
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			r := wanted("p", fmt.Sprint("order", i), coupon.Limits{UsageLimit: 10})
			r.Customer = fmt.Sprint("customer", i)
			for range 2 { // each tries again, as after an answer that was lost
				switch err := s.Coupons.Reserve(t.Context(), r); {
				case err == nil:
					reserved.Add(1)
				case errors.Is(err, coupon.ErrUsedUp):
					refused.Add(1)
				default:
					t.Errorf("reserve: %v", err)
				}
			}
		})
	}
	all.Wait()
	if u := usage(t, s, "p"); reserved.Load() != 20 || refused.Load() != 180 || u.Taken != 10 {
		t.Errorf("%d and %d answers, %d taken; want 20, 180 and 10", reserved.Load(), refused.Load(), u.Taken)
	}
}

func TestService_Reserve_one_customer_once(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	limits := coupon.Limits{UsageLimitPerCustomer: 1}
	first, second := wanted("p", "first", limits), wanted("p", "second", limits)
	if err := s.Coupons.Reserve(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if err := s.Coupons.Reserve(t.Context(), second); !errors.Is(err, coupon.ErrUsedByCustomer) {
		t.Errorf("the second order: %v, want ErrUsedByCustomer", err)
	}
	if err := s.Coupons.Check(t.Context(), second.Redemption); !errors.Is(err, coupon.ErrUsedByCustomer) {
		t.Errorf("checked: %v, want ErrUsedByCustomer", err)
	}
	other := second
	other.Customer = "bob"
	if err := s.Coupons.Reserve(t.Context(), other); err != nil {
		t.Errorf("another customer: %v", err)
	}
	if err := s.Coupons.Settle(t.Context(), first, coupon.Released); err != nil {
		t.Fatal(err)
	}
	if err := s.Coupons.Reserve(t.Context(), second); err != nil {
		t.Errorf("after the first order came to nothing: %v", err)
	}
}

// Uses count from the first, so that a limit that is set later knows of them.
func TestService_counts_without_a_limit_too(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	r := wanted("p", "first", coupon.Limits{})
	if err := s.Coupons.Reserve(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := s.Coupons.Settle(t.Context(), r, coupon.Used); err != nil {
		t.Fatal(err)
	}
	for limits, want := range map[coupon.Limits]error{
		{}:                         nil,
		{UsageLimit: 2}:            nil,
		{UsageLimit: 1}:            coupon.ErrUsedUp,
		{UsageLimitPerCustomer: 1}: coupon.ErrUsedByCustomer,
	} {
		r.Limits = limits
		if err := s.Coupons.Check(t.Context(), r.Redemption); !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", limits, err, want)
		}
	}
	counted, err := s.Coupons.Usages(t.Context(), "p", "never")
	if err != nil || len(counted) != 1 || counted["p"].Used != 1 {
		t.Errorf("counted %+v, %v", counted, err)
	}
}

// Whoever wakes up late reserves nothing, neither for an order that never did
// nor for one whose reservation has ended.
func TestService_Reserve_not_after_its_time(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	late := wanted("p", "late", coupon.Limits{})
	late.By = time.Now().Add(-time.Second)
	if err := s.Coupons.Reserve(t.Context(), late); !errors.Is(err, catalog.ErrHoldExpired) {
		t.Errorf("after its time: %v, want ErrHoldExpired", err)
	}
	r := wanted("p", "ended", coupon.Limits{})
	for range 2 {
		if err := s.Coupons.Reserve(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := s.Coupons.Settle(t.Context(), r, coupon.Released); err != nil {
			t.Fatal(err)
		}
	}
	if u := usage(t, s, "p"); u.Taken != 0 || len(u.Ended) != 1 {
		t.Errorf("afterwards %+v", u)
	}
}

func TestService_Reserve_has_room_for_so_many(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	store := mongostore.NewCoupons(s.DB)
	if err := store.Open(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	var full sync.WaitGroup
	for i := range coupon.MaxReserved {
		full.Go(func() {
			e := coupon.Entry{Order: fmt.Sprint(i), By: time.Now().Add(time.Hour)}
			if made, err := store.Reserve(t.Context(), "p", 0, e, time.Time{}); err != nil || !made {
				t.Errorf("%d: %v, %v", i, made, err)
			}
		})
	}
	full.Wait()
	if err := s.Coupons.Reserve(t.Context(), wanted("p", "late", coupon.Limits{})); !errors.Is(err, coupon.ErrBusy) {
		t.Errorf("one more: %v, want ErrBusy", err)
	}
}

// model is a count as a person would keep it on paper.
type model struct {
	limit  int
	orders map[string]coupon.Outcome // empty while it is reserved
	dead   map[string]bool           // refused, and so never tried again
}

func (m *model) taken() (taken, used int) {
	for _, outcome := range m.orders {
		if outcome != coupon.Released {
			taken++
		}
		if outcome == coupon.Used {
			used++
		}
	}
	return taken, used
}

func (m *model) reserve(order string) (stands bool) {
	if _, known := m.orders[order]; known {
		return true
	}
	if taken, _ := m.taken(); m.limit > 0 && taken >= m.limit {
		m.dead[order] = true
		return false
	}
	m.orders[order] = ""
	return true
}

func (m *model) settle(order string, outcome coupon.Outcome) {
	if before, known := m.orders[order]; known && before == "" {
		m.orders[order] = outcome
	}
}

// Whatever is asked of a count, in whatever order and however often, it is what
// the model says.
func TestService_is_what_its_model_says(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	var n atomic.Int64
	rapid.Check(t, func(r *rapid.T) {
		promotion := fmt.Sprint("model", n.Add(1))
		m := model{limit: rapid.IntRange(0, 3).Draw(r, "limit"), orders: map[string]coupon.Outcome{}, dead: map[string]bool{}}
		order := rapid.SampledFrom([]string{"o1", "o2", "o3", "o4", "o5"})
		want := func(r *rapid.T) coupon.Reservation {
			return wanted(promotion, order.Draw(r, "order"), coupon.Limits{UsageLimit: m.limit})
		}
		r.Repeat(map[string]func(*rapid.T){
			"reserve": func(r *rapid.T) {
				w := want(r)
				if m.dead[w.Order] {
					r.Skip("it came to nothing")
				}
				err := s.Coupons.Reserve(t.Context(), w)
				if stands := m.reserve(w.Order); stands != (err == nil) {
					r.Fatalf("reserve: %v, want it to stand: %v", err, stands)
				}
				if err != nil { // as the order does that comes to nothing
					err = s.Coupons.Settle(t.Context(), w, coupon.Released)
				}
				if err != nil {
					r.Fatal(err)
				}
			},
			"settle": func(r *rapid.T) {
				w, outcome := want(r), rapid.SampledFrom([]coupon.Outcome{coupon.Used, coupon.Released}).Draw(r, "outcome")
				if err := s.Coupons.Settle(t.Context(), w, outcome); err != nil {
					r.Fatal(err)
				}
				m.settle(w.Order, outcome)
			},
			"limit": func(r *rapid.T) { m.limit = rapid.IntRange(0, 3).Draw(r, "limit") },
			"": func(r *rapid.T) {
				taken, used := m.taken()
				for _, key := range []string{promotion, promotion + "/ada"} {
					if u := usage(t, s, key); u.Taken != taken || u.Used != used {
						r.Fatalf("%s has %d taken and %d used, want %d and %d", key, u.Taken, u.Used, taken, used)
					}
				}
			},
		})
	})
}
