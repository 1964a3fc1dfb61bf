package mongo_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"

	"shop/platform/fault"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func TestConnect(t *testing.T) {
	t.Parallel()
	t.Run("refuses a malformed URL without showing its password", func(t *testing.T) {
		t.Parallel()
		for _, url := range []string{"http://me:secret@host", "mongodb://me:secret@", "mongodb://me:secret@host:port/", "secret"} {
			_, err := mongo.Connect(t.Context(), url, "shop")
			if err == nil {
				t.Errorf("%s was taken", url)
			} else if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error shows the password: %v", err)
			}
		}
	})
	t.Run("takes the database from the URL before the given name", func(t *testing.T) {
		t.Parallel()
		for url, want := range map[string]string{
			"mongodb://localhost":                          "shop",
			"mongodb://localhost/":                         "shop",
			"mongodb://localhost/?appName=x":               "shop",
			"mongodb://localhost/live":                     "live",
			"mongodb://a:1,b:2/live?replicaSet=rs":         "live",
			"mongodb://me:se%2Fcret@localhost/li%20ve?w=1": "li ve",
			"mongodb://%2Ftmp%2Fm.sock/live":               "live",
		} {
			db, err := mongo.Connect(t.Context(), url, "shop")
			if err != nil {
				t.Errorf("%s: %v", url, err)
				continue
			}
			if db.Name() != want {
				t.Errorf("%s: database %q, want %q", url, db.Name(), want)
			}
			_ = db.Close(t.Context())
		}
	})
	t.Run("does not wait for a server", func(t *testing.T) {
		t.Parallel()
		started := time.Now()
		db, err := mongo.Connect(t.Context(), "mongodb://127.0.0.1:1", "shop")
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took > time.Second {
			t.Errorf("took %v", took)
		}
		_ = db.Close(t.Context())
	})
}

func TestDB_writes_wait_for_the_journal(t *testing.T) {
	t.Parallel()
	// The URL must not weaken it.
	const weak = "?w=0&journal=false"
	t.Run("of a majority", func(t *testing.T) {
		t.Parallel()
		db, err := mongo.Connect(t.Context(), "mongodb://localhost/"+weak, "shop")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close(t.Context())
		if wc := mongo.Concern(db); wc.W != "majority" || wc.Journal == nil || !*wc.Journal {
			t.Errorf("write concern %+v, want majority with journal", wc)
		}
	})
	// Here majority would wait for nothing.
	t.Run("of the server that stands alone", func(t *testing.T) {
		t.Parallel()
		var (
			mu    sync.Mutex
			asked []string
		)
		db := mongo.Overheard(t, strings.Replace(mongotest.URL(t), "?", weak+"&", 1), mongotest.NewName(), func(command bson.Raw) {
			if concern := command.Lookup("writeConcern"); concern.Type != 0 {
				mu.Lock()
				defer mu.Unlock()
				asked = append(asked, concern.String())
			}
		})
		c := db.Collection("things")
		if err := db.Await(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := c.InsertOne(t.Context(), bson.M{"_id": 1}); err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, err := db.Write(t.Context(), mongo.Write{Collection: c, Filter: bson.M{"_id": 1}, Update: bson.M{"$inc": bson.M{"n": 1}}}); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		mu.Lock()
		defer mu.Unlock()
		if len(asked) < 2 {
			t.Errorf("%d writes were seen", len(asked))
		}
		for _, concern := range asked {
			var wc struct {
				W int  `bson:"w"`
				J bool `bson:"j"`
			}
			if err := bson.UnmarshalExtJSON([]byte(concern), false, &wc); err != nil || wc.W != 1 || !wc.J {
				t.Errorf("a write asks for %s (%v), want w: 1 with journal", concern, err)
			}
		}
	})
}

func TestDB_reads_from_the_primary(t *testing.T) {
	t.Parallel()
	if rp := mongo.ClientOptions("mongodb://localhost/?readPreference=secondary").ReadPreference; rp == nil || rp.Mode() != readpref.PrimaryMode {
		t.Errorf("read preference %v, want primary", rp)
	}
}

func TestDB_says_soon_that_the_server_is_away_and_recovers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name    string
		disturb func(*mongotest.Proxy)
		within  time.Duration
	}{
		{"killed", (*mongotest.Proxy).Cut, 4 * time.Second},
		{"hanging", (*mongotest.Proxy).Stall, 8 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			proxy := mongotest.NewProxy(t)
			db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
			if err := db.Ping(t.Context()); err != nil {
				t.Fatal(err)
			}
			tc.disturb(proxy)
			started := time.Now()
			_, err := db.Collection("things").InsertOne(t.Context(), bson.M{"x": 1})
			if kind := fault.KindOf(mongo.Fault(err)); err == nil || kind != fault.Unavailable {
				t.Errorf("the insert says %v (kind %v), want unavailable", err, kind)
			}
			if took := time.Since(started); took > tc.within {
				t.Errorf("it took %v to say so, want at most %v", took, tc.within)
			}
			proxy.Restore(t)
			if err := db.Ping(t.Context()); err != nil {
				t.Errorf("it does not recover: %v", err)
			}
		})
	}
}

func TestDB_Ping_respects_its_context(t *testing.T) {
	t.Parallel()
	db, err := mongo.Connect(t.Context(), "mongodb://127.0.0.1:1", "shop")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	if err := db.Ping(ctx); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("ping says %v, want unavailable", err)
	}
	if took := time.Since(started); took > time.Second {
		t.Errorf("took %v", took)
	}
}
