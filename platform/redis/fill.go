package redis

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"shop/platform/fault"
)

const (
	// waitForOther is how long a process waits for a value that another one is
	// loading, before it loads it itself.
	waitForOther = 400 * time.Millisecond
	// lookEvery is how often it looks meanwhile.
	lookEvery = 15 * time.Millisecond
	// itemOverhead is what an item costs in memory besides its value.
	itemOverhead = 200
)

// fill gets the value of id for memory: from Redis, or from load under a lease
// that one process at a time gets. Without Redis each process loads by itself.
func (c *Cache[T]) fill(ctx context.Context, id string, load func(context.Context) (T, error)) (*item[T], error) {
	for end := time.Now().Add(waitForOther); ; {
		d, ok := c.shelf.look(ctx, id)
		if !ok {
			return c.load(ctx, id, load)
		}
		c.notice(d.generation)
		held, due := c.open(id, d)
		if held != nil && !due {
			c.reads.redis.Inc()
			return held, nil
		}
		token, other, ok := c.shelf.lease(ctx, id, d.generation, d.raw != nil)
		switch {
		case ok && token != "":
			return c.loadAndStore(ctx, id, token, d.generation, held, load)
		case held != nil:
			c.reads.redis.Inc()
			return held, nil
		case other.raw != nil:
			if held, _ = c.open(id, other); held != nil {
				c.reads.redis.Inc()
				return held, nil
			}
		}
		if !ok || time.Now().After(end) {
			return c.load(ctx, id, load)
		}
		sleepOr(ctx, lookEvery, nil)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// load gets the value past Redis.
func (c *Cache[T]) load(ctx context.Context, id string, load func(context.Context) (T, error)) (*item[T], error) {
	c.reads.loaded.Inc()
	value, err := load(ctx)
	it, _, err := c.wrap(id, value, err)
	return it, err
}

// loadAndStore loads the value under the lease of token and shares it. stale,
// if there is one, is served on when that fails.
func (c *Cache[T]) loadAndStore(ctx context.Context, id, token, generation string, stale *item[T],
	load func(context.Context) (T, error)) (*item[T], error) {
	c.reads.loaded.Inc()
	// The lease is given back whatever becomes of load, a panic too.
	stored := false
	defer func() {
		if !stored {
			c.shelf.release(context.WithoutCancel(ctx), id, token)
		}
	}()
	start := time.Now()
	value, err := load(ctx)
	it, payload, err := c.wrap(id, value, err)
	if err != nil {
		if stale != nil && ctx.Err() == nil {
			c.reads.stale.Inc()
			return stale, nil
		}
		return nil, err
	}
	ttl := jitter(c.shelf.family.TTL)
	if it.missing != nil {
		ttl = jitter(c.negative)
	}
	now := time.Now()
	raw := entry{
		missing: it.missing != nil, shape: c.shape, generation: generation, payload: payload,
		storedAt: now, cost: now.Sub(start), staleAt: now.Add(ttl * 8 / 10),
	}.encode()
	if len(raw) > c.shelf.family.MaxBytes {
		c.reads.tooLarge.Inc()
		return it, nil
	}
	if stored = c.shelf.store(ctx, id, token, raw, ttl); !stored {
		c.reads.raced.Inc()
	}
	return it, nil
}

// wrap makes an item of what load returned, and the JSON to store. An error
// that doesn't mean that there is no value comes back.
func (c *Cache[T]) wrap(id string, value T, err error) (*item[T], []byte, error) {
	it := &item[T]{value: value, ttl: c.keep()}
	var what any = value
	if err != nil {
		none := missing(err)
		if none == nil {
			return nil, nil, err
		}
		it.missing, what = none, absence{Code: none.Code, Message: none.Message}
	}
	payload, err := json.Marshal(what)
	if err != nil {
		return nil, nil, fault.Wrap(err, fault.Internal, "cache-encode", "This can't be shown right now.")
	}
	it.size = uint32(len(payload) + len(id) + itemOverhead)
	return it, payload, nil
}

// absence is how fault.NotFound is stored.
type absence struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// open reads what is on the shelf and reports whether it is due to be loaded
// anew. It returns nil when it is no use: nothing, of another generation or
// shape, or corrupt.
func (c *Cache[T]) open(id string, d drawer) (held *item[T], due bool) {
	if d.raw == nil {
		return nil, false
	}
	e, err := decodeEntry(d.raw)
	if err == nil && e.generation != d.generation {
		c.reads.generation.Inc()
		return nil, false
	}
	if err == nil && e.shape != c.shape {
		err = errOldShape
	}
	it := &item[T]{ttl: c.keep(), size: uint32(len(e.payload) + len(id) + itemOverhead)}
	if err == nil {
		err = it.read(e)
	}
	if errors.Is(err, errCorrupt) {
		c.reads.corrupt.Inc()
		return nil, false
	}
	if err != nil {
		c.reads.shape.Inc()
		return nil, false
	}
	return it, e.due(time.Now())
}

func (it *item[T]) read(e entry) error {
	if !e.missing {
		if json.Unmarshal(e.payload, &it.value) != nil {
			return errCorrupt
		}
		return nil
	}
	var a absence
	if json.Unmarshal(e.payload, &a) != nil {
		return errCorrupt
	}
	it.missing = fault.New(fault.NotFound, a.Code, a.Message)
	return nil
}

// missing returns err as the fact that there is no value, or nil when it is
// another error.
func missing(err error) *fault.Error {
	var f *fault.Error
	if errors.As(err, &f) && f.Kind == fault.NotFound {
		return f
	}
	return nil
}
