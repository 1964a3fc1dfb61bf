package redistest

import (
	"context"
	"strconv"
	"strings"
	"testing"

	goredis "github.com/redis/go-redis/v9"
)

const (
	slots   = 16384
	masters = 3
)

// Shards is a cluster of a test's own: three masters, each with a replica.
type Shards struct {
	nodes []*node // masters first, then their replicas
	ids   []string
}

// Cluster starts a cluster that ends with the test. Its servers take what is in
// settings ("--name", "value", ...) over what a cluster has here otherwise.
func Cluster(t testing.TB, settings ...string) *Shards {
	t.Helper()
	c := &Shards{}
	for i := range 2 * masters {
		bus := freePort(t)
		n := startNode(t, append([]string{"--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(bus),
			// Long enough that a busy machine isn't taken for a dead one.
			"--cluster-node-timeout", "2000", "--cluster-replica-validity-factor", "0",
			"--cluster-require-full-coverage", "no"}, settings...)...)
		n.do(t, "CLUSTER", "SET-CONFIG-EPOCH", i+1)
		if i < masters {
			n.do(t, "CLUSTER", "ADDSLOTSRANGE", i*slots/masters, (i+1)*slots/masters-1)
		}
		for _, other := range c.nodes {
			other.do(t, "CLUSTER", "MEET", "127.0.0.1", n.port, bus)
		}
		c.nodes, c.ids = append(c.nodes, n), append(c.ids, n.do(t, "CLUSTER", "MYID").(string))
	}
	c.await(t, "cluster_state:ok", "cluster_known_nodes:6", "cluster_size:3")
	for i, replica := range c.nodes[masters:] {
		WaitFor(t, "the replica's turn", func() bool {
			return replica.admin.Do(context.Background(), "CLUSTER", "REPLICATE", c.ids[i]).Err() == nil
		})
	}
	for _, replica := range c.nodes[masters:] {
		WaitFor(t, "the replicas", func() bool {
			return strings.Contains(replica.admin.Info(context.Background(), "replication").Val(), "master_link_status:up")
		})
	}
	for _, master := range c.nodes[:masters] {
		WaitFor(t, "the replicas to be known", func() bool {
			return strings.Count(master.admin.ClusterNodes(context.Background()).Val(), " slave ") == masters
		})
	}
	return c
}

// await waits until all nodes say each of what.
func (c *Shards) await(t testing.TB, what ...string) {
	t.Helper()
	for _, n := range c.nodes {
		WaitFor(t, "the cluster", func() bool {
			info := n.admin.ClusterInfo(context.Background()).Val()
			for _, one := range what {
				if !strings.Contains(info, one) {
					return false
				}
			}
			return true
		})
	}
}

// URL is where clients connect to.
func (c *Shards) URL() string {
	addrs := make([]string, masters)
	for i, n := range c.nodes[:masters] {
		addrs[i] = n.addr()
	}
	return "redis+cluster://" + strings.Join(addrs, ",")
}

// KillMaster kills the first master, and returns what starts it again: as a
// replica, once its own replica has taken its place.
func (c *Shards) KillMaster(t testing.TB) (restart func()) {
	t.Helper()
	c.nodes[0].kill()
	return func() { c.nodes[0].run(t) }
}

// AwaitFailover waits until the replica of the master that was killed has taken
// its place, in the eyes of all others.
func (c *Shards) AwaitFailover(t testing.TB) {
	t.Helper()
	for _, n := range c.nodes[1:] {
		WaitFor(t, "the failover", func() bool { return c.ownerSeenBy(n, 0) == c.ids[masters] })
	}
}

// ownerSeenBy returns the id of the node that has a slot, as n sees it.
func (c *Shards) ownerSeenBy(n *node, slot int) string {
	for _, r := range n.admin.ClusterSlots(context.Background()).Val() { //nolint:staticcheck // it names the owner first, shards must be searched for it
		if r.Start <= slot && slot <= r.End && len(r.Nodes) > 0 {
			return r.Nodes[0].ID
		}
	}
	return ""
}

// Slot returns the slot of a key.
func (c *Shards) Slot(t testing.TB, key string) int {
	t.Helper()
	return int(c.nodes[1].do(t, "CLUSTER", "KEYSLOT", key).(int64))
}

// MoveSlots moves slots to another master each, with what is in them, as an
// operator does it while clients go on. None of the masters may have been
// killed.
func (c *Shards) MoveSlots(t testing.TB, moved ...int) {
	t.Helper()
	for _, slot := range moved {
		from := 0
		for c.ids[from] != c.ownerSeenBy(c.nodes[0], slot) {
			from++
		}
		to := (from + 1) % masters
		c.nodes[to].do(t, "CLUSTER", "SETSLOT", slot, "IMPORTING", c.ids[from])
		c.nodes[from].do(t, "CLUSTER", "SETSLOT", slot, "MIGRATING", c.ids[to])
		c.empty(t, c.nodes[from].admin, slot, c.nodes[to].port)
		for _, n := range []int{to, from, 3 - from - to} {
			c.nodes[n].do(t, "CLUSTER", "SETSLOT", slot, "NODE", c.ids[to])
		}
	}
}

// empty moves the keys of a slot to the node at port.
func (c *Shards) empty(t testing.TB, from *goredis.Client, slot, port int) {
	t.Helper()
	for {
		keys := from.ClusterGetKeysInSlot(context.Background(), slot, 100).Val()
		if len(keys) == 0 {
			return
		}
		args := []any{"MIGRATE", "127.0.0.1", port, "", 0, 5000, "REPLACE", "KEYS"}
		for _, key := range keys {
			args = append(args, key)
		}
		if err := from.Do(context.Background(), args...).Err(); err != nil {
			t.Fatalf("redistest: %v", err)
		}
	}
}
