package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"shop/platform/events"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// shipped is an event of these tests.
type shipped struct {
	Parcel int `json:"parcel"`
}

func (shipped) EventName() string { return "test.shipped" }

// ignored is an event that nobody subscribed to.
type ignored struct{}

func (ignored) EventName() string { return "test.ignored" }

// box is an outbox over one collection, with subscriptions for shipped.
type box struct {
	*mongo.Outbox
	things *driver.Collection
}

func newBox(t *testing.T, subscriptions ...string) box {
	t.Helper()
	db := mongotest.New(t)
	b := box{mongo.NewOutbox(), db.Collection("things")}
	b.Watch(b.things)
	for _, s := range subscriptions {
		b.Route("test.shipped", s)
	}
	if err := mongo.Setup(t.Context(), db, b.Indexes(), nil); err != nil {
		t.Fatal(err)
	}
	return b
}

// insert stores a document with one event per parcel.
func (b box) insert(t *testing.T, id string, parcels ...int) {
	t.Helper()
	var evs []events.Event
	for _, p := range parcels {
		evs = append(evs, events.New(id, shipped{p}))
	}
	if _, err := b.things.InsertOne(t.Context(), bson.M{"_id": id, "outbox": b.Entries(evs...)}); err != nil {
		t.Fatal(err)
	}
}

