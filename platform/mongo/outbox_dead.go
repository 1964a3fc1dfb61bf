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

// ErrNotDead is returned where an event shall be tried again that was not given
// up: it is handled or waits for another try, perhaps because somebody else was
// faster.
var ErrNotDead = fault.New(fault.NotFound, "not-failed", "There is no such failed event. Somebody may have retried it already.")

// retriedAtOnce bounds one round trip of [Outbox.RetryAll].
const retriedAtOnce = 500

// DeadLetter is an event that some subscriptions failed too often. It stays in
// its document until it is tried again.
type DeadLetter struct {
	Event events.Event
	// Collection is where the document is.
	Collection string
	// Subscriptions are those that did not handle it.
	Subscriptions []string
	// Attempts is how often it was tried, Error what went wrong the last time,
	// cut to 500 bytes.
	Attempts int
	Error    string
	// DiedAt is when it was given up, by the server's clock.
	DiedAt time.Time
}

// Dead returns the dead letters of all watched collections, those that died
// last first, without the first skip ones and at most limit; and how many there
// are in all. It reads the skipped ones too. Errors: fault.Unavailable.
func (o *Outbox) Dead(ctx context.Context, skip, limit int) (letters []DeadLetter, total int, err error) {
	for _, c := range o.durable() {
		n, err := countDead(ctx, c)
		if err != nil {
			return nil, 0, Fault(err)
		}
		if n == 0 {
			continue
		}
		total += n
		some, err := newestDead(ctx, c, skip+limit)
		if err != nil {
			return nil, 0, Fault(err)
		}
		letters = append(letters, some...)
	}
	slices.SortFunc(letters, func(a, b DeadLetter) int {
		return cmp.Or(b.DiedAt.Compare(a.DiedAt), strings.Compare(a.Event.ID, b.Event.ID))
	})
	letters = letters[min(skip, len(letters)):]
	return letters[:min(limit, len(letters))], total, nil
}

// Retry makes the dead letter of an event wait for its subscriptions again, as
// if it had never been tried, and wakes the worker. It does so once: of several
// calls one succeeds. The event comes after others that overtook it, so
// handlers must go by what is stored, not by the order of events. Errors:
// [ErrNotDead], fault.Unavailable.
func (o *Outbox) Retry(ctx context.Context, event string) error {
	for _, c := range o.durable() {
		result, err := c.UpdateOne(ctx, hasDeadEvent(event), revive, options.UpdateOne().SetArrayFilters(deadEntry(event)))
		if err != nil {
			return Fault(err)
		}
		if result.ModifiedCount > 0 {
			o.Nudge()
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
	for _, c := range o.durable() {
		for {
			letters, err := newestDead(ctx, c, retriedAtOnce)
			if err != nil {
				return revived, Fault(err)
			}
			if len(letters) == 0 {
				break
			}
			updates := make([]driver.WriteModel, len(letters))
			for i, l := range letters {
				updates[i] = driver.NewUpdateOneModel().SetFilter(hasDeadEvent(l.Event.ID)).
					SetUpdate(revive).SetArrayFilters(deadEntry(l.Event.ID))
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

// durable returns the watched collections with writes that wait for the
// journal, as a person's order deserves.
func (o *Outbox) durable() []*driver.Collection {
	o.mu.RLock()
	defer o.mu.RUnlock()
	collections := make([]*driver.Collection, len(o.watched))
	for i, c := range o.watched {
		collections[i] = c.Clone(options.Collection().SetWriteConcern(durable()))
	}
	return collections
}

// hasDead finds by the index the documents that have dead letters.
var hasDead = bson.D{{Key: "outbox.deadAt", Value: bson.D{{Key: "$gt", Value: time.UnixMilli(0).UTC()}}}}

// hasDeadEvent finds the document in which the event is, if it is dead.
func hasDeadEvent(id string) bson.D {
	return append(slices.Clone(hasDead), bson.E{Key: "outbox", Value: bson.D{{Key: "$elemMatch", Value: bson.D{
		{Key: "id", Value: id}, {Key: "deadAt", Value: bson.D{{Key: "$exists", Value: true}}},
	}}}})
}

// deadEntry is the entry that revive changes.
func deadEntry(id string) []any {
	return []any{bson.D{{Key: "e.id", Value: id}, {Key: "e.deadAt", Value: bson.D{{Key: "$exists", Value: true}}}}}
}

// revive is the update of a dead entry.
var revive = bson.D{
	{Key: "$unset", Value: bson.D{{Key: "outbox.$[e].deadAt", Value: ""}, {Key: "outbox.$[e].attempts", Value: ""}}},
	{Key: "$currentDate", Value: bson.D{{Key: "outbox.$[e].due", Value: true}}},
}

// deadOf is an expression: the dead entries of the document's outbox.
var deadOf = bson.D{{Key: "$filter", Value: bson.D{
	{Key: "input", Value: "$outbox"}, {Key: "as", Value: "e"},
	{Key: "cond", Value: bson.D{{Key: "$gt", Value: bson.A{"$$e.deadAt", nil}}}},
}}}

func countDead(ctx context.Context, c *driver.Collection) (int, error) {
	cursor, err := c.Aggregate(ctx, driver.Pipeline{
		{{Key: "$match", Value: hasDead}},
		{{Key: "$group", Value: bson.D{
			{Key: "_id", Value: nil},
			{Key: "n", Value: bson.D{{Key: "$sum", Value: bson.D{{Key: "$size", Value: deadOf}}}}},
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

// newestDead returns up to limit dead letters of one collection.
func newestDead(ctx context.Context, c *driver.Collection, limit int) ([]DeadLetter, error) {
	if limit <= 0 {
		return nil, nil
	}
	cursor, err := c.Aggregate(ctx, driver.Pipeline{
		{{Key: "$match", Value: hasDead}},
		{{Key: "$project", Value: bson.D{{Key: "_id", Value: 0}, {Key: "dead", Value: deadOf}}}},
		{{Key: "$unwind", Value: "$dead"}},
		{{Key: "$replaceWith", Value: "$dead"}},
		{{Key: "$sort", Value: bson.D{{Key: "deadAt", Value: -1}, {Key: "id", Value: 1}}}},
		{{Key: "$limit", Value: limit}},
	})
	if err != nil {
		return nil, err
	}
	var entries []OutboxEntry
	if err := cursor.All(ctx, &entries); err != nil {
		return nil, err
	}
	letters := make([]DeadLetter, len(entries))
	for i, e := range entries {
		letters[i] = DeadLetter{
			Event: e.Event(), Collection: c.Name(), Subscriptions: e.Pending,
			Attempts: e.Attempts, Error: e.Error, DiedAt: *e.DeadAt,
		}
	}
	return letters, nil
}
