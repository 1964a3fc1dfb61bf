package redis_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"shop/platform/fault"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// small is a family of which callers may add a few keys only.
var small = redis.Family{Name: "small", Type: "string", TTL: time.Hour, MaxBytes: 1000, MaxArbitrary: 10}

func TestCache_callers_can_not_grow_the_keyspace_at_will(t *testing.T) {
	t.Parallel()
	for name, ask := range map[string]func(ctx context.Context, c *redis.Cache[page], key string) error{
		"free text": func(ctx context.Context, c *redis.Cache[page], key string) error {
			_, err := c.GetArbitrary(ctx, key, (&record{}).load)
			return err
		},
		"addresses of nothing": func(ctx context.Context, c *redis.Cache[page], key string) error {
			_, err := c.Get(ctx, key, func(context.Context) (page, error) {
				return page{}, fault.New(fault.NotFound, "none", "None.")
			})
			if fault.KindOf(err) == fault.NotFound {
				return nil
			}
			return fmt.Errorf("not NotFound: %w", err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			each(t, func(t *testing.T, c *redis.Client) {
				cache := redis.NewCache[page](c, small, redis.CacheOptions{})
				for i := range 500 {
					if err := ask(t.Context(), cache, fmt.Sprint(i)); err != nil {
						t.Fatal(err)
					}
				}
				redistest.WaitFor(t, "what is under way", func() bool { return len(c.Raw().Keys(t.Context(), c.Prefix()+"lease:*").Val()) == 0 })
				// One is the family's generation; and time has passed.
				if keys := c.Raw().Keys(t.Context(), c.Prefix()+"*").Val(); len(keys) < small.MaxArbitrary || len(keys) > small.MaxArbitrary+3 {
					t.Errorf("there are %d keys", len(keys))
				}
				if n := redis.Discarded(c, small, "allowance"); n < 480 {
					t.Errorf("%v were counted as refused", n)
				}
				if _, err := cache.Get(t.Context(), "product", (&record{}).load); err != nil {
					t.Fatal(err)
				}
				stored(t, c, small, "product") // strangers don't keep out what the shop itself names
			})
		})
	}
}

func TestCache_GetArbitrary_refreshes_what_is_there_already(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := redis.NewCache[page](c, small, redis.CacheOptions{}), &record{}
	for i := range 2 * small.MaxArbitrary { // the first of which are stored
		if _, err := cache.GetArbitrary(t.Context(), fmt.Sprint(i), r.load); err != nil {
			t.Fatal(err)
		}
	}
	key := c.Key(small, "0")
	c.Raw().Set(t.Context(), key, redis.Stale(stored(t, c, small, "0")), time.Minute)
	time.Sleep(redis.MemoryTTL)
	want := r.change()
	redistest.WaitFor(t, "the refresh", func() bool {
		got, err := cache.GetArbitrary(t.Context(), "0", r.load)
		return err == nil && got.Version == want
	})
	redistest.WaitFor(t, "the entry", func() bool { return c.Raw().PTTL(t.Context(), key).Val() > small.TTL/2 })
}
