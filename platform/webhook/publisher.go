package webhook

import (
	"context"
	"fmt"
	"sync"
	"time"

	"shop/platform/events"
)

// rosterFor is how long an instance goes by the hooks that it read. Those that
// another instance added, changed or removed count here that much later.
const rosterFor = time.Second

// roster remembers the hooks for a moment, so that a shop without any, or with
// many sales, doesn't read them for each event.
type roster struct {
	hooks Hooks
	mu    sync.Mutex
	list  []Hook
	until time.Time
}

func (r *roster) all(ctx context.Context) ([]Hook, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Now().Before(r.until) {
		return r.list, nil
	}
	list, err := r.hooks.All(ctx)
	if err != nil {
		return nil, err
	}
	r.list, r.until = list, time.Now().Add(rosterFor)
	return list, nil
}

// forget has the hooks read again: this instance changed one.
func (r *roster) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.until = time.Time{}
}

// Publisher turns events into deliveries. It is safe for concurrent use.
type Publisher struct {
	roster     *roster
	deliveries Deliveries
	sender     *Sender
	topics     []Topic
}

// Subscription returns what it listens to: the topics of all modules.
func (p *Publisher) Subscription() events.Subscription {
	s := events.Subscription{Name: "webhooks", Handle: p.handle}
	for _, t := range p.topics {
		s.Events = append(s.Events, t.Event)
	}
	return s
}

// handle stores a delivery for each hook that wants the event. What was stored
// before a crash or an error is there already, under the same id.
func (p *Publisher) handle(ctx context.Context, e events.Event) error {
	hooks, err := p.roster.all(ctx)
	if err != nil {
		return fmt.Errorf("webhook: reading the hooks: %w", err)
	}
	for _, h := range hooks {
		if !h.wants(e.Name) {
			continue
		}
		d, err := newDelivery(h, e, p.version(e.Name))
		if err != nil {
			return err
		}
		if err := p.deliveries.Put(ctx, d); err != nil {
			return fmt.Errorf("webhook: storing the delivery %s: %w", d.ID, err)
		}
		p.sender.nudge()
	}
	return nil
}

func (p *Publisher) version(event string) int {
	for _, t := range p.topics {
		if t.Event == event {
			return t.Version
		}
	}
	return 1
}
