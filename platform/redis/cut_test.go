package redis_test

import (
	"context"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// shears are on the way to a server, and reset connections in the place of
// replies.
type shears struct {
	server   string
	listener net.Listener
	victim   string // is in the commands whose replies don't come
	cuts     atomic.Int64
}

// newShears returns shears before the server at "unix:///path", which let
// everything pass until there are cuts to be made. They end with the test.
func newShears(t *testing.T, url, victim string) *shears {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	s := &shears{server: strings.TrimPrefix(url, "unix://"), listener: l, victim: victim}
	go s.accept()
	return s
}

func (s *shears) url() string { return "redis://" + s.listener.Addr().String() }

func (s *shears) accept() {
	for {
		client, err := s.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", s.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		var doomed atomic.Bool
		go func() {
			defer server.Close()
			_ = pass(server, client, func(command string) bool {
				if strings.Contains(command, s.victim) && s.cuts.Add(-1) >= 0 {
					doomed.Store(true)
				}
				return true
			})
		}()
		go func() {
			defer client.Close()
			_ = pass(client, server, func(string) bool { return !doomed.Load() })
			if tcp, ok := client.(*net.TCPConn); ok && doomed.Load() {
				_ = tcp.SetLinger(0)
			}
		}()
	}
}

// pass copies for as long as what is read may pass.
func pass(to io.Writer, from io.Reader, may func(text string) bool) error {
	for buf := make([]byte, 64<<10); ; {
		n, err := from.Read(buf)
		if err != nil || !may(string(buf[:n])) {
			return err
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return err
		}
	}
}

// A lease that was got by a command whose replies were lost must not keep
// others waiting until it runs out, for what they load meanwhile isn't stored.
func TestCache_gives_back_a_lease_that_it_may_have_got(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	way := newShears(t, server.URL(), "lease:product:{k}")
	c := redis.Patient(t, way.url())
	cache, r := newCache(c), &record{}
	get(t, cache, "first", r.load) // has the script and the generation there
	stored(t, c, redis.Products, "first")

	way.cuts.Store(2) // the reply, and the one to the second try
	start := time.Now()
	get(t, cache, "k", r.load)
	if n := way.cuts.Load(); n > 0 {
		t.Fatalf("%d replies came all the same", n)
	}
	redistest.WaitFor(t, "the lease's end", func() bool {
		return c.Raw().Exists(t.Context(), c.Prefix()+"lease:product:{k}").Val() == 0
	})
	if took := time.Since(start); took > redis.LeaseTTL*9/10 {
		t.Errorf("the lease ran out by itself, after %s", took)
	}
}

// A lease that could not be given back since Redis was away must not keep
// others waiting once it is back.
func TestCache_gives_back_a_lease_when_Redis_is_back(t *testing.T) {
	t.Parallel()
	server, r := redistest.Server(t), &record{}
	c := server.Client(t)
	cache := newCache(c)
	start := time.Now()
	get(t, cache, "k", func(ctx context.Context) (page, error) { // under a lease
		server.Pause()
		redistest.WaitFor(t, "the loss", func() bool { return c.State() == redis.StateAway })
		return r.load(ctx)
	})
	time.Sleep(50 * time.Millisecond) // it is not stored, nor is the lease given back
	server.Resume()
	redistest.WaitFor(t, "the recovery", c.Healthy)
	if time.Since(start) > redis.LeaseTTL*3/4 {
		return // the machine stood still, and the lease is about to run out
	}
	get(t, cache, "k", r.load)
	stored(t, c, redis.Products, "k") // which it isn't while the lease lasts
	if took := time.Since(start); took > redis.LeaseTTL*9/10 {
		t.Errorf("the value was stored after %s only", took)
	}
}

func TestClient_takes_another_connection_for_one_that_is_lost_while_it_is_made(t *testing.T) {
	t.Parallel()
	way := newShears(t, redistest.Server(t).URL(), "info")
	c := redis.Unstarted(t, way.url())
	way.cuts.Store(1)
	if err := ask(t.Context(), c); err != nil || way.cuts.Load() > 0 {
		t.Errorf("%v, %d cuts to come", err, way.cuts.Load())
	}
}

func TestClient_does_not_take_a_lost_connection_for_a_lost_server(t *testing.T) {
	t.Parallel()
	way := newShears(t, redistest.Server(t).URL(), "ping")
	log := &logBuffer{}
	c := connect(t, way.url(), log)
	redistest.WaitFor(t, "connection", c.Healthy)
	for range 3 {
		way.cuts.Store(1)
		redistest.WaitFor(t, "the cut", func() bool { return way.cuts.Load() < 0 })
	}
	if n := log.count("redis: away"); n != 0 {
		t.Errorf("the server was taken for away %d times:\n%s", n, log)
	}
}

// Whoever asks anew after all of memory was dropped must not wait for a loader
// of its own process as long as for another process.
func TestCache_does_not_wait_for_a_lease_of_its_own(t *testing.T) {
	t.Parallel()
	c := alone(t)
	cache, r := newCache(c), &record{}
	least := time.Hour // of several, since the machine may be busy
	for i := range 5 {
		key := string(rune('a' + i))
		loading, goOn, done := make(chan struct{}), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(done)
			_, _ = cache.Get(t.Context(), key, func(ctx context.Context) (page, error) {
				close(loading)
				<-goOn
				return r.load(ctx)
			})
		}()
		<-loading // under a lease
		cache.ForgetAll()
		start := time.Now()
		get(t, cache, key, r.load)
		least = min(least, time.Since(start))
		close(goOn)
		<-done
	}
	if least >= redis.WaitForOther {
		t.Errorf("it took %s at least to get a value that the same process was loading for nobody", least)
	}
}
