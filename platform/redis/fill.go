package redis

import (
	"context"
	"errors"
	"time"
)

const (
	// waitForOther is how long a process waits for a value that another one is
	// loading, before it loads it itself. The lease lasts longer, but nobody can
	// tell a slow loader from one that died, and a shopper waits meanwhile. So
	// where loads take longer than this, each process has one of its own.
	waitForOther = 400 * time.Millisecond
	// waitForOwn is how long it waits if it has the lease itself. Then all of
	// memory was dropped while it loaded, or replies were lost and the lease is
	// about to be given back.
	waitForOwn = 50 * time.Millisecond
	// lookEvery is how often it looks meanwhile.
	lookEvery = 15 * time.Millisecond
)

// fill gets the value of a.at.id for memory: from Redis, or from load under a
// lease that one process at a time gets. Without Redis, or where the other takes
// longer than [waitForOther], each process loads by itself. A value that is due
// to be loaded anew is returned, and whoever gets the lease loads it in the
// background.
func (c *Cache[T]) fill(ctx context.Context, a ask[T]) (*item[T], error) {
	for start := uptime(); ; {
		began := uptime()
		d, ok := c.shelf.look(ctx, a.at.id)
		if !ok {
			c.forgo(a.at.id, d.token)
			return c.load(ctx, a)
		}
		c.notice(d.generation)
		held, due := c.open(a, d, began)
		if held == nil && d.raw != nil && d.token == "" {
			d.token = c.shelf.lease(ctx, a.at.id, d.raw)
		}
		switch {
		case held != nil:
			c.serve(ctx, a, d, held, due)
			return held, nil
		case d.token != "":
			return c.loadAndStore(ctx, a, d)
		case uptime() > start+waitForOther, uptime() > start+waitForOwn && c.shelf.holdings.has(a.at.id):
			return c.load(ctx, a)
		}
		sleepOr(ctx, lookEvery, nil)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// serve counts a value from Redis, and has it refreshed if it is due.
func (c *Cache[T]) serve(ctx context.Context, a ask[T], d drawer, held *item[T], due bool) {
	if !due {
		c.reads.redis.Inc()
		c.giveBack(ctx, a.at.id, d.token)
		return
	}
	c.reads.stale.Inc()
	a.known = held
	if !c.inBackground(a, held, func(ctx context.Context) (*item[T], error) {
		if d.token == "" {
			d.token = c.shelf.lease(ctx, a.at.id, d.raw)
		}
		if d.token == "" {
			return held, nil // somebody else does it, or did
		}
		return c.loadAndStore(ctx, a, d)
	}) {
		c.giveBack(ctx, a.at.id, d.token)
	}
}

// giveBack ends a lease, if there is one, while the caller goes on.
func (c *Cache[T]) giveBack(ctx context.Context, id, token string) {
	if token != "" {
		c.behind(ctx, func(ctx context.Context) { c.shelf.release(ctx, id, token) })
	}
}

// forgo ends a lease of which nobody knows whether it was got, since the reply
// was lost: while it lasts others wait for a value in vain. When nobody is free
// to do so it is left to the next look, for no caller shall wait for a server
// that has just failed to answer.
func (c *Cache[T]) forgo(id, token string) {
	if token != "" && !c.crew.try(func(ctx context.Context) { c.shelf.release(ctx, id, token) }) {
		c.shelf.holdings.unreturned(id, token)
	}
}

// load gets the value past Redis.
func (c *Cache[T]) load(ctx context.Context, a ask[T]) (*item[T], error) {
	it, _, err := c.fetch(ctx, a)
	return it, err
}

// loadAndStore loads the value under the lease that came with d, and shares it;
// nobody waits for the latter. It will be of the generation that held when the
// lease was got.
func (c *Cache[T]) loadAndStore(ctx context.Context, a ask[T], d drawer) (*item[T], error) {
	// The lease is given back whatever becomes of load, a panic too.
	toStore := false
	defer func() {
		if !toStore {
			c.giveBack(ctx, a.at.id, d.token)
		}
	}()
	start := uptime()
	it, payload, err := c.fetch(ctx, a)
	if err != nil {
		return nil, err
	}
	missing, cost := it.missing != nil, uptime()-start
	adds := d.raw == nil && (a.arbitrary || missing)
	if adds && !c.allowance.take(uptime()) {
		c.reads.allowance.Inc()
		return it, nil
	}
	toStore = true
	c.behind(ctx, func(ctx context.Context) {
		c.store(ctx, a.at.id, d.token, entry{missing: missing, generation: d.generation, cost: cost, payload: payload})
	})
	return it, nil
}

// behind has work done while the caller goes on, if somebody is free for it.
func (c *Cache[T]) behind(ctx context.Context, work func(context.Context)) {
	if !c.crew.try(work) {
		work(context.WithoutCancel(ctx))
	}
}

// store shares an entry, unless the lease is lost or the entry is too large.
func (c *Cache[T]) store(ctx context.Context, id, token string, e entry) {
	ttl := c.shelf.family.TTL
	if e.missing {
		ttl = c.negative
	}
	ttl = jitter(ttl)
	now := time.Now()
	e.shape, e.storedAt, e.staleAt = c.shape, now, now.Add(ttl*8/10)
	size := len(e.payload)
	e.pack()
	raw := e.encode()
	if len(raw) > c.shelf.family.MaxBytes || size > c.maxPayload() {
		c.reads.tooLarge.Inc()
		c.shelf.release(ctx, id, token)
		return
	}
	if !c.shelf.store(ctx, id, token, raw, ttl) {
		c.reads.raced.Inc()
		c.shelf.release(ctx, id, token)
	}
}

// fetch calls load, and returns the item and the JSON to store. Errors: those of
// load that don't mean that there is no value.
func (c *Cache[T]) fetch(ctx context.Context, a ask[T]) (*item[T], []byte, error) {
	c.reads.loaded.Inc()
	began := uptime()
	value, err := a.load(ctx)
	payload, missing, err := encodePayload(value, err)
	if err != nil {
		return nil, nil, err
	}
	it := newItem[T](a.at.id, missing != nil, payload, began, c.keep())
	if !it.adopt(a.known) {
		it.value = value
		if missing != nil {
			it.missing = missing
		}
	}
	return it, payload, nil
}

// open reads what is on the shelf, as it was at began, and reports whether it
// is due to be loaded anew. It returns nil when it is no use: nothing, of
// another generation or shape, or corrupt.
func (c *Cache[T]) open(a ask[T], d drawer, began time.Duration) (held *item[T], due bool) {
	if d.raw == nil {
		return nil, false
	}
	e, err := decodeEntry(d.raw)
	if err == nil && e.generation != d.generation {
		c.reads.generation.Inc()
		return nil, false
	}
	if err == nil {
		held, err = c.read(a, e, began)
	}
	switch {
	case errors.Is(err, errCorrupt):
		c.reads.corrupt.Inc()
		return nil, false
	case err != nil:
		c.reads.shape.Inc()
		return nil, false
	}
	return held, e.due(time.Now())
}

// read makes an item of an entry. Errors: [errOldShape], [errCorrupt].
func (c *Cache[T]) read(a ask[T], e entry, began time.Duration) (*item[T], error) {
	if e.shape != c.shape {
		return nil, errOldShape
	}
	payload, err := e.unpack(c.maxPayload())
	if err != nil {
		return nil, err
	}
	it := newItem[T](a.at.id, e.missing, payload, began, c.keep())
	if it.adopt(a.known) {
		return it, nil
	}
	return it, it.decode(e.missing, payload)
}

// maxPayload is how many bytes of JSON a value may have.
func (c *Cache[T]) maxPayload() int { return c.shelf.family.MaxBytes * maxUnpacked }

// keep returns how long a value may stay in memory at most.
func (c *Cache[T]) keep() time.Duration {
	if !c.client.bus.hearing.Load() {
		return deafTTL
	}
	return memoryTTL
}
