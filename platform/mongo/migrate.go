package mongo

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Migration changes stored data once, for all instances. Up must be safe to
// start again after a crash half-way.
type Migration struct {
	// ID sorts migrations and names them for ever: "0001-split-names".
	ID string
	Up func(ctx context.Context, db *DB) error
}

const (
	migrationsCollection = "migrations"
	// setupTimeout is for migrations and index builds over large collections.
	setupTimeout = time.Hour
	setupLease   = 15 * time.Second
	setupPoll    = 200 * time.Millisecond
)

// Setup runs the migrations that were not run before, in the order of their
// IDs, and then makes the indexes that are missing. It does both under a lease
// by the server's clock, so that one instance works while others wait; where
// nothing is to be done, nobody waits. A database that [MarkDemo] did not make a
// demo is a live shop's from here on. Errors: fault.Unavailable, or what a
// migration or an index failed with; the next Setup goes on where this one
// stopped.
func Setup(ctx context.Context, db *DB, indexes []Indexes, migrations []Migration) error {
	ctx, cancel := context.WithTimeout(ctx, setupTimeout)
	defer cancel()
	migrations, err := inOrder(migrations)
	if err != nil {
		return err
	}
	if err := settle(ctx, db, false); err != nil {
		return err
	}
	if err := bringUp(ctx, db, indexes, migrations); err != nil {
		return err
	}
	return settled(ctx, db)
}

// inOrder sorts migrations by their IDs, of which there may be one each.
func inOrder(migrations []Migration) ([]Migration, error) {
	sorted := slices.SortedFunc(slices.Values(migrations), func(a, b Migration) int { return cmp.Compare(a.ID, b.ID) })
	for i := 1; i < len(sorted); i++ {
		if sorted[i].ID == sorted[i-1].ID {
			return nil, fmt.Errorf("mongo: two migrations are called %s", sorted[i].ID)
		}
	}
	return sorted, nil
}

// bringUp migrates and makes indexes, under the lease where there is anything
// to do. Where there isn't, the server is still asked for each index, since it
// alone tells that one of the same name is another.
func bringUp(ctx context.Context, db *DB, indexes []Indexes, migrations []Migration) error {
	pending, err := pendingMigrations(ctx, db, migrations)
	if err != nil {
		return err
	}
	missing, err := MissingIndexes(ctx, db, indexes)
	if err != nil {
		return err
	}
	if len(pending) == 0 && len(missing) == 0 {
		return createIndexes(ctx, db, indexes)
	}
	l := &lease{collection: db.Collection(migrationsCollection), token: rand.Text()}
	return l.hold(ctx, func(ctx context.Context) error {
		if err := migrate(ctx, db, migrations); err != nil {
			return err
		}
		return createIndexes(ctx, db, indexes)
	})
}

// migrate runs those migrations that no instance ran yet.
func migrate(ctx context.Context, db *DB, migrations []Migration) error {
	pending, err := pendingMigrations(ctx, db, migrations)
	if err != nil {
		return err
	}
	for _, m := range pending {
		if err := m.Up(ctx, db); err != nil {
			return fmt.Errorf("mongo: migration %s: %w", m.ID, err)
		}
		done := bson.D{{Key: "_id", Value: m.ID}, {Key: "at", Value: time.Now().UTC()}}
		if _, err := db.Collection(migrationsCollection).InsertOne(ctx, done); err != nil && !IsDuplicate(err) {
			return Fault(err)
		}
	}
	return nil
}

// pendingMigrations returns those that were not run yet.
func pendingMigrations(ctx context.Context, db *DB, all []Migration) ([]Migration, error) {
	cursor, err := db.Collection(migrationsCollection).Find(ctx, bson.D{}, options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, Fault(err)
	}
	var done []struct {
		ID string `bson:"_id"`
	}
	if err := cursor.All(ctx, &done); err != nil {
		return nil, Fault(err)
	}
	run := make(map[string]bool, len(done))
	for _, d := range done {
		run[d.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(all), func(m Migration) bool { return run[m.ID] }), nil
}

// lease is the right to migrate and to build indexes, kept in a document beside the migrations.
type lease struct {
	collection *driver.Collection
	token      string
}

const leaseID = "lease"

// errLeaseLost ends work whose lease could not be renewed in time.
var errLeaseLost = errors.New("mongo: the lease was lost")

// hold waits for the lease and runs work under it, with a context that ends
// when the lease can't be kept.
func (l *lease) hold(ctx context.Context, work func(context.Context) error) error {
	if err := l.prepare(ctx); err != nil {
		return err
	}
	for {
		got, err := l.take(ctx)
		if err != nil {
			return err
		}
		if got {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(setupPoll):
		}
	}
	working, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go l.keep(working, cancel)
	err := work(working)
	if cause := context.Cause(working); err != nil && errors.Is(cause, errLeaseLost) {
		err = fmt.Errorf("%w: %w", cause, err)
	}
	release, done := context.WithTimeout(context.WithoutCancel(ctx), selectionTimeout)
	defer done()
	_, _ = l.collection.UpdateOne(release, l.mine(), bson.D{{Key: "$unset", Value: bson.D{{Key: "until", Value: ""}}}})
	return err
}

// prepare makes the document: a condition on the server's clock can't be part
// of an upsert.
func (l *lease) prepare(ctx context.Context) error {
	_, err := l.collection.UpdateOne(ctx, bson.D{{Key: "_id", Value: leaseID}},
		bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "token", Value: ""}}}}, options.UpdateOne().SetUpsert(true))
	if IsDuplicate(err) {
		return nil
	}
	return Fault(err)
}

// take gets or prolongs the lease; false means that somebody else has it.
func (l *lease) take(ctx context.Context) (bool, error) {
	result, err := l.collection.UpdateOne(ctx,
		bson.D{{Key: "_id", Value: leaseID}, {Key: "$or", Value: bson.A{l.mine(), expired("$until")}}},
		driver.Pipeline{{{Key: "$set", Value: bson.D{
			{Key: "token", Value: bson.D{{Key: "$literal", Value: l.token}}},
			{Key: "until", Value: FromNow(setupLease)},
		}}}})
	if err != nil {
		return false, Fault(err)
	}
	return result.MatchedCount == 1, nil
}

func (l *lease) mine() bson.D { return bson.D{{Key: "token", Value: l.token}} }

// keep renews the lease until ctx ends, and ends ctx when it is lost.
func (l *lease) keep(ctx context.Context, cancel context.CancelCauseFunc) {
	tick := time.NewTicker(setupLease / 3)
	defer tick.Stop()
	for kept := time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		got, err := l.take(ctx)
		switch {
		case got:
			kept = time.Now()
		case err == nil, time.Since(kept) > setupLease*2/3:
			cancel(errLeaseLost)
			return
		}
	}
}

// expired is a condition: the time in field is missing or has passed by the
// server's clock.
func expired(field string) bson.D {
	return bson.D{{Key: "$expr", Value: bson.D{{Key: "$lt", Value: bson.A{
		bson.D{{Key: "$ifNull", Value: bson.A{field, time.UnixMilli(0).UTC()}}}, "$$NOW",
	}}}}}
}
