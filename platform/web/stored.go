package web

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/maypok86/otter/v2"
)

const (
	// defaultStore is how many bytes of answers are kept.
	defaultStore = 6 << 20
	// storedAge is how old a stored answer gets even though nothing it was made
	// of changed: whatever is missing from its trail is mended by then.
	storedAge = time.Minute
	// sharedWait is how long a request waits for another one that is making the
	// same answer, before it makes its own.
	sharedWait = 500 * time.Millisecond
)

// storedKey marks an operation in its metadata.
const storedKey = "web.stored"

// Stored returns op as one whose answers are kept for callers without a
// session or a cart: see [StoredPage]. It is [Tagged], too. Its input must have
// no parameters but those of the path and the query.
func Stored(op huma.Operation) huma.Operation {
	op = Tagged(op)
	op.Metadata[storedKey] = true
	return op
}

// StoredPage lets the answers of a page be kept in memory and given to anybody
// who asks for the same address without a session or a cart. The handler then
// gets a request that has nothing but its address, with the named query
// parameters; a request with any other one is answered without the store. What
// is kept is served for as long as the cached data that it was made of is
// fresh, so all that the handler reads must be constant or come from a
// redis.Cache.
func StoredPage(params ...string) RouteOption {
	return func(r *route) {
		r.stored, r.params = true, slices.Sorted(slices.Values(params))
	}
}

// checkStored refuses marks that can't be honoured.
func (r *route) checkStored() error {
	public := r.guard == Public || r.guard == Asset
	if r.stored && (r.method != http.MethodGet || !public || r.kind == kindStream || r.secret) {
		return fmt.Errorf("web: route %s %s can't be stored: that is for pages and operations that anybody may get", r.method, r.path)
	}
	return nil
}

// queryOf returns the names of a stored operation's query parameters. It
// panics when the answer depends on more than its address.
func (r *Router) queryOf(op *huma.Operation) []string {
	var names []string
	for _, p := range r.api.OpenAPI().Paths[op.Path].Get.Parameters {
		switch {
		case p.In == "query":
			names = append(names, p.Name)
		case p.In != "path" && p.Name != "If-None-Match":
			panic(fmt.Sprintf("web: operation %s %s can't be stored: its answer depends on the %s %s", op.Method, op.Path, p.In, p.Name))
		}
	}
	slices.Sort(names)
	return names
}

// store keeps finished answers, bounded by their size.
type store struct {
	entries entries

	mu      sync.Mutex
	flights map[address]*flight
	// waiting is how many requests wait for a flight.
	waiting atomic.Int64
}

// entries is what is used here of an [otter.Cache]. It is an interface because
// the compiler writes the functions of a generic type anew into each package
// that uses a struct which holds one, and all of the program uses [Server].
type entries interface {
	GetIfPresent(at address) (*entry, bool)
	Set(at address, e *entry) (*entry, bool)
	ComputeIfPresent(at address, remap func(old *entry) (*entry, otter.ComputeOp)) (*entry, bool)
	StopAllGoroutines() bool
}

// flight is an answer that is being made.
type flight struct {
	done chan struct{}
	// entry is nil when the answer may not be stored. It is set before done.
	entry *entry
}

func newStore(bytes int) *store {
	if bytes == 0 {
		bytes = defaultStore
	}
	return &store{
		entries: otter.Must(&otter.Options[address, *entry]{
			MaximumWeight:    uint64(bytes),
			Weigher:          func(_ address, e *entry) uint32 { return e.size.Load() },
			ExpiryCalculator: otter.ExpiryWriting[address, *entry](storedAge),
		}),
		flights: make(map[address]*flight),
	}
}

func (s *store) get(at address) *entry {
	e, _ := s.entries.GetIfPresent(at)
	return e
}

func (s *store) put(e *entry) { s.entries.Set(e.at, e) }

// weighAgain tells the cache that e has grown.
func (s *store) weighAgain(e *entry) {
	s.entries.ComputeIfPresent(e.at, func(now *entry) (*entry, otter.ComputeOp) {
		if now != e {
			return now, otter.CancelOp
		}
		return e, otter.WriteOp
	})
}

// join returns the flight for an address, and whether the caller is the one who
// makes the answer and must land.
func (s *store) join(at address) (f *flight, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flights[at]; f != nil {
		return f, false
	}
	f = &flight{done: make(chan struct{})}
	s.flights[at] = f
	return f, true
}

// land ends a flight.
func (s *store) land(at address, f *flight) {
	s.mu.Lock()
	delete(s.flights, at)
	s.mu.Unlock()
	close(f.done)
}

func (s *store) close() { s.entries.StopAllGoroutines() }
