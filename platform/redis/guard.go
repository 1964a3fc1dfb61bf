package redis

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
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

// guard stands before every command: it fails them at once while Redis is
// away, and sends those whose connection was lost once more. It is a hook
// rather than the driver's Limiter because that exists for single servers only.
type guard struct {
	breaker  circuitbreaker.CircuitBreaker[any]
	opened   chan struct{}
	duration *prometheus.HistogramVec
}

func newGuard() *guard {
	g := &guard{opened: make(chan struct{}, 1)}
	g.breaker = circuitbreaker.NewBuilder[any]().
		WithFailureThreshold(tripAfter).
		// It is not time that closes it but a PING of the monitor.
		WithDelay(24 * time.Hour * 365).
		OnOpen(func(circuitbreaker.StateChangedEvent) {
			select {
			case g.opened <- struct{}{}:
			default:
			}
		}).
		Build()
	return g
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
		err := g.run(ctx, func() error { return next(ctx, cmd) })
		cmd.SetErr(err)
		return err
	}
}

// ProcessPipelineHook implements the driver's Hook.
func (g *guard) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		err := g.run(ctx, func() error { return next(ctx, cmds) })
		if errors.Is(err, ErrAway) {
			for _, cmd := range cmds {
				cmd.SetErr(err)
			}
		}
		return err
	}
}

func (g *guard) run(ctx context.Context, send func() error) error {
	if isProbe(ctx) {
		return send()
	}
	if !g.breaker.TryAcquirePermit() {
		return ErrAway
	}
	start := time.Now()
	err := send()
	if connectionLost(err) && ctx.Err() == nil {
		sleepOr(ctx, rand.N(retryJitter), nil)
		err = send()
	}
	switch {
	case !unanswered(err):
		g.breaker.RecordSuccess()
		g.duration.WithLabelValues("answered").Observe(time.Since(start).Seconds())
	case ctx.Err() == nil:
		g.breaker.RecordFailure()
		g.duration.WithLabelValues("failed").Observe(time.Since(start).Seconds())
	}
	return err
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
