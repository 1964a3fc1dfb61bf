package mongo_test

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo"
)

// age has the events of the document be that old.
func (b box) age(t *testing.T, id string, old time.Duration) {
	t.Helper()
	if _, err := b.things.UpdateByID(t.Context(), id, bson.M{"$set": bson.M{"outbox.$[].at": time.Now().Add(-old)}}); err != nil {
		t.Fatal(err)
	}
}

func TestOutbox_Backlog(t *testing.T) {
	t.Parallel()
	b := newBox(t, "mail")
	backlog := func() mongo.Backlog {
		t.Helper()
		got, err := b.Backlog(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := backlog(); got != (mongo.Backlog{}) {
		t.Errorf("of nothing: %+v", got)
	}
	b.insert(t, "1", 1)
	b.bury(t, "1")
	b.insert(t, "later", 2)
	b.postpone(t, "later")
	b.age(t, "1", 48*time.Hour)
	b.age(t, "later", time.Minute)
	if got := backlog(); got.Waiting != 1 || got.Dead != 1 || got.Oldest < time.Minute || got.Oldest > 2*time.Minute {
		t.Errorf("with a dead event and one of a minute ago that is tried in an hour: %+v", got)
	}
	b.insert(t, "now", 3, 4)
	b.age(t, "now", time.Hour)
	if got := backlog(); got.Waiting != 2 || got.Dead != 1 || got.Oldest < time.Hour {
		t.Errorf("with one of an hour ago: %+v", got)
	}
	b.round(t, succeed)
	if got := backlog(); got.Waiting != 1 || got.Dead != 1 || got.Oldest > 2*time.Minute {
		t.Errorf("after it was handled: %+v", got)
	}
}
