package redis_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"shop/platform/fault"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// family returns what an overview says of one.
func family(t *testing.T, c *redis.Client, name string) redis.FamilyStats {
	t.Helper()
	all, err := c.Overview(t.Context())
	if err != nil || len(all) != len(redis.Families()) {
		t.Fatalf("%d families, %v", len(all), err)
	}
	for _, f := range all {
		if f.Partial {
			t.Errorf("%s was not counted to its end", f.Name)
		}
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no family %s", name)
	return redis.FamilyStats{}
}

// overviewWorks checks overview and purge on two instances of one Redis.
func overviewWorks(t *testing.T, here, there *redis.Client) {
	t.Helper()
	const n = 50
	cache, other := newCache(here), newCache(there)
	r := &record{}
	sessions := redis.NewSessions[badge](here)
	limiter := redis.NewLimiter(here, "overview", 2, time.Hour)
	for i := range n {
		key := fmt.Sprint("k", i)
		get(t, cache, key, r.load)
		sessions.Put(t.Context(), key, ann, time.Hour, time.Now().Add(time.Hour))
		limiter.Allow(t.Context(), key)
		limiter.Allow(t.Context(), key)
	}
	redistest.WaitFor(t, "the entries to be stored", func() bool { return family(t, here, "product").Keys == n })
	for i := range n {
		get(t, other, fmt.Sprint("k", i), r.load)
	}
	for _, name := range []string{"product", "session", "ratelimit"} {
		if f := family(t, here, name); f.Keys != n || f.Bytes < n*20 || f.Bytes > n*5000 {
			t.Errorf("%s: %d keys of %d bytes", name, f.Keys, f.Bytes)
		}
	}
	if f := family(t, there, "product"); f.Redis != n || f.Load != 0 {
		t.Errorf("the other instance read %d times from Redis and loaded %d", f.Redis, f.Load)
	}
	want := r.change()
	for _, name := range []string{"product", "session", "ratelimit"} {
		if purged, err := here.Purge(t.Context(), name); err != nil || purged != n {
			t.Errorf("%s: %d keys were purged, %v", name, purged, err)
		}
		if f := family(t, here, name); f.Keys != 0 {
			t.Errorf("%s: %d keys are left", name, f.Keys)
		}
	}
	if got := get(t, cache, "k1", r.load); got.Version != want {
		t.Errorf("memory still has version %d after the purge, want %d", got.Version, want)
	}
	redistest.WaitFor(t, "the purge on the other instance", func() bool { return get(t, other, "k1", r.load).Version == want })
}

func TestOverview_counts_and_Purge_empties_each_family(t *testing.T) {
	t.Parallel()
	eachGroup(t, 2, func(t *testing.T, both []*redis.Client) { overviewWorks(t, both[0], both[1]) })
}

// Whoever was refused is allowed again when Purge returns, and on other
// instances when its hint arrives.
func TestPurge_lets_limits_begin_anew(t *testing.T) {
	t.Parallel()
	families := map[string]string{"Limiter": "ratelimit", "SlidingLog": "attempts"}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			eachGroup(t, 2, func(t *testing.T, both []*redis.Client) {
				limits := make([]limit, len(both))
				for i, c := range both {
					limits[i] = kind(c, 2, time.Hour)
					for range 3 {
						limits[i].Allow(t.Context(), fmt.Sprint("k", i))
					}
				}
				if n, err := both[0].Purge(t.Context(), families[name]); err != nil || n != 2 {
					t.Fatalf("%d keys were purged, %v", n, err)
				}
				if d := limits[0].Allow(t.Context(), "k0"); !d.Allowed || d.Remaining != 1 {
					t.Errorf("after the purge: %+v", d)
				}
				redistest.WaitFor(t, "the purge on the other instance", func() bool { return limits[1].Allow(t.Context(), "k1").Allowed })
			})
		})
	}
}

func TestPurge_takes_leased_permits_back(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	c := redis.Patient(t, "redis://"+m.Addr())
	s := newShops(m, []*redis.Client{c}, "purged", 1000, time.Minute)
	l := s.limiters[0]
	for range 100 {
		l.AllowLeased(t.Context(), "k")
	}
	for inHand := false; !inHand; {
		inHand = !asks(t, l)
	}
	if _, err := c.Purge(t.Context(), "ratelimit"); err != nil {
		t.Fatal(err)
	}
	if d := l.AllowLeased(t.Context(), "k"); d.Remaining != 999 {
		t.Errorf("a permit of before the purge was used: %+v", d)
	}
}

func TestOverview_and_Purge_know_what_they_can_not_do(t *testing.T) {
	t.Parallel()
	c := redistest.Away(t)
	if _, err := c.Overview(t.Context()); !errors.Is(err, redis.ErrAway) {
		t.Errorf("Overview without Redis: %v", err)
	}
	if _, err := c.Purge(t.Context(), "product"); !errors.Is(err, redis.ErrAway) {
		t.Errorf("Purge without Redis: %v", err)
	}
	if _, err := c.Purge(t.Context(), "product:{k}"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("Purge of no family: %v", err)
	}
	if got := c.Reads(); len(got) != len(redis.Families()) {
		t.Errorf("Reads has %d families", len(got))
	}
}
