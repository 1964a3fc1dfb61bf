package mongo

import (
	"context"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

const (
	// readsAtOnce is how many readers that come at the same time share a command.
	readsAtOnce = 256
	// manyKeys and manyBytes are how many keys, of what length together, a reader
	// may ask for and still share a command: what takes long keeps nobody waiting,
	// and no command becomes too long for the server.
	manyKeys  = 25
	manyBytes = 4 << 10
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

// large reports whether it is answered by itself.
func (l lookup) large() bool {
	bytes := 0
	for _, key := range l.wanted {
		bytes += len(key)
	}
	return len(l.wanted) > manyKeys || bytes > manyBytes
}

// found is a document, for all who looked for it at the same time.
type found struct {
	raw  bson.Raw
	once sync.Once
	// value points to what the document was decoded to, once.
	value any
	err   error
}

// reader has lookups that come at the same time share a command, of whatever
// kinds they are: on the server a command costs more than the documents that it
// finds.
type reader struct {
	gatherer *Gatherer[lookup, []*found]
}

func newReader() *reader {
	return &reader{NewGatherer(readsAtOnce, findAll)}
}

// read returns the documents that have one of the keys, each once and in no
// order, as they are at some moment of the call.
func (r *reader) read(ctx context.Context, l lookup) ([]*found, error) {
	if l.large() {
		alone := findAll(ctx, []lookup{l})[0]
		return alone.Value, Fault(alone.Err)
	}
	documents, err := r.gatherer.Do(ctx, l)
	return documents, Fault(err)
}

// findAll answers lookups by one command for all their keys. Where that fails
// for another reason than that the server is away, each kind is asked for by
// itself, so that only those fail that are at fault.
func findAll(ctx context.Context, lookups []lookup) []Result[[]*found] {
	kinds := byKind(lookups)
	results := make([]Result[[]*found], len(lookups))
	documents, err := ask(ctx, kinds)
	if err == nil || len(kinds) == 1 || unavailable(err) {
		hand(documents, err, kinds, results)
		return results
	}
	for i := range kinds {
		documents, err := ask(ctx, kinds[i:i+1])
		hand(documents, err, kinds[i:i+1], results)
	}
	return results
}

// asked is what lookups of one kind want.
type asked struct {
	*kind
	all    bson.A
	wanted map[string][]int // places of lookups by key
	places []int            // of all lookups
}

func byKind(lookups []lookup) []*asked {
	var kinds []*asked
	known := make(map[*kind]*asked)
	for i, l := range lookups {
		a := known[l.kind]
		if a == nil {
			a = &asked{kind: l.kind, wanted: make(map[string][]int)}
			known[l.kind] = a
			kinds = append(kinds, a)
		}
		a.places = append(a.places, i)
		for _, key := range l.wanted {
			if a.wanted[key] == nil {
				a.all = append(a.all, key)
			}
			a.wanted[key] = append(a.wanted[key], i)
		}
	}
	return kinds
}

// hand gives each lookup of the kinds its documents, each once, or the error.
func hand(documents []bson.Raw, err error, kinds []*asked, results []Result[[]*found]) {
	for _, a := range kinds {
		for _, i := range a.places {
			results[i].Err = err
		}
	}
	last := make([]*found, len(results)) // what a lookup got last
	for _, raw := range documents {
		document := &found{raw: raw}
		a := kinds[kindOf(raw, len(kinds))]
		for _, key := range a.keys(raw) {
			for _, i := range a.wanted[key] {
				if last[i] != document {
					last[i] = document
					results[i].Value = append(results[i].Value, document)
				}
			}
		}
	}
}

// ask returns what is found of all kinds. A document of another kind than the
// first has the kind's place in kindField.
func ask(ctx context.Context, kinds []*asked) ([]bson.Raw, error) {
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
	return min(max(0, int(place)), kinds-1)
}
