package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"shop/platform/fault"
)

// How long a command may keep a request waiting. The driver's defaults would
// make a sick Redis a dead shop.
const (
	dialTimeout    = 200 * time.Millisecond
	poolTimeout    = 200 * time.Millisecond
	commandTimeout = 150 * time.Millisecond
	// connBuffer is the size in bytes of each connection's two buffers, of which the
	// driver would take 32 KiB each.
	connBuffer = 8 << 10
	// poolSize bounds the connections to each server.
	poolSize = 64
)

// The states of a [Client].
const (
	// StateConnecting is before the first answer of any kind.
	StateConnecting = "connecting"
	// StateUp means that Redis answers.
	StateUp = "up"
	// StatePartly means that of a cluster's masters some don't answer: commands
	// for their part of the keys fail at once, others work.
	StatePartly = "partly"
	// StateAway means that nobody does: commands fail at once.
	StateAway = "away"
)

// ErrAway is what a command returns while Redis is away.
var ErrAway = fault.New(fault.Unavailable, "redis-away", "This is not available for a moment. Please try again.")

// Client is the connection to Redis, shared by everything that uses it. It is
// safe for concurrent use. While Redis is away it goes on trying for ever.
type Client struct {
	rdb      goredis.UniversalClient
	log      *slog.Logger
	prefix   string
	instance string
	state    atomic.Pointer[state]
	nodes    *nodes
	bus      *subscriber
	metrics  *metrics
	invalid  *Topic[invalidation]

	mu       sync.Mutex
	recovers []func()
	closers  []func()
	caches   map[string]invalidated
	limits   map[string][]func() // what forgets the uses of a family's limits

	start  sync.Once
	stop   context.CancelFunc
	ctx    context.Context
	tasks  sync.WaitGroup
	closed bool
}

// New returns a client for the server, Sentinel or cluster that url names. It
// connects to nothing: [Client.Start] does. The error is a sentence that says what is
// wrong with url without quoting it.
func New(url string, log *slog.Logger) (*Client, error) {
	t, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	return newClient(t, log), nil
}

func newClient(t target, log *slog.Logger) *Client {
	quietDriver()
	c := &Client{
		log: log, prefix: t.prefix, instance: rand.Text(),
		nodes: newNodes(), metrics: newMetrics(), caches: make(map[string]invalidated),
		limits: make(map[string][]func()),
	}
	c.rdb = t.open(func() *node {
		g := newGuard(c.nodes.opened, c.metrics.commands, t.topology != cluster)
		g.promoted = c.distrust
		return &node{guard: g, distrust: c.distrust}
	}, c.nodes.add)
	c.ctx, c.stop = context.WithCancel(context.Background())
	c.setState(StateConnecting)
	c.metrics.watch(c)
	c.bus = newSubscriber(c)
	c.invalid = NewTopic[invalidation](c, cacheInvalid)
	c.invalid.Listen(c.invalidated)
	return c
}

// Connect is [New] and [Client.Start] in one. It neither waits nor fails for a
// server that isn't there.
func Connect(url string, log *slog.Logger) (*Client, error) {
	c, err := New(url, log)
	if err != nil {
		return nil, err
	}
	c.Start()
	return c, nil
}

// Start begins to connect, to watch the connection and to receive messages, in
// the background. Topics and caches made before miss nothing.
func (c *Client) Start() {
	c.start.Do(func() {
		c.background(c.watch)
		c.background(c.bus.receive)
		c.background(c.bus.beat)
		c.background(c.bus.doubt)
	})
}

// Close ends what Start began and closes the connections. Commands fail from
// then on.
func (c *Client) Close() error {
	c.stop()
	c.mu.Lock()
	c.closed = true
	closers := c.closers
	c.closers = nil
	c.mu.Unlock()
	c.tasks.Wait()
	for _, f := range closers {
		f()
	}
	err := c.rdb.Close()
	if errors.Is(err, goredis.ErrClosed) {
		return nil
	}
	return err
}

// background has f run until it ends or the client is closed, which waits for
// it. On a closed client f isn't run.
func (c *Client) background(f func(ctx context.Context)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.tasks.Go(func() { f(c.ctx) })
	}
}

// state is a state of a client and when it began.
type state struct {
	name  string
	since time.Time
}

// State returns one of [StateConnecting], [StateUp], [StatePartly] and
// [StateAway].
func (c *Client) State() string { return c.state.Load().name }

// Since returns when [Client.State] last changed.
func (c *Client) Since() time.Time { return c.state.Load().since }

// Healthy reports whether Redis answers, with all its masters.
func (c *Client) Healthy() bool { return c.State() == StateUp }

// Hearing reports whether messages of other instances arrive.
func (c *Client) Hearing() bool { return c.bus.hearing.Load() }

// setState is called by one goroutine at a time.
func (c *Client) setState(s string) (was string) {
	if old := c.state.Load(); old != nil {
		was = old.name
	}
	if was != s {
		c.state.Store(&state{name: s, since: time.Now()})
	}
	return was
}

// Ping asks the server, or all masters of a cluster, whether they are there.
// Errors: [ErrAway] with the cause, if only one of them isn't.
func (c *Client) Ping(ctx context.Context) error {
	found, _ := c.probe(ctx)
	if found.state() == StateUp {
		return nil
	}
	return ErrAway.Because(found.err)
}

// onRecovery has f called each time Redis answers after it was away, and each
// time a server has begun anew or taken another's place, before commands reach
// it. So f must not wait for Redis; it may be called by several goroutines.
func (c *Client) onRecovery(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.recovers = append(c.recovers, f)
}

// addCloser has f called when the client is closed.
func (c *Client) addCloser(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closers = append(c.closers, f)
}
