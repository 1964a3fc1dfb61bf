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
	allowed                 bool
	remaining, reset, retry int64
}

// rule decides in memory what a script decides in Redis. Times are in
// microseconds on any one clock; a key's uses are what the rule makes of them.
type rule interface {
	// take returns the verdict on one more use at now, and the uses after it.
	take(uses []int64, now int64) ([]int64, verdict)
}

// ledger holds the uses of keys in memory. It is safe for concurrent use.
type ledger struct {
	rule rule
	uses *otter.Cache[string, []int64]
	born time.Time
}

func newLedger(r rule, per time.Duration) *ledger {
	return &ledger{rule: r, born: time.Now(), uses: otter.Must(&otter.Options[string, []int64]{
		MaximumSize:      ledgerSize,
		ExpiryCalculator: otter.ExpiryWriting[string, []int64](per),
	})}
}

func (l *ledger) now() int64 { return time.Since(l.born).Microseconds() }

// peek returns the verdict without counting a use.
func (l *ledger) peek(id string, now int64) verdict {
	uses, _ := l.uses.GetIfPresent(id)
	_, v := l.rule.take(uses, now)
	return v
}

// take counts a use, if it is allowed.
func (l *ledger) take(id string, now int64) (v verdict) {
	l.uses.Compute(id, func(uses []int64, _ bool) ([]int64, otter.ComputeOp) {
		uses, v = l.rule.take(uses, now)
		if !v.allowed {
			return nil, otter.CancelOp
		}
		return uses, otter.WriteOp
	})
	return v
}

func (l *ledger) close() { l.uses.StopAllGoroutines() }

// gcra is the generic cell rate algorithm. Its uses are one number: the
// theoretical arrival time of the next one.
type gcra struct{ interval, window int64 }

func newGCRA(limit int, per time.Duration) gcra {
	n := int64(limit)
	// Rounded up, so that it never allows more than it should.
	interval := (per.Microseconds() + n - 1) / n
	return gcra{interval: interval, window: interval * n}
}

func (g gcra) take(uses []int64, now int64) ([]int64, verdict) {
	tat := now
	if len(uses) == 1 {
		tat = min(max(uses[0], now), now+g.window)
	}
	if early := tat + g.interval - g.window - now; early > 0 {
		return uses, verdict{reset: tat - now, retry: early}
	}
	tat += g.interval
	return []int64{tat}, verdict{allowed: true, remaining: (g.window - (tat - now)) / g.interval, reset: tat - now}
}

// slidingLog allows limit uses in any window. Its uses are their times.
type slidingLog struct {
	limit  int
	window int64
}

func logOf(limit int, per time.Duration) slidingLog {
	return slidingLog{limit: limit, window: per.Microseconds()}
}

func (s slidingLog) take(uses []int64, now int64) ([]int64, verdict) {
	first, _ := slices.BinarySearch(uses, now-s.window+1)
	recent := uses[first:]
	if len(recent) >= s.limit {
		return uses, verdict{reset: recent[len(recent)-1] + s.window - now, retry: recent[0] + s.window - now}
	}
	recent = append(slices.Clone(recent), now)
	slices.Sort(recent) // takers' clocks are read before the ledger is locked
	return recent, verdict{
		allowed: true, remaining: int64(s.limit - len(recent)),
		reset: recent[len(recent)-1] + s.window - now,
	}
}
