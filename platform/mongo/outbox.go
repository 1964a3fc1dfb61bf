package mongo

import (
	"encoding/json"
	"slices"
	"strconv"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"shop/platform/events"
)

// OutboxEntry is an event as it waits in the `outbox` array of the document it
// is about.
type OutboxEntry struct {
	ID      string    `bson:"id"`
	Name    string    `bson:"name"`
	At      time.Time `bson:"at"`
	Subject string    `bson:"subject"`
	// Data is the payload's JSON.
	Data string `bson:"data"`
	// Pending are the durable subscriptions that have yet to handle it.
	Pending []string `bson:"pending"`
	// Due is when to try next; nil once it is dead.
	Due *time.Time `bson:"due,omitempty"`
	// Rounds counts those in which some subscription failed, by which a worker
	// that comes late sees that another was faster.
	Rounds int `bson:"rounds,omitempty"`
	// Failures are those of the pending subscriptions that have failed.
	Failures []Failure `bson:"failures,omitempty"`
	// DeadAt is when it was given up, by the server's clock.
	DeadAt *time.Time `bson:"deadAt,omitempty"`
	// DiscardedAt is when somebody decided that it needn't be handled, and
	// DiscardedBy who. Then it is neither due nor dead any more, and stays.
	DiscardedAt *time.Time `bson:"discardedAt,omitempty"`
	DiscardedBy *Person    `bson:"discardedBy,omitempty"`
}

// Failure says that a subscription has failed an event, how often, and what
// went wrong the last time, cut to 500 bytes.
type Failure struct {
	Subscription string `bson:"subscription"`
	Attempts     int    `bson:"attempts"`
	Error        string `bson:"error"`
}

// Person is somebody as a record names them.
type Person struct {
	Account string `bson:"account"`
	Name    string `bson:"name"`
}

// failure returns what is known of a subscription's failures; none is the zero
// value.
func (e OutboxEntry) failure(subscription string) Failure {
	for _, f := range e.Failures {
		if f.Subscription == subscription {
			return f
		}
	}
	return Failure{Subscription: subscription}
}

// waiting returns the subscriptions that will be tried, now or later.
func (e OutboxEntry) waiting() []string {
	return slices.DeleteFunc(slices.Clone(e.Pending), func(subscription string) bool {
		return e.failure(subscription).Attempts >= maxAttempts
	})
}

// Event returns the event that e stores.
func (e OutboxEntry) Event() events.Event {
	return events.Event{ID: e.ID, Name: e.Name, At: e.At, Subject: e.Subject, Data: json.RawMessage(e.Data)}
}

// Outbox stores events in the documents they are about, and hands them out to
// workers. A document with an outbox is changed by update operators only: a
// replacement could bring struck-off events back.
//
// It is safe for concurrent use.
type Outbox struct {
	mu      sync.RWMutex
	routes  map[string][]string
	watched []*driver.Collection
	durable []*driver.Collection // the same, with writes that wait for the journal
	writer  *writer              // of the watched collections' client
	// finished removes outboxes that came to an end at the same time.
	finished *Gatherer[*Leased, bool]
	// first is the collection that the next lease looks at first.
	first   int
	wakeups chan struct{}
}

// NewOutbox returns an outbox that routes and watches nothing yet.
func NewOutbox() *Outbox {
	return &Outbox{
		routes: make(map[string][]string), wakeups: make(chan struct{}, 1), finished: NewGatherer(writesAtOnce, remove),
	}
}

// Route says that the durable subscription wants the event. It is called while
// the program is wired: events written before find no subscription.
func (o *Outbox) Route(event, subscription string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Contains(o.routes[event], subscription) {
		o.routes[event] = append(o.routes[event], subscription)
	}
}

