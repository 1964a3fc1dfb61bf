package redis_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// BenchmarkCache_Get is a value in memory, asked for by all processors.
func BenchmarkCache_Get(b *testing.B) {
	cache, r := newCache(redistest.New(b)), &record{}
	load, ctx := r.load, b.Context()
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := cache.Get(ctx, "a-lamp-of-oak", load); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkTrail_Fresh is an answer made of one to four values in memory.
func BenchmarkTrail_Fresh(b *testing.B) {
	for _, n := range []int{1, 2, 4} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			cache, r := newCache(redistest.New(b)), &record{}
			ctx, trail := redis.WithTrail(b.Context())
			for i := range n {
				if _, err := cache.Get(ctx, fmt.Sprint("a-lamp-of-oak-", i), r.load); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if !trail.Fresh(ctx) {
						b.Error("not fresh")
					}
				}
			})
		})
	}
}

// BenchmarkCache_Get_from_Redis is a value that memory has no more: about 20 KB
// of JSON, as a page of products has.
func BenchmarkCache_Get_from_Redis(b *testing.B) {
	c := redistest.New(b)
	cache := redis.NewCache[[]page](c, redis.ProductLists, redis.CacheOptions{})
	var list []page
	for i := range 100 {
		list = append(list, page{Text: strings.Repeat(fmt.Sprint("lamp ", i, " "), 20), Version: i})
	}
	load := func(context.Context) ([]page, error) { return list, nil }
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cache.Get(b.Context(), "k", load); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		cache.ForgetAll()
		b.StartTimer()
	}
}

// BenchmarkCache_Get_hot reports the slowest of the reads of a hot value, most
// of which is for whom memory had it no more.
func BenchmarkCache_Get_hot(b *testing.B) {
	cache, r := newCache(redistest.New(b)), &record{}
	load, ctx := r.load, b.Context()
	var slowest atomic.Int64
	for b.Loop() {
		start := time.Now()
		if _, err := cache.Get(ctx, "k", load); err != nil {
			b.Fatal(err)
		}
		if took := int64(time.Since(start)); took > slowest.Load() {
			slowest.Store(took)
		}
	}
	b.ReportMetric(float64(slowest.Load())/1e3, "slowest-us")
}
