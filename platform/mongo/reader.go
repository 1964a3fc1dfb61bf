package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const (
	// readsAtOnce is how many readers that come at the same time share a command.
	readsAtOnce = 256
	// manyKeys is how many keys a reader may ask for and still share one: what
	// takes long keeps nobody waiting.
	manyKeys = 100
	// readBatch is how many documents the server returns at most at once; the
	// default of 101 would cost a crowd a second command.
	readBatch = 1000
	// kindField tells in a shared answer what kind a document is of.
	kindField = "_kind"
)

// kind is what documents are found by, and in which collection.
type kind struct {
	collection *driver.Collection
	// projection is what of the documents is read, nil for all.
	projection any
	// match returns the filter for keys, of which there is at least one.
	match func(keys bson.A) bson.D
	// keys returns those by which a document is found.
	keys func(bson.Raw) []string
}

// lookup is one reader's question.
type lookup struct {
	*kind
	wanted []string
}

// reader has lookups that come at the same time share a command, of whatever
// kinds they are: on the server a command costs more than the documents that it
// finds.
type reader struct {
	database *driver.Database
	gatherer *Gatherer[lookup, []bson.Raw]
}

func newReader(database *driver.Database) *reader {
	r := &reader{database: database}
	r.gatherer = NewGatherer(readsAtOnce, r.find)
	return r
}

// read returns the documents that have one of the keys, each once and in no
// order, as they are at some moment of the call.
func (r *reader) read(ctx context.Context, l lookup) ([]bson.Raw, error) {
	if len(l.wanted) > manyKeys {
		alone := r.find(ctx, []lookup{l})[0]
		return alone.Value, Fault(alone.Err)
	}
	found, err := r.gatherer.Do(ctx, l)
	return found, Fault(err)
}

// asked is what lookups of one kind want.
type asked struct {
	*kind
	all    bson.A
	wanted map[string][]int // lookups by key
}

// find answers lookups by one command for all their keys.
func (r *reader) find(ctx context.Context, lookups []lookup) []Result[[]bson.Raw] {
	var kinds []*asked
	byKind := make(map[*kind]*asked)
	for i, l := range lookups {
		a := byKind[l.kind]
		if a == nil {
			a = &asked{kind: l.kind, wanted: make(map[string][]int)}
			byKind[l.kind] = a
			kinds = append(kinds, a)
		}
		for _, key := range l.wanted {
			if a.wanted[key] == nil {
				a.all = append(a.all, key)
			}
			a.wanted[key] = append(a.wanted[key], i)
		}
	}
	documents, err := r.ask(ctx, kinds)
	if err != nil {
		return Failed[[]bson.Raw](len(lookups), err)
	}
	results := make([]Result[[]bson.Raw], len(lookups))
	last := make([]int, len(lookups)) // the document that a lookup got last, from 1
	for d, document := range documents {
		a := kinds[kindOf(document, len(kinds))]
		for _, key := range a.keys(document) {
			for _, i := range a.wanted[key] {
				if last[i] != d+1 {
					last[i] = d + 1
					results[i].Value = append(results[i].Value, document)
				}
			}
		}
	}
	return results
}

// ask returns what is found of all kinds. A document of another kind than the
// first has the kind's place in kindField.
func (r *reader) ask(ctx context.Context, kinds []*asked) ([]bson.Raw, error) {
	first := kinds[0]
	var cursor *driver.Cursor
	var err error
	if len(kinds) == 1 {
		opts := options.Find().SetBatchSize(readBatch)
		if first.projection != nil {
			opts.SetProjection(first.projection)
		}
		cursor, err = first.collection.Find(ctx, first.match(first.all), opts)
	} else {
		pipeline := first.stages()
		for i, a := range kinds[1:] {
			pipeline = append(pipeline, bson.D{{Key: "$unionWith", Value: bson.D{
				{Key: "coll", Value: a.collection.Name()},
				{Key: "pipeline", Value: append(a.stages(), bson.D{{Key: "$set", Value: bson.D{{Key: kindField, Value: i + 1}}}})},
			}}})
		}
		cursor, err = first.collection.Aggregate(ctx, pipeline, options.Aggregate().SetBatchSize(readBatch))
	}
	if err != nil {
		return nil, err
	}
	var documents []bson.Raw
	return documents, cursor.All(ctx, &documents)
}

// stages is the part of a pipeline that finds what is asked of one kind.
func (a *asked) stages() bson.A {
	stages := bson.A{bson.D{{Key: "$match", Value: a.match(a.all)}}}
	if a.projection != nil {
		stages = append(stages, bson.D{{Key: "$project", Value: a.projection}})
	}
	return stages
}

// kindOf returns the place of a document's kind among so many.
func kindOf(document bson.Raw, kinds int) int {
	if kinds == 1 {
		return 0
	}
	place, _ := document.Lookup(kindField).AsInt64OK() // the first has none
	return int(place)
}
