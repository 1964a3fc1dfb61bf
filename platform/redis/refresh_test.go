package redis_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// age makes the entry of key one that is due to be loaded anew, and waits until
// memory has forgotten it.
func age(t *testing.T, c *redis.Client, keys ...string) {
	t.Helper()
	for _, key := range keys {
		raw := stored(t, c, redis.Products, key)
		c.Raw().Set(t.Context(), c.Key(redis.Products, key), redis.Stale(raw), time.Minute)
	}
	time.Sleep(redis.MemoryTTL)
}

// gate is a loader that waits until it is opened.
type gate struct {
	*record
	began chan struct{}
	open  chan struct{}
}

func newGate(r *record) *gate {
	return &gate{record: r, began: make(chan struct{}, 100), open: make(chan struct{})}
}

func (g *gate) load(ctx context.Context) (page, error) {
	v, err := g.record.load(ctx)
	g.began <- struct{}{}
	select {
	case <-g.open:
	case <-ctx.Done():
		return page{}, ctx.Err()
	}
	return v, err
}

// wait returns when somebody loads.
func (g *gate) wait(t *testing.T) {
	t.Helper()
	select {
	case <-g.began:
	case <-time.After(10 * time.Second):
		t.Fatal("nobody loads")
	}
}

func TestCache_serves_a_stale_value_at_once_and_loads_it_in_the_background(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		cache, r := newCache(c), &record{}
		get(t, cache, "k", r.load)
		age(t, c, "k")
		want := r.change() // of which nobody tells
		g := newGate(r)
		if got := get(t, cache, "k", g.load); got.Version == want {
			t.Error("the caller waited for the loader")
		}
		g.wait(t)
		close(g.open)
		redistest.WaitFor(t, "the new value", func() bool { return get(t, cache, "k", g.load).Version == want })
		time.Sleep(redis.MemoryTTL)
		get(t, cache, "k", g.load)
		if n := r.loads.Load(); n != 2 {
			t.Errorf("loaded %d times, so the new value was not stored", n)
		}
	})
}

func TestCache_refreshes_a_stale_value_on_one_instance_only(t *testing.T) {
	t.Parallel()
	three, r := instances(t, 3), &record{}
	caches := make([]*redis.Cache[page], len(three))
	for i, c := range three {
		caches[i] = newCache(c)
		get(t, caches[i], "k", r.load)
	}
	age(t, three[0], "k")
	g := newGate(r)
	for range 10 {
		for _, cache := range caches {
			get(t, cache, "k", g.load)
		}
	}
	g.wait(t)
	close(g.open)
	redistest.WaitFor(t, "the refresh and that the others gave up", func() bool { return refreshed(three, "done") == 3 })
	if n := r.loads.Load(); n != 2 {
		t.Errorf("loaded %d times", n)
	}
}

func refreshed(clients []*redis.Client, outcome string) (n float64) {
	for _, c := range clients {
		n += redis.Refreshes(c, redis.Products, outcome)
	}
	return n
}

func TestCache_serves_a_stale_value_while_it_can_not_be_loaded_until_its_time_is_over(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := newCache(c), &record{}
	get(t, cache, "k", r.load)
	age(t, c, "k")
	broken := func(context.Context) (page, error) { return page{}, errors.New("database away") }
	for i := range 2 {
		if got := get(t, cache, "k", broken); got.Text != "text" {
			t.Errorf("got %+v", got)
		}
		redistest.WaitFor(t, "the failure", func() bool {
			return redis.Refreshes(c, redis.Products, "failed") >= float64(i+1)
		})
		time.Sleep(redis.MemoryTTL)
	}
	c.Raw().Del(t.Context(), c.Key(redis.Products, "k")) // as it does by itself in the end
	if _, err := cache.Get(t.Context(), "k", broken); err == nil {
		t.Error("served beyond its time")
	}
}