// Watch registers a collection whose documents have an outbox; all are of one
// database. Stores call it when they are made; twice is as good as once.
func (o *Outbox) Watch(c *driver.Collection) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, w := range o.watched {
		if w.Name() == c.Name() && w.Database().Name() == c.Database().Name() {
			return
		}
	}
	// Leases and strikes need no journal: losing one repeats work, and
	// handlers are safe to repeat.
	o.durable = append(o.durable, c)
	o.watched = append(o.watched, c.Clone(options.Collection().SetWriteConcern(writeconcern.W1())))
	if o.writer == nil {
		o.writer = newWriter(c.Database().Client(), writeconcern.W1())
	}
}

// Entries returns the events in stored form, for the `outbox` field of a
// document that is inserted. Events that no durable subscription wants are left
// out. In a pipeline update wrap them in $literal.
func (o *Outbox) Entries(evs ...events.Event) []OutboxEntry {
	o.mu.RLock()
	defer o.mu.RUnlock()
	var entries []OutboxEntry
	for _, ev := range evs {
		pending := o.routes[ev.Name]
		if len(pending) == 0 {
			continue
		}
		at := ev.At
		entries = append(entries, OutboxEntry{
			ID: ev.ID, Name: ev.Name, At: at, Subject: ev.Subject, Data: string(ev.Data),
			Pending: slices.Clone(pending), Due: &at,
		})
	}
	return entries
}

// Push returns the element that stores the events, to be put under "$push" in
// the update that makes them true.
func (o *Outbox) Push(evs ...events.Event) bson.E {
	entries := o.Entries(evs...)
	if entries == nil {
		entries = []OutboxEntry{}
	}
	return bson.E{Key: "outbox", Value: bson.D{{Key: "$each", Value: entries}}}
}

// Crowded is a filter: documents in whose outbox n events of the name, or more,
// wait for a worker. Who handles an event goes by the document as it is then,
// so where the event says no more than that the document changed, one more can
// be left out. Dead events don't count, nor do any while a worker is at them:
// it may have read the document already.
func Crowded(event string, n int) bson.D {
	waits := bson.D{{Key: "$and", Value: bson.A{equal("$$e.name", event), bson.D{{Key: "$gt", Value: bson.A{"$$e.due", nil}}}}}}
	waiting := bson.D{{Key: "$filter", Value: bson.D{
		{Key: "input", Value: "$outbox"}, {Key: "as", Value: "e"}, {Key: "cond", Value: waits},
	}}}
	return bson.D{
		{Key: "outbox." + strconv.Itoa(n-1), Value: bson.D{{Key: "$exists", Value: true}}},
		{Key: "outboxLease", Value: bson.D{{Key: "$exists", Value: false}}},
		{Key: "$expr", Value: bson.D{{Key: "$gte", Value: bson.A{
			bson.D{{Key: "$size", Value: bson.D{{Key: "$ifNull", Value: bson.A{waiting, bson.A{}}}}}}, n,
		}}}},
	}
}

// Indexes returns those by which [Outbox.Lease] finds work, [Outbox.Dead] what
// failed and [Outbox.Discarded] what was done about that, for each watched
// collection. Documents without are not in them.
func (o *Outbox) Indexes() []Indexes {
	o.mu.RLock()
	defer o.mu.RUnlock()
	var all []Indexes
	for _, c := range o.watched {
		all = append(all, Indexes{Collection: c.Name(), Models: []driver.IndexModel{
			{Keys: bson.D{{Key: "outbox.due", Value: 1}}, Options: options.Index().SetSparse(true)},
			{Keys: bson.D{{Key: "outbox.deadAt", Value: 1}}, Options: options.Index().SetSparse(true)},
			{Keys: bson.D{{Key: "outbox.discardedAt", Value: 1}}, Options: options.Index().SetSparse(true)},
		}})
	}
	return all
}

// Nudge wakes the worker of this process. It is called after a write with
// events was acknowledged, and never blocks.
func (o *Outbox) Nudge() {
	select {
	case o.wakeups <- struct{}{}:
	default:
	}
}

// Wakeups receives when there may be work. One value may stand for many nudges.
func (o *Outbox) Wakeups() <-chan struct{} { return o.wakeups }
