package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// bury has the events of the document fail until they are dead.
func (b box) bury(t *testing.T, id string) {
	t.Helper()
	b.exhaust(t, id)
	b.round(t, func(_ context.Context, d mongo.Delivery) error {
		return fmt.Errorf("parcel %d is lost", parcel(t, d))
	})
}

// exhaust leaves the pending subscriptions of the document one attempt each.
func (b box) exhaust(t *testing.T, id string) {
	t.Helper()
	failures := bson.M{"$map": bson.M{"input": "$$e.pending", "as": "p", "in": bson.M{"subscription": "$$p", "attempts": 19, "error": "lost"}}}
	entries := bson.M{"$map": bson.M{"input": "$outbox", "as": "e", "in": bson.M{
		"$mergeObjects": bson.A{"$$e", bson.M{"rounds": 19, "failures": failures}},
	}}}
	if _, err := b.things.UpdateByID(t.Context(), id, bson.A{bson.M{"$set": bson.M{"outbox": entries}}}); err != nil {
		t.Fatal(err)
	}
}

// dead returns the dead letters, of which it expects so many.
func (b box) dead(t *testing.T, want int) []mongo.DeadLetter {
	t.Helper()
	letters, total, err := b.Dead(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(letters) != want || total != want {
		t.Fatalf("%d dead letters of %d, want %d: %+v", len(letters), total, want, letters)
	}
	return letters
}

func TestOutbox_Dead(t *testing.T) {
	t.Parallel()
	t.Run("says what failed, how often, for whom and why", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "mail", "stock")
		before := time.Now().Add(-time.Minute)
		b.insert(t, "1", 7)
		b.bury(t, "1")
		l := b.dead(t, 1)[0]
		if l.Event.Name != "test.shipped" || l.Event.Subject != "1" || string(l.Event.Data) != `{"parcel":7}` || l.Event.ID == "" {
			t.Errorf("event = %+v", l.Event)
		}
		if l.Collection != "things" || l.DiedAt.Before(before) {
			t.Errorf("letter = %+v", l)
		}
		want := []mongo.Failure{{"mail", 20, "parcel 7 is lost"}, {"stock", 20, "parcel 7 is lost"}}
		if !slices.Equal(l.Failures, want) {
			t.Errorf("failures = %+v, want %+v", l.Failures, want)
		}
	})
	t.Run("bounds what it keeps of an error", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.round(t, func(context.Context, mongo.Delivery) error { return errors.New(strings.Repeat("ö", 400)) })
		if kept := b.entries(t)[0].Failures[0].Error; kept != strings.Repeat("ö", 250) {
			t.Errorf("%d bytes are kept", len(kept))
		}
	})
	t.Run("leaves out what is alive", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.bury(t, "1")
		if _, err := b.things.UpdateOne(t.Context(), bson.M{"_id": "1"}, bson.D{{Key: "$push", Value: bson.D{b.Push(newShipped("1", 2))}}}); err != nil {
			t.Fatal(err)
		}
		b.insert(t, "2", 3)
		if l := b.dead(t, 1)[0]; string(l.Event.Data) != `{"parcel":1}` {
			t.Errorf("letter = %+v", l)
		}
	})
	t.Run("lists all collections, newest first, in pages", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		others := b
		others.things = b.things.Database().Collection("others")
		others.Watch(others.things)
		for i := range 6 {
			in := []box{b, others}[i%2]
			in.insert(t, fmt.Sprint(i), i)
			in.bury(t, fmt.Sprint(i))
			time.Sleep(2 * time.Millisecond) // MongoDB's times are to the millisecond
		}
		var got []string
		for skip := 0; skip < 8; skip += 4 {
			letters, total, err := b.Dead(t.Context(), skip, 4)
			if err != nil || total != 6 {
				t.Fatal(total, err)
			}
			for _, l := range letters {
				got = append(got, l.Collection+l.Event.Subject)
			}
		}
		if want := []string{"others5", "things4", "others3", "things2", "others1", "things0"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
	t.Run("looks at no document without one", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		for i := range 50 {
			b.insert(t, fmt.Sprint(i), i)
		}
		b.bury(t, "7")
		dead := bson.D{{Key: "outbox.deadAt", Value: bson.D{{Key: "$gt", Value: time.UnixMilli(0)}}}}
		if n := examined(t, b.things, dead); n != 1 {
			t.Errorf("looked at %d documents to find one", n)
		}
	})
	t.Run("says that the database is away", func(t *testing.T) {
		t.Parallel()
		proxy := mongotest.NewProxy(t)
		db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
		o := mongo.NewOutbox()
		o.Watch(db.Collection("things"))
		proxy.Cut()
		_, _, err := o.Dead(t.Context(), 0, 1)
		_, all := o.RetryAll(t.Context())
		_, _, discarded := o.Discarded(t.Context(), 1)
		for _, err := range []error{err, all, discarded, o.Retry(t.Context(), "e1"), o.Discard(t.Context(), "e1", mira)} {
			if !errors.Is(err, mongo.ErrUnavailable) {
				t.Errorf("%v, want ErrUnavailable", err)
			}
		}
	})
}

