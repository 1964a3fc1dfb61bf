package mongo

import (
	"encoding/json"
	"slices"
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
	// Attempts counts failures; Error is the latest one's text.
	Attempts int    `bson:"attempts,omitempty"`
	Error    string `bson:"error,omitempty"`
	// DeadAt is when it was given up, by the server's clock.
	DeadAt *time.Time `bson:"deadAt,omitempty"`
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
	// first is the collection that the next lease looks at first.
	first   int
	wakeups chan struct{}
}

// NewOutbox returns an outbox that routes and watches nothing yet.
func NewOutbox() *Outbox {
	return &Outbox{routes: make(map[string][]string), wakeups: make(chan struct{}, 1)}
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

// Watch registers a collection whose documents have an outbox. Stores call it
// when they are made; twice is as good as once.
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
	o.watched = append(o.watched, c.Clone(options.Collection().SetWriteConcern(writeconcern.W1())))
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

// Indexes returns those by which [Outbox.Lease] finds work and [Outbox.Dead]
// what failed, for each watched collection. Documents without are not in them.
func (o *Outbox) Indexes() []Indexes {
	o.mu.RLock()
	defer o.mu.RUnlock()
	var all []Indexes
	for _, c := range o.watched {
		all = append(all, Indexes{Collection: c.Name(), Models: []driver.IndexModel{
			{Keys: bson.D{{Key: "outbox.due", Value: 1}}, Options: options.Index().SetSparse(true)},
			{Keys: bson.D{{Key: "outbox.deadAt", Value: 1}}, Options: options.Index().SetSparse(true)},
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
