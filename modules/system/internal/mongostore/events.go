package mongostore

import (
	"context"

	"shop/modules/system/internal/deadletter"
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
	events := make([]deadletter.Event, len(letters))
	for i, l := range letters {
		events[i] = deadletter.Event{
			ID: l.Event.ID, Name: l.Event.Name, Subject: l.Event.Subject, HappenedAt: l.Event.At,
			Subscriptions: l.Subscriptions, Attempts: l.Attempts, Error: l.Error, DiedAt: l.DiedAt,
		}
	}
	return events, total, nil
}

// Retry implements [deadletter.Events].
func (s *Events) Retry(ctx context.Context, id string) error { return s.outbox.Retry(ctx, id) }

// RetryAll implements [deadletter.Events].
func (s *Events) RetryAll(ctx context.Context) (int, error) { return s.outbox.RetryAll(ctx) }
