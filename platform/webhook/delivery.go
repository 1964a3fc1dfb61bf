package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"shop/platform/events"
	"shop/platform/fault"
)

// State is how far a delivery has come.
type State string

// The states of a delivery.
const (
	Queued    State = "queued"    // waits for its first or next attempt
	Delivered State = "delivered" // the receiver took it
	Dead      State = "dead"      // given up
)

// Delivery is one event on its way to one hook.
type Delivery struct {
	// ID is the event's and the hook's, so that the same event is the same
	// delivery however often it is handled. Receivers go by it.
	ID     string
	HookID string
	// Event is the event's name.
	Event string
	// Body is what is posted, byte by byte.
	Body  []byte
	State State
	// QueuedAt is when it was stored, by the clock of the instance that did.
	QueuedAt time.Time
	// Due is when the next attempt may begin, for [Queued].
	Due time.Time
	// Attempts counts those tried since it was queued or sent again, the one
	// under way included.
	Attempts int
	Result
	// Lease names the attempt under way; only its holder may settle it.
	Lease string
}

// Result is how the last attempt went.
type Result struct {
	// Status and Answer are the receiver's: an HTTP status, 0 without an answer,
	// and the beginning of the text that came with it.
	Status int
	Answer string
	// Error says why it was no success; empty after one.
	Error string
}

// Outcome is what is recorded of an attempt.
type Outcome struct {
	Result
	State State
	// RetryIn is the pause before the next attempt, for [Queued].
	RetryIn time.Duration
}

// ErrNoDelivery is returned for an id under which there is no delivery, or none
// that waits to be sent again.
var ErrNoDelivery = fault.New(fault.NotFound, "no-delivery", "There is no such delivery, or it is being sent already.")

// Deliveries stores deliveries. webhook/mongostore implements it.
type Deliveries interface {
	// Put stores d, unless one is stored under its id: then nothing changes.
	Put(ctx context.Context, d Delivery) error
	// Lease takes the queued delivery that is due longest and isn't for one of
	// the hooks in except, for the time that is given, by the server's clock,
	// and counts the attempt. Errors: [ErrNoDelivery] when none is due.
	Lease(ctx context.Context, d time.Duration, except []string) (Delivery, error)
	// Settle records what became of the attempt that holds d.Lease. It does
	// nothing when the lease has passed to another.
	Settle(ctx context.Context, d Delivery, o Outcome) error
	// Requeue makes a delivered or dead delivery of the hook due, as if it were
	// new. Errors: [ErrNoDelivery] when there is none, or it is queued.
	Requeue(ctx context.Context, hook, id string) error
	// List returns a hook's deliveries, the latest first, and how many there
	// are in all.
	List(ctx context.Context, hook string, skip, limit int) (list []Delivery, total int, err error)
	// Dead counts the deliveries that were given up.
	Dead(ctx context.Context) (int, error)
}

// envelope is what is posted, as docs/webhooks.md describes it.
type envelope struct {
	ID         string          `json:"id"`
	Type       string          `json:"type"`
	Version    int             `json:"version"`
	OccurredAt time.Time       `json:"occurredAt"`
	Data       json.RawMessage `json:"data"`
}

// newDelivery returns the delivery of an event to a hook.
func newDelivery(h Hook, e events.Event, version int) (Delivery, error) {
	body, err := json.Marshal(envelope{ID: e.ID, Type: e.Name, Version: version, OccurredAt: e.At, Data: e.Data})
	if err != nil {
		return Delivery{}, fmt.Errorf("webhook: the data of event %s: %w", e.ID, err)
	}
	return Delivery{
		ID: e.ID + "-" + h.ID, HookID: h.ID, Event: e.Name, Body: body, State: Queued, QueuedAt: time.Now().UTC(),
	}, nil
}
