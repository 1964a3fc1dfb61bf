package redis_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shop/platform/fault"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// page is what the tests cache.
type page struct {
	Text    string
	Version int
}

// record is the database behind the cache.
type record struct {
	mu      sync.Mutex
	version int
	loads   atomic.Int64
}

func (r *record) load(context.Context) (page, error) {
	r.loads.Add(1)
	r.mu.Lock()
	defer r.mu.Unlock()
	return page{Text: "text", Version: r.version}, nil
}

func (r *record) change() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.version++
	return r.version
}

func get(t *testing.T, c *redis.Cache[page], key string, load func(context.Context) (page, error)) page {
	t.Helper()
	v, err := c.Get(t.Context(), key, load)
	if err != nil {
		t.Fatalf("Get(%s): %v", key, err)
	}
	return v
}

// stored waits until the entry of a key that was loaded is in Redis, and returns
// it.
func stored(t *testing.T, c *redis.Client, f redis.Family, key string) (raw []byte) {
	t.Helper()
	redistest.WaitFor(t, "the entry", func() bool {
		raw, _ = c.Raw().Get(t.Context(), c.Key(f, key)).Bytes()
		return raw != nil
	})
	return raw
}

func newCache(c *redis.Client) *redis.Cache[page] {
	return redis.NewCache[page](c, redis.Products, redis.CacheOptions{})
}

// instances returns clients that share keys, each as a process of its own
// would. They are patient, as nobody harms their server: on a busy machine an
// answer that took too long is a value that was loaded again, or a session that
// wasn't there.
func instances(t *testing.T, n int) []*redis.Client {
	t.Helper()
	url := redistest.URL(t)
	all := make([]*redis.Client, n)
	for i := range all {
		all[i] = redis.Patient(t, url)
	}
	return all
}

// alone returns a patient client with keys of its own.
func alone(t *testing.T) *redis.Client {
	t.Helper()
	return instances(t, 1)[0]
}

// each runs test on a redis-server and on miniredis, with patient clients.
func each(t *testing.T, test func(t *testing.T, c *redis.Client)) {
	t.Helper()
	t.Run("redis-server", func(t *testing.T) { test(t, alone(t)) })
	t.Run("miniredis", func(t *testing.T) { test(t, redis.Patient(t, redistest.MiniURL(t))) })
}

// eachGroup is [each] with several clients that share keys.
func eachGroup(t *testing.T, n int, test func(t *testing.T, all []*redis.Client)) {
	t.Helper()
	t.Run("redis-server", func(t *testing.T) { test(t, instances(t, n)) })
	t.Run("miniredis", func(t *testing.T) {
		url, all := redistest.MiniURL(t), make([]*redis.Client, n)
		for i := range all {
			all[i] = redis.Patient(t, url)
		}
		test(t, all)
	})
}

func TestCache_Get_loads_once_for_memory_Redis_and_other_instances(t *testing.T) {
	t.Parallel()
	both, r := instances(t, 2), &record{}
	a, b := newCache(both[0]), newCache(both[1])
	want := page{Text: "text"}
	for range 3 {
		if got := get(t, a, "k", r.load); got != want {
			t.Fatalf("got %+v", got)
		}
	}
	if got := get(t, b, "k", r.load); got != want {
		t.Fatalf("the other instance got %+v", got)
	}
	time.Sleep(redis.MemoryTTL)
	get(t, a, "k", r.load)
	if n := r.loads.Load(); n != 1 {
		t.Errorf("loaded %d times", n)
	}
	for from, want := range map[string]float64{"load": 1, "memory": 2, "redis": 1, "stale": 0} {
		if got := redis.Reads(both[0], redis.Products, from); got != want {
			t.Errorf("%v reads were counted as from %s, want %v", got, from, want)
		}
	}
}

