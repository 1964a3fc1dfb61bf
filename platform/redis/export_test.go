package redis

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	goredis "github.com/redis/go-redis/v9"
)

// What tests outside the package may touch.
const (
	MemoryTTL     = memoryTTL
	DeafTTL       = deafTTL
	MaxRefreshes  = maxRefreshes
	TripAfter     = tripAfter
	RevokedFor    = revokedFor
	SessionMemory = sessionMemory
	WaitForOther  = waitForOther
	SilentFor     = silentFor
	TrustFor      = trustFor
	LeaseTTL      = leaseTTL
	BackoffMax    = backoffMax
)

// Patient returns a client that waits long for each answer, for tests of what
// is decided rather than of when, on a machine that is busy.
func Patient(t testing.TB, url string) *Client {
	t.Helper()
	return patient(t, url, poolSize, slog.New(slog.DiscardHandler))
}

// Narrow is [Patient] with one connection for all commands.
func Narrow(t testing.TB, url string, log *slog.Logger) *Client {
	t.Helper()
	return patient(t, url, 1, log)
}

// Unwatched is [Patient] whose monitor has looked once and doesn't look again, as
// if all that the test does were over before its next look.
func Unwatched(t testing.TB, url string) *Client {
	t.Helper()
	c := Unstarted(t, url)
	c.settle(c.probe(t.Context()))
	if !c.Healthy() {
		t.Fatal("there is no server")
	}
	return c
}

// Unstarted is [Patient] that has no connection yet.
func Unstarted(t testing.TB, url string) *Client {
	t.Helper()
	return unstarted(t, url, poolSize, slog.New(slog.DiscardHandler))
}

func unstarted(t testing.TB, url string, connections int, log *slog.Logger) *Client {
	t.Helper()
	target, err := parseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	target.timeout, target.poolSize = 10*time.Second, connections
	c := newClient(target, log)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func patient(t testing.TB, url string, connections int, log *slog.Logger) *Client {
	t.Helper()
	c := unstarted(t, url, connections, log)
	c.Start()
	for end := time.Now().Add(10 * time.Second); !c.Healthy() || !c.Hearing(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited 10 s for the connection")
		}
	}
	return c
}

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
	c.invalid.mu.Lock()
	defer c.invalid.mu.Unlock()
	c.invalid.listeners = nil
}

// CommandName is what a command counts as.
func CommandName(cmd goredis.Cmder) string { return commandName(cmd) }

// ScriptNames are those of all scripts.
func ScriptNames() []string {
	names := slices.Sorted(maps.Values(scripts))
	return slices.Compact(names)
}

// Gaps counts from now on how often hints may have been missed. By then the
// caches made before have dropped their memory, which is a moment after Hearing
// is false.
func Gaps(c *Client) *atomic.Int64 {
	n := &atomic.Int64{}
	c.bus.onGap(func() { n.Add(1) })
	return n
}

// LastBeat tells apart the beats that come back to c.
func LastBeat(c *Client) int64 { return c.bus.lastBeat.Load() }

// Verdict is a decision of a limit's rule.
type Verdict struct {
	Granted, Remaining int64
	Reset, Retry       time.Duration
}

func exported(v verdict) Verdict {
	return Verdict{Granted: v.granted, Remaining: v.remaining, Reset: micros(v.reset), Retry: micros(v.retry)}
}

// Take decides about n uses by a limit's rule in memory, at a time in
// microseconds.
func (m *meter) Take(id string, at, n int64) Verdict { return exported(m.local.take(id, at, n)) }

// SetClock replaces the clock of what a limit keeps in memory, in microseconds.
func (m *meter) SetClock(now func() int64) { m.local.now = now }

// Ask decides about n uses by a limit's script.
func (m *meter) Ask(ctx context.Context, id string, n int64) (Verdict, error) {
	v, err := m.ask(ctx, id, n)
	return exported(v), err
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

// TakeLease asks for the lease on an id with a token, to replace an entry that
// was found, if any.
func TakeLease(ctx context.Context, c *Client, f Family, id, token string, found []byte) bool {
	return (&shelf{client: c, family: f}).leaseAs(ctx, id, token, found) == token
}

// ForgetAll drops all of memory.
func (c *Cache[T]) ForgetAll() { c.forgetAll() }

// Repacked returns a stored entry with another payload, which is packed.
func Repacked(raw, payload []byte) []byte {
	e, err := decodeEntry(raw)
	if err != nil {
		panic(err)
	}
	e.payload = payload
	e.pack()
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

// Refreshes returns how many looks of a family's cache in the background ended
// as done, failed, panicked or refused.
func Refreshes(c *Client, f Family, outcome string) float64 {
	return value(c.metrics.refreshes.WithLabelValues(f.Name, outcome))
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

// Decisions returns how often a limit was decided by redis or memory, and
// refused or allowed.
func Decisions(l *Limiter, by, outcome string) float64 {
	return value(l.client.metrics.limited.WithLabelValues(l.name, outcome, by))
}

// SessionReads returns how many reads of sessions came from memory, redis, or
// load: from neither.
func SessionReads(c *Client, from string) float64 { return Reads(c, sessions, from) }

// Renewed returns of each look of the monitor at a server that answers, as a
// master or not, whether it is distrusted.
func Renewed(masters ...bool) []bool {
	var found []bool
	for n := (&node{}); len(found) < len(masters); {
		found = append(found, n.renewed(answer{node: n, master: masters[len(found)], run: "the same"}))
	}
	return found
}

// Guard is what stands before the commands for a server.
type Guard struct{ g *guard }

// NewGuard returns a guard as a single server has.
func NewGuard() Guard {
	return Guard{newGuard(make(chan struct{}, 1), newMetrics().commands, true)}
}

// Replica has the server taken for a replica, until a command comes for it.
func (g Guard) Replica(promoted func()) {
	g.g.promoted = promoted
	g.g.replica.Store(true)
}

// RunAs is Run for a command that is called name.
func (g Guard) RunAs(ctx context.Context, name string) error {
	return g.g.run(ctx, name, func() error { return nil })
}

// Run sends a command if the guard lets it pass.
func (g Guard) Run(ctx context.Context, send func() error) error { return g.g.run(ctx, "other", send) }
