package redis_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"shop/platform/fault"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// answer gets keys under a trail.
func answer(t *testing.T, c *redis.Cache[page], load func(context.Context) (page, error), keys ...string) *redis.Trail {
	t.Helper()
	ctx, trail := redis.WithTrail(t.Context())
	for _, key := range keys {
		if _, err := c.Get(ctx, key, load); err != nil {
			t.Fatalf("Get(%s): %v", key, err)
		}
	}
	return trail
}

func TestTrail_is_fresh_until_the_content_of_a_value_changes(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, c *redis.Client) {
				cache, r := newCache(c), &record{}
				for range 50 {
					trail := answer(t, cache, r.load, "j", "k")
					if !trail.Held() || !trail.Fresh(t.Context()) {
						t.Fatal("an answer is old at once")
					}
					_ = invalidate(t.Context(), cache)
					if trail.Held() {
						t.Fatal("what was invalidated is held")
					}
					if !trail.Fresh(t.Context()) || !trail.Held() {
						t.Fatal("the content is the same, yet the answer is old")
					}
					r.change()
					_ = invalidate(t.Context(), cache)
					if trail.Held() || trail.Fresh(t.Context()) || trail.Held() {
						t.Fatal("the answer is fresh after an edit")
					}
				}
			})
		})
	}
}

func TestTrail_is_fresh_for_as_long_as_Redis_says_the_same(t *testing.T) {
	t.Parallel()
	both, r := instances(t, 2), &record{}
	editor, reader := newCache(both[0]), newCache(both[1])
	trail := answer(t, reader, r.load, "k")
	for range 2 {
		time.Sleep(redis.MemoryTTL)
		if !trail.Fresh(t.Context()) {
			t.Error("the answer is old though nothing changed")
		}
	}
	if n := r.loads.Load(); n != 1 {
		t.Errorf("loaded %d times", n)
	}
	r.change()
	_ = editor.Invalidate(t.Context(), "k")
	redistest.WaitFor(t, "the hint", func() bool { return !trail.Fresh(t.Context()) })
}

func TestTrail_is_old_on_other_instances_after_2s_without_the_hint(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both, r := instances(t, 2), &record{}
			editor, reader := newCache(both[0]), newCache(both[1])
			both[1].Deafen()
			trail := answer(t, reader, r.load, "k")
			r.change()
			_ = invalidate(t.Context(), editor)
			time.Sleep(redis.MemoryTTL)
			if trail.Fresh(t.Context()) {
				t.Error("the answer is fresh 2 s after another instance's edit")
			}
		})
	}
}

func TestTrail_does_not_trust_memory_when_hints_may_have_been_missed(t *testing.T) {
	t.Parallel()
	server, r := redistest.Server(t), &record{}
	c := server.Client(t)
	trail := answer(t, newCache(c), r.load, "k")
	gaps := redis.Gaps(c)
	server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
	redistest.WaitFor(t, "the loss of the connection", func() bool { return gaps.Load() > 0 })
	r.change() // with the hint lost, and the entry too
	server.FlushAll(t)
	if trail.Fresh(t.Context()) {
		t.Error("memory was trusted though an edit could have been missed")
	}
}

func TestTrail_is_not_fresh_while_a_value_can_not_be_loaded(t *testing.T) {
	t.Parallel()
	cache, r := newCache(redistest.Away(t)), &record{}
	var broken error
	trail := answer(t, cache, func(ctx context.Context) (page, error) {
		v, _ := r.load(ctx)
		return v, broken
	}, "k")
	broken = errors.New("database away")
	_ = cache.Invalidate(t.Context(), "k")
	if trail.Fresh(t.Context()) {
		t.Error("fresh, though nobody knows")
	}
	broken = nil
	if !trail.Fresh(t.Context()) {
		t.Error("old, though the same value is loaded again")
	}
}

func TestTrail_is_never_fresh_after_a_failure(t *testing.T) {
	t.Parallel()
	cache, r := newCache(alone(t)), &record{}
	ctx, trail := redis.WithTrail(t.Context())
	if _, err := cache.Get(ctx, "k", func(context.Context) (page, error) { return page{}, errors.New("broken") }); err == nil {
		t.Fatal("no error")
	}
	if _, err := cache.Get(ctx, "k", r.load); err != nil {
		t.Fatal(err)
	}
	if trail.Held() || trail.Fresh(t.Context()) {
		t.Error("an answer with a part missing is fresh")
	}
}

