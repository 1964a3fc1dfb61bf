package eventbus_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// parcelSent is the event of these tests.
type parcelSent struct {
	N int `json:"n"`
}

func (parcelSent) EventName() string { return "parcel.sent" }

// journal notes what handlers were given.
type journal struct {
	mu  sync.Mutex
	got []string
}

func (j *journal) note(s string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.got = append(j.got, s)
}

func (j *journal) count(s string) (n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, g := range j.got {
		if g == s {
			n++
		}
	}
	return n
}

func (j *journal) subscription(name string) events.Subscription {
	return events.Subscription{Name: name, Events: []string{"parcel.sent"}, Handle: func(_ context.Context, e events.Event) error {
		p, err := events.Decode[parcelSent](e)
		j.note(fmt.Sprint(name, p.N))
		return err
	}}
}

// post is a database with documents that have outboxes.
type post struct {
	db     *mongo.DB
	outbox *mongo.Outbox
}

func newPost(t *testing.T, db *mongo.DB) *post {
	t.Helper()
	p := &post{db: db, outbox: mongo.NewOutbox()}
	p.outbox.Watch(db.Collection("parcels"))
	if err := mongo.Setup(t.Context(), db, p.outbox.Indexes(), nil); err != nil {
		t.Fatal(err)
	}
	return p
}

// send stores an event. Without a nudge only the poll finds it.
func (p *post) send(t *testing.T, n int, nudge bool) {
	t.Helper()
	document := bson.D{{Key: "outbox", Value: p.outbox.Entries(events.New("parcel", parcelSent{N: n}))}}
	if _, err := p.db.Collection("parcels").InsertOne(t.Context(), document); err != nil {
		t.Fatal(err)
	}
	if nudge {
		p.outbox.Nudge()
	}
}

func (p *post) waiting(t *testing.T) int64 {
	t.Helper()
	n, err := p.db.Collection("parcels").CountDocuments(t.Context(), bson.D{{Key: "outbox.0", Value: bson.D{{Key: "$exists", Value: true}}}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (p *post) bus(t *testing.T, c *redis.Client, log *slog.Logger, subscriptions ...events.Subscription) *eventbus.Bus {
	t.Helper()
	b, err := eventbus.NewBus(p.outbox, c, subscriptions, log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Stop(context.Background()) })
	return b
}

var quiet = slog.New(slog.DiscardHandler)

func TestBus_gives_each_event_to_each_subscription_once(t *testing.T) {
	t.Parallel()
	p, j := newPost(t, mongotest.New(t)), &journal{}
	p.bus(t, redistest.New(t), quiet, j.subscription("a"), j.subscription("b")).Start()
	const sent = 100 // more than are worked on at once
	for n := range sent {
		p.send(t, n, true)
	}
	redistest.WaitFor(t, "the events", func() bool { return p.waiting(t) == 0 })
	for n := range sent {
		if a, b := j.count(fmt.Sprint("a", n)), j.count(fmt.Sprint("b", n)); a != 1 || b != 1 {
			t.Errorf("event %d: a got it %d times, b %d times", n, a, b)
		}
	}
}

// Of several events of a document, the last one stands for all where the handler
// goes by what is stored; where that one fails, nothing is forgotten.
func TestBus_tells_once_who_goes_by_what_is_stored(t *testing.T) {
	t.Parallel()
	p, j := newPost(t, mongotest.New(t)), &journal{}
	byState := j.subscription("state")
	byState.ByState = true
	byState.Handle = func(ctx context.Context, e events.Event) error {
		if err := j.subscription("state").Handle(ctx, e); err != nil || j.count("state9") == 1 {
			return errors.Join(err, errors.New("no wagon"))
		}
		return nil
	}
	b := p.bus(t, redistest.New(t), quiet, byState, j.subscription("each"))
	var entries []mongo.OutboxEntry
	for n := range 10 {
		entries = append(entries, p.outbox.Entries(events.New("parcel", parcelSent{N: n}))...)
	}
	if _, err := p.db.Collection("parcels").InsertOne(t.Context(), bson.D{{Key: "outbox", Value: entries}}); err != nil {
		t.Fatal(err)
	}
	b.Start()
	redistest.WaitFor(t, "the events", func() bool { return p.waiting(t) == 0 })
	for n := range 10 {
		state := 0
		if n == 9 {
			state = 2 // failed once
		}
		if got, each := j.count(fmt.Sprint("state", n)), j.count(fmt.Sprint("each", n)); got != state || each != 1 {
			t.Errorf("event %d: told %d times who goes by what is stored, and %d times who doesn't", n, got, each)
		}
	}
}

func TestBus_is_woken(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		nudge bool
		limit time.Duration
	}{"by a nudge": {true, 150 * time.Millisecond}, "by its poll": {false, 600 * time.Millisecond}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, handled := newPost(t, mongotest.New(t)), make(chan time.Time, 1)
			p.bus(t, redistest.Away(t), quiet, events.Subscription{
				Name: "a", Events: []string{"parcel.sent"},
				Handle: func(context.Context, events.Event) error { handled <- time.Now(); return nil },
			}).Start()
			fastest := time.Hour
			for n := range 5 {
				time.Sleep(20 * time.Millisecond)
				start := time.Now()
				p.send(t, n, tc.nudge)
				fastest = min(fastest, (<-handled).Sub(start))
			}
			if fastest > tc.limit {
				t.Errorf("it took at least %s", fastest)
			}
		})
	}
}

