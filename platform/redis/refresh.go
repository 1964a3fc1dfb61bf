package redis

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"

	"github.com/maypok86/otter/v2"
)

const (
	// maxRefreshes is how many values of a cache are looked for in the
	// background at once. Beyond that, callers wait when their time is over.
	maxRefreshes = 16
	// refreshTimeout is how long that may take: what comes after the lease can't
	// be stored.
	refreshTimeout = leaseTTL
)

// crew does a cache's work in the background.
type crew struct {
	ctx  context.Context // ends with the client
	busy chan struct{}
	// failing is set from a failure to the next success, so that what goes wrong
	// for every value is logged once.
	failing atomic.Bool
}

func newCrew(ctx context.Context) *crew {
	return &crew{ctx: ctx, busy: make(chan struct{}, maxRefreshes)}
}

// try has work done unless too much is being done. The context that work gets
// is nobody's: callers may be gone.
func (c *crew) try(work func(context.Context)) bool {
	select {
	case c.busy <- struct{}{}:
	default:
		return false
	}
	go func() {
		defer func() { <-c.busy }()
		ctx, cancel := context.WithTimeout(c.ctx, refreshTimeout)
		defer cancel()
		work(ctx)
	}()
	return true
}

// close waits for work under way and lets none begin any more. Its context must
// have ended.
func (c *crew) close() {
	for range cap(c.busy) {
		c.busy <- struct{}{}
	}
}

// inBackground has find look for a newer value of a.id and put it in the place
// of old, if that is still there by then: an invalidation removes it, so what
// was read before doesn't come back. It reports false when too much is going
// on.
func (c *Cache[T]) inBackground(a ask[T], old *item[T], find func(context.Context) (*item[T], error)) bool {
	started := c.crew.try(func(ctx context.Context) {
		it, err := c.guarded(ctx, a.at.id, find)
		if err == nil {
			c.replace(a.at, old, it)
		}
	})
	if !started {
		c.refreshes.refused.Inc()
	}
	return started
}

// guarded is find, counted and logged, since there is no caller who would learn
// of an error or a panic.
func (c *Cache[T]) guarded(ctx context.Context, id string, find func(context.Context) (*item[T], error)) (it *item[T], err error) {
	defer func() {
		if r := recover(); r != nil {
			c.refreshes.panicked.Inc()
			c.client.log.Error("redis: a loader panicked in the background", "family", c.shelf.family.Name, "id", id,
				"panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("redis: a loader panicked: %v", r)
		}
	}()
	it, err = find(ctx)
	switch {
	case err == nil:
		c.refreshes.done.Inc()
		c.crew.failing.Store(false)
	case c.crew.ctx.Err() == nil:
		c.refreshes.failed.Inc()
		if !c.crew.failing.Swap(true) {
			c.client.log.Warn("redis: values can't be refreshed; old ones are served until their time is over",
				"family", c.shelf.family.Name, "id", id, "error", err)
		}
	}
	return it, err
}

// lookAhead looks for a newer value of an item in memory before it is too old,
// once in its life: what is asked for all the time never has a caller wait. The
// caller has set it.looking.
func (c *Cache[T]) lookAhead(a ask[T], it *item[T]) {
	a.known = it
	if !c.inBackground(a, it, func(ctx context.Context) (*item[T], error) { return c.fill(ctx, a) }) {
		it.looking.Store(false)
	}
}

// replace puts it in the place of old, if old is there.
func (c *Cache[T]) replace(at slot, old, it *item[T]) {
	c.memory.ComputeIfPresent(at, func(now weighed) (weighed, otter.ComputeOp) {
		if now != old {
			return nil, otter.CancelOp
		}
		return it, otter.WriteOp
	})
}

// remove makes room where old is, if it is still there.
func (c *Cache[T]) remove(at slot, old *item[T]) {
	c.memory.ComputeIfPresent(at, func(now weighed) (weighed, otter.ComputeOp) {
		if now != old {
			return nil, otter.CancelOp
		}
		return nil, otter.InvalidateOp
	})
}
