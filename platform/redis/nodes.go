package redis

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	goredis "github.com/redis/go-redis/v9"
)

// node is one server that commands go to, and what stands before it: so in a
// cluster the loss of one master fails the commands for its slots only, and at
// once. A single server, and whichever is master behind Sentinel, is one node.
type node struct {
	client *goredis.Client
	guard  *guard

	// What the monitor, which alone uses them, found out last.
	away, master bool

	mu       sync.Mutex
	run      string // names the run of the server, where it says so
	distrust func() // what is to be done when it is another
}

// saw reports whether the server has begun anew, or is another one, since a run
// of it was seen last.
func (n *node) saw(run string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if run == "" {
		return false
	}
	another := n.run != "" && n.run != run
	n.run = run
	return another
}

// greet is done on each new connection before it is used: one to a server that
// has begun anew, or to another one behind Sentinel, may lead to what was
// deleted before, and the monitor comes to know it up to a second later. Errors:
// those of a lost connection.
func (n *node) greet(ctx context.Context, conn *goredis.Conn) error {
	info, err := conn.Info(asProbe(ctx), "server").Result()
	if unanswered(err) {
		// The driver takes the outermost error off, and a lost connection must
		// still be seen to be one.
		return fmt.Errorf("redis: greet: %w", err)
	}
	// The driver has connections to sentinels greeted, too.
	if !strings.Contains(info, "redis_mode:sentinel") && n.saw(runOf(info)) {
		n.distrust()
	}
	return nil
}

// nodes are those that the driver has made. It makes them as it hears of them.
type nodes struct {
	mu     sync.Mutex
	all    []*node
	opened chan struct{} // a guard has opened
}

func newNodes() *nodes { return &nodes{opened: make(chan struct{}, 1)} }

// add puts the node's guard before client, which reaches it.
func (n *nodes) add(one *node, client *goredis.Client) {
	client.AddHook(one.guard)
	n.mu.Lock()
	defer n.mu.Unlock()
	one.client = client
	n.all = append(n.all, one)
}

func (n *nodes) list() []*node {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]*node(nil), n.all...)
}

// drop forgets a node that the driver has closed: it left the cluster.
func (n *nodes) drop(gone *node) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for i, one := range n.all {
		if one == gone {
			n.all = append(n.all[:i], n.all[i+1:]...)
			return
		}
	}
}

// openGuards returns how many nodes are sent no commands.
func (n *nodes) openGuards() (open int) {
	for _, one := range n.list() {
		if !one.guard.breaker.IsClosed() {
			open++
		}
	}
	return open
}

// round is what one look at all nodes found.
type round struct {
	masters, lost int   // how many there are, and of those that don't answer
	err           error // of one that is lost
}

// state is that of a client whose nodes were found like this.
func (r round) state() string {
	switch {
	case r.masters == r.lost:
		return StateAway
	case r.lost > 0:
		return StatePartly
	default:
		return StateUp
	}
}

// answer is what a node said when it was probed.
type answer struct {
	node   *node
	master bool
	run    string
	err    error
}

// probe asks every node whether it is there. Replicas count when they become
// masters only, but are asked too: they are trusted at once then.
func (c *Client) probe(ctx context.Context) (r round, answers []answer) {
	ctx = asProbe(ctx)
	isMaster, err := c.masters(ctx)
	all := c.nodes.list()
	found := make(chan answer, len(all))
	for _, one := range all {
		go func() {
			run, err := hail(ctx, one.client)
			if errors.Is(err, goredis.ErrPoolTimeout) && one.guard.breaker.IsClosed() && c.State() != StateConnecting {
				err = nil // it was not asked, and so is what it was
			}
			found <- answer{node: one, run: run, err: err}
		}()
	}
	r.err = err
	for range all {
		a := <-found
		if errors.Is(a.err, goredis.ErrClosed) {
			c.nodes.drop(a.node)
			continue
		}
		a.master = isMaster(a.node.client)
		answers = append(answers, a)
		if !a.master {
			continue
		}
		r.masters++
		if a.err != nil {
			r.lost, r.err = r.lost+1, a.err
		}
	}
	if err != nil {
		r.lost = r.masters // nobody knows who has which slots
	}
	return r, answers
}

// masters returns which nodes are masters, after asking the cluster how it is
// arranged now.
func (c *Client) masters(ctx context.Context) (func(*goredis.Client) bool, error) {
	many, ok := c.rdb.(*goredis.ClusterClient)
	if !ok {
		return func(*goredis.Client) bool { return true }, nil
	}
	var mu sync.Mutex
	found := make(map[*goredis.Client]bool)
	err := many.ForEachMaster(ctx, func(_ context.Context, client *goredis.Client) error {
		mu.Lock()
		defer mu.Unlock()
		found[client] = true
		return nil
	})
	return func(client *goredis.Client) bool { return found[client] }, err
}

// hail returns the id of the run of the server, empty where it tells none, or
// why it is no use. A connection that was lost says little about the server:
// another one is tried.
func hail(ctx context.Context, client *goredis.Client) (run string, err error) {
	if run, err = ping(ctx, client); connectionLost(err) {
		run, err = ping(ctx, client)
	}
	return run, err
}

func ping(ctx context.Context, client *goredis.Client) (run string, err error) {
	var ping *goredis.StatusCmd
	var info *goredis.StringCmd
	_, _ = client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		ping, info = p.Ping(ctx), p.Info(ctx, "server")
		return nil
	})
	if err := ping.Err(); err != nil {
		return "", err
	}
	return runOf(info.Val()), nil
}

// runOf returns the id of the run that a server tells about itself, or none.
func runOf(info string) string {
	_, rest, _ := strings.Cut(info, "run_id:")
	run, _, _ := strings.Cut(rest, "\r\n")
	return run
}