func TestCache_an_invalidation_beats_a_refresh_under_way(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		for _, by := range []string{"the same instance", "another one"} {
			t.Run(name+" by "+by, func(t *testing.T) {
				t.Parallel()
				both, r := instances(t, 2), &record{}
				reader, editor := newCache(both[0]), newCache(both[1])
				if by == "the same instance" {
					editor = reader
				}
				get(t, reader, "k", r.load)
				age(t, both[0], "k")
				g := newGate(r)
				get(t, reader, "k", g.load)
				g.wait(t) // and it has read what is old by now:
				want := r.change()
				_ = invalidate(t.Context(), editor)
				redistest.WaitFor(t, "the edit", func() bool { return get(t, reader, "k", r.load).Version == want })
				close(g.open)
				redistest.WaitFor(t, "the end of the refresh", func() bool { return refreshed(both, "done") >= 1 })
				for range 2 {
					if got := get(t, reader, "k", r.load); got.Version != want {
						t.Errorf("got version %d, want %d", got.Version, want)
					}
					time.Sleep(redis.MemoryTTL)
				}
			})
		}
	}
}

func TestCache_survives_a_loader_that_panics_in_the_background(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := newCache(c), &record{}
	get(t, cache, "k", r.load)
	age(t, c, "k")
	get(t, cache, "k", func(context.Context) (page, error) { panic("defect") })
	redistest.WaitFor(t, "the panic", func() bool { return redis.Refreshes(c, redis.Products, "panicked") == 1 })
	redistest.WaitFor(t, "the lease to be given back", func() bool {
		return c.Raw().Exists(t.Context(), c.Prefix()+"lease:product:{k}").Val() == 0
	})
	want := r.change()
	time.Sleep(redis.MemoryTTL)
	redistest.WaitFor(t, "the next refresh", func() bool { return get(t, cache, "k", r.load).Version == want })
}

func TestCache_refreshes_few_values_at_once_and_serves_the_others(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := newCache(c), &record{}
	var keys []string
	for i := range 2 * redis.MaxRefreshes {
		keys = append(keys, fmt.Sprint(i))
		get(t, cache, keys[i], r.load)
	}
	age(t, c, keys...)
	g := newGate(r)
	var running, most atomic.Int32
	load := func(ctx context.Context) (page, error) {
		if n := running.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer running.Add(-1)
		return g.load(ctx)
	}
	for _, key := range keys {
		get(t, cache, key, load)
	}
	for range redis.MaxRefreshes {
		g.wait(t)
	}
	if n := redis.Refreshes(c, redis.Products, "refused"); n != redis.MaxRefreshes {
		t.Errorf("%v refreshes were refused, want %d", n, redis.MaxRefreshes)
	}
	redistest.WaitFor(t, "the other leases to be given back", func() bool {
		return len(c.Raw().Keys(t.Context(), c.Prefix()+"lease:*").Val()) == redis.MaxRefreshes
	})
	close(g.open)
	redistest.WaitFor(t, "the refreshes", func() bool {
		return redis.Refreshes(c, redis.Products, "done") == redis.MaxRefreshes
	})
	if n := most.Load(); n > redis.MaxRefreshes {
		t.Errorf("%d ran at once", n)
	}
}

func TestClient_Close_ends_refreshes(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	c := server.Client(t)
	cache, r := newCache(c), &record{}
	get(t, cache, "k", r.load)
	age(t, c, "k")
	g := newGate(r)
	get(t, cache, "k", g.load)
	g.wait(t)
	if err := c.Close(); err != nil { // which waits for the loader
		t.Error(err)
	}
}

// newUnstored returns a cache whose values don't fit into Redis, so that each
// look for one is a load.
func newUnstored(t *testing.T) *redis.Cache[page] {
	t.Helper()
	tiny := redis.Family{Name: "tiny", Type: "string", TTL: time.Minute, MaxBytes: 1}
	return redis.NewCache[page](alone(t), tiny, redis.CacheOptions{})
}

