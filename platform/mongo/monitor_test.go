package mongo_test

import (
	"testing"
	"time"

	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// becomes waits until the database's state is the one wanted, and returns since
// when.
func becomes(t *testing.T, db *mongo.DB, want string) time.Time {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for time.Now().Before(deadline) {
		state, since := db.State()
		if state == want {
			return since
		}
		_ = db.Ping(t.Context())
		time.Sleep(20 * time.Millisecond)
	}
	state, _ := db.State()
	t.Fatalf("the state is %q, want %q", state, want)
	return time.Time{}
}

func TestDB_State_tells_since_when_the_server_is_up_or_away(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	db := mongotest.Connect(t, proxy.URL(), mongotest.NewName())
	up := becomes(t, db, mongo.StateUp)
	if _, since := db.State(); since != up {
		t.Errorf("up since %v and since %v, although nothing changed", up, since)
	}
	proxy.Cut()
	away := becomes(t, db, mongo.StateAway)
	if !away.After(up) {
		t.Errorf("away since %v, up since %v", away, up)
	}
	proxy.Restore(t)
	if again := becomes(t, db, mongo.StateUp); !again.After(away) {
		t.Errorf("up again since %v, away since %v", again, away)
	}
}

func TestDB_State_of_a_server_that_never_was_there_is_away(t *testing.T) {
	t.Parallel()
	db, err := mongo.Connect(t.Context(), "mongodb://127.0.0.1:1", "shop")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(t.Context()) })
	becomes(t, db, mongo.StateAway)
}
