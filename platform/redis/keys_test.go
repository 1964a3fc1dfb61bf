package redis_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shop/platform/fault"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// TestEveryKeyIsListed uses everything there is and then looks at what it left
// on the server.
func TestEveryKeyIsListed(t *testing.T) {
	t.Parallel()
	c := alone(t)
	use(t, c)
	families := make(map[string]redis.Family)
	for _, f := range redis.Families() {
		families[f.Name] = f
	}
	seen := make(map[string]bool)
	for _, key := range c.Raw().Keys(t.Context(), c.Prefix()+"*").Val() {
		name, _, tagged := strings.Cut(strings.TrimPrefix(key, c.Prefix()), ":{")
		name, _, _ = strings.Cut(name, ":")
		f, listed := families[name]
		if !listed || !tagged || !strings.HasSuffix(key, "}") {
			t.Errorf("%s is of no family", key)
			continue
		}
		seen[name] = true
		if got := c.Raw().Type(t.Context(), key).Val(); got != f.Type {
			t.Errorf("%s has the type %s, want %s", key, got, f.Type)
		}
		if ttl := c.Raw().PTTL(t.Context(), key).Val(); ttl <= 0 || ttl > f.TTL {
			t.Errorf("%s stays for %s, at most %s is right", key, ttl, f.TTL)
		}
		if size := c.Raw().MemoryUsage(t.Context(), key).Val(); size > int64(f.MaxBytes)+300 {
			t.Errorf("%s takes %d bytes, at most %d is right", key, size, f.MaxBytes)
		}
	}
	for name := range families {
		if !seen[name] {
			t.Errorf("nothing of family %s was written, so nothing is known of it", name)
		}
	}
}

func use(t *testing.T, c *redis.Client) {
	t.Helper()
	for _, f := range []redis.Family{redis.Products, redis.ProductLists, redis.Categories} {
		cache := redis.NewCache[page](c, f, redis.CacheOptions{})
		get(t, cache, "k", (&record{}).load)
		get(t, cache, "odd {key}", (&record{}).load)
		_, err := cache.Get(t.Context(), "none", func(context.Context) (page, error) {
			return page{}, fault.New(fault.NotFound, "none", "None.")
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Fatal(err)
		}
	}
	redistest.WaitFor(t, "the entries to be stored", func() bool {
		return len(c.Raw().Keys(t.Context(), c.Prefix()+"lease:*").Val()) == 0
	})
	held := make(chan struct{})
	t.Cleanup(func() { close(held) })
	cache := redis.NewCache[page](c, redis.Family{Name: "products2", Type: "string", TTL: time.Minute, MaxBytes: 100}, redis.CacheOptions{})
	go func() {
		_, _ = cache.Get(context.Background(), "held", func(context.Context) (page, error) { <-held; return page{}, nil })
	}()
	redistest.WaitFor(t, "a lease", func() bool {
		return len(c.Raw().Keys(t.Context(), c.Prefix()+"lease:*").Val()) > 0
	})
	s := redis.NewSessions[string](c)
	s.Put(t.Context(), "h", "x", 1000*24*time.Hour, time.Now().Add(399*24*time.Hour))
	s.Delete(t.Context(), "gone")
	redis.NewLimiter(c, "api", 100, time.Minute).Allow(t.Context(), "ip")
	redis.NewSlidingLog(c, "login", 5, 15*time.Minute).Allow(t.Context(), "ip")
}
