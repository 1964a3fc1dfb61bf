package eventbus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"shop/platform/events"
	"shop/platform/failpoint"
	"shop/platform/mongo"
	"shop/platform/redis"
)

const (
	// pollEvery bounds how late an event is found that nobody told of.
	pollEvery = 250 * time.Millisecond
	// maxPause bounds how long the worker pauses while MongoDB is away.
	maxPause = 2 * time.Second
	// handleTimeout bounds one call of a handler.
	handleTimeout = 15 * time.Second
	// leaseFor is how long a process that dies keeps its events to itself. It
	// leaves room for a handler; what is not reached by its end is taken up by
	// the next lease.
	leaseFor = 2 * handleTimeout
	// atOnce is how many documents are worked on at the same time.
	atOnce = 128
	// company is how many times as long as one look took the next one waits at
	// least, up to maxCompany: what is written meanwhile is then taken by one. So
	// an event that comes alone is taken at once, and a busy database isn't kept
	// busy by being asked what there is to do.
	company    = 4
	maxCompany = 100 * time.Millisecond
)

// Bus gives the events in the outboxes to the durable subscriptions. The same
// runs on every instance, each working on documents of its own. It is the
// [prometheus.Collector] of what is still to be done.
type Bus struct {
	outbox        *mongo.Outbox
	subscriptions map[string]events.Subscription
	help          *redis.Topic[struct{}]
	wake          chan struct{}
	log           *slog.Logger
	owner         string

	busy  atomic.Int64       // documents being worked on
	stop  context.CancelFunc // ends the taking of new work
	abort context.CancelFunc // ends handlers under way
	tasks sync.WaitGroup
}

// NewBus returns a bus that has told the outbox which events the subscriptions
// want. So it is made before anything is written. It fails for a subscription
// without name, events or handler, and for two of one name.
func NewBus(outbox *mongo.Outbox, c *redis.Client, subscriptions []events.Subscription, log *slog.Logger) (*Bus, error) {
	b := &Bus{
		outbox: outbox, subscriptions: make(map[string]events.Subscription), log: log,
		help: redis.NewTopic[struct{}](c, redis.OutboxWake), wake: make(chan struct{}, 1), owner: owner(),
	}
	for _, s := range subscriptions {
		if s.Name == "" || s.Handle == nil || len(s.Events) == 0 {
			return nil, fmt.Errorf("eventbus: subscription %q needs a name, events and a handler", s.Name)
		}
		if _, taken := b.subscriptions[s.Name]; taken {
			return nil, fmt.Errorf("eventbus: two subscriptions are called %q", s.Name)
		}
		b.subscriptions[s.Name] = s
		for _, event := range s.Events {
			outbox.Route(event, s.Name)
		}
	}
	b.help.Listen(func(struct{}) { b.nudge() })
	return b, nil
}

func (b *Bus) nudge() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// Start begins to work, in the background.
func (b *Bus) Start() {
	taking, stop := context.WithCancel(context.Background())
	working, abort := context.WithCancel(context.Background())
	b.stop, b.abort = stop, abort
	b.tasks.Go(func() { b.run(taking, working) })
}

// Stop takes no new work and waits for handlers under way; when ctx ends first
// they are cancelled, to be called again on another instance. It returns ctx's
// error then.
func (b *Bus) Stop(ctx context.Context) error {
	if b.stop == nil {
		return nil
	}
	b.stop()
	defer b.abort()
	idle := make(chan struct{})
	go func() { b.tasks.Wait(); close(idle) }()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		b.abort()
		<-idle
		return ctx.Err()
	}
}

func (b *Bus) run(taking, working context.Context) {
	failures := 0
	for taking.Err() == nil {
		began := time.Now()
		err := b.take(taking, working)
		took := time.Since(began)
		switch {
		case err == nil:
			if failures > 0 {
				b.log.Info("eventbus: events are delivered again")
			}
			failures = 0
		case taking.Err() == nil:
			if failures++; failures == 1 {
				b.log.Warn("eventbus: events wait until MongoDB answers again", "error", err)
			}
		}
		b.pause(taking, min(time.Duration(failures+1)*pollEvery, maxPause))
		sleep(taking, min(company*took, maxCompany)-time.Since(began))
	}
}

// take leases as many documents as there is room for, and works on each in the
// background: a slow handler keeps only its own document waiting.
func (b *Bus) take(taking, working context.Context) error {
	room := atOnce - int(b.busy.Load())
	if room == 0 {
		return nil // the first that is done nudges
	}
	leased, err := b.outbox.Lease(taking, b.owner, leaseFor, room)
	b.busy.Add(int64(len(leased)))
	for _, l := range leased {
		b.tasks.Go(func() {
			b.work(working, l)
			if b.busy.Add(-1) == atOnce-1 {
				b.nudge()
			}
		})
	}
	if len(leased) == room {
		// There may be more than this instance can take. Others would find it
		// by their polls too.
		_ = b.help.Announce(taking, struct{}{})
	}
	return err
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (b *Bus) pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-b.outbox.Wakeups():
	case <-b.wake:
	case <-timer.C:
	}
}

// work handles the events of a document and strikes off what was handled.
func (b *Bus) work(ctx context.Context, l *mongo.Leased) {
	l.Work(ctx, b.deliver)
	failpoint.Here(failpoint.EventServed)
	if err := b.outbox.Strike(context.WithoutCancel(ctx), l); err != nil {
		b.log.Warn("eventbus: handled events could not be struck off and are handled again", "error", err)
	}
}

func (b *Bus) deliver(ctx context.Context, d mongo.Delivery) error {
	s, known := b.subscriptions[d.Subscription]
	if !known {
		return fmt.Errorf("eventbus: no subscription is called %q", d.Subscription)
	}
	if s.ByState && d.Overtaken {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, handleTimeout)
	defer cancel()
	err := s.Handle(ctx, d.Event)
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	level, what := slog.LevelWarn, "eventbus: an event failed and is tried again"
	if d.Last {
		level, what = slog.LevelError, "eventbus: an event failed for the last time and waits for staff"
	}
	b.log.Log(ctx, level, what, "event", d.Event.Name, "id", d.Event.ID, "subject", d.Event.Subject,
		"subscription", d.Subscription, "attempt", d.Attempt, "error", err)
	return err
}

// owner tells people who look at the database which process holds a lease.
func owner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%d", host, os.Getpid())
}
