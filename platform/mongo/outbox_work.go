package mongo

import (
	"context"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/events"
)

const (
	// maxAttempts is how often a subscription may fail an event before it is
	// given up: with the delays below, after about an hour and a half. An event
	// dies when all that are left have given it up.
	maxAttempts = 20
	firstDelay  = 250 * time.Millisecond
	maxDelay    = 10 * time.Minute
	// maxErrorBytes bounds what is kept of a failure's text.
	maxErrorBytes = 500
)

// Delivery is one event on its way to one durable subscription.
type Delivery struct {
	Event        events.Event
	Subscription string
	// Attempt counts those of the subscription, from 1. Last says that a failure
	// now is final: the event then stays in its document for it.
	Attempt int
	Last    bool
	// Overtaken says that a later event of the same name, of the same document,
	// comes to the subscription in the same round.
	Overtaken bool
}

// Leased is the outbox of one document, held by one worker for a while. It is
// for one goroutine.
type Leased struct {
	// Entries are in the order in which they were written.
	Entries []OutboxEntry

	collection *driver.Collection
	id         bson.RawValue
	token      string
	until      time.Time
	changes    []change
}

// change is what Work did about one entry.
type change struct {
	ID     string   `bson:"id"`
	Struck []string `bson:"struck"`
	// Seen is how many rounds the entry had failed when it was leased. What
	// follows takes effect only if that is still so: a worker that comes late
	// must not count a failure twice or bury what was revived meanwhile.
	Seen     int       `bson:"seen"`
	Rounds   int       `bson:"rounds"`
	Failures []Failure `bson:"failures"`
	// Dead entries are given up, others are due again after Delay milliseconds.
	Dead  bool  `bson:"dead"`
	Delay int64 `bson:"delay"`
}

// Lease takes up to limit documents that have events due, for ttl by the
// server's clock. Documents that another worker holds are passed over. A
// worker that outlives its lease does no harm: strikes can be repeated, and
// handlers are safe to repeat. owner is for people who look at the database.
// Errors: fault.Unavailable.
func (o *Outbox) Lease(ctx context.Context, owner string, ttl time.Duration, limit int) ([]*Leased, error) {
	turn := o.turn()
	if len(turn) == 0 {
		return nil, nil
	}
	found, err := due(ctx, turn, limit)
	if err != nil {
		return nil, Fault(err)
	}
	var all []*Leased
	for i, c := range turn {
		some := found[i][:min(len(found[i]), limit-len(all))]
		if len(some) == 0 {
			continue
		}
		leased, err := claim(ctx, c, some, owner, ttl)
		if err != nil {
			return all, Fault(err)
		}
		all = append(all, leased...)
	}
	return all, nil
}

// turn returns the watched collections, each time beginning with another one,
// so that much work in one keeps none of the others waiting.
func (o *Outbox) turn() []*driver.Collection {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.watched) == 0 {
		return nil
	}
	o.first = (o.first + 1) % len(o.watched)
	return slices.Concat(o.watched[o.first:], o.watched[:o.first])
}

// free matches documents that have events due and that no worker holds. The
// clock here only paces retries; who holds what the server decides.
func free() bson.D {
	return append(bson.D{{Key: "outbox.due", Value: bson.D{{Key: "$lte", Value: time.Now()}}}}, expired("$outboxLease.until")...)
}

// due looks into all the collections by one command, since there is nothing in
// most of them most of the time. It returns of each up to limit documents, those
// that wait longest.
func due(ctx context.Context, collections []*driver.Collection, limit int) ([]bson.A, error) {
	filter := free()
	part := func(i int) bson.A {
		return bson.A{
			bson.D{{Key: "$match", Value: filter}},
			bson.D{{Key: "$sort", Value: bson.D{{Key: "outbox.due", Value: 1}}}},
			bson.D{{Key: "$limit", Value: limit}},
			bson.D{{Key: "$project", Value: bson.D{{Key: "from", Value: bson.D{{Key: "$literal", Value: i}}}}}},
		}
	}
	pipeline := part(0)
	for i, c := range collections[1:] {
		pipeline = append(pipeline, bson.D{{Key: "$unionWith", Value: bson.D{
			{Key: "coll", Value: c.Name()}, {Key: "pipeline", Value: part(i + 1)},
		}}})
	}
	cursor, err := collections[0].Aggregate(ctx, pipeline)
	if err != nil {
		return nil, err
	}
	var documents []struct {
		ID   bson.RawValue `bson:"_id"`
		From int           `bson:"from"` // the place of its collection
	}
	if err := cursor.All(ctx, &documents); err != nil {
		return nil, err
	}
	found := make([]bson.A, len(collections))
	for _, d := range documents {
		found[d.From] = append(found[d.From], d.ID)
	}
	return found, nil
}

