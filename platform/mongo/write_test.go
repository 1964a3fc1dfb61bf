package mongo_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/fault"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// Each write is told what became of it, however many go together; on servers
// that know bulkWrite and on older ones.
func TestDB_Write(t *testing.T) {
	t.Parallel()
	for name, old := range map[string]bool{"in one command": false, "one by one": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := mongotest.New(t)
			if old {
				mongo.WithoutBulkWrite(db)
			}
			c := db.Collection("things")
			bump := bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: 1}}}}
			if _, err := c.InsertOne(t.Context(), bson.D{{Key: "_id", Value: "there"}, {Key: "n", Value: 0}}); err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			for i := range 100 {
				all.Go(func() { // matches
					if matched, err := db.Write(t.Context(), mongo.Write{Collection: c, Filter: bson.D{{Key: "_id", Value: "there"}}, Update: bump}); !matched || err != nil {
						t.Errorf("a match: %v, %v", matched, err)
					}
				})
				all.Go(func() { // does not
					if matched, err := db.Write(t.Context(), mongo.Write{Collection: c, Filter: bson.D{{Key: "_id", Value: "gone"}}, Update: bump}); matched || err != nil {
						t.Errorf("no match: %v, %v", matched, err)
					}
				})
				all.Go(func() { // is inserted
					id := fmt.Sprint("new", i)
					if matched, err := db.Write(t.Context(), mongo.Write{Collection: c, Filter: bson.D{{Key: "_id", Value: id}}, Update: bump, Upsert: true}); !matched || err != nil {
						t.Errorf("an upsert: %v, %v", matched, err)
					}
				})
				all.Go(func() { // meets a unique index
					never := bson.D{{Key: "_id", Value: "there"}, {Key: "n", Value: -1}}
					_, err := db.Write(t.Context(), mongo.Write{Collection: c, Filter: never, Update: bump, Upsert: true})
					if !errors.Is(err, mongo.ErrDuplicate) {
						t.Errorf("a duplicate: %v", err)
					}
				})
				all.Go(func() { // is inserted, once
					add := mongo.Write{Collection: c, Insert: bson.D{{Key: "_id", Value: fmt.Sprint("once", i)}, {Key: "n", Value: 1}}}
					var twice sync.WaitGroup
					var added, there atomic.Int32
					for range 2 {
						twice.Go(func() {
							switch done, err := db.Write(t.Context(), add); {
							case errors.Is(err, mongo.ErrDuplicate) && !done:
								there.Add(1)
							case err == nil && done:
								added.Add(1)
							}
						})
					}
					twice.Wait()
					if added.Load() != 1 || there.Load() != 1 {
						t.Errorf("of two inserts %d were made and %d met the other", added.Load(), there.Load())
					}
				})
				all.Go(func() { // is refused
					_, err := db.Write(t.Context(), mongo.Write{Collection: c, Filter: bson.D{{Key: "_id", Value: "there"}}, Update: bson.D{{Key: "$nonsense", Value: bson.D{{Key: "n", Value: 1}}}}})
					if err == nil {
						t.Error("nonsense was written")
					}
				})
			}
			all.Wait()
			var there struct{ N int }
			if err := c.FindOne(t.Context(), bson.D{{Key: "_id", Value: "there"}}).Decode(&there); err != nil || there.N != 100 {
				t.Errorf("counted %d, %v; want 100", there.N, err)
			}
			if n, err := c.CountDocuments(t.Context(), bson.D{}); err != nil || n != 201 {
				t.Errorf("%d documents, %v; want 201", n, err)
			}
		})
	}
}

func TestDB_Write_says_when_the_database_is_away(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
	c := db.Collection("things")
	proxy.Cut()
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() {
			_, err := db.Write(t.Context(), mongo.Write{Collection: c, Filter: bson.D{{Key: "_id", Value: 1}}, Update: bson.D{{Key: "$set", Value: bson.D{{Key: "a", Value: 1}}}}})
			if fault.KindOf(err) != fault.Unavailable {
				t.Errorf("got %v, want fault.Unavailable", err)
			}
		})
	}
	all.Wait()
}

