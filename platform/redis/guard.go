package redis

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/prometheus/client_golang/prometheus"
	goredis "github.com/redis/go-redis/v9"
)

// tripAfter is how many commands in a row must fail for want of an answer
// before the others aren't sent any more.
const tripAfter = 3

// retryJitter bounds the pause before a command is sent once more.
const retryJitter = 20 * time.Millisecond

// guard stands before every command for a node: it fails them at once while the
// node is away, and sees to it that those whose connection was lost are sent
// once more, and no others. It is a hook rather than the driver's Limiter
// because that exists for single servers only.
type guard struct {
	breaker  circuitbreaker.CircuitBreaker[any]
	duration *prometheus.HistogramVec
	// resends is false where the driver itself sends again: there [budget]
	// bounds how often.
	resends bool
	// replica is set while the server is a replica as far as the monitor knows.
	// A command that comes for it all the same means that it is a master now,
	// which may lack what was acknowledged: then promoted is called first.
	replica  atomic.Bool
	promoted func()
}

// newGuard returns a closed guard that says on opened when it opens.
func newGuard(opened chan<- struct{}, duration *prometheus.HistogramVec, resends bool) *guard {
	breaker := circuitbreaker.NewBuilder[any]().
		WithFailureThreshold(tripAfter).
		// It is not time that closes it but a PING of the monitor.
		WithDelay(24 * time.Hour * 365).
		OnOpen(func(circuitbreaker.StateChangedEvent) {
			select {
			case opened <- struct{}{}:
			default:
			}
		}).
		Build()
	return &guard{breaker: breaker, duration: duration, resends: resends}
}

func (g *guard) open() {
	if !g.breaker.IsOpen() {
		g.breaker.Open()
	}
}

func (g *guard) close() {
	if !g.breaker.IsClosed() {
		g.breaker.Close()
	}
}

type probeKey struct{}

// asProbe marks the commands of the monitor, which pass an open breaker.
func asProbe(ctx context.Context) context.Context { return context.WithValue(ctx, probeKey{}, true) }

func isProbe(ctx context.Context) bool { return ctx.Value(probeKey{}) != nil }

// DialHook implements the driver's Hook.
func (g *guard) DialHook(next goredis.DialHook) goredis.DialHook { return next }

// ProcessHook implements the driver's Hook.
func (g *guard) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		err := g.run(ctx, commandName(cmd), func() error { return next(ctx, cmd) })
		cmd.SetErr(err)
		return err
	}
}

// ProcessPipelineHook implements the driver's Hook.
func (g *guard) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		err := g.run(ctx, pipelineName(cmds), func() error { return next(ctx, cmds) })
		if errors.Is(err, ErrAway) {
			for _, cmd := range cmds {
				cmd.SetErr(err)
			}
		}
		return err
	}
}

// run sends what is called name, a command or a pipeline.
func (g *guard) run(ctx context.Context, name string, send func() error) error {
	if isProbe(ctx) {
		return send()
	}
	budget, _ := ctx.Value(budgetKey{}).(*budget)
	if budget.spent(g) || !g.breaker.TryAcquirePermit() {
		return ErrAway
	}
	// The driver asks replicas, too, but how the cluster is arranged only.
	if name != otherCommand && g.replica.Load() && g.replica.CompareAndSwap(true, false) {
		g.promoted()
	}
	start := time.Now()
	err := send()
	if g.resends && connectionLost(err) && ctx.Err() == nil {
		// Not at once: what cut this connection off may not be done with others.
		sleepOr(ctx, retryJitter/2+rand.N(retryJitter/2), nil)
		err = send()
	}
	switch {
	case errors.Is(err, goredis.ErrPoolTimeout):
		// Nothing was sent: that is too many callers, and says nothing of the server.
		g.duration.WithLabelValues(name, "unsent").Observe(time.Since(start).Seconds())
	case !unanswered(err):
		g.breaker.RecordSuccess()
		g.duration.WithLabelValues(name, "answered").Observe(time.Since(start).Seconds())
	case ctx.Err() == nil:
		budget.spend(g, connectionLost(err))
		g.breaker.RecordFailure()
		g.duration.WithLabelValues(name, "failed").Observe(time.Since(start).Seconds())
	}
	return err
}

// budget bounds how often one command, or pipeline, is sent to a node of a
// cluster that doesn't answer: twice when the connection was lost, once when it
// was slow. The driver, which must follow redirections, would send it four
// times. Its zero value is full; nil never ends.
type budget struct {
	mu       sync.Mutex
	failures map[*guard]int
}

type budgetKey struct{}

// maxFailures is how many losses of a connection spend a budget.
const maxFailures = 2

func (b *budget) spent(g *guard) bool {
	if b == nil {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failures[g] >= maxFailures
}

func (b *budget) spend(g *guard, lost bool) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures == nil {
		b.failures = make(map[*guard]int)
	}
	if b.failures[g]++; !lost {
		b.failures[g] = maxFailures
	}
}

// budgets gives each command for a cluster its budget.
type budgets struct{}

// DialHook implements the driver's Hook.
func (budgets) DialHook(next goredis.DialHook) goredis.DialHook { return next }

// ProcessHook implements the driver's Hook.
func (budgets) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		return next(context.WithValue(ctx, budgetKey{}, &budget{}), cmd)
	}
}

// ProcessPipelineHook implements the driver's Hook.
func (budgets) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		return next(context.WithValue(ctx, budgetKey{}, &budget{}), cmds)
	}
}

// unanswered reports whether err means that no answer came: anything but a
// reply of the server.
func unanswered(err error) bool {
	if err == nil {
		return false
	}
	var reply goredis.Error
	return !errors.As(err, &reply)
}

// unsent reports whether err means that nobody was asked.
func unsent(err error) bool { return errors.Is(err, ErrAway) || errors.Is(err, goredis.ErrPoolTimeout) }

// connectionLost reports whether err means that there is no connection, as
// opposed to one that is slow: then another one may do.
func connectionLost(err error) bool {
	if !unanswered(err) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		return false
	}
	var op *net.OpError
	return errors.As(err, &op) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
