package mongo

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/events"
	"shop/platform/fault"
)

// ErrNotDead is returned where an event shall be tried again or discarded that
// is not dead: it is handled, discarded or waits for another try, perhaps
// because somebody else was faster.
var ErrNotDead = fault.New(fault.NotFound, "not-failed", "There is no such failed event. Somebody may have retried or discarded it already.")

// retriedAtOnce bounds one round trip of [Outbox.RetryAll].
const retriedAtOnce = 500

// DeadLetter is an event that some subscriptions failed too often. It stays in
// its document until it is tried again, or discarded.
type DeadLetter struct {
	Event events.Event
	// Collection is where the document is.
	Collection string
	// Failures are those of the subscriptions that did not handle it.
	Failures []Failure
	// DiedAt is when it was given up, by the server's clock.
	DiedAt time.Time
}

// DiscardedLetter is a dead letter of which somebody decided that it needn't be
// handled.
type DiscardedLetter struct {
	Event       events.Event
	Collection  string
	Failures    []Failure
	DiscardedAt time.Time // by the server's clock
	DiscardedBy Person
}

// Dead returns the dead letters of all watched collections, those that died
// last first, without the first skip ones and at most limit; and how many there
// are in all. It reads the skipped ones too. Errors: fault.Unavailable.
func (o *Outbox) Dead(ctx context.Context, skip, limit int) (letters []DeadLetter, total int, err error) {
	ended, total, err := o.newest(ctx, deadAt, skip, limit)
	for _, e := range ended {
		letters = append(letters, DeadLetter{Event: e.Event(), Collection: e.collection, Failures: e.Failures, DiedAt: *e.DeadAt})
	}
	return letters, total, err
}

// Discarded returns the letters that were discarded, the latest first, at most
// limit; and how many there are in all. Errors: fault.Unavailable.
func (o *Outbox) Discarded(ctx context.Context, limit int) (letters []DiscardedLetter, total int, err error) {
	ended, total, err := o.newest(ctx, discardedAt, 0, limit)
	for _, e := range ended {
		letters = append(letters, DiscardedLetter{
			Event: e.Event(), Collection: e.collection, Failures: e.Failures,
			DiscardedAt: *e.DiscardedAt, DiscardedBy: *e.DiscardedBy,
		})
	}
	return letters, total, err
}

// ended is an entry that is neither due any more nor gone.
type ended struct {
	OutboxEntry `bson:",inline"`
	collection  string
	at          time.Time
}

// newest returns the entries that have ended in one way, in all watched
// collections.
func (o *Outbox) newest(ctx context.Context, way end, skip, limit int) (entries []ended, total int, err error) {
	for _, c := range o.journalled() {
		n, err := way.count(ctx, c)
		if err != nil {
			return nil, 0, Fault(err)
		}
		if n == 0 {
			continue
		}
		total += n
		some, err := way.newest(ctx, c, skip+limit)
		if err != nil {
			return nil, 0, Fault(err)
		}
		entries = append(entries, some...)
	}
	slices.SortFunc(entries, func(a, b ended) int {
		return cmp.Or(b.at.Compare(a.at), strings.Compare(a.ID, b.ID))
	})
	entries = entries[min(skip, len(entries)):]
	return entries[:min(limit, len(entries))], total, nil
}

// Retry makes the dead letter of an event wait for its subscriptions again, as
// if it had never been tried, and wakes the worker. It does so once: of several
// calls one succeeds. The event comes after others that overtook it, so
// handlers must go by what is stored, not by the order of events. Errors:
// [ErrNotDead], fault.Unavailable.
func (o *Outbox) Retry(ctx context.Context, event string) error {
	if err := o.change(ctx, event, revive); err != nil {
		return err
	}
	o.Nudge()
	return nil
}

// Discard ends the dead letter of an event for good, by the decision of a
// person: nobody will handle it. It stays in its document, with who decided and
// when. Of several calls, also of [Outbox.Retry], one succeeds. Errors:
// [ErrNotDead], fault.Unavailable.
func (o *Outbox) Discard(ctx context.Context, event string, by Person) error {
	return o.change(ctx, event, bson.D{
		{Key: "$unset", Value: bson.D{{Key: "outbox.$[e].deadAt", Value: ""}}},
		{Key: "$currentDate", Value: bson.D{{Key: "outbox.$[e].discardedAt", Value: true}}},
		{Key: "$set", Value: bson.D{{Key: "outbox.$[e].discardedBy", Value: by}}},
	})
}

// change updates the entry of a dead event, once. Errors: [ErrNotDead],
// fault.Unavailable.
func (o *Outbox) change(ctx context.Context, event string, update bson.D) error {
	for _, c := range o.journalled() {
		result, err := c.UpdateOne(ctx, hasDeadEvent(event), update, options.UpdateOne().SetArrayFilters(deadEntry(event)))
		if err != nil {
			return Fault(err)
		}
		if result.ModifiedCount > 0 {
			return nil
		}
	}
	return ErrNotDead
}