func TestCache_Get_separates_keys(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		cache := newCache(c)
		for range 2 {
			for i, key := range []string{"a", "b", "", "{a}", "a b", strings.Repeat("x", 500), strings.Repeat("x", 501)} {
				got := get(t, cache, key, func(context.Context) (page, error) { return page{Version: i}, nil })
				if got.Version != i {
					t.Errorf("%.20q got the value of another key: %d", key, got.Version)
				}
			}
			time.Sleep(redis.MemoryTTL)
		}
	})
}

func TestCache_Get_loads_a_cold_key_once_for_all_clients_of_three_processes(t *testing.T) {
	t.Parallel()
	three, r := instances(t, 3), &record{}
	slow := func(ctx context.Context) (page, error) {
		time.Sleep(100 * time.Millisecond)
		return r.load(ctx)
	}
	var clients sync.WaitGroup
	for _, c := range three {
		cache := newCache(c)
		for range 500 {
			clients.Go(func() {
				if _, err := cache.Get(t.Context(), "cold", slow); err != nil {
					t.Error(err)
				}
			})
		}
	}
	clients.Wait()
	if n := r.loads.Load(); n != 1 {
		t.Errorf("loaded %d times", n)
	}
}

// Slow loads, which processes don't wait for, are still one in each of them.
func TestCache_Get_loads_a_slow_key_once_in_each_process(t *testing.T) {
	t.Parallel()
	three, r := instances(t, 3), &record{}
	slow := func(ctx context.Context) (page, error) {
		time.Sleep(3 * redis.WaitForOther)
		return r.load(ctx)
	}
	var clients sync.WaitGroup
	for _, c := range three {
		cache := newCache(c)
		for range 100 {
			clients.Go(func() {
				if _, err := cache.Get(t.Context(), "slow", slow); err != nil {
					t.Error(err)
				}
			})
		}
	}
	clients.Wait()
	if n := r.loads.Load(); n > 3 {
		t.Errorf("loaded %d times in 3 processes", n)
	}
}

func TestCache_Get_does_not_wait_long_for_another_process(t *testing.T) {
	t.Parallel()
	both, r := instances(t, 2), &record{}
	stuck, free := newCache(both[0]), newCache(both[1])
	release := make(chan struct{})
	var holder sync.WaitGroup
	holder.Go(func() {
		_, _ = stuck.Get(t.Context(), "k", func(ctx context.Context) (page, error) { <-release; return r.load(ctx) })
	})
	redistest.WaitFor(t, "the lease", func() bool {
		return both[0].Raw().Exists(t.Context(), both[0].Prefix()+"lease:product:{k}").Val() == 1
	})
	start := time.Now()
	get(t, free, "k", r.load)
	if took := time.Since(start); took < redis.WaitForOther || took > 2*redis.WaitForOther {
		t.Errorf("waited %s for the other process", took)
	}
	close(release)
	holder.Wait()
}

func TestCache_Get_remembers_that_there_is_nothing(t *testing.T) {
	t.Parallel()
	both := instances(t, 2)
	missing := fault.New(fault.NotFound, "no-product", "There is no such product.")
	loads := 0
	load := func(context.Context) (page, error) { loads++; return page{}, missing.Because(errors.New("secret")) }
	for _, c := range both {
		cache := newCache(c)
		for range 2 {
			_, err := cache.Get(t.Context(), "k", load)
			var f *fault.Error
			if !errors.Is(err, missing) || !errors.As(err, &f) || f.Message != missing.Message {
				t.Errorf("got %v", err)
			}
		}
	}
	if loads != 1 {
		t.Errorf("loaded %d times", loads)
	}
	stored(t, both[0], redis.Products, "k")
	ttl := both[0].Raw().PTTL(t.Context(), both[0].Key(redis.Products, "k")).Val()
	if ttl <= 0 || ttl > 30*time.Second {
		t.Errorf("remembered for %s", ttl)
	}
}

func TestCache_Get_forgets_that_there_was_nothing_when_there_is(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		cache, r := newCache(c), &record{}
		_, err := cache.Get(t.Context(), "k", func(context.Context) (page, error) {
			return page{}, fault.New(fault.NotFound, "no-product", "There is no such product.")
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Fatal(err)
		}
		stored(t, c, redis.Products, "k")
		_ = cache.Invalidate(t.Context(), "k")
		get(t, cache, "k", r.load)
	})
}

