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
	// Late is for how long the event has been due that waits longest; zero where
	// none is. A worker that keeps up leaves none due for seconds.
	Late time.Duration
	// Dead are the events that were given up.
	Dead int
}

// Backlog looks at all watched collections. Errors: fault.Unavailable.
func (o *Outbox) Backlog(ctx context.Context) (Backlog, error) {
	var b Backlog
	for _, c := range o.journalled() {
		n, first, err := waiting(ctx, c)
		if err != nil {
			return Backlog{}, Fault(err)
		}
		if b.Waiting += n; n > 0 {
			b.Late = max(b.Late, time.Since(first))
		}
		if n, err = deadAt.count(ctx, c); err != nil {
			return Backlog{}, Fault(err)
		}
		b.Dead += n
	}
	return b, nil
}

// waiting counts the documents whose outboxes have something to be tried, and
// says when the first of it was or will be due.
func waiting(ctx context.Context, c *driver.Collection) (n int, first time.Time, err error) {
	cursor, err := c.Aggregate(ctx, driver.Pipeline{
		{{Key: "$match", Value: bson.D{{Key: "outbox.due", Value: bson.D{{Key: "$gt", Value: time.UnixMilli(0).UTC()}}}}}},
		{{Key: "$group", Value: bson.D{
			{Key: "_id", Value: nil},
			{Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}},
			{Key: "first", Value: bson.D{{Key: "$min", Value: bson.D{{Key: "$min", Value: "$outbox.due"}}}}},
		}}},
	})
	if err != nil {
		return 0, time.Time{}, err
	}
	var found []struct {
		N     int       `bson:"n"`
		First time.Time `bson:"first"`
	}
	if err := cursor.All(ctx, &found); err != nil || len(found) == 0 {
		return 0, time.Time{}, err
	}
	return found[0].N, found[0].First, nil
}
