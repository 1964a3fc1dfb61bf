package redistest

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"shop/platform/redis"
)

// New returns a client with keys and channels of its own. All tests of a
// process share one redis-server, which ends with the process: a test that
// harms the server takes one from [Server] instead.
func New(t testing.TB) *redis.Client {
	t.Helper()
	return Connect(t, URL(t))
}

// URL is where several clients with keys and channels of their own connect to,
// as [New]'s one does.
func URL(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	return server.URL() + "?prefix=" + rand.Text() + ":"
}

var shared = sync.OnceValues(start)

// Connect returns a client of url once it is connected and messages arrive. It
// is closed when the test ends.
func Connect(t testing.TB, url string) *redis.Client {
	t.Helper()
	c := connect(t, url)
	WaitFor(t, "the connection to Redis", func() bool { return c.Healthy() && c.Hearing() })
	return c
}

// Mini returns a client of a miniredis in this process.
func Mini(t testing.TB) *redis.Client {
	t.Helper()
	return Connect(t, MiniURL(t))
}

// MiniURL starts a miniredis that ends with the test.
func MiniURL(t testing.TB) string {
	t.Helper()
	m := miniredis.RunT(t)
	// Its keys don't expire by themselves.
	done := make(chan struct{})
	var clock sync.WaitGroup
	clock.Go(func() {
		for last := time.Now(); ; {
			select {
			case <-done:
				return
			case now := <-time.After(20 * time.Millisecond):
				m.FastForward(now.Sub(last))
				last = now
			}
		}
	})
	t.Cleanup(func() { close(done); clock.Wait() })
	return "redis://" + m.Addr()
}

// Away returns a client of a server that isn't there.
func Away(t testing.TB) *redis.Client {
	t.Helper()
	c := connect(t, fmt.Sprintf("redis://127.0.0.1:%d", freePort(t)))
	WaitFor(t, "the connection to be given up", func() bool { return c.State() == redis.StateAway })
	return c
}

// Each runs test on a redis-server and on miniredis.
func Each(t *testing.T, test func(t *testing.T, c *redis.Client)) {
	t.Helper()
	t.Run("redis-server", func(t *testing.T) { test(t, New(t)) })
	t.Run("miniredis", func(t *testing.T) { test(t, Mini(t)) })
}

// WaitFor returns once done reports true, and fails the test if it doesn't
// within 10 s.
func WaitFor(t testing.TB, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 10 s for %s", what)
		}
	}
}

func connect(t testing.TB, url string) *redis.Client {
	t.Helper()
	c, err := redis.Connect(url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}
