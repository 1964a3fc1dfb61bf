package redis

import (
	"slices"
	"time"

	"github.com/maypok86/otter/v2"
)

// ledgerSize is how many keys a limit remembers in memory. Beyond it the least
// used are forgotten, and so allowed anew.
const ledgerSize = 50_000

// verdict is a decision in the scripts' terms: microseconds from now.
type verdict struct {
	// granted is how many uses are allowed: zero or, unless more were asked
	// for, one.
	granted, remaining, reset, retry int64
}

// rule decides in memory what a script decides in Redis. Times are in
// microseconds on any one clock; a key's uses are what the rule makes of them.
type rule interface {
	// take returns the verdict on up to n more uses from now on, and the uses
	// after them.
	take(uses []int64, now, n int64) ([]int64, verdict)
}

// ledger holds the uses of keys in memory. It is safe for concurrent use.
type ledger struct {
	rule rule
	uses memory[string, []int64]
	now  func() int64 // since the ledger was made
}

func newLedger(r rule, per time.Duration) *ledger {
	born := time.Now()
	return &ledger{rule: r, now: func() int64 { return time.Since(born).Microseconds() }, uses: otter.Must(&otter.Options[string, []int64]{
		MaximumSize:      ledgerSize,
		ExpiryCalculator: otter.ExpiryWriting[string, []int64](per),
	})}
}

// peek returns the verdict without counting a use.
func (l *ledger) peek(id string, now int64) verdict {
	uses, _ := l.uses.GetIfPresent(id)
	_, v := l.rule.take(uses, now, 1)
	return v
}

// take counts up to n uses, as many as are allowed.
func (l *ledger) take(id string, now, n int64) (v verdict) {
	l.uses.Compute(id, func(uses []int64, _ bool) ([]int64, otter.ComputeOp) {
		uses, v = l.rule.take(uses, now, n)
		if v.granted == 0 {
			return nil, otter.CancelOp
		}
		return uses, otter.WriteOp
	})
	return v
}

func (l *ledger) forget() { l.uses.InvalidateAll() }

func (l *ledger) close() { l.uses.StopAllGoroutines() }

// gcra is the generic cell rate algorithm. Its uses are one number: the
// theoretical arrival time of the next one. It is lua/gcra.lua in Go.
type gcra struct {
	interval, window int64
	// life is how long permits may be kept if more than one is granted.
	life int64
}

func newGCRA(limit int, per time.Duration) gcra {
	n := int64(limit)
	// Rounded up, so that it never allows more than it should.
	interval := (per.Microseconds() + n - 1) / n
	window := interval * n
	// Keeping permits costs what grows in their life: an eighth at most.
	return gcra{interval: interval, window: window, life: min(leaseLife.Microseconds(), window/8)}
}

func (g gcra) take(uses []int64, now, n int64) ([]int64, verdict) {
	tat := now
	if len(uses) == 1 {
		tat = min(max(uses[0], now), now+g.window)
	}
	if early := tat + g.interval - g.window - now; early > 0 {
		return uses, verdict{reset: tat - now, retry: early}
	}
	granted := int64(1)
	if n > 1 {
		last := max(tat, now+g.life)
		if batch := min(n, (now+g.window-last)/g.interval/4); batch > 1 {
			granted, tat = batch, last
		}
	}
	tat += granted * g.interval
	return []int64{tat}, verdict{granted: granted, remaining: (g.window - (tat - now)) / g.interval, reset: tat - now}
}

// slidingLog allows limit uses in any window. Its uses are their times.
type slidingLog struct {
	limit  int
	window int64
}

func logOf(limit int, per time.Duration) slidingLog {
	return slidingLog{limit: limit, window: per.Microseconds()}
}

// take implements rule. Nobody asks a log for more than one.
func (s slidingLog) take(uses []int64, now, _ int64) ([]int64, verdict) {
	first, _ := slices.BinarySearch(uses, now-s.window+1)
	recent := uses[first:]
	if len(recent) >= s.limit {
		return uses, verdict{reset: recent[len(recent)-1] + s.window - now, retry: recent[0] + s.window - now}
	}
	recent = append(slices.Clone(recent), now)
	slices.Sort(recent) // takers' clocks are read before the ledger is locked
	return recent, verdict{
		granted: 1, remaining: int64(s.limit - len(recent)),
		reset: recent[len(recent)-1] + s.window - now,
	}
}
