package redis

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	goredis "github.com/redis/go-redis/v9"
)

// Decision says whether something may be done now.
type Decision struct {
	// Policy is the name of the limit that decided.
	Policy  string
	Allowed bool
	// Limit is how many are allowed per Per.
	Limit int
	Per   time.Duration
	// Remaining is how many more are allowed at this moment.
	Remaining int
	// Reset is when all of Limit are allowed again; RetryAfter is when the next
	// one is, zero when this one was allowed.
	Reset, RetryAfter time.Duration
}

// Limiter allows each key bursts of up to a limit, and the limit per period in
// the long run: in any time t at most limit + t*limit/per (GCRA). All instances
// count together by the clock of Redis. While Redis is away each counts alone,
// from what it allowed before. It is safe for concurrent use.
type Limiter struct {
	meter
	leases *permits
}

// NewLimiter returns a limiter of limit times per period. Its name separates
// its keys from those of others.
func NewLimiter(c *Client, name string, limit int, per time.Duration) *Limiter {
	g := newGCRA(limit, per)
	l := &Limiter{
		meter: newMeter(c, name, limit, per, rateLimits, g, gcraScript, func(n int64) []any {
			return []any{g.interval, g.window, n, g.life}
		}),
		leases: newPermits(g),
	}
	c.addLimit(rateLimits, l.leases.forget, l.leases.close)
	return l
}

// Allow counts one use by key and decides. It asks Redis each time.
func (l *Limiter) Allow(ctx context.Context, key string) Decision { return l.allow(ctx, key) }

// SlidingLog allows each key a limit in any period of a length, exactly, at the
// price of remembering each use. Refused uses don't count. Otherwise it is like
// [Limiter].
type SlidingLog struct{ meter }

// maxLogged bounds a log, of which Redis remembers each use.
const maxLogged = 500

// NewSlidingLog returns a log that allows limit times in any period of length
// per, 500 at most. Its name separates its keys from those of others.
func NewSlidingLog(c *Client, name string, limit int, per time.Duration) *SlidingLog {
	if limit > maxLogged {
		panic(fmt.Sprintf("redis: log %q can't hold %d uses", name, limit))
	}
	return &SlidingLog{newMeter(c, name, limit, per, attempts, logOf(limit, per), slidingLogScript, func(int64) []any {
		return []any{rand.Text(), limit, per.Microseconds()}
	})}
}

// Allow counts one use by key and decides.
func (l *SlidingLog) Allow(ctx context.Context, key string) Decision { return l.allow(ctx, key) }

// meter decides by a script, and by the same algorithm in memory while that
// gets no answer.
type meter struct {
	client *Client
	name   string
	limit  int
	per    time.Duration
	family Family
	local  *ledger
	script *goredis.Script
	args   func(n int64) []any
	counts [2][2]prometheus.Counter // by redis or memory, refused or allowed
}

// Who decided.
const (
	byRedis = iota
	byMemory
)

func newMeter(c *Client, name string, limit int, per time.Duration, family Family, rule rule,
	script *goredis.Script, args func(n int64) []any) meter {
	if limit < 1 || per <= 0 || per > family.TTL {
		panic(fmt.Sprintf("redis: limit %q can't be %d per %s", name, limit, per))
	}
	m := meter{
		client: c, name: name, limit: limit, per: per, family: family,
		local: newLedger(rule, per), script: script, args: args,
	}
	for i, by := range []string{"redis", "memory"} {
		for j, outcome := range []string{"refused", "allowed"} {
			m.counts[i][j] = c.metrics.limited.WithLabelValues(name, outcome, by)
		}
	}
	c.addLimit(family, m.local.forget, m.local.close)
	return m
}

// addLimit has forget called when the family is purged, here or elsewhere.
func (c *Client) addLimit(f Family, forget, closer func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limits[f.Name] = append(c.limits[f.Name], forget)
	c.closers = append(c.closers, closer)
}

// allow asks memory first: what this instance alone has seen is never more than
// what all have, so a refusal there is right, and a flood costs no round trip.
func (m *meter) allow(ctx context.Context, key string) Decision {
	id := canonicalID(m.name + ":" + key)
	now := m.local.now()
	if v := m.local.peek(id, now); v.granted == 0 {
		return m.decided(v, byMemory)
	}
	v, err := m.acquire(ctx, id, now, 1)
	if err != nil {
		return m.decided(m.local.take(id, now, 1), byMemory)
	}
	return m.decided(v, byRedis)
}

// acquire asks Redis for up to n permits, and notes in memory what it grants.
// That the caller hangs up doesn't change the answer.
func (m *meter) acquire(ctx context.Context, id string, now, n int64) (verdict, error) {
	v, err := m.ask(context.WithoutCancel(ctx), id, n)
	if err == nil && v.granted > 0 {
		m.local.take(id, now, v.granted)
	}
	return v, err
}

func (m *meter) ask(ctx context.Context, id string, n int64) (verdict, error) {
	reply, err := m.script.Run(ctx, m.client.rdb, []string{m.family.key(m.client.prefix, id)}, m.args(n)...).Int64Slice()
	if err != nil || len(reply) != 4 {
		return verdict{}, ErrAway.Because(err)
	}
	return verdict{granted: reply[0], remaining: reply[1], reset: reply[2], retry: reply[3]}, nil
}

func (m *meter) decided(v verdict, by int) Decision {
	allowed := int(min(v.granted, 1))
	m.counts[by][allowed].Inc()
	return Decision{
		Policy: m.name, Allowed: allowed == 1, Limit: m.limit, Per: m.per, Remaining: int(v.remaining),
		Reset: micros(v.reset), RetryAfter: micros(v.retry),
	}
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
