package mongo

import (
	"context"
	"fmt"
	neturl "net/url"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// How long a call waits before a lost server becomes fault.Unavailable.
const (
	// selectionTimeout bounds the search for a server that can serve a call.
	selectionTimeout = 2500 * time.Millisecond
	// callTimeout bounds a call whose context has no deadline of its own, so
	// that a server that hangs fails it too.
	callTimeout = 5 * time.Second
)

// DB is one database. It is safe for concurrent use.
type DB struct {
	client   *driver.Client
	database *driver.Database
	monitor  *monitor
	writer   *writer
	reader   *reader
	clock    *clock
	// concern is that of every write. The driver keeps the pointer and reads it
	// with each.
	concern *writeconcern.WriteConcern
}

// Connect returns the database that url names, or the one called name where it
// names none. It does not wait for the server, which [DB.Await] does before the
// first write: a call made while there is none fails with fault.Unavailable
// after a few seconds, and succeeds again as soon as it is back. The error says
// what is wrong with the URL, without quoting it since it may hold a password.
func Connect(_ context.Context, url, name string) (*DB, error) {
	if inURL := databaseIn(url); inURL != "" {
		name = inURL
	}
	return connect(clientOptions(url), name)
}

func connect(opts *options.ClientOptions, name string) (*DB, error) {
	watch, concern := newMonitor(), durable()
	client, err := driver.Connect(opts.SetWriteConcern(concern).SetServerMonitor(watch.listener()))
	if err != nil {
		return nil, fmt.Errorf("mongo: the URL can't be used: %w", err)
	}
	db := &DB{client: client, database: client.Database(name), monitor: watch, writer: newWriter(client, concern), reader: newReader(), concern: concern}
	db.clock = &clock{look: db.serverTime}
	return db, nil
}

// clientOptions are those of the URL, except where they would weaken what the
// shop relies on.
func clientOptions(url string) *options.ClientOptions {
	return options.Client().
		SetAppName("shop").
		SetRegistry(registry).
		SetServerSelectionTimeout(selectionTimeout).
		SetConnectTimeout(selectionTimeout).
		SetTimeout(callTimeout).
		ApplyURI(url).
		SetReadPreference(readpref.Primary())
}

// databaseIn returns the name between the hosts and the options of a
// connection string, decoded; "" where there is none.
func databaseIn(url string) string {
	_, rest, _ := strings.Cut(url, "://")
	_, path, _ := strings.Cut(rest, "/")
	path, _, _ = strings.Cut(path, "?")
	name, err := neturl.PathUnescape(path)
	if err != nil {
		return ""
	}
	return name
}

// durable is acknowledged by the journals of a majority. Without j a killed
// server loses acknowledged writes.
func durable() *writeconcern.WriteConcern {
	journal := true
	return &writeconcern.WriteConcern{W: "majority", Journal: &journal}
}

// Name returns the database's name.
func (db *DB) Name() string { return db.database.Name() }

// Await returns once the server answers, and has settled then what writes wait
// for; it is called before the first of them. A server that stands alone is
// asked for its own journal, since asked for those of a majority it was seen to
// acknowledge writes that were in none and lost when it was killed (ADR 21).
// Errors: fault.Unavailable, when ctx ends.
func (db *DB) Await(ctx context.Context) error {
	for {
		alone, err := db.standsAlone(ctx)
		if err == nil {
			if alone {
				db.concern.W = 1
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// standsAlone reports whether the server is neither in a replica set nor leads
// to one.
func (db *DB) standsAlone(ctx context.Context) (bool, error) {
	var hello struct {
		SetName string `bson:"setName"`
		Msg     string `bson:"msg"` // "isdbgrid" of a router
	}
	err := db.client.Database("admin").RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello)
	return hello.SetName == "" && hello.Msg == "", Fault(err)
}

// Collection returns the collection, whose writes wait for the journal of a
// majority ({w: "majority", j: true}), or of the server that stands alone
// ({w: 1, j: true}), and whose reads go to the primary.
func (db *DB) Collection(name string) *driver.Collection {
	return db.database.Collection(name)
}

// Ping asks the server whether it is there. Errors: fault.Unavailable.
func (db *DB) Ping(ctx context.Context) error {
	return Fault(db.client.Ping(ctx, readpref.Primary()))
}

// Drop deletes the database and all it holds.
func (db *DB) Drop(ctx context.Context) error {
	return Fault(db.database.Drop(ctx))
}

// Close waits for calls under way, until ctx ends, and closes the connections.
func (db *DB) Close(ctx context.Context) error {
	return db.client.Disconnect(ctx)
}
