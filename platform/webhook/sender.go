package webhook

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"shop/platform/egress"
)

const (
	// poll finds deliveries that other instances stored and retries that are due.
	poll = time.Second
	// leaseTime must be longer than an attempt and its note, so that a delivery
	// is never under way twice.
	leaseTime = time.Minute
	noteTime  = 20 * time.Second
	// atOnce is how many attempts an instance makes at the same time, and
	// perHook how many of these to one receiver: one that hangs leaves room for
	// others.
	atOnce  = 16
	perHook = 4
)

// pauses are the waits after each failed attempt; after the last one a delivery
// has been tried for three days and is given up.
var pauses = []time.Duration{
	10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 27 * time.Hour,
}

// Sender posts deliveries. Several instances share the work.
type Sender struct {
	hooks      Hooks
	deliveries Deliveries
	poster     *poster
	log        *slog.Logger
	wake       chan struct{}

	slots    chan struct{} // one taken per attempt under way
	attempts sync.WaitGroup
	mu       sync.Mutex
	busy     map[string]int // attempts under way by hook
}

func newSender(hooks Hooks, deliveries Deliveries, reach Reach, log *slog.Logger) *Sender {
	return &Sender{
		hooks: hooks, deliveries: deliveries, poster: newPoster(reach), log: log,
		wake: make(chan struct{}, 1), slots: make(chan struct{}, atOnce), busy: make(map[string]int),
	}
}

func (s *Sender) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run posts what is due until ctx ends, and returns after the attempts under
// way.
func (s *Sender) Run(ctx context.Context) {
	defer s.poster.close()
	defer s.attempts.Wait()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		s.drain(ctx)
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// drain begins all attempts that are due and that there is room for. It stops
// at an outage of the store, which the next tick tries again.
func (s *Sender) drain(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case s.slots <- struct{}{}:
		}
		d, err := s.deliveries.Lease(ctx, leaseTime, s.full())
		if err != nil {
			<-s.slots
			if ctx.Err() == nil && !errors.Is(err, ErrNoDelivery) {
				s.log.WarnContext(ctx, "webhook: looking for deliveries", "error", err)
			}
			return
		}
		s.count(d.HookID, 1)
		s.attempts.Go(func() {
			// A shutdown lets this attempt finish: cut short after the receiver
			// took it, it would be sent again.
			s.attempt(context.WithoutCancel(ctx), d)
			s.count(d.HookID, -1)
			<-s.slots
			s.nudge() // more for this hook may be due
		})
	}
}

func (s *Sender) count(hook string, by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[hook] += by; s.busy[hook] == 0 {
		delete(s.busy, hook)
	}
}

// full returns the hooks that are sent as much at once as they may be.
func (s *Sender) full() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	full := []string{}
	for hook, n := range s.busy {
		if n >= perHook {
			full = append(full, hook)
		}
	}
	return full
}

// attempt tries a delivery once and notes how it went.
func (s *Sender) attempt(ctx context.Context, d Delivery) {
	outcome, err := s.try(ctx, d)
	if err != nil {
		// The lease ends by itself, and the delivery comes up again.
		s.log.WarnContext(ctx, "webhook: reading the hook", "delivery", d.ID, "error", err)
		return
	}
	if outcome.State == Dead {
		s.log.ErrorContext(ctx, "webhook: given up", "hook", d.HookID, "delivery", d.ID, "event", d.Event,
			"attempts", d.Attempts, "status", outcome.Status, "error", outcome.Error)
	}
	note, stop := context.WithTimeout(ctx, noteTime)
	defer stop()
	if err := s.deliveries.Settle(note, d, outcome); err != nil {
		s.log.WarnContext(ctx, "webhook: settling, so it is sent again", "delivery", d.ID, "error", err)
	}
}

// try posts a delivery and judges how that went. Its error is the store's.
func (s *Sender) try(ctx context.Context, d Delivery) (Outcome, error) {
	reading, stop := context.WithTimeout(ctx, noteTime)
	defer stop()
	h, err := s.hooks.Find(reading, d.HookID)
	switch {
	case errors.Is(err, ErrNoHook):
		return gaveUp("the webhook is deleted"), nil
	case err != nil:
		return Outcome{}, err
	case !h.Active && d.Event != TestEvent:
		return gaveUp("the webhook is switched off"), nil
	}
	result, err := s.poster.post(ctx, h, d)
	if errors.Is(err, errGone) {
		s.stop(ctx, h)
	}
	return judge(result, err, d), nil
}

// stop switches a hook off whose receiver wants no more, unless somebody
// changed it meanwhile.
func (s *Sender) stop(ctx context.Context, h Hook) {
	h.Active, h.Stopped = false, "The receiver answered 410 Gone: it wants no more events."
	if err := s.hooks.Update(ctx, h); err != nil {
		if !errors.Is(err, ErrConflict) {
			s.log.WarnContext(ctx, "webhook: switching it off", "hook", h.ID, "error", err)
		}
		return
	}
	s.log.WarnContext(ctx, "webhook: switched off, because its receiver answered 410", "hook", h.ID)
}

func gaveUp(why string) Outcome { return Outcome{State: Dead, Result: Result{Error: why}} }

// judge turns the result of an attempt into what is recorded. A test is tried
// once: somebody waits for how it goes.
func judge(result Result, err error, d Delivery) Outcome {
	if err == nil {
		return Outcome{State: Delivered, Result: result}
	}
	result.Error = reason(err)
	final := d.Event == TestEvent || d.Attempts > len(pauses) || errors.Is(err, errGone) || errors.Is(err, egress.ErrAddress)
	if final {
		return Outcome{State: Dead, Result: result}
	}
	return Outcome{State: Queued, Result: result, RetryIn: spread(pauses[d.Attempts-1])}
}

// spread changes a pause by up to a tenth, so that what failed together isn't
// tried together.
func spread(d time.Duration) time.Duration {
	return d - d/10 + rand.N(d/5)
}

// reason is what people are told; addresses of the network stay in the log of
// whoever resolves names.
func reason(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, egress.ErrAddress):
		return "the address leads into a private network"
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("the receiver did not answer within %d seconds", int(attemptTime.Seconds()))
	}
	return err.Error()
}
