package mongo

import (
	"context"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// ClientOptions lets tests see what a client is made with.
var ClientOptions = clientOptions

// Delay lets tests see how failed events are spread.
var Delay = delay

// WithoutBulkWrite has db write as it does to a server that is older than the
// command.
func WithoutBulkWrite(db *DB) { db.writer.alone.Store(true) }

// Concern is what db's writes wait for.
func Concern(db *DB) writeconcern.WriteConcern { return *db.concern }

// Overheard connects like Connect, and tells of each command that is sent. The
// database is dropped when the test ends.
func Overheard(t testing.TB, url, name string, hear func(command bson.Raw)) *DB {
	t.Helper()
	db, err := connect(clientOptions(url).SetMonitor(&event.CommandMonitor{
		Started: func(_ context.Context, e *event.CommandStartedEvent) { hear(e.Command) },
	}), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		_ = db.Drop(ctx)
		_ = db.Close(ctx)
	})
	return db
}

// NewClock returns how a clock tells the time that look returns.
func NewClock(look func(context.Context) (time.Time, error)) func(context.Context) (time.Time, error) {
	return (&clock{look: look}).now
}
