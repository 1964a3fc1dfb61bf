package redis

import (
	"context"
	"log/slog"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const (
	// probeEvery is how often servers that answer are asked again.
	probeEvery = time.Second
	// While one is away they are asked after 200 ms, 400 ms and so on.
	backoffStep = 200 * time.Millisecond
	backoffMax  = 2 * time.Second
)

// backoff returns how long to wait after the n-th failure in a row, from 1.
func backoff(n int) time.Duration {
	return min(time.Duration(n)*backoffStep, backoffMax)
}

// watch keeps the client's state true until ctx ends. Only its own PING closes
// a breaker again, so no request is spent on finding out.
func (c *Client) watch(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		found, answers := c.probe(ctx)
		if ctx.Err() != nil {
			return
		}
		wait := probeEvery
		if failures++; found.state() == StateUp {
			failures = 0
		} else {
			wait = backoff(failures)
		}
		c.settle(found, answers)
		sleepOr(ctx, wait, c.nodes.opened)
	}
}

// settle makes known what a look at all nodes found.
func (c *Client) settle(found round, answers []answer) {
	renewed := false
	for _, a := range answers {
		if a.err == nil && a.node.renewed(a) {
			renewed = true
		}
	}
	if renewed && c.State() != StateConnecting {
		c.distrust()
	}
	for _, a := range answers {
		a.node.guard.replica.Store(!a.master)
		if a.node.away = a.err != nil; a.node.away {
			a.node.guard.open()
		} else {
			a.node.guard.close()
		}
	}
	c.announce(found)
}

// distrust has done what there is to do before a server is used that may lack
// what was acknowledged, or have what was deleted.
func (c *Client) distrust() {
	c.mu.Lock()
	recovers := c.recovers
	c.mu.Unlock()
	for _, f := range recovers {
		f()
	}
}

// renewed reports whether the node, a master that answers, may lack what was
// acknowledged, or have what was deleted: it was away, or has begun anew so fast
// that nobody noticed, or has taken a master's place.
func (n *node) renewed(a answer) bool {
	another := n.saw(a.run)
	promoted := a.master && !n.master
	n.master = a.master
	return a.master && (n.away || another || promoted)
}

// announce logs a change of state, once.
func (c *Client) announce(found round) {
	now := found.state()
	was := c.setState(now)
	if was == now {
		return
	}
	switch now {
	case StateUp:
		c.log.Info("redis: connected", "before", was)
		return
	case StatePartly:
		c.log.Warn("redis: masters are away; their part of the keys is done without, and tried again",
			"away", found.lost, "masters", found.masters, "error", found.err)
	default:
		c.log.Warn("redis: away; the shop goes on without it and keeps trying", "error", found.err)
	}
	if was != StateAway {
		c.metrics.losses.Inc()
	}
}

// sleepOr waits for d, for a value of early, or for the end of ctx.
func sleepOr(ctx context.Context, d time.Duration, early <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-early:
	case <-timer.C:
	}
}

// quietDriver turns off the driver's own log, one for the whole process: it
// repeats each failed dial, and what matters is logged once by the client.
var quietDriver = sync.OnceFunc(func() { goredis.SetLogger(driverLog{}) })

type driverLog struct{}

func (driverLog) Printf(ctx context.Context, format string, args ...any) {
	slog.Log(ctx, slog.LevelDebug-4, "redis driver: "+format, "args", args)
}