func TestCache_looks_ahead_so_that_hot_values_keep_nobody_waiting(t *testing.T) {
	t.Parallel()
	cache, r := newUnstored(t), &record{}
	get(t, cache, "k", r.load)
	g := newGate(r)
	for looking := false; !looking; time.Sleep(time.Millisecond) {
		get(t, cache, "k", func(ctx context.Context) (page, error) {
			if _, background := ctx.Deadline(); !background {
				return r.load(ctx) // this machine was too slow
			}
			return g.load(ctx)
		})
		select {
		case <-g.began:
			looking = true
		default:
		}
	}
	// The bound holds although the look takes long: then callers wait.
	want := r.change()
	time.Sleep(redis.MemoryTTL)
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("got version %d, want %d", got.Version, want)
	}
	close(g.open)
	time.Sleep(10 * time.Millisecond)
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("a look that took too long brought version %d back", got.Version)
	}
}

func TestCache_ages_values_from_before_they_were_read(t *testing.T) {
	t.Parallel()
	cache, r := newUnstored(t), &record{}
	get(t, cache, "k", func(ctx context.Context) (page, error) {
		v, err := r.load(ctx)
		r.change() // by another instance
		time.Sleep(redis.MemoryTTL)
		return v, err
	})
	if got := get(t, cache, "k", r.load); got.Version != 1 {
		t.Errorf("got version %d, which was over when it was returned", got.Version)
	}
}

func TestCache_who_joins_a_long_search_does_not_get_what_is_too_old(t *testing.T) {
	t.Parallel()
	cache, r := newUnstored(t), &record{}
	g := newGate(r)
	var first, joined sync.WaitGroup
	first.Go(func() { get(t, cache, "k", g.load) })
	g.wait(t)
	want := r.change() // by another instance
	time.Sleep(redis.MemoryTTL)
	joined.Go(func() {
		if got := get(t, cache, "k", r.load); got.Version != want {
			t.Errorf("got version %d, want %d", got.Version, want)
		}
	})
	time.Sleep(50 * time.Millisecond)
	close(g.open)
	first.Wait()
	joined.Wait()
}

// TestCache_keeps_the_decoded_value_while_its_content_is_the_same compares
// addresses.
func TestCache_keeps_the_decoded_value_while_its_content_is_the_same(t *testing.T) {
	t.Parallel()
	both := instances(t, 2)
	type list struct{ Names []string }
	names := []string{"a", "b"}
	load := func(context.Context) (list, error) { return list{names}, nil }
	first := redis.NewCache[list](both[0], redis.Products, redis.CacheOptions{})
	second := redis.NewCache[list](both[1], redis.Products, redis.CacheOptions{})
	for _, cache := range []*redis.Cache[list]{first, second} {
		var was *string
		for range 3 {
			got, err := cache.Get(t.Context(), "k", load)
			if err != nil || strings.Join(got.Names, "") != "ab" {
				t.Fatalf("got %+v, %v", got, err)
			}
			if was != nil && was != &got.Names[0] {
				t.Error("the same content was decoded again")
			}
			was = &got.Names[0]
			time.Sleep(redis.MemoryTTL)
		}
	}
	names = []string{"c"}
	_ = first.Invalidate(t.Context(), "k")
	redistest.WaitFor(t, "the new content", func() bool {
		got, err := second.Get(t.Context(), "k", load)
		return err == nil && got.Names[0] == "c"
	})
}

func TestCache_logs_a_background_failure_once(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	c := connect(t, redistest.Server(t).URL(), log)
	redistest.WaitFor(t, "the connection", func() bool { return c.Healthy() && c.Hearing() })
	cache, r := newCache(c), &record{}
	keys := []string{"a", "b", "c"}
	for _, key := range keys {
		get(t, cache, key, r.load)
	}
	age(t, c, keys...)
	for _, key := range keys {
		get(t, cache, key, func(context.Context) (page, error) { return page{}, errors.New("database away") })
	}
	redistest.WaitFor(t, "the failures", func() bool { return redis.Refreshes(c, redis.Products, "failed") == 3 })
	redistest.WaitFor(t, "the log line", func() bool { return log.count("database away") > 0 })
	if n := log.count("database away"); n != 1 {
		t.Errorf("logged %d times:\n%s", n, log)
	}
}
