package redis

import (
	"sync"
	"time"
)

// maxHoldings bounds the leases that are remembered.
const maxHoldings = 10_000

// holdings are the leases that this process has, or may have since a reply was
// lost. Those that could not be given back while Redis was away are given back
// later: whoever waited for one would wait in vain. Its zero value is empty.
type holdings struct {
	mu     sync.Mutex
	leases map[string]holding // by id
}

type holding struct {
	token string
	until time.Duration // when it has run out, on the process's clock
	// unreturned says that it is of no use to anybody any more.
	unreturned bool
}

// got remembers a lease until it has ended or run out.
func (h *holdings) got(id, token string) { h.put(id, holding{token: token}) }

// unreturned remembers a lease that is to be given back until it has run out.
func (h *holdings) unreturned(id, token string) {
	h.put(id, holding{token: token, unreturned: true})
}

func (h *holdings) put(id string, lease holding) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.leases == nil || len(h.leases) >= maxHoldings {
		h.leases = make(map[string]holding) // the others run out
	}
	lease.until = uptime() + leaseTTL
	h.leases[id] = lease
}

// ended forgets a lease.
func (h *holdings) ended(id, token string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.leases[id].token == token {
		delete(h.leases, id)
	}
}

// has reports whether this process has the lease on id, or may have it.
func (h *holdings) has(id string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	lease, is := h.leases[id]
	return is && uptime() <= lease.until
}

// take returns the token of a lease on id that is to be given back, once; none
// is empty.
func (h *holdings) take(id string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	lease, is := h.leases[id]
	switch {
	case !is || !lease.unreturned:
		return ""
	case uptime() > lease.until:
		delete(h.leases, id)
		return ""
	}
	lease.unreturned = false
	h.leases[id] = lease
	return lease.token
}
