package redis

import (
	"context"
	"log/slog"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const (
	// probeEvery is how often a server that answers is asked again.
	probeEvery = time.Second
	// A server that is away is asked after 200 ms, 400 ms and so on.
	backoffStep = 200 * time.Millisecond
	backoffMax  = 2 * time.Second
)

// backoff returns how long to wait after the n-th failure in a row, from 1.
func backoff(n int) time.Duration {
	return min(time.Duration(n)*backoffStep, backoffMax)
}

// watch keeps the client's state true until ctx ends. Only its own PING closes
// the breaker again, so no request is spent on finding out.
func (c *Client) watch(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		wait := probeEvery
		if err := c.Ping(ctx); err == nil {
			failures = 0
			c.up()
		} else if ctx.Err() == nil {
			failures++
			wait = backoff(failures)
			c.away(err)
		}
		sleepOr(ctx, wait, c.guard.opened)
	}
}

func (c *Client) up() {
	if c.State() == StateAway {
		c.mu.Lock()
		recovers := c.recovers
		c.mu.Unlock()
		for _, f := range recovers {
			f()
		}
	}
	c.guard.close()
	if was := c.setState(StateUp); was != StateUp {
		c.log.Info("redis: connected", "before", was)
	}
}

func (c *Client) away(err error) {
	c.guard.open()
	if was := c.setState(StateAway); was != StateAway {
		c.log.Warn("redis: away; the shop goes on without it and keeps trying", "error", err)
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