func TestOutbox_Retry(t *testing.T) {
	t.Parallel()
	t.Run("has the event handled like a new one, and no other", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1, 2)
		b.bury(t, "1")
		second := b.dead(t, 2)[slices.IndexFunc(b.dead(t, 2), func(l mongo.DeadLetter) bool {
			return string(l.Event.Data) == `{"parcel":2}`
		})]
		if err := b.Retry(t.Context(), second.Event.ID); err != nil {
			t.Fatal(err)
		}
		select {
		case <-b.Wakeups():
		default:
			t.Error("the worker is not woken")
		}
		b.round(t, func(_ context.Context, d mongo.Delivery) error {
			if d.Event.ID != second.Event.ID || d.Attempt != 1 || d.Last {
				t.Errorf("delivery = %+v, want the second event's first", d)
			}
			return nil
		})
		if left := b.dead(t, 1)[0]; string(left.Event.Data) != `{"parcel":1}` {
			t.Errorf("left is %+v, want the first event", left)
		}
	})
	t.Run("lets the event fail as often as before", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.bury(t, "1")
		if err := b.Retry(t.Context(), b.dead(t, 1)[0].Event.ID); err != nil {
			t.Fatal(err)
		}
		attempts := 0
		for range 25 {
			b.round(t, func(context.Context, mongo.Delivery) error { attempts++; return errors.New("still lost") })
			b.hasten(t, "1")
		}
		if l := b.dead(t, 1)[0]; attempts != 20 || l.Failures[0] != (mongo.Failure{"a", 20, "still lost"}) {
			t.Errorf("%d attempts, letter = %+v", attempts, l)
		}
	})
	t.Run("refuses what is not dead", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.round(t, func(context.Context, mongo.Delivery) error { return errors.New("ill") })
		waiting := b.entries(t)[0]
		for _, id := range []string{waiting.ID, "nothing", ""} {
			if err := b.Retry(t.Context(), id); !errors.Is(err, mongo.ErrNotDead) {
				t.Errorf("Retry(%q) = %v, want ErrNotDead", id, err)
			}
		}
		if now := b.entries(t)[0]; now.Rounds != 1 || !now.Due.Equal(*waiting.Due) {
			t.Errorf("entry = %+v, want it unchanged", now)
		}
	})
	t.Run("succeeds once however many ask", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.bury(t, "1")
		id := b.dead(t, 1)[0].Event.ID
		var succeeded, handled atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				switch err := b.Retry(t.Context(), id); {
				case err == nil:
					succeeded.Add(1)
				case !errors.Is(err, mongo.ErrNotDead):
					t.Error(err)
				}
			})
		}
		all.Wait()
		b.round(t, func(context.Context, mongo.Delivery) error { handled.Add(1); return nil })
		b.round(t, func(context.Context, mongo.Delivery) error { handled.Add(1); return nil })
		if succeeded.Load() != 1 || handled.Load() != 1 {
			t.Errorf("%d retries succeeded and the event was handled %d times, want 1 and 1", succeeded.Load(), handled.Load())
		}
	})
}

// A worker that dies after the retry hands the event over to the next one.
func TestOutbox_Retry_survives_the_worker_that_took_it(t *testing.T) {
	t.Parallel()
	b := newBox(t, "a", "b")
	b.insert(t, "1", 1)
	b.bury(t, "1")
	if err := b.Retry(t.Context(), b.dead(t, 1)[0].Event.ID); err != nil {
		t.Fatal(err)
	}
	dying, err := b.Lease(t.Context(), "dying", 50*time.Millisecond, 1)
	if err != nil || len(dying) != 1 {
		t.Fatal(dying, err)
	}
	dying[0].Work(t.Context(), succeed) // and never strikes
	time.Sleep(100 * time.Millisecond)
	var got []string
	b.round(t, func(_ context.Context, d mongo.Delivery) error {
		got = append(got, d.Subscription)
		return nil
	})
	if want := []string{"a", "b"}; !slices.Equal(got, want) {
		t.Errorf("the next worker delivered to %v, want %v", got, want)
	}
	b.dead(t, 0)
}

