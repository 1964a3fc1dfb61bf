package mongo_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/mongo"
)

func arrayFilter(filter bson.M) *options.UpdateOneOptionsBuilder {
	return options.UpdateOne().SetArrayFilters([]any{filter})
}

// examined returns how many documents the server looks at for the filter.
func examined(t *testing.T, c *driver.Collection, filter bson.D) int64 {
	t.Helper()
	var plan struct {
		ExecutionStats struct{ TotalDocsExamined int64 }
	}
	err := c.Database().RunCommand(t.Context(), bson.D{
		{Key: "explain", Value: bson.D{{Key: "find", Value: c.Name()}, {Key: "filter", Value: filter}}},
		{Key: "verbosity", Value: "executionStats"},
	}).Decode(&plan)
	if err != nil {
		t.Fatal(err)
	}
	return plan.ExecutionStats.TotalDocsExamined
}

func TestLeased_Work(t *testing.T) {
	t.Parallel()
	t.Run("holds back later events of a failed subscription only", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a", "b")
		before := time.Now()
		b.insert(t, "1", 1, 2)
		var got []string
		b.round(t, func(_ context.Context, d mongo.Delivery) error {
			got = append(got, d.Subscription+string(d.Event.Data))
			if d.Subscription == "a" {
				return errors.New("a is ill")
			}
			return nil
		})
		want := []string{`a{"parcel":1}`, `b{"parcel":1}`, `b{"parcel":2}`}
		if !slices.Equal(got, want) {
			t.Errorf("delivered %v, want %v", got, want)
		}
		left := b.entries(t)
		if len(left) != 2 || !slices.Equal(left[0].Failures, []mongo.Failure{{"a", 1, "a is ill"}}) || len(left[1].Failures) != 0 {
			t.Errorf("outbox = %+v, want one failure noted at the first event", left)
		}
		for _, e := range left {
			if !slices.Equal(e.Pending, []string{"a"}) || e.Due == nil || e.Due.Sub(before) < 150*time.Millisecond {
				t.Errorf("entry %+v, want a pending and waiting", e)
			}
		}
		b.postpone(t, "1")
		if n := b.round(t, succeed); n != 0 {
			t.Error("a document that waits was leased")
		}
	})
	t.Run("delivers in order once the failure is over", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1, 2, 3)
		b.round(t, func(context.Context, mongo.Delivery) error { return errors.New("ill") })
		b.hasten(t, "1")
		var got []int
		b.round(t, func(_ context.Context, d mongo.Delivery) error {
			got = append(got, parcel(t, d))
			return nil
		})
		if want := []int{1, 2, 3}; !slices.Equal(got, want) {
			t.Errorf("delivered %v, want %v", got, want)
		}
	})
	t.Run("lets a new event wait behind one that waits", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.round(t, func(context.Context, mongo.Delivery) error { return errors.New("ill") })
		b.postpone(t, "1")
		_, err := b.things.UpdateOne(t.Context(), bson.M{"_id": "1"},
			bson.D{{Key: "$push", Value: bson.D{b.Push(newShipped("1", 2))}}})
		if err != nil {
			t.Fatal(err)
		}
		b.round(t, func(_ context.Context, d mongo.Delivery) error {
			t.Errorf("%v overtook", d.Event)
			return nil
		})
		if n := b.round(t, succeed); n != 0 {
			t.Error("the document is leased again and again while nothing can be done")
		}
	})
	t.Run("lets one subscription wait no longer because another is held back", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a", "b")
		b.insert(t, "1", 1, 2)
		_, err := b.things.UpdateOne(t.Context(), bson.M{"_id": "1"}, bson.M{"$set": bson.M{
			"outbox.0.pending": bson.A{"b"}, "outbox.0.due": time.Now().Add(time.Hour),
		}})
		if err != nil {
			t.Fatal(err)
		}
		b.round(t, func(_ context.Context, d mongo.Delivery) error {
			if d.Subscription != "a" {
				t.Errorf("%v was delivered", d)
			}
			return errors.New("ill")
		})
		if wait := time.Until(*b.entries(t)[1].Due); wait > time.Minute {
			t.Errorf("a waits %v for its second try", wait)
		}
	})
	t.Run("takes a panic for a failure", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.round(t, func(context.Context, mongo.Delivery) error { panic("oops") })
		if left := b.entries(t); len(left) != 1 || !strings.HasPrefix(left[0].Failures[0].Error, "panic: oops") {
			t.Errorf("outbox = %+v, want the panic noted", left)
		}
	})
	t.Run("gives up after the last attempt and goes on with the rest", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1, 2)
		attempts, second := 0, 0
		for range 40 {
			b.round(t, func(_ context.Context, d mongo.Delivery) error {
				if parcel(t, d) == 2 {
					second++
					return nil
				}
				attempts++
				if d.Attempt != attempts || d.Last != (attempts == 20) {
					t.Errorf("delivery %d says attempt %d, last %v", attempts, d.Attempt, d.Last)
				}
				return errors.New("never")
			})
			b.hasten(t, "1")
		}
		if attempts != 20 || second != 1 {
			t.Errorf("%d attempts and %d deliveries of the next event, want 20 and 1", attempts, second)
		}
		left := b.entries(t)
		if len(left) != 1 || left[0].DeadAt == nil || left[0].Due != nil || left[0].Failures[0].Error != "never" {
			t.Errorf("outbox = %+v, want one dead event", left)
		}
	})
	t.Run("gives each subscription its attempts, whatever becomes of others", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a", "b")
		b.insert(t, "1", 1, 2)
		handled := make(map[string]int)
		work := func(bEvery int) {
			b.round(t, func(_ context.Context, d mongo.Delivery) error {
				what := d.Subscription + strconv.Itoa(parcel(t, d))
				if handled[what]++; d.Attempt != handled[what] {
					t.Errorf("delivery %d to %s says attempt %d", handled[what], what, d.Attempt)
				}
				if what == "b1" && handled[what]%bEvery == 0 {
					return nil
				}
				return errors.New(what)
			})
			b.hasten(t, "1")
		}
		// While the first event keeps b from the second, a gives that one up.
		_, err := b.things.UpdateByID(t.Context(), "1", bson.M{"$set": bson.M{"outbox.0.pending": bson.A{"b"}}})
		if err != nil {
			t.Fatal(err)
		}
		for range 19 {
			work(100)
		}
		work(20)
		if handled["b1"] != 20 || handled["a2"] != 20 || handled["b2"] != 1 {
			t.Fatalf("handled %v, want 20 times b and a, and once b of what it was kept from", handled)
		}
		b.dead(t, 0) // for b has only begun
		for range 30 {
			work(1)
		}
		if handled["a2"] != 20 || handled["b2"] != 20 {
			t.Errorf("handled %v, want no more than 20 attempts each", handled)
		}
		want := []mongo.Failure{{"a", 20, "a2"}, {"b", 20, "b2"}}
		if l := b.dead(t, 1)[0]; !slices.Equal(l.Failures, want) {
			t.Errorf("failures = %+v, want %+v", l.Failures, want)
		}
	})
	t.Run("counts no failure when the worker is stopped", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a", "b")
		b.insert(t, "1", 1)
		leased, err := b.Lease(t.Context(), "test", time.Minute, 1)
		if err != nil || len(leased) != 1 {
			t.Fatal(leased, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		leased[0].Work(ctx, func(_ context.Context, d mongo.Delivery) error {
			if d.Subscription == "a" {
				return nil
			}
			stop()
			return ctx.Err()
		})
		if err := b.Strike(t.Context(), leased[0]); err != nil {
			t.Fatal(err)
		}
		left := b.entries(t)
		if len(left) != 1 || left[0].Rounds != 0 || !slices.Equal(left[0].Pending, []string{"b"}) {
			t.Errorf("outbox = %+v, want b pending without a failure", left)
		}
		if n := b.round(t, succeed); n != 1 {
			t.Error("the next worker does not find it at once")
		}
	})
	t.Run("ends a handler that outlives the lease, as a failure", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		leased, err := b.Lease(t.Context(), "test", 50*time.Millisecond, 1)
		if err != nil || len(leased) != 1 {
			t.Fatal(leased, err)
		}
		leased[0].Work(t.Context(), func(ctx context.Context, _ mongo.Delivery) error {
			<-ctx.Done()
			return ctx.Err()
		})
		if err := b.Strike(t.Context(), leased[0]); err != nil {
			t.Fatal(err)
		}
		if left := b.entries(t); len(left) != 1 || len(left[0].Failures) != 1 || left[0].Failures[0].Attempts != 1 {
			t.Errorf("outbox = %+v, want one failure", left)
		}
	})
}

func TestDelay_grows_to_ten_minutes_and_is_spread(t *testing.T) {
	t.Parallel()
	for attempt := 1; attempt <= 30; attempt++ {
		middle := min(10*time.Minute, 250*time.Millisecond<<(attempt-1))
		seen := make(map[time.Duration]bool)
		for range 100 {
			d := mongo.Delay(attempt)
			if d < middle*3/4 || d > middle*5/4 {
				t.Fatalf("attempt %d waits %v, want %v give or take a quarter", attempt, d, middle)
			}
			seen[d] = true
		}
		if len(seen) < 50 {
			t.Errorf("attempt %d waits one of %d times only", attempt, len(seen))
		}
	}
}
