package reactions

import (
	"context"

	"shop/modules/orders"
	"shop/platform/events"
)

// Live tells open pages what happened to orders.
type Live struct {
	publisher events.Publisher
}

// NewLive returns the reaction that tells through publisher.
func NewLive(publisher events.Publisher) *Live { return &Live{publisher: publisher} }

// Subscription returns what it listens to.
func (l *Live) Subscription() events.Subscription {
	return events.Subscription{
		Name:   "orders.live",
		Events: []string{orders.OrderPlaced{}.EventName(), orders.StatusChanged{}.EventName()},
		Handle: l.handle,
	}
}

func (l *Live) handle(ctx context.Context, e events.Event) error {
	if e.Name == (orders.StatusChanged{}).EventName() {
		changed, err := events.Decode[orders.StatusChanged](e)
		if err != nil {
			return err
		}
		l.tell(ctx, orders.ChannelOrderStatus, changed)
		return nil
	}
	placed, err := events.Decode[orders.OrderPlaced](e)
	if err != nil {
		return err
	}
	l.tell(ctx, orders.ChannelOrderNew, placed)
	// A shopper's page that waits for the payment hears of it too.
	l.tell(ctx, orders.ChannelOrderStatus, placed.StatusChanged())
	return nil
}

// tell sends a hint. That another instance did not hear it makes its open
// pages older and nothing else, so the event does not come again for it.
func (l *Live) tell(ctx context.Context, channel string, payload any) {
	_ = l.publisher.Publish(ctx, channel, payload)
}