// claim takes those of the documents that are still free, in one update, and
// then reads what it got: before that somebody else may have handled what was in
// them, and something else have come.
func claim(ctx context.Context, c *driver.Collection, ids bson.A, owner string, ttl time.Duration) ([]*Leased, error) {
	token, until := cryptorand.Text(), time.Now().Add(ttl)
	chosen := bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}
	mark := driver.Pipeline{{{Key: "$set", Value: bson.D{{Key: "outboxLease", Value: bson.D{
		{Key: "owner", Value: bson.D{{Key: "$literal", Value: owner}}},
		{Key: "token", Value: bson.D{{Key: "$literal", Value: token}}},
		{Key: "until", Value: FromNow(ttl)},
	}}}}}}
	if _, err := c.UpdateMany(ctx, append(slices.Clone(chosen), free()...), mark); err != nil {
		return nil, err
	}
	return claimed(ctx, c, append(chosen, bson.E{Key: "outboxLease.token", Value: token}), token, until)
}

func claimed(ctx context.Context, c *driver.Collection, filter bson.D, token string, until time.Time) ([]*Leased, error) {
	cursor, err := c.Find(ctx, filter, options.Find().SetProjection(bson.D{{Key: "outbox", Value: 1}}))
	if err != nil {
		return nil, err
	}
	var documents []struct {
		ID     bson.RawValue `bson:"_id"`
		Outbox []OutboxEntry `bson:"outbox"`
	}
	if err := cursor.All(ctx, &documents); err != nil {
		return nil, err
	}
	var leased []*Leased
	for _, d := range documents {
		leased = append(leased, &Leased{Entries: d.Outbox, collection: c, id: d.ID, token: token, until: until})
	}
	return leased, nil
}

// Work gives each event to each subscription it is due for, in the order of
// the document. An event that failed, or waits for another try, holds back
// later ones of the same document for the same subscription only. A panic of
// handle is a failure. Work stops when ctx or the lease ends; what it reached
// counts, the rest stays as it was. It only remembers: call [Outbox.Strike].
func (l *Leased) Work(ctx context.Context, handle func(context.Context, Delivery) error) {
	ctx, cancel := context.WithDeadline(ctx, l.until)
	defer cancel()
	waits := make(map[string]time.Duration) // by subscription: until the event that holds it back
	for i, e := range l.Entries {
		if e.DeadAt != nil || e.Due == nil {
			continue
		}
		if wait := time.Until(*e.Due); wait > 0 {
			for _, subscription := range e.waiting() {
				waits[subscription] = max(wait, waits[subscription])
			}
			continue
		}
		c, finished := deliver(ctx, e, waits, func(ctx context.Context, d Delivery) error {
			d.Overtaken = overtaken(d, l.Entries[i+1:])
			return handle(ctx, d)
		})
		l.changes = append(l.changes, c)
		if !finished {
			return
		}
	}
}

// overtaken reports whether one of the later entries says the same again to the
// subscription, now.
func overtaken(d Delivery, later []OutboxEntry) bool {
	return slices.ContainsFunc(later, func(e OutboxEntry) bool {
		return e.Name == d.Event.Name && e.DeadAt == nil && e.Due != nil && time.Until(*e.Due) <= 0 &&
			slices.Contains(e.waiting(), d.Subscription)
	})
}

