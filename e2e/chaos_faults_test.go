package e2e_test

import (
	"testing"
	"time"

	"shop/platform/redis/redistest"
)

// serverFaults are those of the server's process.
func serverFaults(t *testing.T) (*stage, []fault) {
	server := redistest.Server(t)
	set := func(name, value string) func(testing.TB) {
		return func(t testing.TB) { server.Do(t, "CONFIG", "SET", name, value) }
	}
	return newStage(t, server.URL()), []fault{
		{
			name:  "kill -9 and restart",
			begin: func(testing.TB) { server.Kill() },
			end:   server.Restart,
			short: 2500 * time.Millisecond, full: 10 * time.Second,
		},
		{
			name:  "SIGSTOP",
			begin: func(testing.TB) { server.Pause() },
			end:   func(testing.TB) { server.Resume() },
			short: 4 * time.Second, full: 10 * time.Second,
		},
		{
			name:  "FLUSHALL",
			begin: server.FlushAll,
			short: 1500 * time.Millisecond, full: 5 * time.Second,
		},
		{
			name:  "maxmemory reached",
			begin: set("maxmemory", "1"),
			end:   set("maxmemory", "0"),
			short: 2500 * time.Millisecond, full: 10 * time.Second,
		},
	}
}

// networkFaults are those of the way to the server.
func networkFaults(t *testing.T) (*stage, []fault) {
	w := newWire(t, redistest.Server(t).URL())
	slow := func(d time.Duration) func(testing.TB) { return func(testing.TB) { w.slow(d) } }
	cut := func(n int) func(testing.TB) { return func(testing.TB) { w.cutEvery(n) } }
	const short, full = 2500 * time.Millisecond, 10 * time.Second
	return newStage(t, w.url()), []fault{
		{name: "+50 ms", begin: slow(50 * time.Millisecond), end: slow(0), short: short, full: full},
		{name: "+500 ms", begin: slow(500 * time.Millisecond), end: slow(0), short: short, full: full},
		{name: "reset mid-reply", begin: cut(5), end: cut(0), short: short, full: full},
	}
}

// sentinelFaults are those that Sentinel mends.
func sentinelFaults(t *testing.T) (*stage, []fault) {
	url, killMaster := redistest.Sentinel(t)
	return newStage(t, url), []fault{{
		name:  "Sentinel failover",
		begin: func(testing.TB) { killMaster() },
		short: 3 * time.Second, full: 10 * time.Second,
	}}
}
