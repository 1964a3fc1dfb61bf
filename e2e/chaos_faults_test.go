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
	var promoted func() bool
	return newStage(t, url), []fault{{
		name:  "Sentinel failover",
		begin: func(testing.TB) { promoted = killMaster() },
		over:  func() bool { return promoted() },
		short: 3 * time.Second, full: 10 * time.Second,
	}}
}

// clusterFaults are those that a cluster gets over by itself.
func clusterFaults(t *testing.T) (*stage, []fault) {
	servers := redistest.Cluster(t)
	n := pace(200, 1300)
	return newStage(t, servers.URL()), []fault{
		{
			// Slots of the last master, among them that of all messages, go to
			// the first: some before the rush, the others after it.
			name:  "Cluster reshard",
			begin: func(t testing.TB) { servers.MoveSlots(t, slots(13_700, n)...) },
			end:   func(t testing.TB) { servers.MoveSlots(t, slots(13_700+n, n)...) },
			short: 2500 * time.Millisecond, full: 10 * time.Second,
		},
		masterLost("Cluster master lost", servers),
	}
}

// strictFaults are those of a cluster that refuses all commands while some of
// the slots are nobody's, which is how Redis comes.
func strictFaults(t *testing.T) (*stage, []fault) {
	servers := redistest.Cluster(t, "--cluster-require-full-coverage", "yes")
	return newStage(t, servers.URL()), []fault{masterLost("Cluster master lost, full coverage", servers)}
}

func masterLost(name string, servers *redistest.Shards) fault {
	restart := func() {}
	return fault{
		name:  name,
		begin: func(t testing.TB) { restart = servers.KillMaster(t) },
		end:   func(t testing.TB) { servers.AwaitFailover(t); restart() },
		short: 2500 * time.Millisecond, full: 10 * time.Second,
	}
}

// slots are n of them from first on.
func slots(first, n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = first + i
	}
	return all
}
