package mongo_test

import (
	"context"
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
		said := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		var looks int
		var answered time.Time
		now := mongo.NewClock(func(context.Context) (time.Time, error) {
			looks++
			time.Sleep(10 * time.Millisecond) // on the way back
			answered = time.Now()
			return said, nil
		})
		for range 10 {
			got, err := now(t.Context())
			if err != nil || got.Before(said) || got.After(said.Add(time.Since(answered))) {
				t.Fatalf("%s, %v, want %s and not more than the %s since the answer", got, err, said, time.Since(answered))
			}
			time.Sleep(5 * time.Millisecond)
		}
		if looks != 1 {
			t.Errorf("it looked %d times within a moment", looks)
		}
		time.Sleep(time.Second)
		if _, err := now(t.Context()); err != nil || looks != 2 {
			t.Errorf("it looked %d times after a second, %v", looks, err)
		}
	})
	t.Run("uses an answer that took long once only", func(t *testing.T) {
		t.Parallel()
		said := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
		var looks int
		now := mongo.NewClock(func(context.Context) (time.Time, error) {
			looks++
			time.Sleep(100 * time.Millisecond)
			return said, nil
		})
		for want := 1; want <= 3; want++ {
			if got, err := now(t.Context()); err != nil || !got.Equal(said) || looks != want {
				t.Errorf("%s, %v after %d looks, want %s after %d", got, err, looks, said, want)
			}
		}
	})
}
