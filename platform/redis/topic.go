package redis

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
)

// Topic carries messages of one type over one channel, to all instances. Every
// message may be lost, and none waits for anybody. It is safe for concurrent
// use.
type Topic[T any] struct {
	client  *Client
	channel Channel
	dropped prometheus.Counter

	mu        sync.RWMutex
	listeners []func(T)
	receivers []chan<- T
}

// envelope is a message on its way: who sent it, so that it drops its own echo.
type envelope struct {
	From string          `json:"from"`
	Data json.RawMessage `json:"data"`
}

// NewTopic returns the topic of a channel. A channel has one topic per client;
// a second one panics, and so does a channel that keyspace.go doesn't list.
func NewTopic[T any](c *Client, channel Channel) *Topic[T] {
	if !slices.Contains(Channels(), channel) {
		panic(fmt.Sprintf("redis: channel %s is not in keyspace.go", channel))
	}
	t := &Topic[T]{client: c, channel: channel, dropped: c.metrics.dropped.WithLabelValues(string(channel))}
	c.bus.handle(channel, t.received)
	return t
}

// Publish hands v to this instance's listeners and receivers at once, then to
// the other instances. Errors: [ErrAway] when they may not have got it.
func (t *Topic[T]) Publish(ctx context.Context, v T) error {
	t.deliver(v)
	return t.Announce(ctx, v)
}

// Announce hands v to the other instances only. Errors: as [Topic.Publish].
func (t *Topic[T]) Announce(ctx context.Context, v T) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("redis: publish on %s: %w", t.channel, err)
	}
	message, err := json.Marshal(envelope{From: t.client.instance, Data: data})
	if err != nil {
		return fmt.Errorf("redis: publish on %s: %w", t.channel, err)
	}
	if err := t.client.bus.publish(ctx, t.client.bus.name(t.channel), message); err != nil {
		return ErrAway.Because(err)
	}
	return nil
}

// Listen has f called with each message, one at a time per sender, from the
// goroutine that receives for the whole process: f must not block.
func (t *Topic[T]) Listen(f func(T)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.listeners = append(t.listeners, f)
}

// Notify has each message from now on sent to ch without waiting: when ch is
// full the message is dropped for ch, and counted. Nothing is sent after stop
// has returned.
func (t *Topic[T]) Notify(ch chan<- T) (stop func()) {
	t.mu.Lock()
	t.receivers = append(t.receivers, ch)
	t.mu.Unlock()
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.receivers = slices.DeleteFunc(t.receivers, func(c chan<- T) bool { return c == ch })
	}
}

func (t *Topic[T]) received(payload string) {
	var e envelope
	if json.NewDecoder(strings.NewReader(payload)).Decode(&e) != nil {
		return // not a shop's
	}
	if e.From == t.client.instance {
		return
	}
	var v T
	if err := json.Unmarshal(e.Data, &v); err != nil {
		t.client.log.Debug("redis: a message can't be read", "channel", string(t.channel), "error", err)
		return
	}
	t.deliver(v)
}

func (t *Topic[T]) deliver(v T) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, f := range t.listeners {
		f(v)
	}
	for _, ch := range t.receivers {
		select {
		case ch <- v:
		default:
			t.dropped.Inc()
		}
	}
}
