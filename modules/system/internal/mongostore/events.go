package mongostore

import (
	"context"

	"shop/modules/system/internal/deadletter"
	"shop/platform/events"
	"shop/platform/mongo"
)

// Events implements [deadletter.Events].
type Events struct{ outbox *mongo.Outbox }

// NewEvents returns the dead letters of the outbox.
func NewEvents(outbox *mongo.Outbox) *Events { return &Events{outbox} }

// Dead implements [deadletter.Events].
func (s *Events) Dead(ctx context.Context, skip, limit int) ([]deadletter.Event, int, error) {
	letters, total, err := s.outbox.Dead(ctx, skip, limit)
	if err != nil {
		return nil, 0, err
	}
	dead := make([]deadletter.Event, len(letters))
	for i, l := range letters {
		dead[i] = eventOf(l.Event, l.Failures)
		dead[i].DiedAt = l.DiedAt
	}
	return dead, total, nil
}

// Discarded implements [deadletter.Events].
func (s *Events) Discarded(ctx context.Context, limit int) ([]deadletter.Discarded, int, error) {
	letters, total, err := s.outbox.Discarded(ctx, limit)
	if err != nil {
		return nil, 0, err
	}
	discarded := make([]deadletter.Discarded, len(letters))
	for i, l := range letters {
		discarded[i] = deadletter.Discarded{
			Event: eventOf(l.Event, l.Failures), At: l.DiscardedAt, By: deadletter.Person(l.DiscardedBy),
		}
	}
	return discarded, total, nil
}

func eventOf(e events.Event, failures []mongo.Failure) deadletter.Event {
	event := deadletter.Event{ID: e.ID, Name: e.Name, Subject: e.Subject, HappenedAt: e.At}
	for _, f := range failures {
		event.Failures = append(event.Failures, deadletter.Failure(f))
	}
	return event
}

// Retry implements [deadletter.Events].
func (s *Events) Retry(ctx context.Context, id string) error { return s.outbox.Retry(ctx, id) }

// RetryAll implements [deadletter.Events].
func (s *Events) RetryAll(ctx context.Context) (int, error) { return s.outbox.RetryAll(ctx) }

// Discard implements [deadletter.Events].
func (s *Events) Discard(ctx context.Context, id string, by deadletter.Person) error {
	return s.outbox.Discard(ctx, id, mongo.Person(by))
}