func TestFinder(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	c := db.Collection("things")
	for i := range 20 {
		if _, err := c.InsertOne(t.Context(), bson.D{
			{Key: "_id", Value: fmt.Sprint(i)}, {Key: "parts", Value: bson.A{fmt.Sprint("a", i), fmt.Sprint("b", i/2)}}, {Key: "secret", Value: 1},
		}); err != nil {
			t.Fatal(err)
		}
	}
	type thing struct {
		ID     string   `bson:"_id"`
		Parts  []string `bson:"parts"`
		Secret int      `bson:"secret"`
	}
	byID := mongo.NewFinder[string, thing](db, c, bson.D{{Key: "secret", Value: 0}})
	if got, err := byID.Find(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("without keys: %+v, %v", got, err)
	}
	byPart := mongo.NewFinderBy[string, thing](db, c, nil, mongo.By("parts"), func(d bson.Raw) []string {
		var found thing
		_ = bson.Unmarshal(d, &found)
		return found.Parts
	})
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			got, err := byID.One(t.Context(), fmt.Sprint(i))
			if err != nil || got.ID != fmt.Sprint(i) || got.Secret != 0 {
				t.Errorf("%d: %+v, %v", i, got, err)
			}
		})
		all.Go(func() {
			if _, err := byID.One(t.Context(), fmt.Sprint("no", i)); !errors.Is(err, mongo.ErrNotFound) {
				t.Errorf("what isn't there: %v", err)
			}
		})
		all.Go(func() {
			got, err := byID.Find(t.Context(), fmt.Sprint(i), "none", "3")
			if want := 2; err != nil || i != 3 && len(got) != want {
				t.Errorf("%d: %d found, %v; want %d", i, len(got), err, want)
			}
		})
		all.Go(func() {
			// Two parts of one thing find it once.
			got, err := byPart.Find(t.Context(), fmt.Sprint("a", i), fmt.Sprint("b", i/2))
			if err != nil || len(got) != 2 || got[0].Secret != 1 {
				t.Errorf("by part of %d: %+v, %v", i, got, err)
			}
		})
	}
	all.Wait()
}

// TestFinder_of_several_kinds has finders of several collections look at the
// same time, for keys that all of them know: they share commands, and each gets
// its own, as it is stored. What is large shares none.
func TestFinder_of_several_kinds(t *testing.T) {
	t.Parallel()
	var shared, alone atomic.Int64
	db := mongo.Overheard(t, mongotest.URL(t), mongotest.NewName(), func(command bson.Raw) {
		if bytes.Contains(command, []byte("$unionWith")) {
			shared.Add(1)
			if len(command) > 1<<20 {
				t.Error("a large lookup shares a command")
			}
		} else if _, finds := command.Lookup("find").StringValueOK(); finds {
			alone.Add(1)
		}
	})
	type thing struct {
		ID     string `bson:"_id"`
		Of     string `bson:"of"`
		Secret int    `bson:"secret"`
	}
	finders := make(map[string]*mongo.Finder[string, thing])
	for _, name := range []string{"cups", "plates", "spoons"} {
		c := db.Collection(name)
		for i := range 200 {
			if _, err := c.InsertOne(t.Context(), thing{fmt.Sprint(i), name, 1}); err != nil {
				t.Fatal(err)
			}
		}
		finders[name] = mongo.NewFinder[string, thing](db, c, bson.D{{Key: "secret", Value: 0}})
	}
	finders["plates"].Shared()
	nowhere := mongo.NewFinder[string, thing](db, db.Collection("nowhere"), nil)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			if _, err := nowhere.One(t.Context(), fmt.Sprint(i)); !errors.Is(err, mongo.ErrNotFound) {
				t.Errorf("in a collection that isn't there: %v", err)
			}
		})
		if i%20 == 0 {
			all.Go(func() {
				got, err := finders["cups"].Find(t.Context(), "1", strings.Repeat("x", 1<<20))
				if err != nil || len(got) != 1 {
					t.Errorf("got %d of what is large, %v; want 1", len(got), err)
				}
			})
		}
		for name, finder := range finders {
			all.Go(func() {
				got, err := finder.One(t.Context(), fmt.Sprint(i))
				if want := (thing{fmt.Sprint(i), name, 0}); err != nil || got != want {
					t.Errorf("got %+v, %v; want %+v", got, err, want)
				}
			})
		}
	}
	all.Wait()
	if total := shared.Load() + alone.Load(); shared.Load() == 0 || total > 400 {
		t.Errorf("810 lookups took %d commands, %d of them for several kinds", total, shared.Load())
	}
}

// TestFinder_of_kinds_of_which_one_fails has lookups share commands with some
// that the server refuses: those fail alone.
func TestFinder_of_kinds_of_which_one_fails(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	c := db.Collection("cups")
	if _, err := c.InsertOne(t.Context(), bson.D{{Key: "_id", Value: "1"}}); err != nil {
		t.Fatal(err)
	}
	id := func(bson.Raw) []string { return []string{"1"} }
	wrong := mongo.NewFinderBy[string, bson.Raw](db, c, nil, func(bson.A) bson.D { return bson.D{{Key: "$nonsense", Value: 1}} }, id)
	right := mongo.NewFinder[string, bson.Raw](db, c, nil)
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := right.One(t.Context(), "1"); err != nil {
				t.Errorf("beside one that fails: %v", err)
			}
		})
		all.Go(func() {
			if got, err := wrong.One(t.Context(), "1"); err == nil {
				t.Errorf("what the server refuses returns %v", got)
			}
		})
	}
	all.Wait()
}