// round leases once, lets handle do the work and strikes it off. It returns
// how many documents there were.
func (b box) round(t *testing.T, handle func(context.Context, mongo.Delivery) error) int {
	t.Helper()
	leased, err := b.Lease(t.Context(), "test", time.Minute, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range leased {
		l.Work(t.Context(), handle)
		if err := b.Strike(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	return len(leased)
}

// document returns the stored document.
func (b box) document(t *testing.T, id string) bson.M {
	t.Helper()
	var doc bson.M
	if err := b.things.FindOne(t.Context(), bson.M{"_id": id}).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// entries returns the outbox of the document "1".
func (b box) entries(t *testing.T) []mongo.OutboxEntry {
	t.Helper()
	var doc struct{ Outbox []mongo.OutboxEntry }
	if err := b.things.FindOne(t.Context(), bson.M{"_id": "1"}).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc.Outbox
}

// hasten makes all that waits due now.
func (b box) hasten(t *testing.T, id string) { b.setDue(t, id, -time.Second) }

// postpone makes all that waits wait longer than a test runs.
func (b box) postpone(t *testing.T, id string) { b.setDue(t, id, time.Hour) }

func (b box) setDue(t *testing.T, id string, in time.Duration) {
	t.Helper()
	_, err := b.things.UpdateOne(t.Context(), bson.M{"_id": id},
		bson.M{"$set": bson.M{"outbox.$[e].due": time.Now().Add(in)}},
		arrayFilter(bson.M{"e.due": bson.M{"$exists": true}}))
	if err != nil {
		t.Fatal(err)
	}
}

func parcel(t *testing.T, d mongo.Delivery) int {
	t.Helper()
	payload, err := events.Decode[shipped](d.Event)
	if err != nil {
		t.Error(err)
	}
	return payload.Parcel
}

func newShipped(id string, n int) events.Event { return events.New(id, shipped{n}) }

func succeed(context.Context, mongo.Delivery) error { return nil }

func TestOutbox_Entries_leaves_out_events_that_nobody_wants(t *testing.T) {
	t.Parallel()
	o := mongo.NewOutbox()
	o.Route("test.shipped", "a")
	o.Route("test.shipped", "b")
	o.Route("test.shipped", "a")
	entries := o.Entries(events.New("1", ignored{}), events.New("1", shipped{7}))
	if len(entries) != 1 || entries[0].Name != "test.shipped" {
		t.Fatalf("entries = %+v, want the shipped event only", entries)
	}
	if want := []string{"a", "b"}; !slices.Equal(entries[0].Pending, want) {
		t.Errorf("pending = %v, want %v", entries[0].Pending, want)
	}
}

func TestOutbox_Push(t *testing.T) {
	t.Parallel()
	b := newBox(t, "a")
	b.insert(t, "1", 1)
	push := func(ev events.Event) {
		t.Helper()
		update := bson.D{{Key: "$push", Value: bson.D{b.Push(ev)}}}
		if _, err := b.things.UpdateOne(t.Context(), bson.M{"_id": "1"}, update); err != nil {
			t.Fatal(err)
		}
	}
	push(newShipped("1", 2))
	push(events.New("1", ignored{}))
	var got []int
	b.round(t, func(_ context.Context, d mongo.Delivery) error {
		got = append(got, parcel(t, d))
		return nil
	})
	if want := []int{1, 2}; !slices.Equal(got, want) {
		t.Errorf("delivered %v, want %v", got, want)
	}
}

// Between a worker's finding a document and its taking it, another one handles
// what is in it, and something else comes. That is handled then, and nothing is
// struck off that wasn't.
func TestOutbox_Lease_of_what_has_changed_since_it_was_found(t *testing.T) {
	t.Parallel()
	fast := newBox(t, "a")
	fast.insert(t, "1", 1)
	var once sync.Once
	db := mongo.Overheard(t, mongotest.URL(t), fast.things.Database().Name(), func(command bson.Raw) {
		if _, err := command.LookupErr("update"); err != nil {
			return
		}
		once.Do(func() {
			if n := fast.round(t, succeed); n != 1 {
				t.Errorf("the fast worker had %d documents", n)
			}
			if _, err := fast.things.UpdateOne(t.Context(), bson.M{"_id": "1"}, bson.M{"$push": bson.D{fast.Push(newShipped("1", 2))}}); err != nil {
				t.Error(err)
			}
		})
	})
	slow := box{mongo.NewOutbox(), db.Collection("things")}
	slow.Watch(slow.things)
	slow.Route("test.shipped", "a")
	var handled []int
	for range 2 {
		slow.round(t, func(_ context.Context, d mongo.Delivery) error {
			handled = append(handled, parcel(t, d))
			return nil
		})
	}
	if !slices.Equal(handled, []int{2}) {
		t.Errorf("handled parcels %v, want 2 alone", handled)
	}
}

func TestOutbox_Lease(t *testing.T) {
	t.Parallel()
	t.Run("gives a document to one worker only", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		for i := range 20 {
			b.insert(t, fmt.Sprint(i), 1)
		}
		var mu sync.Mutex
		taken := 0
		var workers sync.WaitGroup
		for range 4 {
			workers.Go(func() {
				leased, err := b.Lease(t.Context(), "test", time.Minute, 20)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				taken += len(leased)
			})
		}
		workers.Wait()
		if taken != 20 {
			t.Errorf("%d leases of 20 documents", taken)
		}
	})
	t.Run("gives it to another when the lease has run out", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		if _, err := b.Lease(t.Context(), "slow", 50*time.Millisecond, 10); err != nil {
			t.Fatal(err)
		}
		time.Sleep(100 * time.Millisecond)
		if n := b.round(t, succeed); n != 1 {
			t.Errorf("%d documents, want 1", n)
		}
	})
	t.Run("respects the limit", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		for i := range 5 {
			b.insert(t, fmt.Sprint(i), 1)
		}
		leased, err := b.Lease(t.Context(), "test", time.Minute, 3)
		if err != nil || len(leased) != 3 {
			t.Errorf("%d leases (%v), want 3", len(leased), err)
		}
	})
	t.Run("gives every collection its turn, however much waits in one", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		for _, name := range []string{"others", "more"} {
			other := b
			other.things = b.things.Database().Collection(name)
			other.Watch(other.things)
			for i := range 10 {
				other.insert(t, fmt.Sprint(i), 1)
			}
		}
		b.insert(t, "1", 1)
		handled := false
		for range 3 {
			leased, err := b.Lease(t.Context(), "test", time.Minute, 2)
			if err != nil || len(leased) != 2 {
				t.Fatal(leased, err)
			}
			for _, l := range leased {
				l.Work(t.Context(), func(context.Context, mongo.Delivery) error { return nil })
				if err := b.Strike(t.Context(), l); err != nil {
					t.Fatal(err)
				}
			}
			handled = handled || b.document(t, "1")["outbox"] == nil
		}
		if !handled {
			t.Error("the one event of a collection was left behind those of the others")
		}
	})
	t.Run("finds work by the index", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		for i := range 50 {
			if _, err := b.things.InsertOne(t.Context(), bson.M{"_id": i}); err != nil {
				t.Fatal(err)
			}
		}
		b.insert(t, "1", 1)
		if n := examined(t, b.things, bson.D{{Key: "outbox.due", Value: bson.D{{Key: "$lte", Value: time.Now()}}}}); n != 1 {
			t.Errorf("looked at %d documents to find one", n)
		}
	})
}

