package redis

import (
	"context"
	"fmt"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/prometheus/client_golang/prometheus"
)

const (
	// rememberFor is how long an item stays after it was last looked for, so
	// that its value needn't be decoded again when it turns out to be the same.
	rememberFor = 10 * time.Second
	// defaultMemory is the size of a cache in memory.
	defaultMemory = 4 << 20
	// defaultNegativeTTL is how long it is remembered that something is not
	// there.
	defaultNegativeTTL = 30 * time.Second
)

// CacheOptions tune a [Cache]. The zero value is right for most.
type CacheOptions struct {
	// Memory is how many bytes of values, as JSON, are kept in the process; 4
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
// arrives, and after 2 s without it (1 s while hints don't arrive at all).
//
// Values that are asked for often are looked for in Redis before their time in
// memory is over, and loaded before their time in Redis is over, both in the
// background, so that their callers don't wait. It is safe for concurrent use.
type Cache[T any] struct {
	client    *Client
	shelf     shelf
	shape     uint64
	negative  time.Duration
	memory    memory[slot, weighed] // each is an *item[T]
	epoch     atomic.Uint64         // raised to forget all of memory, loads under way included
	seen      atomic.Pointer[string]
	crew      *crew
	allowance *allowance
	reads     reads
	refreshes refreshes
}

// slot is where a value is in memory.
type slot struct {
	epoch uint64
	id    string
}

// weighed is an item of any type.
type weighed interface{ weight() uint32 }

// newSlots returns a memory of that many bytes.
func newSlots(bytes int) memory[slot, weighed] {
	return otter.Must(&otter.Options[slot, weighed]{
		MaximumWeight:    uint64(bytes),
		Weigher:          func(_ slot, it weighed) uint32 { return it.weight() },
		ExpiryCalculator: otter.ExpiryWriting[slot, weighed](rememberFor),
	})
}

// ask is what a caller wants.
type ask[T any] struct {
	at   slot
	load func(context.Context) (T, error)
	// arbitrary says that callers can make up such keys.
	arbitrary bool
	// known is what was in memory, or nil. It may be too old to be used.
	known *item[T]
}

// reads count where values came from, and what was not used.
type reads struct {
	memory, redis, loaded, stale                           prometheus.Counter
	corrupt, shape, generation, tooLarge, raced, allowance prometheus.Counter
}

// refreshes count what became of them.
type refreshes struct {
	done, failed, panicked, refused prometheus.Counter
}

// invalidation is the hint that entries, or all of a family's, changed; of a
// family of limits, that it was purged.
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
		client:    c,
		shelf:     shelf{client: c, family: family},
		shape:     shapeOf(reflect.TypeFor[T]()),
		negative:  min(opts.NegativeTTL, family.TTL),
		crew:      newCrew(c.ctx),
		allowance: newAllowance(family),
		reads:     newReads(c.metrics, family),
		refreshes: newRefreshes(c.metrics, family),
		memory:    newSlots(opts.Memory),
	}
	c.addCache(family, invalidated{some: cache.forget, all: cache.forgetAll}, func() {
		cache.crew.close()
		cache.memory.StopAllGoroutines()
	})
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
		allowance: not("allowance"),
	}
}

func newRefreshes(m *metrics, f Family) refreshes {
	with := func(outcome string) prometheus.Counter { return m.refreshes.WithLabelValues(f.Name, outcome) }
	return refreshes{done: with("done"), failed: with("failed"), panicked: with("panicked"), refused: with("refused")}
}

// Get returns the value of key: from memory, from Redis, or from load, which
// all who ask for the key at that moment share. Errors: those of load.
// fault.NotFound is remembered, others aren't.
//
// Once most of the value's time in Redis is over, it is still returned, and
// load runs in the background; if that fails, it is returned until its time is
// over. So load may run under a context that has none of the caller's values,
// after the caller has gone. A [Trail] keeps it for longer still.
func (c *Cache[T]) Get(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	return c.give(ctx, ask[T]{at: slot{id: canonicalID(key)}, load: load})
}

// GetArbitrary is [Cache.Get] for a key that callers can make up, such as free
// text. It may be kept in memory only: see [Family.MaxArbitrary].
func (c *Cache[T]) GetArbitrary(ctx context.Context, key string, load func(context.Context) (T, error)) (T, error) {
	return c.give(ctx, ask[T]{at: slot{id: canonicalID(key)}, load: load, arbitrary: true})
}