func TestCache_Get_does_not_remember_errors(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		cache, r, broken := newCache(c), &record{}, errors.New("broken")
		for range 2 {
			start := time.Now()
			if _, err := cache.Get(t.Context(), "k", func(context.Context) (page, error) { return page{}, broken }); !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(start); took > redis.WaitForOther {
				t.Errorf("the lease of a failed load was waited for: %s", took)
			}
		}
		get(t, cache, "k", r.load)
	})
}

func TestCache_Get_survives_a_loader_that_panics(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := newCache(c), &record{}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_, _ = cache.Get(t.Context(), "k", func(context.Context) (page, error) { panic("defect") })
	}()
	start := time.Now()
	get(t, cache, "k", r.load)
	if took := time.Since(start); took > redis.WaitForOther {
		t.Errorf("the lease of a load that panicked was waited for: %s", took)
	}
}

func TestCache_Get_of_one_caller_that_gives_up_does_not_fail_the_others(t *testing.T) {
	t.Parallel()
	cache, r := newCache(alone(t)), &record{}
	first, giveUp := context.WithCancel(t.Context())
	loading := make(chan struct{})
	var callers sync.WaitGroup
	callers.Go(func() {
		_, err := cache.Get(first, "k", func(ctx context.Context) (page, error) {
			close(loading)
			<-ctx.Done()
			return page{}, ctx.Err()
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up got %v", err)
		}
	})
	<-loading
	for range 10 {
		callers.Go(func() {
			if _, err := cache.Get(t.Context(), "k", r.load); err != nil {
				t.Errorf("who waited got %v", err)
			}
		})
	}
	time.Sleep(10 * time.Millisecond)
	giveUp()
	callers.Wait()
}

func TestCache_Get_takes_another_shape_for_a_miss(t *testing.T) {
	t.Parallel()
	both, r := instances(t, 2), &record{}
	type older struct{ Text string }
	old := redis.NewCache[older](both[0], redis.Products, redis.CacheOptions{})
	if _, err := old.Get(t.Context(), "k", func(context.Context) (older, error) { return older{"old"}, nil }); err != nil {
		t.Fatal(err)
	}
	if got := get(t, newCache(both[1]), "k", r.load); got.Text != "text" {
		t.Errorf("got %+v", got)
	}
	expectDiscarded(t, both[1], "shape")
}

func TestCache_Get_takes_a_corrupt_entry_for_a_miss(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := newCache(c), &record{}
	get(t, cache, "k", r.load)
	key, raw := c.Key(redis.Products, "k"), string(stored(t, c, redis.Products, "k"))
	for i, damaged := range []string{"", raw[:len(raw)-1], raw[:60] + "~" + raw[61:]} {
		c.Raw().Set(t.Context(), key, damaged, time.Minute)
		time.Sleep(redis.MemoryTTL)
		get(t, cache, "k", r.load)
		if got := r.loads.Load(); got != int64(i+2) {
			t.Errorf("%q was used", damaged)
		}
		redistest.WaitFor(t, "the new entry", func() bool { return string(stored(t, c, redis.Products, "k")) != damaged })
	}
	expectDiscarded(t, c, "corrupt")
}

func expectDiscarded(t *testing.T, c *redis.Client, reason string) {
	t.Helper()
	redistest.WaitFor(t, "something discarded for "+reason, func() bool { return redis.Discarded(c, redis.Products, reason) > 0 })
}

// noise returns a text that can't be packed.
func noise(n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(rand.Text())
	}
	return b.String()
}

func TestCache_Get_does_not_store_what_is_too_large(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache := newCache(c)
	huge := page{Text: noise(redis.Products.MaxBytes)}
	if got := get(t, cache, "k", func(context.Context) (page, error) { return huge, nil }); got != huge {
		t.Error("got another value")
	}
	expectDiscarded(t, c, "size")
	if c.Raw().Exists(t.Context(), c.Key(redis.Products, "k")).Val() != 0 {
		t.Error("it was stored")
	}
}

