package redis

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const (
	// beatEvery is how often an instance hints to itself.
	beatEvery = time.Second
	// trustFor is how long after sending the last beat that came back the
	// instance trusts that it has heard every hint.
	trustFor = 2 * time.Second
	// checkEvery bounds how late the end of that trust is noticed by those who
	// are told of gaps.
	checkEvery = 100 * time.Millisecond
	// silentFor is how long a connection may say nothing, though beats should
	// come, before it is given up for another one.
	silentFor = 3 * time.Second
)

// subscriber is the one connection of a process that receives messages. On a
// cluster they are sharded: otherwise every message would go to every node.
//
// To know whether it still hears, the instance publishes a beat to itself each
// second. Messages of one connection come in order: a beat that came back means
// that every hint published before that beat was sent has come too.
type subscriber struct {
	client  *Client
	sharded bool
	own     string // channel of this instance's beats

	mu       sync.RWMutex
	handlers map[string]func(payload string)
	gaps     []func()

	beatNow  chan struct{} // asks for a beat out of turn
	lastBeat atomic.Int64  // when the latest beat that came back was sent, since born
	hearing  atomic.Bool
	born     time.Time
}

func newSubscriber(c *Client) *subscriber {
	_, sharded := c.rdb.(*goredis.ClusterClient)
	b := &subscriber{
		client: c, sharded: sharded,
		handlers: make(map[string]func(string)), beatNow: make(chan struct{}, 1), born: time.Now(),
	}
	b.own = b.name(heartbeat) + ":" + c.instance
	b.handlers[b.own] = b.heardBeat
	return b
}

// name returns what a channel is called on the server.
func (b *subscriber) name(ch Channel) string {
	if b.sharded {
		return b.client.prefix + channelTag + string(ch)
	}
	return b.client.prefix + string(ch)
}

// publish sends a message to a channel by its name on the server.
func (b *subscriber) publish(ctx context.Context, name string, message any) error {
	if b.sharded {
		return b.client.rdb.SPublish(ctx, name, message).Err()
	}
	return b.client.rdb.Publish(ctx, name, message).Err()
}

// handle has f called with each message of the channel, in the goroutine that
// receives: f must not block. A second handler of a channel is a defect.
func (b *subscriber) handle(ch Channel, f func(payload string)) {
	name := b.name(ch)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.handlers[name] != nil {
		panic(fmt.Sprintf("redis: channel %s has two topics", ch))
	}
	b.handlers[name] = f
}

// onGap has f called when messages may have been missed.
func (b *subscriber) onGap(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.gaps = append(b.gaps, f)
}

func (b *subscriber) gap() {
	b.mu.RLock()
	defer b.mu.RUnlock()
	for _, f := range b.gaps {
		f()
	}
}

func (b *subscriber) heardBeat(payload string) {
	sent, err := strconv.ParseInt(payload, 10, 64)
	if err != nil {
		return
	}
	b.lastBeat.Store(sent)
	b.hearing.Store(time.Since(b.born)-time.Duration(sent) < trustFor)
}

// beat publishes beats until ctx ends.
func (b *subscriber) beat(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		// A failure is a beat that stays away.
		_ = b.publish(ctx, b.own, strconv.FormatInt(int64(time.Since(b.born)), 10))
		select {
		case <-ctx.Done():
			return
		case <-b.beatNow:
		case <-tick.C:
		}
	}
}

// doubt tells of a gap as soon as beats stay away, until ctx ends. It waits for
// no answer of a server, as beat does.
func (b *subscriber) doubt(ctx context.Context) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if time.Since(b.born)-time.Duration(b.lastBeat.Load()) > trustFor && b.hearing.CompareAndSwap(true, false) {
			b.gap()
		}
	}
}

// receive hands out messages until ctx ends, over one connection after another.
func (b *subscriber) receive(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		heard := b.session(ctx)
		// Whatever is published between two connections is lost. Nothing is
		// missed by who has not heard since it last missed something.
		if b.hearing.Swap(false) || heard {
			b.gap()
		}
		if heard {
			failures = 0
		}
		failures++
		sleepOr(ctx, backoff(failures), nil)
	}
}

// session receives over one connection until that fails, and reports whether it
// heard anything.
func (b *subscriber) session(ctx context.Context) (heard bool) {
	conn := b.client.rdb.Subscribe(ctx)
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	channels := b.channels()
	if err := b.subscribe(ctx, conn, channels); err != nil {
		return false
	}
	for {
		got, err := conn.ReceiveTimeout(ctx, silentFor)
		if err != nil {
			return heard
		}
		heard = true
		switch got := got.(type) {
		case *goredis.Subscription:
			switch {
			case got.Kind == "sunsubscribe":
				return heard // the channels' slot has moved to another master
			case got.Count == len(channels):
				// What was published before this reply may have been missed.
				b.gap()
				select {
				case b.beatNow <- struct{}{}:
				default:
				}
			}
		case *goredis.Message:
			b.dispatch(got)
		}
	}
}

func (b *subscriber) subscribe(ctx context.Context, conn *goredis.PubSub, channels []string) error {
	if b.sharded {
		return conn.SSubscribe(ctx, channels...)
	}
	return conn.Subscribe(ctx, channels...)
}

func (b *subscriber) dispatch(m *goredis.Message) {
	b.mu.RLock()
	f := b.handlers[m.Channel]
	b.mu.RUnlock()
	if f != nil {
		f(m.Payload)
	}
}

// channels are all there are, so that it makes no difference when a topic is
// made.
func (b *subscriber) channels() []string {
	names := []string{b.own}
	for _, ch := range Channels() {
		if ch != heartbeat {
			names = append(names, b.name(ch))
		}
	}
	return names
}
