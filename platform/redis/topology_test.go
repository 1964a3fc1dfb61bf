package redis_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"shop/platform/fault"
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
	overviewWorks(t, redistest.Connect(t, url+"&prefix=o:"), redistest.Connect(t, url+"&prefix=o:"))

	master := port(t, a)
	killMaster()
	want := u.record.change()
	_ = u.caches[0].Invalidate(t.Context(), "k")
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
	clients  []*redis.Client
	record   *record
	caches   []*redis.Cache[page]
	sessions []*redis.Sessions[string]
	limits   []limit
	leased   []*redis.Limiter
	topics   []*redis.Topic[string]
	boxes    []*inbox
}

func everythingWorks(t *testing.T, clients ...*redis.Client) *users {
	t.Helper()
	u := &users{clients: clients, record: &record{}}
	for _, c := range clients {
		u.caches = append(u.caches, newCache(c))
		u.sessions = append(u.sessions, redis.NewSessions[string](c))
		u.limits = append(u.limits, redis.NewLimiter(c, "gcra", 10, time.Hour), redis.NewSlidingLog(c, "log", 10, time.Hour))
		u.leased = append(u.leased, redis.NewLimiter(c, "leased", 10_000, time.Hour))
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
		if err := invalidate(t.Context(), u.caches[0]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := get(t, u.caches[0], "k", u.record.load); got.Version != want {
			t.Errorf("%s: the editor got version %d, want %d", name, got.Version, want)
		}
		redistest.WaitFor(t, "the edit", func() bool { return get(t, u.caches[1], "k", u.record.load).Version == want })
	}
	u.checkTrail(t)
	u.checkRefresh(t)
	u.checkAbsence(t)
	u.checkLeased(t)
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

// checkTrail has an answer kept by one instance become old by an edit on another.
func (u *users) checkTrail(t *testing.T) {
	t.Helper()
	ctx, trail := redis.WithTrail(t.Context())
	if _, err := u.caches[1].Get(ctx, "kept", u.record.load); err != nil || !trail.Fresh(t.Context()) {
		t.Errorf("an answer is old when it is made: %v", err)
	}
	u.record.change()
	if err := u.caches[0].Invalidate(t.Context(), "kept"); err != nil {
		t.Error(err)
	}
	redistest.WaitFor(t, "the answer to be old", func() bool { return !trail.Fresh(t.Context()) })
}

// checkRefresh has one instance store a value, and another one find it when it is
// due.
func (u *users) checkRefresh(t *testing.T) {
	t.Helper()
	key := "due " + time.Now().String()
	old := get(t, u.caches[0], key, u.record.load)
	raw := stored(t, u.clients[0], redis.Products, key)
	at := u.clients[0].Key(redis.Products, key)
	if err := u.clients[0].Raw().Set(t.Context(), at, redis.Stale(raw), time.Minute).Err(); err != nil {
		t.Fatal(err)
	}
	want := u.record.change()
	if got := get(t, u.caches[1], key, u.record.load); got != old {
		t.Errorf("got version %d of a value that is due, want %d", got.Version, old.Version)
	}
	redistest.WaitFor(t, "the refresh", func() bool { return get(t, u.caches[1], key, u.record.load).Version == want })
}

// checkAbsence has one instance find that there is nothing, and another one know.
func (u *users) checkAbsence(t *testing.T) {
	t.Helper()
	key, loads := "none "+time.Now().String(), 0
	for i := range 2 {
		_, err := u.caches[i].Get(t.Context(), key, func(context.Context) (page, error) {
			loads++
			return page{}, fault.New(fault.NotFound, "none", "There is none.")
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("got %v of nothing", err)
		}
		stored(t, u.clients[i], redis.Products, key)
	}
	if loads != 1 {
		t.Errorf("looked %d times for nothing", loads)
	}
}

// checkLeased spends permits of one limit on all instances.
func (u *users) checkLeased(t *testing.T) {
	t.Helper()
	for _, l := range u.leased {
		before := redis.Decisions(l, "redis", "allowed")
		for range 200 {
			if !l.AllowLeased(t.Context(), "k").Allowed {
				t.Error("a use within the limit is refused")
			}
		}
		if n := redis.Decisions(l, "redis", "allowed") - before; n == 0 || n > 150 {
			t.Errorf("%v of 200 uses asked Redis", n)
		}
	}
}