func TestBus_shares_the_work_between_instances_and_takes_over_what_one_left(t *testing.T) {
	t.Parallel()
	db, server := mongotest.New(t), redistest.Server(t)
	one, other := newPost(t, db), newPost(t, db)
	j := &journal{}
	first := one.bus(t, server.Client(t), quiet, j.subscription("a"))
	second := other.bus(t, server.Client(t), quiet, j.subscription("a"))
	first.Start()
	second.Start()
	for n := range 50 {
		one.send(t, n, false)
	}
	redistest.WaitFor(t, "the events", func() bool { return one.waiting(t) == 0 })
	if err := first.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := 50; n < 60; n++ {
		one.send(t, n, true)
	}
	redistest.WaitFor(t, "the events of the instance that stopped", func() bool { return one.waiting(t) == 0 })
	for n := range 60 {
		if got := j.count(fmt.Sprint("a", n)); got != 1 {
			t.Errorf("event %d was handled %d times", n, got)
		}
	}
}

func TestBus_keeps_only_the_document_of_a_slow_handler_waiting(t *testing.T) {
	t.Parallel()
	p, j, release := newPost(t, mongotest.New(t)), &journal{}, make(chan struct{})
	p.bus(t, redistest.New(t), quiet, events.Subscription{
		Name: "a", Events: []string{"parcel.sent"},
		Handle: func(_ context.Context, e events.Event) error {
			d, err := events.Decode[parcelSent](e)
			if d.N == 0 {
				<-release
			}
			j.note(fmt.Sprint(d.N))
			return err
		},
	}).Start()
	for n := range 5 {
		p.send(t, n, true)
	}
	redistest.WaitFor(t, "the others", func() bool { return p.waiting(t) == 1 })
	if j.count("0") != 0 {
		t.Error("the slow one is done")
	}
	close(release)
	redistest.WaitFor(t, "the slow one", func() bool { return p.waiting(t) == 0 })
}

func TestBus_tries_again_what_failed_and_logs_it(t *testing.T) {
	t.Parallel()
	p, j := newPost(t, mongotest.New(t)), &journal{}
	var log bytes.Buffer
	b := p.bus(t, redistest.New(t), slog.New(slog.NewTextHandler(&log, nil)), events.Subscription{
		Name: "ill", Events: []string{"parcel.sent"},
		Handle: func(ctx context.Context, _ events.Event) error {
			if _, limited := ctx.Deadline(); !limited {
				t.Error("a handler may take for ever")
			}
			j.note("try")
			switch j.count("try") {
			case 1:
				return errors.New("no wagon")
			case 2:
				panic("the wagon broke")
			}
			return nil
		},
	})
	b.Start()
	p.send(t, 1, true)
	redistest.WaitFor(t, "the event", func() bool { return p.waiting(t) == 0 })
	if err := b.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := j.count("try"); n != 3 {
		t.Errorf("tried %d times", n)
	}
	for _, want := range []string{"tried again", "no wagon", "subscription=ill", "event=parcel.sent", "attempt=1"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %q:\n%s", want, log.String())
		}
	}
}

