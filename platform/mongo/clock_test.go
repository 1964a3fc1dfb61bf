package mongo_test

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// serverTime has the server write its time into a document.
func serverTime(t *testing.T, db *mongo.DB) time.Time {
	t.Helper()
	var written struct{ Now time.Time }
	err := db.Collection("times").FindOneAndUpdate(t.Context(), bson.D{{Key: "_id", Value: "now"}},
		bson.A{bson.D{{Key: "$set", Value: bson.D{{Key: "now", Value: "$$NOW"}}}}},
		options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&written)
	if err != nil {
		t.Fatal(err)
	}
	return written.Now
}

func TestDB_Now(t *testing.T) {
	t.Parallel()
	t.Run("is never ahead of the server", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		last := time.Time{}
		for range 300 {
			now, err := db.Now(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if server := serverTime(t, db); now.After(server) {
				t.Fatalf("%s, when the server has %s", now, server)
			}
			last = now
		}
		if began := serverTime(t, db).Add(-time.Minute); last.Before(began) {
			t.Errorf("%s is not of this minute", last)
		}
	})
	t.Run("runs on from what the server said, whatever this machine's clock says", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		said := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		mongo.Heard(db, said)
		time.Sleep(5 * time.Millisecond)
		now, err := db.Now(t.Context())
		if err != nil || !now.After(said) || now.After(said.Add(time.Minute)) {
			t.Errorf("%s, %v, want a moment after %s", now, err, said)
		}
	})
	t.Run("asks the server again after a while", func(t *testing.T) {
		t.Parallel()
		db := mongotest.New(t)
		mongo.Heard(db, time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC))
		time.Sleep(1100 * time.Millisecond)
		now, err := db.Now(t.Context())
		if server := serverTime(t, db); err != nil || now.Before(server.Add(-time.Minute)) {
			t.Errorf("%s, %v, want what the server says: %s", now, err, server)
		}
	})
}
