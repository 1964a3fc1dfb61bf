package mongo_test

import (
	"testing"
	"time"

	"shop/platform/mongo"
)

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
	if got := backlog(); got != (mongo.Backlog{Waiting: 1, Dead: 1}) {
		t.Errorf("with a dead event and one that is tried in an hour: %+v", got)
	}
	b.insert(t, "now", 3, 4)
	b.setDue(t, "now", -time.Minute)
	if got := backlog(); got.Waiting != 2 || got.Dead != 1 || got.Late < time.Minute || got.Late > 2*time.Minute {
		t.Errorf("with one that is due for a minute: %+v", got)
	}
	b.round(t, succeed)
	if got := backlog(); got != (mongo.Backlog{Waiting: 1, Dead: 1}) {
		t.Errorf("after it was handled: %+v", got)
	}
}
