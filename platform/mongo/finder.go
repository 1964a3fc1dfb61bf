package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// readsAtOnce is how many readers that come at the same time share a command.
const readsAtOnce = 64

// Finder finds documents by keys, together with others who look at the same
// time. It is safe for concurrent use.
type Finder[K ~string, T any] struct {
	collection *driver.Collection
	options    *options.FindOptionsBuilder
	field      string
	keys       func(bson.Raw) []string
	gatherer   *Gatherer[[]K, []bson.Raw]
}

// NewFinder returns a finder by `_id`. projection is what of the documents is
// read, nil for all.
func NewFinder[K ~string, T any](c *driver.Collection, projection any) *Finder[K, T] {
	id := func(document bson.Raw) []string { return []string{text(document.Lookup("_id"))} }
	return NewFinderBy[K, T](c, projection, "_id", id)
}

// NewFinderBy returns a finder by another field, whose values in a document
// keys tells.
func NewFinderBy[K ~string, T any](c *driver.Collection, projection any, field string, keys func(bson.Raw) []string) *Finder[K, T] {
	f := &Finder[K, T]{collection: c, options: options.Find(), field: field, keys: keys}
	if projection != nil {
		f.options.SetProjection(projection)
	}
	f.gatherer = NewGatherer(readsAtOnce, f.find)
	return f
}

func text(v bson.RawValue) string {
	s, _ := v.StringValueOK()
	return s
}

// Find returns the documents that have one of the keys, each once and in no
// order, as they are at some moment of the call. Errors: [ErrUnavailable].
func (f *Finder[K, T]) Find(ctx context.Context, keys ...K) ([]T, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	raw, err := f.gatherer.Do(ctx, keys)
	if err != nil {
		return nil, Fault(err)
	}
	found := make([]T, len(raw))
	for i, document := range raw {
		if err := bson.Unmarshal(document, &found[i]); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// One returns the document that has the key. Errors: [ErrNotFound],
// [ErrUnavailable].
func (f *Finder[K, T]) One(ctx context.Context, key K) (T, error) {
	found, err := f.Find(ctx, key)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return found[0], nil
}

// find answers calls by one query for all their keys.
func (f *Finder[K, T]) find(ctx context.Context, calls [][]K) []Result[[]bson.Raw] {
	wanted := make(map[string][]int) // calls by key
	var all bson.A
	for i, keys := range calls {
		for _, k := range keys {
			if wanted[string(k)] == nil {
				all = append(all, k)
			}
			wanted[string(k)] = append(wanted[string(k)], i)
		}
	}
	var match any = bson.D{{Key: "$in", Value: all}}
	if len(all) == 1 {
		match = all[0] // the server has a shorter way for that
	}
	cursor, err := f.collection.Find(ctx, bson.D{{Key: f.field, Value: match}}, f.options)
	if err != nil {
		return Failed[[]bson.Raw](len(calls), err)
	}
	var documents []bson.Raw
	if err := cursor.All(ctx, &documents); err != nil {
		return Failed[[]bson.Raw](len(calls), err)
	}
	results := make([]Result[[]bson.Raw], len(calls))
	last := make([]int, len(calls)) // the document that a call got last, from 1
	for d, document := range documents {
		for _, key := range f.keys(document) {
			for _, call := range wanted[key] {
				if last[call] != d+1 {
					last[call] = d + 1
					results[call].Value = append(results[call].Value, document)
				}
			}
		}
	}
	return results
}
