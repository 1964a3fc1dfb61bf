package mongostore_test

import (
	"errors"
	"testing"
	"time"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/webhook"
	"shop/platform/webhook/mongostore"
)

func TestDeliveries_Put_stores_one_per_id(t *testing.T) {
	t.Parallel()
	s := newDeliveries(t)
	put(t, s, "a", "first")
	put(t, s, "a", "second")
	list, total, err := s.List(t.Context(), "hook", 0, 10)
	if err != nil || total != 1 || string(list[0].Body) != "first" {
		t.Errorf("List = %v of %d, %v, want what was put first", list, total, err)
	}
}

func TestDeliveries_Lease(t *testing.T) {
	t.Parallel()
	t.Run("gives a delivery to one instance at a time", func(t *testing.T) {
		t.Parallel()
		s := newDeliveries(t)
		put(t, s, "a", "hello")
		first, err := s.Lease(t.Context(), 300*time.Millisecond, nil)
		if err != nil || first.Attempts != 1 {
			t.Fatalf("Lease = attempt %d, %v, want attempt 1", first.Attempts, err)
		}
		if _, err := s.Lease(t.Context(), time.Minute, nil); !errors.Is(err, webhook.ErrNoDelivery) {
			t.Errorf("a second Lease = %v, want ErrNoDelivery", err)
		}
		time.Sleep(350 * time.Millisecond)
		second, err := s.Lease(t.Context(), time.Minute, nil)
		if err != nil || second.Attempts != 2 {
			t.Errorf("Lease after the first ran out = attempt %d, %v, want attempt 2", second.Attempts, err)
		}
		if err := s.Settle(t.Context(), first, webhook.Outcome{State: webhook.Dead}); err != nil {
			t.Fatal(err)
		}
		if got := only(t, s); got.State != webhook.Queued {
			t.Errorf("an instance whose lease had passed on settled the delivery as %s", got.State)
		}
	})
	t.Run("leaves out hooks that have enough", func(t *testing.T) {
		t.Parallel()
		s := newDeliveries(t)
		put(t, s, "a", "hello")
		if _, err := s.Lease(t.Context(), time.Minute, []string{"other", "hook"}); !errors.Is(err, webhook.ErrNoDelivery) {
			t.Errorf("Lease = %v, want ErrNoDelivery", err)
		}
		if _, err := s.Lease(t.Context(), time.Minute, []string{"other"}); err != nil {
			t.Errorf("Lease = %v", err)
		}
	})
}

func TestDeliveries_Settle_keeps_what_was_said_letter_by_letter(t *testing.T) {
	t.Parallel()
	s := newDeliveries(t)
	put(t, s, "a", "hello")
	leased, err := s.Lease(t.Context(), time.Minute, nil)
	if err != nil {
		t.Fatal(err)
	}
	said := webhook.Result{Status: 402, Answer: "$5 please", Error: "$error"}
	if err := s.Settle(t.Context(), leased, webhook.Outcome{State: webhook.Queued, RetryIn: time.Hour, Result: said}); err != nil {
		t.Fatal(err)
	}
	if got := only(t, s); got.Result != said || got.Lease != "" || time.Until(got.Due) < 50*time.Minute {
		t.Errorf("the delivery is %+v", got)
	}
	if _, err := s.Lease(t.Context(), time.Minute, nil); !errors.Is(err, webhook.ErrNoDelivery) {
		t.Errorf("Lease within the pause = %v, want ErrNoDelivery", err)
	}
}

func TestDeliveries_Requeue_once_and_not_what_waits(t *testing.T) {
	t.Parallel()
	s := newDeliveries(t)
	put(t, s, "a", "hello")
	if err := s.Requeue(t.Context(), "hook", "a"); !errors.Is(err, webhook.ErrNoDelivery) {
		t.Errorf("Requeue of what waits = %v, want ErrNoDelivery", err)
	}
	leased, err := s.Lease(t.Context(), time.Minute, nil)
	if err == nil {
		err = s.Settle(t.Context(), leased, webhook.Outcome{State: webhook.Dead})
	}
	if err != nil {
		t.Fatal(err)
	}
	if n, err := s.Dead(t.Context()); err != nil || n != 1 {
		t.Errorf("Dead = %d, %v", n, err)
	}
	if err := s.Requeue(t.Context(), "other", "a"); !errors.Is(err, webhook.ErrNoDelivery) {
		t.Errorf("Requeue of another's = %v, want ErrNoDelivery", err)
	}
	if err := s.Requeue(t.Context(), "hook", "a"); err != nil {
		t.Fatal(err)
	}
	if err := s.Requeue(t.Context(), "hook", "a"); !errors.Is(err, webhook.ErrNoDelivery) {
		t.Errorf("Requeue again = %v, want ErrNoDelivery", err)
	}
	if again, err := s.Lease(t.Context(), time.Minute, nil); err != nil || again.Attempts != 1 || string(again.Body) != "hello" {
		t.Errorf("Lease = %+v, %v, want the delivery's first attempt", again, err)
	}
}

func newDeliveries(t *testing.T) *mongostore.Deliveries {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.DeliveryIndexes()}, nil); err != nil {
		t.Fatalf("Setup: %v", err)
	}
	return mongostore.NewDeliveries(db)
}

func put(t *testing.T, s *mongostore.Deliveries, id, body string) {
	t.Helper()
	err := s.Put(t.Context(), webhook.Delivery{ID: id, HookID: "hook", Event: "e", Body: []byte(body), State: webhook.Queued, QueuedAt: time.Now()})
	if err != nil {
		t.Fatalf("Put: %v", err)
	}
}

func only(t *testing.T, s *mongostore.Deliveries) webhook.Delivery {
	t.Helper()
	list, total, err := s.List(t.Context(), "hook", 0, 10)
	if err != nil || total != 1 {
		t.Fatalf("%d deliveries, %v", total, err)
	}
	return list[0]
}
