package mongo

import (
	"context"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
)

// FromNow is the server's time plus d, to the millisecond, in a pipeline or an
// $expr: where several processes share leases, its clock decides for all.
func FromNow(d time.Duration) bson.D {
	return bson.D{{Key: "$add", Value: bson.A{"$$NOW", d.Milliseconds()}}}
}

const (
	// clockGood is how long the server isn't asked for its time again.
	clockGood = time.Second
	// clockSlack is how long an answer may take that is used more than once.
	clockSlack = 50 * time.Millisecond
)

// clock knows a server's time between two looks at it.
type clock struct {
	look func(context.Context) (time.Time, error)

	mu sync.Mutex
	// server is what its clock said before heard, a moment of this process's.
	server, heard time.Time
}

// Now returns the time by the server's clock, or a little before: it is never
// ahead of it, and behind it by no more than a look at it takes. Only where the
// server's clock is set back, or another server takes over whose clock is slow,
// it is ahead by that much for up to a second. With it what is new can be
// inserted plainly, which costs the server a quarter of an upsert that reads
// $$NOW. Errors: [ErrUnavailable].
func (db *DB) Now(ctx context.Context) (time.Time, error) { return db.clock.now(ctx) }

func (c *clock) now(ctx context.Context) (time.Time, error) {
	if known, ok := c.known(); ok {
		return known, nil
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	began := time.Now()
	server, err := c.look(ctx)
	if err != nil {
		return time.Time{}, err
	}
	// The server looked at its clock before this moment.
	if heard := time.Now(); heard.Sub(began) <= clockSlack {
		c.mu.Lock()
		c.server, c.heard = server, heard
		c.mu.Unlock()
	}
	return server, nil
}

// known counts on from the last look, if that wasn't long ago.
func (c *clock) known() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	since := now.Sub(c.heard)
	// While the machine is suspended only the wall clock goes on.
	byWall := now.Round(0).Sub(c.heard.Round(0))
	if since >= clockGood || byWall >= 2*clockGood {
		return time.Time{}, false
	}
	return c.server.Add(since).Truncate(time.Millisecond), true
}

func (db *DB) serverTime(ctx context.Context) (time.Time, error) {
	cursor, err := db.database.Aggregate(ctx, driver.Pipeline{
		{{Key: "$documents", Value: bson.A{bson.D{}}}},
		{{Key: "$project", Value: bson.D{{Key: "now", Value: "$$NOW"}}}},
	})
	if err != nil {
		return time.Time{}, Fault(err)
	}
	var found []struct{ Now time.Time }
	if err := cursor.All(ctx, &found); err != nil {
		return time.Time{}, Fault(err)
	}
	return found[0].Now.UTC(), nil
}