func TestOutbox_Strike(t *testing.T) {
	t.Parallel()
	t.Run("leaves nothing behind when all is done", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a", "b")
		b.insert(t, "1", 1, 2)
		b.round(t, succeed)
		if doc := b.document(t, "1"); len(doc) != 1 {
			t.Errorf("document = %v, want its _id only", doc)
		}
	})
	t.Run("keeps what was pushed meanwhile", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		b.insert(t, "1", 1)
		b.round(t, func(ctx context.Context, _ mongo.Delivery) error {
			update := bson.D{{Key: "$push", Value: bson.D{b.Push(newShipped("1", 2))}}}
			_, err := b.things.UpdateOne(ctx, bson.M{"_id": "1"}, update)
			return err
		})
		left := b.entries(t)
		if len(left) != 1 || left[0].Data != `{"parcel":2}` {
			t.Errorf("outbox = %+v, want the new event only", left)
		}
		if n := b.round(t, succeed); n != 1 {
			t.Errorf("the new event is not found")
		}
	})
	t.Run("of many at once keeps what was pushed into some of them", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a")
		const many = 12
		for i := range many {
			b.insert(t, strconv.Itoa(i), 1)
		}
		leased, err := b.Lease(t.Context(), "test", time.Minute, many)
		if err != nil || len(leased) != many {
			t.Fatal(len(leased), err)
		}
		grown := bson.M{"_id": bson.M{"$in": bson.A{"0", "5", "11"}}}
		if _, err := b.things.UpdateMany(t.Context(), grown, bson.D{{Key: "$push", Value: bson.D{b.Push(newShipped("", 2))}}}); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for _, l := range leased {
			l.Work(t.Context(), succeed)
			all.Go(func() {
				if err := b.Strike(t.Context(), l); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		left, err := b.things.CountDocuments(t.Context(), bson.M{"outbox.0.data": `{"parcel":2}`, "outbox.1": bson.M{"$exists": false}, "outboxLease": nil})
		gone, goneErr := b.things.CountDocuments(t.Context(), bson.M{"outbox": nil, "outboxLease": nil})
		if left != 3 || gone != many-3 || err != nil || goneErr != nil {
			t.Errorf("%d wait with the new event, want 3; %d have none, want %d (%v, %v)", left, gone, many-3, err, goneErr)
		}
	})
	t.Run("of a worker that lost its lease keeps the other's lease", func(t *testing.T) {
		t.Parallel()
		b := newBox(t, "a", "b")
		b.insert(t, "1", 1)
		late, err := b.Lease(t.Context(), "late", 300*time.Millisecond, 1)
		if err != nil || len(late) != 1 {
			t.Fatal(late, err)
		}
		late[0].Work(t.Context(), func(_ context.Context, d mongo.Delivery) error {
			if d.Subscription == "b" {
				return errors.New("not yet")
			}
			return nil
		})
		time.Sleep(400 * time.Millisecond)
		if other, err := b.Lease(t.Context(), "other", time.Minute, 1); err != nil || len(other) != 1 {
			t.Fatal(other, err)
		}
		if err := b.Strike(t.Context(), late[0]); err != nil {
			t.Fatal(err)
		}
		b.hasten(t, "1")
		if n := b.round(t, succeed); n != 0 {
			t.Error("the document was given away under the other's lease")
		}
		if left := b.entries(t); len(left) != 1 || !slices.Equal(left[0].Pending, []string{"b"}) {
			t.Errorf("outbox = %+v, want b pending", left)
		}
	})
}

func TestOutbox_Nudge_never_blocks_and_wakes_once(t *testing.T) {
	t.Parallel()
	o := mongo.NewOutbox()
	for range 3 {
		o.Nudge()
	}
	<-o.Wakeups()
	select {
	case <-o.Wakeups():
		t.Error("woken twice")
	default:
	}
}