// give finds the value and notes it in the trail of ctx.
func (c *Cache[T]) give(ctx context.Context, a ask[T]) (T, error) {
	trail := trailOf(ctx)
	it, err := c.find(ctx, a, uptime())
	if err != nil {
		if trail != nil {
			trail.fail()
		}
		var none T
		return none, err
	}
	if trail != nil {
		trail.note(&gotten[T]{cache: c, ask: a, identity: it.identity})
	}
	return it.value, it.missing
}

// find returns the item that a.at.id has, for a caller who came at now: what is
// invalidated later than that may be returned.
func (c *Cache[T]) find(ctx context.Context, a ask[T], now time.Duration) (*item[T], error) {
	if it := c.inMemory(a, now); it != nil {
		return it, nil
	}
	return c.seek(withoutTrail(ctx), a, now)
}

// inMemory returns the item if it is in memory and may be used at now, or nil.
func (c *Cache[T]) inMemory(a ask[T], now time.Duration) *item[T] {
	a.at.epoch = c.epoch.Load()
	it := c.remembered(a.at)
	if it == nil || now >= it.until {
		return nil
	}
	c.reads.memory.Inc()
	if now >= it.ahead && it.looking.CompareAndSwap(false, true) {
		c.lookAhead(a, it)
	}
	return it
}

// remembered returns what is in memory, however old, or nil.
func (c *Cache[T]) remembered(at slot) *item[T] {
	held, _ := c.memory.GetIfPresent(at)
	it, _ := held.(*item[T])
	return it
}

// seek finds an item that is not in memory, or too old: one that may be used at
// now. All who ask share the search.
func (c *Cache[T]) seek(ctx context.Context, a ask[T], now time.Duration) (*item[T], error) {
	a.at.epoch = c.epoch.Load()
	for a.known = c.remembered(a.at); ; {
		if a.known != nil && now >= a.known.until {
			c.remove(a.at, a.known)
		}
		held, err := c.memory.Get(ctx, a.at, otter.LoaderFunc[slot, weighed](
			func(ctx context.Context, _ slot) (weighed, error) { return c.fill(ctx, a) },
		))
		it, _ := held.(*item[T])
		// The search may have begun long before this caller came. The next one
		// can't have.
		if err != nil || now < it.until {
			return it, err
		}
		a.known = it
	}
}

// Invalidate makes the values of keys be loaded anew. It is called after the
// change is acknowledged, and goes on when ctx ends, since the change stands.
//
// Errors: [ErrAway] with the cause when Redis refused or can't be reached. This
// instance is right all the same, and goes on trying for the others; who can have
// another instance do it should, since Redis may be away for this one alone.
func (c *Cache[T]) Invalidate(ctx context.Context, keys ...string) error {
	ctx = context.WithoutCancel(ctx)
	ids := make([]string, len(keys))
	for i, key := range keys {
		ids[i] = canonicalID(key)
	}
	err := c.shelf.drop(ctx, ids)
	c.forget(ids)
	c.hint(ctx, invalidation{Family: c.shelf.family.Name, IDs: ids})
	return err
}

// InvalidateAll is [Cache.Invalidate] for all of the family, at a cost that
// doesn't depend on how many there are. Errors: as there.
func (c *Cache[T]) InvalidateAll(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	err := c.shelf.dropAll(ctx)
	c.forgetAll()
	c.hint(ctx, invalidation{Family: c.shelf.family.Name, All: true})
	return err
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
// slots of an old epoch, and their values are evicted soon. Whichever generation
// is seen next is no news then.
func (c *Cache[T]) forgetAll() {
	c.seen.Store(nil)
	c.epoch.Add(1)
}

// notice forgets memory when another generation holds than before: somebody
// dropped the family, whether or not the hint comes.
func (c *Cache[T]) notice(generation string) {
	if was := c.seen.Swap(&generation); was != nil && *was != generation {
		c.epoch.Add(1)
	}
}

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
	limits := c.limits[i.Family]
	c.mu.Unlock()
	for _, forget := range limits {
		forget()
	}
	switch {
	case !known:
	case i.All:
		cache.all()
	default:
		cache.some(i.IDs)
	}
}
