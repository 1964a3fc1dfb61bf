package redistest

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"shop/platform/host"
)

// node is a redis-server on a TCP port.
type node struct {
	child *host.Child
	port  int
	admin *goredis.Client
}

func startNode(t testing.TB, args ...string) *node {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	if err != nil {
		t.Fatalf("redistest: redis-server is not installed; `make test` installs it, or: apt-get install redis-server")
	}
	n := &node{port: freePort(t)}
	args = append(args, "--port", strconv.Itoa(n.port), "--bind", "127.0.0.1", "--dir", t.TempDir(),
		"--save", "", "--logfile", "redis.log")
	if n.child, err = host.Start(exec.Command(program, args...)); err != nil {
		t.Fatalf("redistest: %v", err)
	}
	n.admin = goredis.NewClient(&goredis.Options{Addr: n.addr(), Protocol: 2, DisableIdentity: true})
	t.Cleanup(func() {
		n.child.Stop(time.Second)
		_ = n.admin.Close()
	})
	WaitFor(t, "redis-server", func() bool { return n.admin.Ping(context.Background()).Err() == nil })
	return n
}

func (n *node) addr() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(n.port)) }

func (n *node) do(t testing.TB, args ...any) {
	t.Helper()
	if err := n.admin.Do(context.Background(), args...).Err(); err != nil {
		t.Fatalf("redistest: %v: %v", args, err)
	}
}

// Cluster starts three masters that share the slots, and returns where clients
// connect to.
func Cluster(t testing.TB) (url string) {
	t.Helper()
	const slots, masters = 16384, 3
	var nodes []*node
	var addrs []string
	for i := range masters {
		bus := freePort(t)
		n := startNode(t, "--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(bus))
		n.do(t, "CLUSTER", "ADDSLOTSRANGE", i*slots/masters, (i+1)*slots/masters-1)
		n.do(t, "CLUSTER", "SET-CONFIG-EPOCH", i+1)
		for _, other := range nodes {
			other.do(t, "CLUSTER", "MEET", "127.0.0.1", n.port, bus)
		}
		nodes, addrs = append(nodes, n), append(addrs, n.addr())
	}
	for _, n := range nodes {
		WaitFor(t, "the cluster", func() bool {
			info := n.admin.ClusterInfo(context.Background()).Val()
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3")
		})
	}
	return "redis+cluster://" + strings.Join(addrs, ",")
}

// Sentinel starts a master, a replica and a sentinel, and returns where clients
// connect to and what kills the master.
func Sentinel(t testing.TB) (url string, killMaster func()) {
	t.Helper()
	master := startNode(t)
	replica := startNode(t, "--replicaof", "127.0.0.1", strconv.Itoa(master.port))
	WaitFor(t, "the replica", func() bool {
		return strings.Contains(replica.admin.Info(context.Background(), "replication").Val(), "master_link_status:up")
	})
	conf := filepath.Join(t.TempDir(), "sentinel.conf")
	text := fmt.Sprintf("sentinel monitor main 127.0.0.1 %d 1\nsentinel down-after-milliseconds main 300\n"+
		"sentinel failover-timeout main 2000\n", master.port)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatalf("redistest: %v", err)
	}
	s := startNode(t, conf, "--sentinel")
	WaitFor(t, "the sentinel to find the replica", func() bool {
		found, _ := s.admin.Do(context.Background(), "SENTINEL", "REPLICAS", "main").Slice()
		return len(found) == 1
	})
	return "redis+sentinel://" + s.addr() + "?master=main", func() { master.child.Stop(0) }
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("redistest: %v", err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}
