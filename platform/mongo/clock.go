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

// clockGood is how long the server isn't asked for its time again.
const clockGood = time.Second

// clock knows the server's time between two looks at it.
type clock struct {
	mu sync.Mutex
	// server is what its clock said before asked, a moment of this process's.
	server, asked time.Time
}

// Now returns the time by the server's clock, or a little before: it is never
// ahead of it, and behind it by no more than a call to the server takes. With
// it what is new can be inserted plainly, which costs the server a quarter of an
// upsert that reads $$NOW. Errors: [ErrUnavailable].
func (db *DB) Now(ctx context.Context) (time.Time, error) {
	db.clock.mu.Lock()
	defer db.clock.mu.Unlock()
	if time.Since(db.clock.asked) >= clockGood {
		server, err := db.serverTime(ctx)
		if err != nil {
			return time.Time{}, err
		}
		// The server looked at its clock before this moment.
		db.clock.server, db.clock.asked = server, time.Now()
	}
	return db.clock.server.Add(time.Since(db.clock.asked)).Truncate(time.Millisecond), nil
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
