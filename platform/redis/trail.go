package redis

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Trail is what an answer was made of: the cached values that were got under a
// context of [WithTrail], each with its loader and with a hash of its content.
// With it the answer can be kept, and is exactly as fresh as the values are,
// without any invalidation of its own.
//
// A trail keeps the loaders for as long as it is kept itself, so they should
// hold on to little: not to a request. It is safe for concurrent use.
type Trail struct {
	mu     sync.Mutex // held to add
	values atomic.Pointer[[]noted]
	failed atomic.Bool
}

// noted is a value of some cache as it was got.
type noted interface {
	// held reports whether the cache has the same content in memory for who asks
	// at now.
	held(now time.Duration) bool
	// fresh reports whether the cache would give it out.
	fresh(ctx context.Context, now time.Duration) bool
	// same reports whether other is the same content of the same value.
	same(other noted) bool
}

type trailKey struct{}

// WithTrail returns ctx such that each Get under it is noted in the trail. What
// loaders get meanwhile is not, since their own value stands for it.
func WithTrail(ctx context.Context) (context.Context, *Trail) {
	t := &Trail{}
	return context.WithValue(ctx, trailKey{}, t), t
}

// withoutTrail returns ctx such that nothing is noted.
func withoutTrail(ctx context.Context) context.Context {
	if trailOf(ctx) == nil {
		return ctx
	}
	return context.WithValue(ctx, trailKey{}, (*Trail)(nil))
}

// trailOf returns the trail of ctx, or nil.
func trailOf(ctx context.Context) *Trail {
	t, _ := ctx.Value(trailKey{}).(*Trail)
	return t
}

// Fresh reports whether a Get of each noted value would return the same content
// now, under the same promises as Get: false at once after an invalidation on
// this instance, unless the new content is the old one. It looks in memory
// where it can, and asks Redis or the loader otherwise, for as long as ctx
// lasts. It is false when that fails, and when a Get under the trail failed.
// The trail of an answer that was made of no cached value stays fresh for ever.
func (t *Trail) Fresh(ctx context.Context) bool {
	if t.failed.Load() {
		return false
	}
	values := t.values.Load()
	if values == nil {
		return true
	}
	now := uptime()
	for _, v := range *values {
		if !v.fresh(ctx, now) {
			return false
		}
	}
	return true
}

// Len returns how many values are noted.
func (t *Trail) Len() int {
	if values := t.values.Load(); values != nil {
		return len(*values)
	}
	return 0
}

// Held is Fresh as far as memory tells: it waits for nothing, and when it is
// false Fresh may still be true. After a Fresh that was true it is true, for
// moments.
func (t *Trail) Held() bool {
	if t.failed.Load() {
		return false
	}
	values := t.values.Load()
	if values == nil {
		return true
	}
	now := uptime()
	for _, v := range *values {
		if !v.held(now) {
			return false
		}
	}
	return true
}

// note adds v unless it is noted already.
func (t *Trail) note(v noted) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var values []noted
	if now := t.values.Load(); now != nil {
		values = *now
	}
	if slices.ContainsFunc(values, v.same) {
		return
	}
	// Readers keep the slice that they have.
	values = append(slices.Clip(values), v)
	t.values.Store(&values)
}

// fail notes that a value could not be got.
func (t *Trail) fail() { t.failed.Store(true) }

// gotten is a value that was got, as a [Trail] notes it.
type gotten[T any] struct {
	cache    *Cache[T]
	ask      ask[T]
	identity uint64
}

func (g *gotten[T]) held(now time.Duration) bool {
	it := g.cache.inMemory(g.ask, now)
	return it != nil && it.identity == g.identity
}

func (g *gotten[T]) fresh(ctx context.Context, now time.Duration) bool {
	it, err := g.cache.find(ctx, g.ask, now)
	return err == nil && it.identity == g.identity
}

func (g *gotten[T]) same(other noted) bool {
	o, ok := other.(*gotten[T])
	return ok && o.cache == g.cache && o.ask.at.id == g.ask.at.id && o.identity == g.identity
}
