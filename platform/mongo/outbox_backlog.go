package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
)

// Backlog is what of the events is still to be handled.
type Backlog struct {
	// Waiting are the documents that have events to be tried, now or later.
	Waiting int
	// Oldest is the age of the oldest of those events; zero where none waits.
	Oldest time.Duration
	// Dead are the events that were given up.
	Dead int
}

// Backlog looks at all watched collections. Errors: fault.Unavailable.
func (o *Outbox) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	for _, c := range o.journalled() {
		n, oldest, err := waiting(ctx, c)
		if err != nil {
			return Backlog{}, Fault(err)
		}
		if b.Waiting += n; n > 0 {
			b.Oldest = max(b.Oldest, time.Since(oldest))
		}
		if n, err = deadAt.count(ctx, c); err != nil {
			return Backlog{}, Fault(err)
		}
		b.Dead += n
	}
	return b, nil
}

// waiting counts the documents whose outboxes have something to be tried, and
// says when the first of it was written.
func waiting(ctx context.Context, c *driver.Collection) (n int, oldest time.Time, err error) {
	due := bson.D{{Key: "$filter", Value: bson.D{
		{Key: "input", Value: "$outbox"}, {Key: "as", Value: "e"},
		{Key: "cond", Value: bson.D{{Key: "$gt", Value: bson.A{"$$e.due", nil}}}},
	}}}
	written := bson.D{{Key: "$map", Value: bson.D{{Key: "input", Value: due}, {Key: "as", Value: "e"}, {Key: "in", Value: "$$e.at"}}}}
	cursor, err := c.Aggregate(ctx, driver.Pipeline{
		{{Key: "$match", Value: bson.D{{Key: "outbox.due", Value: bson.D{{Key: "$gt", Value: time.UnixMilli(0).UTC()}}}}}},
		{{Key: "$group", Value: bson.D{
			{Key: "_id", Value: nil},
			{Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}},
			{Key: "oldest", Value: bson.D{{Key: "$min", Value: bson.D{{Key: "$min", Value: written}}}}},
		}}},
	})
	if err != nil {
		return 0, time.Time{}, err
	}
	var found []struct {
		N      int       `bson:"n"`
		Oldest time.Time `bson:"oldest"`
	}
	if err := cursor.All(ctx, &found); err != nil || len(found) == 0 {
		return 0, time.Time{}, err
	}
	return found[0].N, found[0].Oldest, nil
}