// deliver gives one entry to the subscriptions that are not held back, and notes
// in waits until when those wait that failed it. It reports false when ctx ended
// before it was through.
func deliver(ctx context.Context, e OutboxEntry, waits map[string]time.Duration, handle func(context.Context, Delivery) error) (change, bool) {
	c := change{ID: e.ID, Struck: []string{}, Seen: e.Rounds, Rounds: e.Rounds, Failures: append([]Failure{}, e.Failures...)}
	alive, wait := false, maxDelay // until the first of its subscriptions may be tried again
	for _, subscription := range e.waiting() {
		if held, is := waits[subscription]; is {
			alive, wait = true, min(wait, held)
			continue
		}
		if ctx.Err() != nil {
			return c, false
		}
		attempt := e.failure(subscription).Attempts + 1
		last := attempt >= maxAttempts
		err := protect(ctx, handle, Delivery{Event: e.Event(), Subscription: subscription, Attempt: attempt, Last: last})
		switch {
		case err == nil:
			c.Struck = append(c.Struck, subscription)
			c.forget(subscription)
		case errors.Is(ctx.Err(), context.Canceled):
			return c, false // the worker is stopping, which is nobody's failure
		default:
			c.Rounds = e.Rounds + 1
			c.forget(subscription)
			c.Failures = append(c.Failures, Failure{Subscription: subscription, Attempts: attempt, Error: cut(err.Error())})
			if !last {
				waits[subscription] = delay(attempt)
				alive, wait = true, min(wait, waits[subscription])
			}
		}
	}
	c.Dead, c.Delay = !alive, wait.Milliseconds()
	return c, true
}

// forget drops what was known of a subscription's failures.
func (c *change) forget(subscription string) {
	c.Failures = slices.DeleteFunc(c.Failures, func(f Failure) bool { return f.Subscription == subscription })
}

// protect turns a panic of handle into an error.
func protect(ctx context.Context, handle func(context.Context, Delivery) error, d Delivery) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return handle(ctx, d)
}

// delay doubles from attempt to attempt, up to ten minutes, and is up to a
// quarter shorter or longer, so that what failed together is not tried together
// again.
func delay(attempt int) time.Duration {
	d := min(maxDelay, firstDelay<<min(attempt-1, 20))
	return d - d/4 + rand.N(d/2)
}

func cut(s string) string {
	if len(s) > maxErrorBytes {
		s = s[:maxErrorBytes]
	}
	return strings.ToValidUTF8(s, "")
}

// Strike stores what Work did, in one update, and gives the document back:
// handled subscriptions are struck off, events without any left are removed,
// failed ones wait for their next try or die. Errors: fault.Unavailable; then
// the lease runs out and the work is done again.
func (o *Outbox) Strike(ctx context.Context, l *Leased) error {
	if l.finished() {
		if gone, err := o.finished.Do(ctx, l); gone || err != nil {
			return Fault(err)
		}
	}
	_, err := o.writer.write(ctx, Write{
		Collection: l.collection, Filter: bson.D{{Key: "_id", Value: l.id}}, Update: strike(l.changes, l.token),
	})
	return err
}

// remove takes away the outboxes of documents whose events were all handled, and
// reports of each whether it is gone for certain. Those of one lease go together.
func remove(ctx context.Context, all []*Leased) []Result[bool] {
	results := make([]Result[bool], len(all))
	var done sync.WaitGroup
	for like, places := range alike(all) {
		done.Go(func() {
			ids := make(bson.A, len(places))
			for i, place := range places {
				ids[i] = all[place].id
			}
			// Where nothing was added meanwhile nobody else may change it: it
			// goes as a whole.
			removed, err := like.collection.UpdateMany(ctx, bson.D{
				{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}, {Key: "outboxLease.token", Value: like.token},
				{Key: "outbox", Value: bson.D{{Key: "$size", Value: like.entries}}},
			}, bson.D{{Key: "$unset", Value: bson.D{{Key: "outbox", Value: 1}, {Key: "outboxLease", Value: 1}}}})
			for _, place := range places {
				results[place] = Result[bool]{err == nil && int(removed.MatchedCount) == len(places), err}
			}
		})
	}
	done.Wait()
	return results
}

// likeness is what documents have in common whose outboxes one update removes.
type likeness struct {
	collection *driver.Collection
	token      string
	entries    int
}

// alike returns the places of documents that have it in common.
func alike(all []*Leased) map[likeness][]int {
	groups := make(map[likeness][]int)
	for i, l := range all {
		like := likeness{l.collection, l.token, len(l.Entries)}
		groups[like] = append(groups[like], i)
	}
	return groups
}

// finished reports whether every subscription of every entry was served.
func (l *Leased) finished() bool {
	if len(l.changes) != len(l.Entries) {
		return false
	}
	for i, c := range l.changes {
		if len(c.Struck) != len(l.Entries[i].Pending) || c.ID != l.Entries[i].ID {
			return false
		}
	}
	return true
}
