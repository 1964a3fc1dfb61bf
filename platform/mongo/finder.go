package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
)

// Finder finds documents by keys, together with others of the database's
// finders that look at the same time. It is safe for concurrent use.
type Finder[K ~string, T any] struct {
	reader *reader
	kind   *kind
	shared bool
}

// NewFinder returns a finder by `_id` in one of the database's collections.
// projection is what of the documents is read, nil for all.
func NewFinder[K ~string, T any](db *DB, c *driver.Collection, projection any) *Finder[K, T] {
	id := func(document bson.Raw) []string { return []string{text(document.Lookup("_id"))} }
	return NewFinderBy[K, T](db, c, projection, By("_id"), id)
}

// NewFinderBy returns a finder by something else: match returns the filter for
// keys, of which there is at least one, and keys those of them by which a
// document was found.
func NewFinderBy[K ~string, T any](db *DB, c *driver.Collection, projection any, match func(keys bson.A) bson.D, keys func(bson.Raw) []string) *Finder[K, T] {
	return &Finder[K, T]{reader: db.reader, kind: &kind{collection: c, projection: projection, match: match, keys: keys}}
}

// Shared has all who find a document at the same time get copies of one value,
// which is decoded once: nobody may change what it points to.
func (f *Finder[K, T]) Shared() *Finder[K, T] {
	f.shared = true
	return f
}

// By matches documents whose field has one of the keys.
func By(field string) func(keys bson.A) bson.D {
	return func(keys bson.A) bson.D {
		if len(keys) == 1 { // the server has a shorter way for that
			return bson.D{{Key: field, Value: keys[0]}}
		}
		return bson.D{{Key: field, Value: bson.D{{Key: "$in", Value: keys}}}}
	}
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
	wanted := make([]string, len(keys))
	for i, k := range keys {
		wanted[i] = string(k)
	}
	documents, err := f.reader.read(ctx, lookup{f.kind, wanted})
	if err != nil {
		return nil, err
	}
	values := make([]T, len(documents))
	for i, d := range documents {
		if values[i], err = f.decode(d); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (f *Finder[K, T]) decode(d *found) (T, error) {
	if !f.shared {
		var own T
		return own, bson.Unmarshal(d.raw, &own)
	}
	d.once.Do(func() {
		d.value = new(T)
		d.err = bson.Unmarshal(d.raw, d.value)
	})
	return *d.value.(*T), d.err
}

// One returns the document that has the key. Errors: [ErrNotFound],
// [ErrUnavailable].
func (f *Finder[K, T]) One(ctx context.Context, key K) (T, error) {
	values, err := f.Find(ctx, key)
	if err == nil && len(values) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		var none T
		return none, err
	}
	return values[0], nil
}
