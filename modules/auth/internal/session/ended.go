package session

import (
	"sync"
	"time"
)

// ended remembers tokens that were found to have ended, by their hash, so that
// nobody makes the store look them up again and again. It does so for a minute or
// two only, lest a store that was wrong for a moment keeps somebody out. It is
// safe for concurrent use.
type ended struct {
	mu sync.Mutex
	// now is filled since began; before is the one that was filled before it.
	now, before map[string]struct{}
	began       time.Time
}

const (
	// endedMost bounds each of the two, endedFor how long one is filled.
	endedMost = 4096
	endedFor  = time.Minute
)

func (e *ended) has(hash string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.turn()
	_, now := e.now[hash]
	_, before := e.before[hash]
	return now || before
}

func (e *ended) add(hash string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.turn()
	e.now[hash] = struct{}{}
}

// turn begins anew where that is due. The lock must be held.
func (e *ended) turn() {
	now := time.Now()
	switch age := now.Sub(e.began); {
	case age >= 2*endedFor:
		e.before = nil
	case age >= endedFor || len(e.now) >= endedMost:
		e.before = e.now
	default:
		return
	}
	e.now, e.began = make(map[string]struct{}), now
}
