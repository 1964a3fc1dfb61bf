package events

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Payload is the typed content of an event, declared in a module's contract.
type Payload interface {
	// EventName is the event's stable name in the past tense: "order.paid".
	EventName() string
}

// Event is one fact. Its ID is unique; handlers record their effect under it.
type Event struct {
	ID   string
	Name string
	// At is when the fact was recorded, by the clock of the instance that did.
	At time.Time
	// Subject is the id of what the event is about, such as an order's.
	Subject string
	// Data is the payload as JSON.
	Data json.RawMessage
}

// New returns the event that payload happened to subject. It panics if payload
// can't be encoded as JSON, which is a defect of its type.
func New(subject string, payload Payload) Event {
	data, err := json.Marshal(payload)
	if err != nil {
		panic(fmt.Sprintf("events: payload %T: %v", payload, err))
	}
	return Event{
		ID:      strings.ToLower(rand.Text()),
		Name:    payload.EventName(),
		At:      time.Now().UTC(),
		Subject: subject,
		Data:    data,
	}
}

// Decode returns the payload of e as P. It fails when e is another event or
// its data isn't P's JSON.
func Decode[P Payload](e Event) (P, error) {
	var p P
	if e.Name != p.EventName() {
		return p, fmt.Errorf("events: decode %q as %q", e.Name, p.EventName())
	}
	if err := json.Unmarshal(e.Data, &p); err != nil {
		return p, fmt.Errorf("events: decode %s: %w", e.Name, err)
	}
	return p, nil
}

// Subscription is a durable interest in some events: each of them is handled
// at least once, also when processes die in between.
type Subscription struct {
	// Name is stable and unique, such as "orders.confirmation-mail": it is
	// stored with each event that waits for it.
	Name string
	// Events are the names of the events wanted.
	Events []string
	// Handle has the effect. It is called again after an error or a crash, so
	// it must be harmless to repeat under the same Event.ID.
	Handle func(ctx context.Context, e Event) error
	// ByState says that Handle goes by what is stored when it is called, and
	// takes no more from the event than which thing it is about: of several
	// events of a name that wait in a document, the last stands for all.
	ByState bool
}

// Message is a live hint as it travels over a channel.
type Message struct {
	// Channel is the Redis channel without its prefix, such as "order:status".
	Channel string
	// ID is unique per message; receivers drop one they have seen.
	ID string
	// Data is the message's payload as JSON.
	Data json.RawMessage
}

// Publisher sends live hints to all instances, this one included. It does not
// wait for Redis longer than a command may take, and its error means only that
// other instances may not have heard.
type Publisher interface {
	Publish(ctx context.Context, channel string, payload any) error
}

// Subscriber hands out live hints. The returned channel is closed by cancel;
// a receiver that falls behind loses messages rather than hold others up.
type Subscriber interface {
	Subscribe(channels ...string) (messages <-chan Message, cancel func())
}
