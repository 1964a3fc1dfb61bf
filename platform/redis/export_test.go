package redis

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	goredis "github.com/redis/go-redis/v9"
)

// What tests outside the package may touch.
const (
	MemoryTTL    = memoryTTL
	TripAfter    = tripAfter
	RevokedFor   = revokedFor
	WaitForOther = waitForOther
)

// Raw returns the driver's client.
func (c *Client) Raw() goredis.UniversalClient { return c.rdb }

// Key returns the key of an id.
func (c *Client) Key(f Family, id string) string { return f.key(c.prefix, canonicalID(id)) }

// GenerationKey returns the key of a family's generation.
func (c *Client) GenerationKey(f Family) string { return generations.key(c.prefix, f.Name) }

// Prefix returns the prefix of all keys.
func (c *Client) Prefix() string { return c.prefix }

// Deafen has hints of other instances ignored, as if they were lost.
func (c *Client) Deafen() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.caches)
}

// Take decides by a limit's rule in memory, at a time in microseconds.
func (m *meter) Take(id string, at int64) (allowed bool, remaining int64, reset, retry time.Duration) {
	v := m.local.take(id, at)
	return v.allowed, v.remaining, micros(v.reset), micros(v.retry)
}

// Ask decides by a limit's script.
func (m *meter) Ask(ctx context.Context, id string) (allowed bool, remaining int64, reset, retry time.Duration, err error) {
	v, err := m.ask(ctx, id)
	return v.allowed, v.remaining, micros(v.reset), micros(v.retry), err
}

// Stale returns a stored entry as it is once its value is due to be loaded
// anew.
func Stale(raw []byte) []byte {
	e, err := decodeEntry(raw)
	if err != nil {
		panic(err)
	}
	e.staleAt = time.UnixMilli(1)
	return e.encode()
}

// Discarded returns how many entries of a family were not used or not stored.
func Discarded(c *Client, f Family, reason string) float64 {
	return value(c.metrics.discarded.WithLabelValues(f.Name, reason))
}

// Reads returns how many reads of a family came from memory, redis, load or
// stale.
func Reads(c *Client, f Family, from string) float64 {
	return value(c.metrics.cache.WithLabelValues(f.Name, from))
}

// Dropped returns how many messages of a channel receivers were too slow for.
func Dropped(c *Client, ch Channel) float64 {
	return value(c.metrics.dropped.WithLabelValues(string(ch)))
}

func value(c prometheus.Counter) float64 {
	var m dto.Metric
	if err := c.Write(&m); err != nil {
		panic(err)
	}
	return m.GetCounter().GetValue()
}