func TestCache_packs_large_values(t *testing.T) {
	t.Parallel()
	both := instances(t, 2)
	want := page{Text: strings.Repeat("a large value ", redis.Products.MaxBytes/10)} // in JSON, larger than the cap
	if got := get(t, newCache(both[0]), "k", func(context.Context) (page, error) { return want, nil }); got != want {
		t.Error("got another value")
	}
	if n := len(stored(t, both[0], redis.Products, "k")); n > len(want.Text)/5 {
		t.Errorf("%d bytes are stored as %d", len(want.Text), n)
	}
	got := get(t, newCache(both[1]), "k", func(context.Context) (page, error) { return page{}, errors.New("loaded again") })
	if got != want {
		t.Error("the other instance got another value")
	}
}

func TestCache_does_not_store_what_it_would_not_unpack(t *testing.T) {
	t.Parallel()
	c := alone(t)
	huge := page{Text: strings.Repeat("x", 9*redis.Products.MaxBytes)} // packed it would fit
	if got := get(t, newCache(c), "k", func(context.Context) (page, error) { return huge, nil }); got != huge {
		t.Error("got another value")
	}
	expectDiscarded(t, c, "size")
	if c.Raw().Exists(t.Context(), c.Key(redis.Products, "k")).Val() != 0 {
		t.Error("it was stored")
	}
}

func TestCache_takes_a_bomb_for_a_miss(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := newCache(c), &record{}
	get(t, cache, "k", r.load)
	key, raw := c.Key(redis.Products, "k"), stored(t, c, redis.Products, "k")
	bomb := redis.Repacked(raw, bytes.Repeat([]byte(" "), 9*redis.Products.MaxBytes))
	c.Raw().Set(t.Context(), key, bomb, time.Minute)
	time.Sleep(redis.MemoryTTL)
	if get(t, cache, "k", r.load); r.loads.Load() != 2 {
		t.Error("it was used")
	}
	expectDiscarded(t, c, "corrupt")
}

func TestCache_serves_without_Redis(t *testing.T) {
	t.Parallel()
	cache, r := newCache(redistest.Away(t)), &record{}
	for range 100 {
		get(t, cache, "k", r.load)
	}
	if n := r.loads.Load(); n != 1 {
		t.Errorf("loaded %d times within moments", n)
	}
	want := r.change()
	_ = cache.Invalidate(t.Context(), "k")
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("an edit is not visible on the instance that made it: %+v", got)
	}
	want = r.change()
	_ = cache.InvalidateAll(t.Context())
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("an edit is not visible on the instance that made it: %+v", got)
	}
	want = r.change() // by another instance
	time.Sleep(redis.MemoryTTL)
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("another instance's edit is not visible after %s: %+v", redis.MemoryTTL, got)
	}
}

func TestCache_serves_from_a_full_server(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	c := server.Client(t)
	cache, r := newCache(c), &record{}
	get(t, cache, "k", r.load)
	stored(t, c, redis.Products, "k")
	server.Do(t, "CONFIG", "SET", "maxmemory", "1")
	want := r.change()
	_ = cache.InvalidateAll(t.Context())
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("got %+v from a full server", got)
	}
	if !c.Healthy() {
		t.Error("a full server is not away")
	}
	server.Do(t, "CONFIG", "SET", "maxmemory", "0")
	time.Sleep(redis.MemoryTTL)
	get(t, cache, "k", r.load)
	stored(t, c, redis.Products, "k")
}

func TestNewCache_refuses_a_second_one_of_a_family(t *testing.T) {
	t.Parallel()
	c := alone(t)
	newCache(c)
	defer func() {
		if fmt.Sprint(recover()) == "<nil>" {
			t.Error("two caches share a family")
		}
	}()
	newCache(c)
}
