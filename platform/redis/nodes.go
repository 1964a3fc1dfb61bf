package redis

import (
	"context"
	"errors"
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
	run          string // names the run of the server, where it says so
}

// nodes are those that the driver has made. It makes them as it hears of them.
type nodes struct {
	mu     sync.Mutex
	all    []*node
	opened chan struct{} // a guard has opened
}

func newNodes() *nodes { return &nodes{opened: make(chan struct{}, 1)} }

// add puts a guard before client.
func (n *nodes) add(client *goredis.Client, g *guard) {
	client.AddHook(g)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, &node{client: client, guard: g})
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
	_, rest, _ := strings.Cut(info.Val(), "run_id:")
	run, _, _ = strings.Cut(rest, "\r\n")
	return run, nil
}
