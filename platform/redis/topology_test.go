package redis_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

func TestEverythingWorksOnCluster(t *testing.T) {
	t.Parallel()
	servers := redistest.Cluster(t)
	a, b := redistest.Connect(t, servers.URL()), redistest.Connect(t, servers.URL())
	u := everythingWorks(t, a, b)

	// The slots of what is checked, and of all messages, move while they are used.
	servers.MoveSlots(t, servers.Slot(t, "{k}"), servers.Slot(t, "{s}"), servers.Slot(t, "{pubsub}"), servers.Slot(t, "{product}"))
	redistest.WaitFor(t, "messages after the move", func() bool { return a.Hearing() && b.Hearing() })
	u.check(t)

	overviewWorks(t, redistest.Connect(t, servers.URL()+"?prefix=o:"), redistest.Connect(t, servers.URL()+"?prefix=o:"))

	restart := servers.KillMaster(t)
	redistest.WaitFor(t, "the loss to be noticed", func() bool {
		return a.State() == redis.StatePartly && b.State() == redis.StatePartly
	})
	if err := a.Ping(t.Context()); !errors.Is(err, redis.ErrAway) {
		t.Errorf("a cluster without one of its masters is called whole: %v", err)
	}
	answered := 0
	for i := range 100 {
		if a.Raw().Set(t.Context(), fmt.Sprint("test:{", i, "}"), "x", time.Minute).Err() == nil {
			answered++
		}
	}
	if answered < 40 || answered > 95 {
		t.Errorf("%d of 100 keys could be set without one of three masters", answered)
	}
	servers.AwaitFailover(t)
	redistest.WaitFor(t, "recovery", func() bool { return a.Healthy() && b.Healthy() && a.Hearing() && b.Hearing() })
	u.check(t)
	restart()
	u.check(t)
}

func TestEverythingWorksOnSentinel(t *testing.T) {
	t.Parallel()
	url, killMaster := redistest.Sentinel(t)
	a, b := redistest.Connect(t, url), redistest.Connect(t, url)
	u := everythingWorks(t, a, b)

	master := port(t, a)
	killMaster()
	want := u.record.change()
	u.caches[0].Invalidate(t.Context(), "k")
	done := time.Now()
	redistest.WaitFor(t, "the failover", func() bool {
		if got := get(t, u.caches[0], "k", u.record.load); got.Version != want {
			t.Fatalf("the editor's instance got version %d, want %d", got.Version, want)
		}
		if got := get(t, u.caches[1], "k", u.record.load); got.Version != want && time.Since(done) > redis.MemoryTTL {
			t.Fatalf("the other instance got version %d, want %d", got.Version, want)
		}
		now := [2]string{port(t, a), port(t, b)}
		moved := now[0] != "" && now[0] != master && now[0] == now[1]
		return moved && a.Healthy() && b.Healthy() && a.Hearing() && b.Hearing()
	})
	u.check(t)
}

// port returns where the server that c talks to listens, or the empty string
// while there is none: unlike a loss, which a fast failover may hide from an
// idle client, another port can't be missed.
func port(t *testing.T, c *redis.Client) string {
	t.Helper()
	return c.Raw().ConfigGet(t.Context(), "port").Val()["port"]
}

// users of one Redis, each an instance of its own.
type users struct {
	record   *record
	caches   []*redis.Cache[page]
	sessions []*redis.Sessions[string]
	limits   []limit
	topics   []*redis.Topic[string]
	boxes    []*inbox
}

func everythingWorks(t *testing.T, clients ...*redis.Client) *users {
	t.Helper()
	u := &users{record: &record{}}
	for _, c := range clients {
		u.caches = append(u.caches, newCache(c))
		u.sessions = append(u.sessions, redis.NewSessions[string](c))
		u.limits = append(u.limits, redis.NewLimiter(c, "gcra", 10, time.Hour), redis.NewSlidingLog(c, "log", 10, time.Hour))
		topic, box := listen(c)
		u.topics, u.boxes = append(u.topics, topic), append(u.boxes, box)
	}
	for i, l := range u.limits[:2] {
		for range 10 {
			l.Allow(t.Context(), "k")
		}
		if u.limits[2+i].Allow(t.Context(), "k").Allowed {
			t.Error("instances count apart")
		}
	}
	u.check(t)
	return u
}

// check has one instance do things, and another one see them.
func (u *users) check(t *testing.T) {
	t.Helper()
	for _, key := range []string{"k", "another", "a third"} { // in several slots
		for _, cache := range u.caches {
			get(t, cache, key, u.record.load)
		}
	}
	for name, invalidate := range ways {
		want := u.record.change()
		invalidate(t.Context(), u.caches[0])
		if got := get(t, u.caches[0], "k", u.record.load); got.Version != want {
			t.Errorf("%s: the editor got version %d, want %d", name, got.Version, want)
		}
		redistest.WaitFor(t, "the edit", func() bool { return get(t, u.caches[1], "k", u.record.load).Version == want })
	}
	u.sessions[0].Put(t.Context(), "s", "data", time.Minute, time.Now().Add(time.Hour))
	if got, ok := u.sessions[1].Get(t.Context(), "s"); !ok || got != "data" {
		t.Errorf("the session is %q, %v", got, ok)
	}
	u.sessions[0].Delete(t.Context(), "r1", "r2", "r3")
	u.sessions[1].Put(t.Context(), "r2", "data", time.Minute, time.Now().Add(time.Hour))
	if _, ok := u.sessions[1].Get(t.Context(), "r2"); ok {
		t.Error("a revoked session came back")
	}
	message := time.Now().String()
	if err := u.topics[0].Publish(t.Context(), message); err != nil {
		t.Error(err)
	}
	redistest.WaitFor(t, "the message", func() bool { return u.boxes[1].has(message) })
}