func TestBus_Stop_waits_for_handlers_and_takes_no_more(t *testing.T) {
	t.Parallel()
	p, j := newPost(t, mongotest.New(t)), &journal{}
	started := make(chan struct{})
	b := p.bus(t, redistest.New(t), quiet, events.Subscription{
		Name: "slow", Events: []string{"parcel.sent"},
		Handle: func(ctx context.Context, _ events.Event) error {
			close(started)
			time.Sleep(100 * time.Millisecond)
			j.note("done")
			return ctx.Err()
		},
	})
	b.Start()
	p.send(t, 1, true)
	<-started
	if err := b.Stop(t.Context()); err != nil || j.count("done") != 1 {
		t.Fatalf("Stop: %v; handlers done: %d", err, j.count("done"))
	}
	if n := p.waiting(t); n != 0 {
		t.Errorf("%d events that were handled are to be handled again", n)
	}
	p.send(t, 2, true)
	time.Sleep(400 * time.Millisecond)
	if n := p.waiting(t); n != 1 {
		t.Error("a stopped bus took more")
	}
}

func TestBus_Stop_cancels_handlers_when_time_is_up(t *testing.T) {
	t.Parallel()
	p, started := newPost(t, mongotest.New(t)), make(chan struct{})
	b := p.bus(t, redistest.New(t), quiet, events.Subscription{
		Name: "stuck", Events: []string{"parcel.sent"},
		Handle: func(ctx context.Context, _ events.Event) error { close(started); <-ctx.Done(); return ctx.Err() },
	})
	b.Start()
	p.send(t, 1, true)
	<-started
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := b.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Stop: %v", err)
	}
	if n := p.waiting(t); n != 1 {
		t.Error("an event that was not handled is gone")
	}
}

func TestBus_Stop_without_Start_is_nothing(t *testing.T) {
	t.Parallel()
	p := newPost(t, mongotest.New(t))
	if err := p.bus(t, redistest.New(t), quiet).Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNewBus_refuses_faulty_subscriptions(t *testing.T) {
	t.Parallel()
	good := (&journal{}).subscription("a")
	noName, noEvents, noHandler := good, good, good
	noName.Name, noEvents.Events, noHandler.Handle = "", nil, nil
	for name, subscriptions := range map[string][]events.Subscription{
		"no name": {noName}, "no events": {noEvents}, "no handler": {noHandler}, "two of one name": {good, good},
	} {
		if _, err := eventbus.NewBus(mongo.NewOutbox(), redistest.New(t), subscriptions, quiet); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestBus_counts_what_is_to_be_done(t *testing.T) {
	t.Parallel()
	p, j := newPost(t, mongotest.New(t)), &journal{}
	bus := p.bus(t, redistest.New(t), quiet, j.subscription("a"))
	registry := prometheus.NewRegistry()
	registry.MustRegister(bus)
	figures := func() map[string]float64 {
		t.Helper()
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]float64)
		for _, f := range families {
			got[f.GetName()] = f.GetMetric()[0].GetGauge().GetValue()
		}
		return got
	}
	p.send(t, 1, false)
	p.send(t, 2, false)
	if got := figures(); len(got) != 3 || got["shop_events_waiting"] != 2 || got["shop_events_oldest_seconds"] <= 0 || got["shop_events_dead"] != 0 {
		t.Errorf("before anybody works: %v", got)
	}
	bus.Start()
	redistest.WaitFor(t, "the events", func() bool { return p.waiting(t) == 0 })
	if got := figures(); got["shop_events_waiting"] != 0 || got["shop_events_oldest_seconds"] != 0 {
		t.Errorf("afterwards: %v", got)
	}
}