// RetryAll is [Outbox.Retry] for every dead letter there is. It returns how
// many of them it was that made wait again. Errors: fault.Unavailable; then
// some may have been.
func (o *Outbox) RetryAll(ctx context.Context) (int, error) {
	defer o.Nudge()
	revived := 0
	for _, c := range o.journalled() {
		for {
			letters, err := deadAt.newest(ctx, c, retriedAtOnce)
			if err != nil {
				return revived, Fault(err)
			}
			if len(letters) == 0 {
				break
			}
			updates := make([]driver.WriteModel, len(letters))
			for i, l := range letters {
				updates[i] = driver.NewUpdateOneModel().SetFilter(hasDeadEvent(l.ID)).
					SetUpdate(revive).SetArrayFilters(deadEntry(l.ID))
			}
			result, err := c.BulkWrite(ctx, updates, options.BulkWrite().SetOrdered(false))
			if result != nil {
				revived += int(result.ModifiedCount)
			}
			if err != nil {
				return revived, Fault(err)
			}
		}
	}
	return revived, nil
}

// journalled returns the watched collections with writes that wait for the
// journal, as a person's order deserves.
func (o *Outbox) journalled() []*driver.Collection {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return slices.Clone(o.durable)
}

// hasDeadEvent finds the document in which the event is, if it is dead.
func hasDeadEvent(id string) bson.D {
	return append(deadAt.any(), bson.E{Key: "outbox", Value: bson.D{{Key: "$elemMatch", Value: bson.D{
		{Key: "id", Value: id}, {Key: "deadAt", Value: bson.D{{Key: "$exists", Value: true}}},
	}}}})
}

// deadEntry is the entry that an update of a dead event changes.
func deadEntry(id string) []any {
	return []any{bson.D{{Key: "e.id", Value: id}, {Key: "e.deadAt", Value: bson.D{{Key: "$exists", Value: true}}}}}
}

// revive is the update of a dead entry.
var revive = bson.D{
	{Key: "$unset", Value: bson.D{{Key: "outbox.$[e].deadAt", Value: ""}, {Key: "outbox.$[e].rounds", Value: ""}, {Key: "outbox.$[e].failures", Value: ""}}},
	{Key: "$currentDate", Value: bson.D{{Key: "outbox.$[e].due", Value: true}}},
}

// end is a way in which an entry ends other than by being handled: the field
// that says when.
type end string

const (
	deadAt      end = "deadAt"
	discardedAt end = "discardedAt"
)

// any finds by the index the documents that have entries which ended so.
func (w end) any() bson.D {
	return bson.D{{Key: "outbox." + string(w), Value: bson.D{{Key: "$gt", Value: time.UnixMilli(0).UTC()}}}}
}

// of is an expression: the entries of the document's outbox that ended so.
func (w end) of() bson.D {
	return bson.D{{Key: "$filter", Value: bson.D{
		{Key: "input", Value: "$outbox"}, {Key: "as", Value: "e"},
		{Key: "cond", Value: bson.D{{Key: "$gt", Value: bson.A{"$$e." + string(w), nil}}}},
	}}}
}

func (w end) count(ctx context.Context, c *driver.Collection) (int, error) {
	cursor, err := c.Aggregate(ctx, driver.Pipeline{
		{{Key: "$match", Value: w.any()}},
		{{Key: "$group", Value: bson.D{
			{Key: "_id", Value: nil},
			{Key: "n", Value: bson.D{{Key: "$sum", Value: bson.D{{Key: "$size", Value: w.of()}}}}},
		}}},
	})
	if err != nil {
		return 0, err
	}
	var found []struct {
		N int `bson:"n"`
	}
	if err := cursor.All(ctx, &found); err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0].N, nil
}

// newest returns up to limit such entries of one collection.
func (w end) newest(ctx context.Context, c *driver.Collection, limit int) ([]ended, error) {
	if limit <= 0 {
		return nil, nil
	}
	cursor, err := c.Aggregate(ctx, driver.Pipeline{
		{{Key: "$match", Value: w.any()}},
		{{Key: "$project", Value: bson.D{{Key: "_id", Value: 0}, {Key: "ended", Value: w.of()}}}},
		{{Key: "$unwind", Value: "$ended"}},
		{{Key: "$replaceWith", Value: "$ended"}},
		{{Key: "$sort", Value: bson.D{{Key: string(w), Value: -1}, {Key: "id", Value: 1}}}},
		{{Key: "$limit", Value: limit}},
	})
	if err != nil {
		return nil, err
	}
	var entries []ended
	if err := cursor.All(ctx, &entries); err != nil {
		return nil, err
	}
	for i := range entries {
		entries[i].collection = c.Name()
		entries[i].at = *cmp.Or(entries[i].DeadAt, entries[i].DiscardedAt)
	}
	return entries, nil
}
