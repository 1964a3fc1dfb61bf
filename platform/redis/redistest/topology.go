package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"shop/platform/host"
)

// node is a redis-server on a TCP port.
type node struct {
	args  []string
	child *host.Child
	port  int
	admin *goredis.Client
}

func startNode(t testing.TB, args ...string) *node {
	t.Helper()
	return startNodeOf(t, nil, args...)
}

// startNodeOf starts a node that speaks TLS, unless a is nil.
func startNodeOf(t testing.TB, a *authority, args ...string) *node {
	t.Helper()
	n := &node{port: freePort(t)}
	n.args = append(slices.Clone(args), "--bind", "127.0.0.1", "--dir", t.TempDir(),
		"--save", "", "--logfile", "redis.log", "--repl-diskless-sync-delay", "0")
	n.args = append(n.args, a.args(n.port)...)
	n.admin = goredis.NewClient(&goredis.Options{Addr: n.addr(), Protocol: 2, DisableIdentity: true, TLSConfig: a.client()})
	t.Cleanup(func() {
		n.child.Stop(time.Second)
		_ = n.admin.Close()
	})
	n.run(t)
	return n
}

func (n *node) run(t testing.TB) {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatalf("redistest: redis-server is not installed; `make test` installs it, or: apt-get install redis-server")
	}
	if n.child, err = host.Start(exec.Command(program, n.args...)); err != nil {
		t.Fatalf("redistest: %v", err)
	}
	WaitFor(t, "redis-server", func() bool { return n.admin.Ping(context.Background()).Err() == nil })
}

// kill ends the node as a crash would.
func (n *node) kill() {
	_ = syscall.Kill(n.child.PID(), syscall.SIGKILL)
	<-n.child.Done()
}

func (n *node) addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)) }

func (n *node) do(t testing.TB, args ...any) any {
	t.Helper()
	reply, err := n.admin.Do(context.Background(), args...).Result()
	if err != nil {
		t.Fatalf("redistest: %v: %v", args, err)
	}
	return reply
}

// Sentinel starts a master, a replica and three sentinels, and returns where
// clients connect to and what kills the master. That returns what reports
// whether the replica has been promoted since.
func Sentinel(t testing.TB) (url string, killMaster func() (promoted func() bool)) {
	t.Helper()
	return startSentinel(t, nil)
}

func startSentinel(t testing.TB, a *authority) (url string, killMaster func() (promoted func() bool)) {
	t.Helper()
	master := startNodeOf(t, a)
	replica := startNodeOf(t, a, "--replicaof", "127.0.0.1", strconv.Itoa(master.port))
	WaitFor(t, "the replica", func() bool {
		return strings.Contains(replica.admin.Info(context.Background(), "replication").Val(), "master_link_status:up")
	})
	var sentinels []*node
	var addrs []string
	for range 3 {
		conf := filepath.Join(t.TempDir(), "sentinel.conf")
		text := fmt.Sprintf("sentinel monitor main 127.0.0.1 %d 2\nsentinel down-after-milliseconds main 500\n"+
			"sentinel failover-timeout main 2000\n", master.port)
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			t.Fatalf("redistest: %v", err)
		}
		s := startNodeOf(t, a, conf, "--sentinel")
		sentinels, addrs = append(sentinels, s), append(addrs, s.addr())
	}
	for _, s := range sentinels {
		WaitFor(t, "the sentinels to find each other and the replica", func() bool {
			replicas, _ := s.admin.Do(context.Background(), "SENTINEL", "REPLICAS", "main").Slice()
			others, _ := s.admin.Do(context.Background(), "SENTINEL", "SENTINELS", "main").Slice()
			return len(replicas) == 1 && len(others) == 2
		})
	}
	return a.scheme() + "+sentinel://" + strings.Join(addrs, ",") + "?master=main", func() func() bool {
		master.kill()
		return func() bool {
			return strings.Contains(replica.admin.Info(context.Background(), "replication").Val(), "role:master")
		}
	}
}

func freePort(t testing.TB) int {
	t.Helper()
	port, err := host.FreePort()
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	return port
}
