package mongo

import (
	"context"
	"fmt"
	neturl "net/url"
	"strings"
	"time"

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
}

// Connect returns the database that url names, or the one called name where it
// names none. It does not wait for the server: a call made while there is none
// fails with fault.Unavailable after a few seconds, and succeeds again as soon
// as it is back. The error says what is wrong with the URL, without quoting it
// since it may hold a password.
func Connect(_ context.Context, url, name string) (*DB, error) {
	if inURL := databaseIn(url); inURL != "" {
		name = inURL
	}
	watch := newMonitor()
	client, err := driver.Connect(clientOptions(url).SetServerMonitor(watch.listener()))
	if err != nil {
		return nil, fmt.Errorf("mongo: the URL can't be used: %w", err)
	}
	return &DB{client: client, database: client.Database(name), monitor: watch, writer: newWriter(client, durable())}, nil
}

// clientOptions are those of the URL, except where they would weaken what the
// shop relies on.
func clientOptions(url string) *options.ClientOptions {
	return options.Client().
		SetAppName("shop").
		SetServerSelectionTimeout(selectionTimeout).
		SetConnectTimeout(selectionTimeout).
		SetTimeout(callTimeout).
		ApplyURI(url).
		SetReadPreference(readpref.Primary()).
		SetWriteConcern(durable())
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

// Collection returns the collection, whose writes wait for the journal of a
// majority ({w: "majority", j: true}) and whose reads go to the primary.
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
