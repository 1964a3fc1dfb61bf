package redis_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	goredis "github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"shop/platform/fault"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// logBuffer is a log to read while it is written.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func (b *logBuffer) count(text string) int {
	return strings.Count(b.String(), text)
}

func connect(t *testing.T, url string, log *logBuffer) *redis.Client {
	t.Helper()
	c, err := redis.Connect(url, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// ask sends a command as any part of the package does.
func ask(ctx context.Context, c *redis.Client) error {
	return c.Raw().Exists(ctx, c.Prefix()+"x").Err()
}

func TestNew_does_no_IO_and_names_a_faulty_URL(t *testing.T) {
	if _, err := redis.New("redis://h:port", slog.Default()); err == nil || !strings.Contains(err.Error(), "host:port") {
		t.Errorf("a faulty URL: %v", err)
	}
	c, err := redis.New("redis://127.0.0.1:1", slog.Default())
	if err != nil || c.State() != redis.StateConnecting || c.Healthy() {
		t.Errorf("%v, %v", c.State(), err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func TestClient_is_up_where_there_is_a_server(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		if !c.Healthy() || c.State() != redis.StateUp || c.Ping(t.Context()) != nil {
			t.Errorf("state %s, ping %v", c.State(), c.Ping(t.Context()))
		}
	})
}

func TestClient_answers_at_once_while_nobody_is_there(t *testing.T) {
	t.Parallel()
	c := redistest.Away(t)
	for range 1000 {
		if err := ask(t.Context(), c); !errors.Is(err, redis.ErrAway) {
			t.Fatalf("a command returned %v", err)
		}
	}
	if err := c.Ping(t.Context()); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("Ping: %v", err)
	}
}

func TestClient_survives_the_death_of_the_server_and_says_so_once(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	log := &logBuffer{}
	c := connect(t, server.URL(), log)
	redistest.WaitFor(t, "connection", c.Healthy)
	for range 2 {
		server.Kill()
		redistest.WaitFor(t, "the loss to be noticed", func() bool { return !c.Healthy() })
		server.Restart(t)
		redistest.WaitFor(t, "recovery", c.Healthy)
	}
	redistest.WaitFor(t, "hints", c.Hearing)
	redistest.WaitFor(t, "the last log line", func() bool { return log.count("redis: connected") >= 3 })
	if away, connected := log.count("redis: away"), log.count("redis: connected"); away != 2 || connected != 3 {
		t.Errorf("logged away %d times and connected %d times:\n%s", away, connected, log)
	}
}

func TestClient_waits_for_a_hung_server_only_briefly(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	c := server.Client(t)
	server.Pause()
	defer server.Resume()
	start := time.Now()
	_ = ask(t.Context(), c)
	if took := time.Since(start); took > 2*time.Second { // 150 ms, and a busy machine
		t.Errorf("the first command took %s", took)
	}
	for range redis.TripAfter {
		_ = ask(t.Context(), c)
	}
	for range 100 {
		if err := ask(t.Context(), c); !errors.Is(err, redis.ErrAway) {
			t.Fatalf("a command was sent to a server that is known to hang: %v", err)
		}
	}
	server.Resume()
	redistest.WaitFor(t, "recovery", c.Healthy)
}

func TestClient_gives_a_server_up_after_three_failures_in_a_row(t *testing.T) {
	t.Parallel()
	g := redis.NewGuard()
	fail, answer := errors.New("no answer"), error(nil)
	for i, step := range []struct {
		reply error
		away  bool
	}{
		{fail, false}, {fail, false}, {answer, false}, // an answer counts anew
		{fail, false}, {fail, false}, {fail, false},
		{answer, true}, {answer, true}, // not sent any more
	} {
		sent := false
		err := g.Run(t.Context(), func() error { sent = true; return step.reply })
		if errors.Is(err, redis.ErrAway) != step.away || sent == step.away {
			t.Errorf("command %d: %v, sent: %v", i+1, err, sent)
		}
	}
}

func TestClient_sends_again_only_what_was_lost(t *testing.T) {
	t.Parallel()
	for name, one := range map[string]struct {
		reply error
		sent  int
	}{
		"an answer":         {nil, 1},
		"nothing":           {goredis.Nil, 1},
		"a lost connection": {io.EOF, 2},
		"a refused one":     {&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, 2},
		"a slow one":        {&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, 1},
		"none free":         {goredis.ErrPoolTimeout, 1},
		"a late caller":     {context.DeadlineExceeded, 1},
	} {
		sent := 0
		err := redis.NewGuard().Run(t.Context(), func() error { sent++; return one.reply })
		if sent != one.sent || !errors.Is(err, one.reply) {
			t.Errorf("%s: sent %d times, want %d; %v", name, sent, one.sent, err)
		}
	}
}

func TestClient_takes_a_replica_that_is_sent_commands_for_promoted(t *testing.T) {
	t.Parallel()
	g, promoted := redis.NewGuard(), 0
	g.Replica(func() { promoted++ })
	for _, step := range []struct {
		command string
		want    int
	}{{"other", 0}, {"get", 1}, {"lease", 1}} { // others ask how the cluster is arranged
		if err := g.RunAs(t.Context(), step.command); err != nil || promoted != step.want {
			t.Errorf("after %s: distrusted %d times, want %d; %v", step.command, promoted, step.want, err)
		}
	}
}

func TestClient_takes_a_master_that_was_a_replica_for_promoted(t *testing.T) {
	t.Parallel()
	if got := redis.Renewed(false, true, true); !slices.Equal(got, []bool{false, true, false}) {
		t.Errorf("distrusted as a replica, as a new master and as the same master: %v", got)
	}
}

func TestClient_does_not_take_a_crowd_for_a_lost_server(t *testing.T) {
	t.Parallel()
	log := &logBuffer{}
	c := redis.Narrow(t, redistest.Server(t).URL(), slog.New(slog.NewTextHandler(log, nil)))
	busy := make(chan error, 1)
	go func() { // has the only connection for longer than the monitor and the others wait
		busy <- c.Raw().BLPop(t.Context(), 3*time.Second, c.Prefix()+"nothing").Err()
	}()
	unsent := 0
	for len(busy) == 0 {
		switch err := ask(t.Context(), c); {
		case errors.Is(err, goredis.ErrPoolTimeout):
			unsent++
		case err != nil:
			t.Errorf("a command failed: %v", err)
		}
	}
	if err := <-busy; !errors.Is(err, goredis.Nil) {
		t.Errorf("the long command: %v", err)
	}
	if n := log.count("redis: away"); n != 0 || !c.Healthy() || unsent <= redis.TripAfter {
		t.Errorf("%d commands found no connection, state %s:\n%s", unsent, c.State(), log)
	}
}

func TestClient_makes_up_for_a_restart_that_nobody_saw(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	c := redis.Unwatched(t, server.URL())
	cache, r := newCache(c), &record{}
	get(t, cache, "k", r.load)
	stored(t, c, redis.Products, "k")
	server.Do(t, "SAVE")
	want := r.change()
	_ = cache.Invalidate(t.Context(), "k")
	// The old entry is back with the RDB before the next PING.
	server.Kill()
	server.Restart(t)
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("the first read got version %d, want %d", got.Version, want)
	}
}

func TestClient_keeps_to_the_deadline_of_a_request(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	c := redis.Patient(t, server.URL())
	server.Pause()
	defer server.Resume()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	_ = ask(ctx, c)
	if took := time.Since(start); took > 5*time.Second { // of the client's own ten
		t.Errorf("a request with 20 ms waited %s", took)
	}
}

func TestClient_takes_a_lost_connection_for_one_more_try(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	c := server.Client(t)
	ctx, stop := context.WithCancel(t.Context())
	var failed atomic.Int64
	var asked [8]atomic.Int64
	var clients sync.WaitGroup
	for i := range asked {
		clients.Go(func() {
			for ctx.Err() == nil {
				if err := ask(t.Context(), c); err != nil && failed.Add(1) <= 12 {
					t.Log(err) // those that follow say that the breaker is open
				}
				asked[i].Add(1)
			}
		})
	}
	cut := 0
	for range 10 {
		for _, id := range connections(t, server) {
			if server.Do(t, "CLIENT", "KILL", "ID", id, "SKIPME", "yes") == int64(0) {
				continue
			}
			cut++
			// The next one is cut off when nobody has to do with this one any
			// more: with what was under way, and a command after it. Else a
			// command may lose its second connection, too.
			for i := range asked {
				before := asked[i].Load()
				redistest.WaitFor(t, "the commands to go on", func() bool { return asked[i].Load() >= before+2 })
			}
		}
	}
	stop()
	clients.Wait()
	if n := failed.Load(); n > 0 || cut < 20 {
		t.Errorf("%d commands failed for %d connections that others could replace", n, cut)
	}
}

// connections returns the ids of those that carry commands.
func connections(t *testing.T, server *redistest.Instance) []string {
	t.Helper()
	list, _ := server.Do(t, "CLIENT", "LIST", "TYPE", "normal").(string)
	var ids []string
	for _, found := range regexp.MustCompile(`(?m)^id=(\d+)`).FindAllStringSubmatch(list, -1) {
		ids = append(ids, found[1])
	}
	return ids
}

func TestClient_starts_before_the_server(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	server.Kill()
	log := &logBuffer{}
	c := connect(t, server.URL(), log)
	redistest.WaitFor(t, "the absence to be noticed", func() bool { return c.State() == redis.StateAway })
	server.Restart(t)
	redistest.WaitFor(t, "connection", c.Healthy)
	redistest.WaitFor(t, "the connection's log line", func() bool { return log.count("redis: connected") > 0 })
	if log.count("redis: away") != 1 || log.count("redis: connected") != 1 {
		t.Error("each change is logged once:\n" + log.String())
	}
}

func TestClient_Close_ends_all_it_began(t *testing.T) {
	server := redistest.Server(t)
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	c, err := redis.Connect(server.URL(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	cache := redis.NewCache[string](c, redis.Products, redis.CacheOptions{})
	redis.NewLimiter(c, "api", 1, time.Second).Allow(t.Context(), "k")
	redistest.WaitFor(t, "connection", c.Healthy)
	if _, err := cache.Get(t.Context(), "k", func(context.Context) (string, error) { return "v", nil }); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClient_is_a_collector(t *testing.T) {
	t.Parallel()
	c := alone(t)
	redis.NewLimiter(c, "api", 1, time.Second).Allow(t.Context(), "k")
	registry := prometheus.NewRegistry()
	if err := registry.Register(c); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]bool)
	families, err := registry.Gather()
	for _, f := range families {
		got[f.GetName()] = true
	}
	for _, name := range []string{
		"shop_redis_up", "shop_redis_command_seconds", "shop_ratelimit_decisions_total", "shop_redis_connections",
		"shop_redis_pool_hits_total", "shop_redis_pool_misses_total", "shop_redis_pool_timeouts_total", "shop_redis_pool_stale_total",
	} {
		if !got[name] || err != nil {
			t.Errorf("%s is missing: %v, %v", name, got, err)
		}
	}
}

func TestClient_times_each_command_by_its_name(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		cache, r := newCache(c), &record{}
		get(t, cache, "k", r.load)
		stored(t, c, redis.Products, "k")
		_ = cache.Invalidate(t.Context(), "k")
		redis.NewLimiter(c, "api", 10, time.Second).Allow(t.Context(), "k")
		redis.NewSlidingLog(c, "login", 10, time.Second).Allow(t.Context(), "k")
		sessions := redis.NewSessions[string](c)
		sessions.Put(t.Context(), "s", "data", time.Minute, time.Now().Add(time.Hour))
		reader(c).Get(t.Context(), "s")
		sessions.Delete(t.Context(), "s")
		c.Raw().LPush(t.Context(), c.Prefix()+"x", "what no part of the package sends")
		registry := prometheus.NewRegistry()
		registry.MustRegister(c)
		families, err := registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]bool)
		for _, f := range families {
			for _, m := range f.GetMetric() {
				if f.GetName() == "shop_redis_command_seconds" {
					got[m.GetLabel()[0].GetValue()] = true
				}
			}
		}
		for _, name := range []string{
			"lease", "store", "unlink", "publish", "gcra", "slidinglog", "session_put", "session_get", "session_revoke", "get", "other",
		} {
			if !got[name] {
				t.Errorf("%s is not timed: %v", name, got)
			}
		}
		if got["evalsha"] || got["lpush"] {
			t.Errorf("commands are called %v", got)
		}
	})
}
