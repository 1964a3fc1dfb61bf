package eventbus

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"

	"shop/platform/events"
	"shop/platform/redis"
)

// hubBuffer is how many messages a receiver may fall behind before it loses
// some.
const hubBuffer = 64

// Hub implements [events.Publisher] and [events.Subscriber] for the live
// channels that platform/redis lists. Within the process it works without Redis
// too. It is safe for concurrent use.
type Hub struct {
	topics map[string]*redis.Topic[events.Message]
}

// NewHub returns the hub of a client. There is one per client.
func NewHub(c *redis.Client) *Hub {
	h := &Hub{topics: make(map[string]*redis.Topic[events.Message])}
	for _, channel := range redis.LiveChannels() {
		h.topics[string(channel)] = redis.NewTopic[events.Message](c, channel)
	}
	return h
}

// Publish implements [events.Publisher]: receivers in this process get the
// message before it returns, others over Redis. Errors: redis.ErrAway when they
// may not have got it; one for a channel that isn't listed.
func (h *Hub) Publish(ctx context.Context, channel string, payload any) error {
	topic, ok := h.topics[channel]
	if !ok {
		return fmt.Errorf("eventbus: %q is no live channel of platform/redis", channel)
	}
	data, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("eventbus: publish on %s: %w", channel, err)
	}
	return topic.Publish(ctx, events.Message{Channel: channel, ID: rand.Text(), Data: data})
}

// Subscribe implements [events.Subscriber]. It panics for a channel that isn't
// listed. cancel may be called again.
func (h *Hub) Subscribe(channels ...string) (messages <-chan events.Message, cancel func()) {
	ch := make(chan events.Message, hubBuffer)
	var stops []func()
	for _, channel := range channels {
		topic, ok := h.topics[channel]
		if !ok {
			panic(fmt.Sprintf("eventbus: %q is no live channel of platform/redis", channel))
		}
		stops = append(stops, topic.Notify(ch))
	}
	return ch, sync.OnceFunc(func() {
		for _, stop := range stops {
			stop()
		}
		close(ch)
	})
}