func TestOutbox_Strike_that_comes_late_buries_nothing_that_was_revived(t *testing.T) {
	t.Parallel()
	b := newBox(t, "a", "b")
	b.insert(t, "1", 1)
	b.exhaust(t, "1")
	late, err := b.Lease(t.Context(), "late", 300*time.Millisecond, 1)
	if err != nil || len(late) != 1 {
		t.Fatal(late, err)
	}
	late[0].Work(t.Context(), func(_ context.Context, d mongo.Delivery) error {
		if d.Subscription == "a" {
			return nil
		}
		return errors.New("lost")
	})
	time.Sleep(400 * time.Millisecond)
	b.bury(t, "1")
	if err := b.Retry(t.Context(), b.dead(t, 1)[0].Event.ID); err != nil {
		t.Fatal(err)
	}
	if err := b.Strike(t.Context(), late[0]); err != nil {
		t.Fatal(err)
	}
	left := b.entries(t)
	if len(left) != 1 || left[0].DeadAt != nil || left[0].Due == nil || left[0].Rounds != 0 || len(left[0].Failures) != 0 {
		t.Errorf("outbox = %+v, want the event waiting as if never tried", left)
	}
	if !slices.Equal(left[0].Pending, []string{"b"}) {
		t.Errorf("pending = %v, want what the late worker handled struck off", left[0].Pending)
	}
}

func TestOutbox_RetryAll_revives_each_dead_letter_once(t *testing.T) {
	t.Parallel()
	b := newBox(t, "a")
	others := b
	others.things = b.things.Database().Collection("others")
	others.Watch(others.things)
	for i := range 3 {
		b.insert(t, fmt.Sprint(i), 1, 2)
		b.bury(t, fmt.Sprint(i))
	}
	others.insert(t, "o", 3)
	others.bury(t, "o")
	b.dead(t, 7)
	var revived atomic.Int32
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			n, err := b.RetryAll(t.Context())
			if err != nil {
				t.Error(err)
			}
			revived.Add(int32(n)) //nolint:gosec // it is a handful
		})
	}
	all.Wait()
	if n := revived.Load(); n != 7 {
		t.Errorf("%d events were revived, want 7", n)
	}
	handled := 0
	b.round(t, func(context.Context, mongo.Delivery) error { handled++; return nil })
	if handled != 7 {
		t.Errorf("%d events were handled, want 7", handled)
	}
	b.dead(t, 0)
}

var mira = mongo.Person{Account: "staff-1", Name: "Mira"}

func TestOutbox_Discard(t *testing.T) {
	t.Parallel()
	t.Run("ends the event for good and keeps who decided that, and when", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		before := time.Now().Add(-time.Minute)
		b.insert(t, "1", 1)
		b.bury(t, "1")
		b.insert(t, "2", 2)
		b.bury(t, "2")
		id := b.entries(t)[0].ID
		if err := b.Discard(t.Context(), id, mira); err != nil {
			t.Fatal(err)
		}
		if l := b.dead(t, 1)[0]; l.Event.Subject != "2" {
			t.Errorf("left is %+v, want the other event", l)
		}
		if n, err := b.RetryAll(t.Context()); n != 1 || err != nil {
			t.Errorf("%d events were revived, %v; want the other one", n, err)
		}
		b.round(t, func(_ context.Context, d mongo.Delivery) error {
			if d.Event.ID == id {
				t.Error("the discarded event is handled")
			}
			return nil
		})
		letters, total, err := b.Discarded(t.Context(), 10)
		if err != nil || total != 1 || len(letters) != 1 {
			t.Fatalf("%d of %d discarded letters, %v; want one", len(letters), total, err)
		}
		l := letters[0]
		if l.Event.ID != id || string(l.Event.Data) != `{"parcel":1}` || l.Collection != "things" ||
			l.DiscardedBy != mira || l.DiscardedAt.Before(before) || l.Failures[0] != (mongo.Failure{"a", 20, "parcel 1 is lost"}) {
			t.Errorf("letter = %+v", l)
		}
	})
	t.Run("refuses what is not dead", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		for _, id := range []string{b.entries(t)[0].ID, "nothing", ""} {
			if err := b.Discard(t.Context(), id, mira); !errors.Is(err, mongo.ErrNotDead) {
				t.Errorf("Discard(%q) = %v, want ErrNotDead", id, err)
			}
		}
		b.bury(t, "1")
		id := b.entries(t)[0].ID
		if err := b.Discard(t.Context(), id, mira); err != nil {
			t.Fatal(err)
		}
		if again, retry := b.Discard(t.Context(), id, mongo.Person{}), b.Retry(t.Context(), id); !errors.Is(again, mongo.ErrNotDead) || !errors.Is(retry, mongo.ErrNotDead) {
			t.Errorf("then Discard = %v and Retry = %v, want ErrNotDead", again, retry)
		}
		if e := b.entries(t)[0]; *e.DiscardedBy != mira {
			t.Errorf("entry = %+v, want the first to have decided", e)
		}
	})
}
