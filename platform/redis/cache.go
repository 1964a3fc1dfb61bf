package redis

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/prometheus/client_golang/prometheus"
)

const (
	// memoryTTL bounds how old a value in memory gets, and so how late an
	// instance that misses a hint sees a change.
	memoryTTL = 2 * time.Second
	// deafTTL is that bound while hints don't arrive at all.
	deafTTL = time.Second
	// defaultMemory is the size of a cache in memory.
	defaultMemory = 8 << 20
	// defaultNegativeTTL is how long it is remembered that something is not
	// there.
	defaultNegativeTTL = 30 * time.Second
)

// CacheOptions tune a [Cache]. The zero value is right for most.
type CacheOptions struct {
	// Memory is how many bytes of values, as JSON, are kept in the process; 8
	// MiB when zero.
	Memory int
	// NegativeTTL is how long fault.NotFound is remembered; 30 s when zero.
	NegativeTTL time.Duration
}

// Cache keeps values of one type in memory for moments, in Redis for minutes,
// and gets them from a loader otherwise. Values are shared by everybody who
// gets them and must not be changed; T must survive encoding as JSON.
//
// After [Cache.Invalidate] returns, no Get on this instance that begins then
// sees a value loaded before it; on other instances that holds once the hint
// arrives, and after 2 s without it. It is safe for concurrent use.
type Cache[T any] struct {
	client   *Client
	shelf    shelf
	shape    uint64
	negative time.Duration
	memory   *otter.Cache[slot, *item[T]]
	epoch    atomic.Uint64 // raised to forget all of memory, loads under way included
	seen     atomic.Pointer[string]
	reads    reads
}

// slot is where a value is in memory.
type slot struct {
	epoch uint64
	id    string
}

// item is a value in memory, or the fact that there is none.
type item[T any] struct {
	value   T
	missing error
	size    uint32
	ttl     time.Duration
}

// reads count where values came from, and what was not used.
type reads struct {
	memory, redis, loaded, stale                prometheus.Counter
	corrupt, shape, generation, tooLarge, raced prometheus.Counter
}

// invalidation is the hint that entries, or all of a family's, changed.
type invalidation struct {
	Family string   `json:"family"`
	IDs    []string `json:"ids,omitempty"`
	All    bool     `json:"all,omitempty"`
}

// NewCache returns the cache of a family. There is one per family and client; a
// second one panics.
func NewCache[T any](c *Client, family Family, opts CacheOptions) *Cache[T] {
	if opts.Memory == 0 {
		opts.Memory = defaultMemory
	}
	if opts.NegativeTTL == 0 {
		opts.NegativeTTL = defaultNegativeTTL
	}
	cache := &Cache[T]{
		client:   c,
		shelf:    shelf{client: c, family: family},
		shape:    shapeOf(reflect.TypeFor[T]()),
		negative: min(opts.NegativeTTL, family.TTL),
		reads:    newReads(c.metrics, family),
	}
	cache.memory = otter.Must(&otter.Options[slot, *item[T]]{
		MaximumWeight: uint64(opts.Memory),
		Weigher:       func(_ slot, it *item[T]) uint32 { return it.size },
		ExpiryCalculator: otter.ExpiryCreatingFunc(func(e otter.Entry[slot, *item[T]]) time.Duration {
			return e.Value.ttl
		}),
	})
	c.addCache(family, invalidated{some: cache.forget, all: cache.forgetAll}, func() { cache.memory.StopAllGoroutines() })
	c.bus.onGap(cache.forgetAll)
	c.onRecovery(func() {
		// What was dropped while Redis was away, here or elsewhere, may be back
		// with it.
		cache.shelf.owe()
		cache.forgetAll()
	})
	return cache
}

func newReads(m *metrics, f Family) reads {
	from := func(source string) prometheus.Counter { return m.cache.WithLabelValues(f.Name, source) }
	not := func(reason string) prometheus.Counter { return m.discarded.WithLabelValues(f.Name, reason) }
	return reads{
		memory: from("memory"), redis: from("redis"), loaded: from("load"), stale: from("stale"),
		corrupt: not("corrupt"), shape: not("shape"), generation: not("generation"), tooLarge: not("size"), raced: not("raced"),
	}
}

