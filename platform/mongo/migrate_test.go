package mongo_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func TestSetup_migrations(t *testing.T) {
	t.Parallel()
	t.Run("run once, in the order of their IDs", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		var ran []string
		step := func(id string) mongo.Migration {
			return mongo.Migration{ID: id, Up: func(context.Context, *mongo.DB) error {
				ran = append(ran, id)
				return nil
			}}
		}
		for _, migrations := range [][]mongo.Migration{
			{step("0002-b"), step("0001-a")},
			{step("0001-a"), step("0003-c"), step("0002-b")},
		} {
			if err := mongo.Setup(t.Context(), db, nil, migrations); err != nil {
				t.Fatal(err)
			}
		}
		if want := []string{"0001-a", "0002-b", "0003-c"}; !slices.Equal(ran, want) {
			t.Errorf("ran %v, want %v", ran, want)
		}
	})
	t.Run("are run by one instance while others wait", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		var running, ran atomic.Int32
		slow := mongo.Migration{ID: "0001-slow", Up: func(context.Context, *mongo.DB) error {
			if running.Add(1) > 1 {
				t.Error("two instances migrate at once")
			}
			time.Sleep(300 * time.Millisecond)
			running.Add(-1)
			ran.Add(1)
			return nil
		}}
		var instances sync.WaitGroup
		for range 3 {
			instances.Go(func() {
				if err := mongo.Setup(t.Context(), db, nil, []mongo.Migration{slow}); err != nil {
					t.Error(err)
				}
				if ran.Load() != 1 {
					t.Errorf("ran %d times when Setup returned, want once", ran.Load())
				}
			})
		}
		instances.Wait()
	})
	t.Run("go on after a failure", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		broken := errors.New("broken")
		fails := true
		migration := mongo.Migration{ID: "0001-fragile", Up: func(context.Context, *mongo.DB) error {
			if fails {
				return broken
			}
			return nil
		}}
		err := mongo.Setup(t.Context(), db, nil, []mongo.Migration{migration})
		if !errors.Is(err, broken) || !strings.Contains(err.Error(), "0001-fragile") {
			t.Errorf("Setup says %v, want the migration and its error", err)
		}
		fails = false
		if err := mongo.Setup(t.Context(), db, nil, []mongo.Migration{migration}); err != nil {
			t.Errorf("the next Setup says %v", err)
		}
	})
	t.Run("refuse two of one name", func(t *testing.T) {
		t.Parallel()
		m := mongo.Migration{ID: "0001-twin", Up: func(context.Context, *mongo.DB) error { return nil }}
		if err := mongo.Setup(t.Context(), mongotest.New(t), nil, []mongo.Migration{m, m}); err == nil {
			t.Error("two migrations of one name were taken")
		}
	})
	t.Run("end with their context", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		ctx, cancel := context.WithCancel(t.Context())
		m := mongo.Migration{ID: "0001-long", Up: func(ctx context.Context, _ *mongo.DB) error {
			cancel()
			<-ctx.Done()
			return ctx.Err()
		}}
		if err := mongo.Setup(ctx, db, nil, []mongo.Migration{m}); !errors.Is(err, context.Canceled) {
			t.Errorf("Setup says %v, want cancelled", err)
		}
		m.Up = func(context.Context, *mongo.DB) error { return nil }
		started := time.Now()
		if err := mongo.Setup(t.Context(), db, nil, []mongo.Migration{m}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took > 5*time.Second {
			t.Errorf("the lease was not given back: the next Setup took %v", took)
		}
	})
}

func wanted() []mongo.Indexes {
	return []mongo.Indexes{{Collection: "things", Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "a", Value: 1}, {Key: "b", Value: -1}}},
		{Keys: bson.D{{Key: "name", Value: "text"}}, Options: options.Index().SetName("search")},
		{Keys: bson.D{{Key: "email", Value: int64(1)}}, Options: options.Index().SetUnique(true)},
	}}, {Collection: "none"}}
}

func TestSetup_indexes(t *testing.T) {
	t.Parallel()
	t.Run("are made, and made again without harm", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		for range 2 {
			if err := mongo.Setup(t.Context(), db, wanted(), nil); err != nil {
				t.Fatal(err)
			}
		}
		for i, want := range []bool{false, true} {
			_, err := db.Collection("things").InsertOne(t.Context(), bson.M{"email": "a@example.com"})
			if mongo.IsDuplicate(err) != want {
				t.Errorf("insert %d: %v", i, err)
			}
		}
	})
	t.Run("are made by one instance, when no other migrates", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		migrating, migrated := make(chan struct{}), make(chan struct{})
		slow := mongo.Migration{ID: "0001-slow", Up: func(ctx context.Context, db *mongo.DB) error {
			defer close(migrated)
			close(migrating)
			time.Sleep(time.Second) // as long as the other would need by far
			missing, err := mongo.MissingIndexes(ctx, db, wanted())
			if err == nil && len(missing) != 3 {
				t.Errorf("only %v are missing: another instance makes indexes meanwhile", missing)
			}
			return err
		}}
		var instances sync.WaitGroup
		instances.Go(func() {
			if err := mongo.Setup(t.Context(), db, nil, []mongo.Migration{slow}); err != nil {
				t.Error(err)
			}
		})
		<-migrating
		if err := mongo.Setup(t.Context(), db, wanted(), nil); err != nil {
			t.Error(err)
		}
		select {
		case <-migrated:
		default:
			t.Error("Setup returned while another instance migrates")
		}
		instances.Wait()
	})
	t.Run("that differ from those there are an error", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		if err := mongo.Setup(t.Context(), db, wanted(), nil); err != nil {
			t.Fatal(err)
		}
		changed := wanted()
		changed[0].Models[2].Options = nil
		if err := mongo.Setup(t.Context(), db, changed, nil); err == nil || !strings.Contains(err.Error(), "things") {
			t.Errorf("Setup says %v, want an error that names the collection", err)
		}
	})
}

func TestMissingIndexes(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	missing, err := mongo.MissingIndexes(t.Context(), db, wanted())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"things: a_1_b_-1", "things: search", "things: email_1"}; !slices.Equal(missing, want) {
		t.Errorf("missing %v, want %v", missing, want)
	}
	if err := mongo.Setup(t.Context(), db, wanted(), nil); err != nil {
		t.Fatal(err)
	}
	if missing, err := mongo.MissingIndexes(t.Context(), db, wanted()); err != nil || len(missing) != 0 {
		t.Errorf("missing %v (%v) after Setup", missing, err)
	}
}
