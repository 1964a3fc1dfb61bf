package redis

import (
	"sync"
	"time"
)

// maxUnreturned bounds the leases that are remembered.
const maxUnreturned = 1000

// unreturned are leases that could not be given back while Redis was away. Whoever
// waited for one would wait in vain. Its zero value is empty.
type unreturned struct {
	mu     sync.Mutex
	leases map[string]unreturnedLease // by id
}

type unreturnedLease struct {
	token string
	until time.Duration // when it has run out, on the process's clock
}

// add remembers a lease until it has run out.
func (u *unreturned) add(id, token string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.leases == nil || len(u.leases) >= maxUnreturned {
		u.leases = make(map[string]unreturnedLease) // the others run out
	}
	u.leases[id] = unreturnedLease{token: token, until: uptime() + leaseTTL}
}

// take returns the token of the lease on id and forgets it; none is empty.
func (u *unreturned) take(id string) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	lease, is := u.leases[id]
	delete(u.leases, id)
	if !is || uptime() > lease.until {
		return ""
	}
	return lease.token
}