// Get returns the value of key: from memory, from Redis, or from load, which
// all who ask for the key at that moment share. Errors: those of load.
// fault.NotFound is remembered, others aren't; while load fails otherwise, a
// value that is due to be loaded anew is served on until its time is over.
func (c *Cache[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	at := slot{epoch: c.epoch.Load(), id: canonicalID(key)}
	it, found := c.memory.GetIfPresent(at)
	if found {
		c.reads.memory.Inc()
		return it.value, it.missing
	}
	it, err := c.memory.Get(ctx, at, otter.LoaderFunc[slot, *item[T]](
		func(ctx context.Context, at slot) (*item[T], error) { return c.fill(ctx, at.id, load) },
	))
	if err != nil {
		var none T
		return none, err
	}
	return it.value, it.missing
}

// Invalidate makes the values of keys be loaded anew. It is called after the
// change is acknowledged, and goes on when ctx ends, since the change stands.
func (c *Cache[T]) Invalidate(ctx context.Context, keys ...string) {
	ctx = context.WithoutCancel(ctx)
	ids := make([]string, len(keys))
	for i, key := range keys {
		ids[i] = canonicalID(key)
	}
	c.shelf.drop(ctx, ids)
	c.forget(ids)
	c.hint(ctx, invalidation{Family: c.shelf.family.Name, IDs: ids})
}

// InvalidateAll is [Cache.Invalidate] for all of the family, at a cost that
// doesn't depend on how many there are.
func (c *Cache[T]) InvalidateAll(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	c.shelf.dropAll(ctx)
	c.forgetAll()
	c.hint(ctx, invalidation{Family: c.shelf.family.Name, All: true})
}

func (c *Cache[T]) hint(ctx context.Context, i invalidation) {
	if err := c.client.invalid.Announce(ctx, i); err != nil {
		c.client.log.DebugContext(ctx, "redis: a hint was not sent; others see the change up to 2 s later",
			"family", i.Family, "error", err)
	}
}

// forget drops ids from memory, along with loads under way.
func (c *Cache[T]) forget(ids []string) {
	epoch := c.epoch.Load()
	for _, id := range ids {
		c.memory.Invalidate(slot{epoch: epoch, id: id})
	}
}

// forgetAll drops all of memory, along with loads under way: nobody asks for
// slots of an old epoch, and their values expire soon.
func (c *Cache[T]) forgetAll() { c.epoch.Add(1) }

// notice forgets memory when another generation holds than before: somebody
// dropped the family, whether or not the hint comes.
func (c *Cache[T]) notice(generation string) {
	if was := c.seen.Swap(&generation); was != nil && *was != generation {
		c.forgetAll()
	}
}

// keep returns how long a value may be kept in memory. It varies, so that what
// was loaded together doesn't expire together.
func (c *Cache[T]) keep() time.Duration {
	ttl := memoryTTL
	if !c.client.bus.hearing.Load() {
		ttl = deafTTL
	}
	return jitter(ttl)
}

// jitter returns d less up to a tenth.
func jitter(d time.Duration) time.Duration { return d - rand.N(d/10+1) }

// invalidated is what a cache does about a hint of another instance.
type invalidated struct {
	some func(ids []string)
	all  func()
}

func (c *Client) addCache(f Family, i invalidated, closer func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, taken := c.caches[f.Name]; taken || f.TTL == 0 {
		panic(fmt.Sprintf("redis: family %q has a cache already, or no TTL", f.Name))
	}
	c.caches[f.Name] = i
	c.closers = append(c.closers, closer)
}

func (c *Client) invalidated(i invalidation) {
	c.mu.Lock()
	cache, known := c.caches[i.Family]
	c.mu.Unlock()
	switch {
	case !known:
	case i.All:
		cache.all()
	default:
		cache.some(i.IDs)
	}
}