func TestTrail_notes_that_there_is_nothing(t *testing.T) {
	t.Parallel()
	cache := newCache(alone(t))
	there := false
	ctx, trail := redis.WithTrail(t.Context())
	_, err := cache.Get(ctx, "k", func(context.Context) (page, error) {
		if there {
			return page{}, nil
		}
		return page{}, fault.New(fault.NotFound, "no-product", "There is no such product.")
	})
	if fault.KindOf(err) != fault.NotFound || !trail.Fresh(t.Context()) {
		t.Fatalf("got %v; fresh: %v", err, trail.Fresh(t.Context()))
	}
	there = true
	_ = cache.Invalidate(t.Context(), "k")
	if trail.Fresh(t.Context()) {
		t.Error("fresh, though there is something now")
	}
}

func TestTrail_notes_each_content_once_and_none_of_what_loaders_get(t *testing.T) {
	t.Parallel()
	c := alone(t)
	outer, r := newCache(c), &record{}
	inner := redis.NewCache[page](c, redis.Categories, redis.CacheOptions{})
	nested := func(ctx context.Context) (page, error) { return inner.Get(ctx, "i", r.load) }
	ctx, trail := redis.WithTrail(t.Context())
	if trail.Len() != 0 || !trail.Held() || !trail.Fresh(ctx) {
		t.Error("an answer made of nothing is old")
	}
	for range 3 {
		if _, err := outer.Get(ctx, "o", nested); err != nil {
			t.Fatal(err)
		}
	}
	if n := trail.Len(); n != 1 {
		t.Errorf("%d values are noted, want 1", n)
	}
	r.change()
	_ = inner.Invalidate(ctx, "i")
	_ = outer.Invalidate(ctx, "o")
	if _, err := outer.Get(ctx, "o", nested); err != nil {
		t.Fatal(err)
	}
	if trail.Len() != 2 || trail.Held() || trail.Fresh(ctx) {
		t.Error("an answer made of two versions is fresh")
	}
}

func TestTrail_serves_many_at_once(t *testing.T) {
	t.Parallel()
	cache, r := newCache(alone(t)), &record{}
	ctx, trail := redis.WithTrail(t.Context())
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 200 {
				if _, err := cache.Get(ctx, fmt.Sprint(i), r.load); err != nil || !trail.Fresh(ctx) {
					t.Errorf("fresh: %v, error: %v", trail.Fresh(ctx), err)
				}
				_ = cache.Invalidate(ctx, fmt.Sprint(i))
			}
		})
	}
	all.Wait()
	if n := trail.Len(); n != 8 {
		t.Errorf("%d values are noted, want 8", n)
	}
}

func TestTrail_Fresh_and_Get_from_memory_do_not_allocate(t *testing.T) {
	cache, r := newCache(alone(t)), &record{}
	trail := answer(t, cache, r.load, "j", "k")
	ctx := t.Context()
	if n := testing.AllocsPerRun(5000, func() { trail.Fresh(ctx) }); n >= 1 {
		t.Errorf("Fresh allocates %v times", n)
	}
	if n := testing.AllocsPerRun(5000, func() { trail.Held() }); n >= 1 {
		t.Errorf("Held allocates %v times", n)
	}
	load := r.load
	if n := testing.AllocsPerRun(5000, func() { _, _ = cache.Get(ctx, "k", load) }); n >= 1 {
		t.Errorf("Get allocates %v times", n)
	}
}

func ExampleTrail() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	price := 1999
	prices := redis.NewCache[int](client, redis.Products, redis.CacheOptions{})

	// Make an answer, and keep it together with its trail.
	ctx, trail := redis.WithTrail(context.Background())
	p, _ := prices.Get(ctx, "shirt", func(context.Context) (int, error) { return price, nil })
	answer := fmt.Sprintf("A shirt is %d cents.", p)

	fmt.Println(trail.Fresh(context.Background()), answer)
	price = 1499
	_ = prices.Invalidate(context.Background(), "shirt")
	fmt.Println(trail.Fresh(context.Background()))
	// Output:
	// true A shirt is 1999 cents.
	// false
}
