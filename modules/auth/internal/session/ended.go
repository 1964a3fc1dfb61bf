package session

import "sync"

// ended remembers tokens that were found to have ended, by their hash, so that
// nobody makes the store look them up again and again. A session that has ended
// never begins again. It is safe for concurrent use.
type ended struct {
	mu sync.Mutex
	// now is filled, before is the one that was full, which is dropped when the
	// next one is.
	now, before map[string]struct{}
}

// endedMost bounds each of the two.
const endedMost = 4096

func (e *ended) has(hash string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, now := e.now[hash]
	_, before := e.before[hash]
	return now || before
}

func (e *ended) add(hash string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.now == nil || len(e.now) >= endedMost {
		e.before, e.now = e.now, make(map[string]struct{})
	}
	e.now[hash] = struct{}{}
}
