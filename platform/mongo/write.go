package mongo

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// writesAtOnce is how many writes that come at the same time go to the server in
// one command.
const writesAtOnce = 64

// Write is a conditional change of one document, or a new document.
type Write struct {
	Collection     *driver.Collection
	Filter, Update any
	// Upsert inserts what matches nothing.
	Upsert bool
	// Insert is the new document; without Filter and Update. An insert costs the
	// server less than half of an upsert.
	Insert any
}

// writer sends writes. Each is atomic by itself and is acknowledged once it is
// durable, as if it had been sent alone: the server's bulkWrite command with
// unordered operations promises nothing less, and tells of each what it did.
type writer struct {
	client   *driver.Client
	options  *options.ClientBulkWriteOptionsBuilder
	gatherer *Gatherer[Write, bool]
	// alone: the server doesn't know bulkWrite, which came with MongoDB 8.
	alone atomic.Bool
}

// newWriter returns a writer that waits as concern says; for writes that are
// sent alone their collection's concern says it.
func newWriter(client *driver.Client, concern *writeconcern.WriteConcern) *writer {
	w := &writer{
		client:  client,
		options: options.ClientBulkWrite().SetOrdered(false).SetVerboseResults(true).SetWriteConcern(concern),
	}
	w.gatherer = NewGatherer(writesAtOnce, w.send)
	return w
}

// Write changes the document that matches, together with writes of others that
// come at the same time, and reports whether one matched or was inserted. Errors:
// [ErrDuplicate], [ErrUnavailable]; after that, or when ctx ends, the change may
// have been made.
func (db *DB) Write(ctx context.Context, w Write) (bool, error) {
	return db.writer.write(ctx, w)
}

func (w *writer) write(ctx context.Context, one Write) (bool, error) {
	matched, err := w.gatherer.Do(ctx, one)
	return matched, Fault(err)
}

func (w *writer) send(ctx context.Context, writes []Write) []Result[bool] {
	if len(writes) == 1 || w.alone.Load() {
		return each(ctx, writes)
	}
	operations := make([]driver.ClientBulkWrite, len(writes))
	for i, one := range writes {
		operations[i] = driver.ClientBulkWrite{
			Database: one.Collection.Database().Name(), Collection: one.Collection.Name(), Model: one.model(),
		}
	}
	done, err := w.client.BulkWrite(ctx, operations, w.options)
	if unknownCommand(err) {
		w.alone.Store(true)
		return each(ctx, writes)
	}
	return outcomes(len(writes), done, err)
}

func (w Write) model() driver.ClientWriteModel {
	if w.Insert != nil {
		return driver.NewClientInsertOneModel().SetDocument(w.Insert)
	}
	model := driver.NewClientUpdateOneModel().SetFilter(w.Filter).SetUpdate(w.Update)
	if w.Upsert {
		model.SetUpsert(true)
	}
	return model
}

// alone sends the write by itself.
func (w Write) alone(ctx context.Context) (bool, error) {
	if w.Insert != nil {
		_, err := w.Collection.InsertOne(ctx, w.Insert)
		return err == nil, err
	}
	done, err := w.Collection.UpdateOne(ctx, w.Filter, w.Update, options.UpdateOne().SetUpsert(w.Upsert))
	if err != nil {
		return false, err
	}
	return done.MatchedCount+done.UpsertedCount > 0, nil
}

// each sends the writes one by one, at the same time.
func each(ctx context.Context, writes []Write) []Result[bool] {
	results := make([]Result[bool], len(writes))
	var all sync.WaitGroup
	for i, one := range writes {
		all.Go(func() { results[i].Value, results[i].Err = one.alone(ctx) })
	}
	all.Wait()
	return results
}

// outcomes says of each of n writes what became of it. One that the server said
// nothing of has failed like the command.
func outcomes(n int, done *driver.ClientBulkWriteResult, err error) []Result[bool] {
	results := Failed[bool](n, err)
	var partly driver.ClientBulkWriteException
	if errors.As(err, &partly) {
		done = partly.PartialResult
		for i, wrong := range partly.WriteErrors {
			results[i].Err = driver.WriteException{WriteErrors: driver.WriteErrors{wrong}}
		}
		// Written, but not known to be durable: nobody may rely on any of it.
		if len(partly.WriteConcernErrors) > 0 {
			return results
		}
	}
	if done == nil {
		return results
	}
	for i := range done.InsertResults {
		results[i] = Result[bool]{Value: true}
	}
	for i, one := range done.UpdateResults {
		results[i] = Result[bool]{Value: one.MatchedCount > 0 || one.UpsertedID != nil}
	}
	return results
}

// unknownCommand reports whether the server is too old for bulkWrite.
func unknownCommand(err error) bool {
	var refused driver.ServerError
	const commandNotFound = 59
	return errors.As(err, &refused) && refused.HasErrorCode(commandNotFound)
}
