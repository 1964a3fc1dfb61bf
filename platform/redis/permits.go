package redis

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
)

const (
	// leaseLife is the longest that a leased permit may be used.
	leaseLife = time.Second
	// reserve is the part of a run, and of a limit, that is leased at once: so
	// much of what a caller is charged may go unused.
	reserve = 16
	// holderLife is how long it is remembered how a key uses its permits. Then
	// its batches begin with one again.
	holderLife = 10 * time.Minute
)

// AllowLeased is [Limiter.Allow] for requests that cost less than asking Redis:
// it leases permits in small batches, so that while requests of a key keep
// coming most need no round trip. Redis charges permits when they are leased,
// and what isn't used within a second is lost, so the promise holds as it does
// for Allow, in any mixture. Batches begin with one permit and stay a small
// part of what the key has used without a pause, so little is lost.
func (l *Limiter) AllowLeased(ctx context.Context, key string) Decision {
	held := l.leases.of(key)
	if v, ok := held.spend(l.local.now()); ok {
		return l.decided(v, byMemory)
	}
	return l.refill(ctx, key, held)
}

// refill leases for all who wait for permits of a key at this moment: one of
// them asks, and the others use what it got.
func (l *Limiter) refill(ctx context.Context, key string, held *holder) Decision {
	id := canonicalID(l.name + ":" + key)
	if v := l.local.peek(id, l.local.now()); v.granted == 0 {
		return l.decided(v, byMemory)
	}
	failures := held.failures.Load()
	held.waiting.Add(1)
	held.mu.Lock()
	defer held.mu.Unlock()
	waiting := held.waiting.Add(-1)
	now := l.local.now()
	if v, ok := held.spend(now); ok {
		return l.decided(v, byMemory)
	}
	if failures != held.failures.Load() {
		// Somebody has waited for Redis in vain already.
		return l.decided(l.local.take(id, now, 1), byMemory)
	}
	v, err := l.acquire(ctx, id, now, max(held.surplus(now, l.leases.rule), waiting+1))
	if err != nil {
		held.failures.Add(1)
		return l.decided(l.local.take(id, now, 1), byMemory)
	}
	if v.granted > 0 {
		held.put(v, now, l.leases.rule.life)
		v.remaining += v.granted - 1
	}
	return l.decided(v, byRedis)
}

// permits are what an instance holds of the permits of a limit's keys.
type permits struct {
	rule    gcra
	holders memory[string, *holder]
}

func newPermits(rule gcra) *permits {
	return &permits{rule: rule, holders: otter.Must(&otter.Options[string, *holder]{
		MaximumSize:      ledgerSize,
		ExpiryCalculator: otter.ExpiryWriting[string, *holder](holderLife),
	})}
}

func (p *permits) of(key string) *holder {
	if held, ok := p.holders.GetIfPresent(key); ok {
		return held
	}
	held, _ := p.holders.SetIfAbsent(key, &holder{})
	return held
}

func (p *permits) forget() { p.holders.InvalidateAll() }

func (p *permits) close() { p.holders.StopAllGoroutines() }

// holder holds the permits of one key.
type holder struct {
	batch    atomic.Pointer[batch]
	waiting  atomic.Int64 // how many wait for mu
	failures atomic.Int64

	mu  sync.Mutex // held while asking Redis
	run int64      // permits granted in a row of which all were used in time
}

// batch is what one lease granted. Times are in microseconds of the ledger.
type batch struct {
	remaining, reset int64 // as the verdict said at the time
	at, dies         int64
	left             atomic.Int64
}

// spend uses a permit in hand, if there is one.
func (h *holder) spend(now int64) (verdict, bool) {
	b := h.batch.Load()
	if b == nil || now >= b.dies || b.left.Load() <= 0 {
		return verdict{}, false
	}
	left := b.left.Add(-1)
	if left < 0 {
		return verdict{}, false
	}
	return verdict{granted: 1, remaining: b.remaining + left, reset: max(b.reset-(now-b.at), 0)}, true
}

// surplus returns how many permits to lease for later, and for now: a part of
// those used so far without a pause. It must be called with mu held.
func (h *holder) surplus(now int64, rule gcra) int64 {
	if b := h.batch.Load(); b != nil && now >= b.dies {
		h.run = 0 // permits have died, or nobody asked for long
	}
	return min(h.run, rule.window/rule.interval) / reserve
}

// put takes what was granted, one of which its asker uses at once. It must be
// called with mu held.
func (h *holder) put(v verdict, asked, life int64) {
	b := &batch{remaining: v.remaining, reset: v.reset, at: asked, dies: asked + life}
	b.left.Store(v.granted - 1)
	h.batch.Store(b)
	h.run += v.granted
}
