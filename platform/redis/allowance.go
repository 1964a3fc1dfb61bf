package redis

import (
	"sync"
	"time"
)

// allowance bounds how many keys that callers make up get into Redis: size at
// once, and then size more per period, spread over it.
type allowance struct {
	size   float64
	period time.Duration

	mu   sync.Mutex
	used float64
	last time.Duration // on the process's clock
}

func newAllowance(f Family) *allowance {
	return &allowance{size: float64(f.MaxArbitrary), period: f.TTL}
}

// take reports whether one more key may be added at now.
func (a *allowance) take(now time.Duration) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now > a.last {
		a.used = max(0, a.used-a.size*float64(now-a.last)/float64(a.period))
		a.last = now
	}
	if a.used+1 > a.size {
		return false
	}
	a.used++
	return true
}
