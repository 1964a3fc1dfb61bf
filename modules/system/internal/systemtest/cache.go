package systemtest

import (
	"context"
	"testing"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// ReadProduct reads one value of the products' cache that often, first by
// loading it, and returns when it is in Redis, where it comes after its reader
// has got it.
func (p *Platform) ReadProduct(t testing.TB, times int) {
	t.Helper()
	cache := redis.NewCache[string](p.Redis, redis.Products, redis.CacheOptions{})
	for range times {
		if _, err := cache.Get(t.Context(), "p1", func(context.Context) (string, error) { return "a chair", nil }); err != nil {
			t.Fatal(err)
		}
	}
	redistest.WaitFor(t, "the product in Redis", func() bool {
		families, err := p.Redis.Overview(t.Context())
		stored := false
		for _, f := range families {
			stored = stored || f.Name == redis.Products.Name && f.Keys == 1
		}
		return err == nil && stored
	})
}
