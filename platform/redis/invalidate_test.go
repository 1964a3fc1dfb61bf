package redis_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// ways to invalidate the key "k".
var ways = map[string]func(ctx context.Context, c *redis.Cache[page]) error{
	"Invalidate":    func(ctx context.Context, c *redis.Cache[page]) error { return c.Invalidate(ctx, "other", "k") },
	"InvalidateAll": func(ctx context.Context, c *redis.Cache[page]) error { return c.InvalidateAll(ctx) },
}

func TestCache_shows_an_edit_on_the_next_request_to_the_instance_that_made_it(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, c *redis.Client) {
				cache, r := newCache(c), &record{}
				for i := range 50 {
					get(t, cache, "k", r.load)
					if i%2 == 0 { // else it may be on its way to Redis
						stored(t, c, redis.Products, "k")
					}
					want := r.change()
					_ = invalidate(t.Context(), cache)
					if got := get(t, cache, "k", r.load); got.Version != want {
						t.Fatalf("got version %d, want %d", got.Version, want)
					}
				}
			})
		})
	}
}

func TestCache_never_keeps_what_a_slow_reader_read_before_an_edit(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both, r := instances(t, 2), &record{}
			editor, reader := newCache(both[0]), newCache(both[1])
			for i, slow := range []*redis.Cache[page]{editor, reader} {
				// Past memory, the reader has nothing any more.
				_ = invalidate(t.Context(), editor)
				time.Sleep(redis.MemoryTTL)
				read, goOn := make(chan struct{}), make(chan struct{})
				var readers sync.WaitGroup
				readers.Go(func() {
					first := true
					_, _ = slow.Get(t.Context(), "k", func(ctx context.Context) (page, error) {
						old, err := r.load(ctx)
						if first {
							first = false
							close(read)
							<-goOn
						}
						return old, err
					})
				})
				<-read
				want := r.change()
				_ = invalidate(t.Context(), editor)
				close(goOn)
				readers.Wait()
				redistest.WaitFor(t, "the slow reader's try to store it", func() bool {
					return redis.Discarded(both[i], redis.Products, "raced") > 0 ||
						both[i].Raw().Exists(t.Context(), both[i].Key(redis.Products, "k")).Val() == 1
				})
				if got := get(t, editor, "k", r.load); got.Version != want {
					t.Errorf("the editor's instance got version %d, want %d", got.Version, want)
				}
				// Past memory, what the slow reader stored would show.
				time.Sleep(redis.MemoryTTL)
				if got := get(t, reader, "k", r.load); got.Version != want {
					t.Errorf("the other instance got version %d, want %d", got.Version, want)
				}
			}
		})
	}
}

func TestCache_shows_an_edit_on_other_instances_when_the_hint_arrives(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both, r := instances(t, 2), &record{}
			editor, reader := newCache(both[0]), newCache(both[1])
			// Without the hint memory would serve each until it looks again.
			byHint := 0
			for range 20 {
				read := time.Now()
				get(t, reader, "k", r.load)
				want := r.change()
				_ = invalidate(t.Context(), editor)
				redistest.WaitFor(t, "the edit", func() bool { return get(t, reader, "k", r.load).Version == want })
				if time.Since(read) < redis.MemoryTTL/2 {
					byHint++
				}
			}
			if byHint < 10 {
				t.Errorf("%d of 20 edits showed before memory looked by itself", byHint)
			}
		})
	}
}

func TestCache_shows_an_edit_on_other_instances_after_2s_without_the_hint(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			both, r := instances(t, 2), &record{}
			editor, reader := newCache(both[0]), newCache(both[1])
			both[1].Deafen()
			get(t, reader, "k", r.load)
			want := r.change()
			_ = invalidate(t.Context(), editor)
			if got := get(t, reader, "k", r.load); got.Version == want {
				t.Error("the hint was not lost, so this shows nothing")
			}
			time.Sleep(2 * time.Second)
			if got := get(t, reader, "k", r.load); got.Version != want {
				t.Errorf("got version %d, want %d", got.Version, want)
			}
		})
	}
}

func TestCache_makes_up_for_an_invalidation_that_Redis_did_not_hear(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, r := redistest.Server(t), &record{}
			c := server.Client(t)
			cache := newCache(c)
			get(t, cache, "k", r.load)
			server.Pause()
			want := r.change()
			_ = invalidate(t.Context(), cache)
			if got := get(t, cache, "k", r.load); got.Version != want {
				t.Errorf("got version %d while the server hangs, want %d", got.Version, want)
			}
			server.Resume()
			for end := time.Now().Add(2 * redis.MemoryTTL); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
				if got := get(t, cache, "k", r.load); got.Version != want {
					t.Fatalf("got version %d once the server is back, want %d", got.Version, want)
				}
			}
		})
	}
}

func TestCache_makes_up_for_an_invalidation_that_Redis_refused(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, r := redistest.Server(t), &record{}
			cache := newCache(server.Client(t))
			get(t, cache, "k", r.load)
			server.Do(t, "ACL", "SETUSER", "default", "-unlink")
			want := r.change()
			_ = invalidate(t.Context(), cache)
			if got := get(t, cache, "k", r.load); got.Version != want {
				t.Errorf("got version %d, want %d", got.Version, want)
			}
			server.Do(t, "ACL", "SETUSER", "default", "+unlink")
			time.Sleep(redis.MemoryTTL)
			if got := get(t, cache, "k", r.load); got.Version != want {
				t.Errorf("got version %d once Redis obeys again, want %d", got.Version, want)
			}
		})
	}
}

// An instance whose drop Redis refused makes up for it without being asked for
// anything, so that others don't serve what it should have dropped.
func TestCache_makes_up_for_a_refused_invalidation_while_nobody_reads(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, r := redistest.Server(t), &record{}
			a, b := server.Client(t), server.Client(t)
			editor, reader := newCache(a), newCache(b)
			get(t, reader, "k", r.load)
			stored(t, b, redis.Products, "k")
			server.Do(t, "ACL", "SETUSER", "default", "-unlink")
			want := r.change()
			if err := invalidate(t.Context(), editor); !errors.Is(err, redis.ErrAway) {
				t.Errorf("the editor is told %v", err)
			}
			time.Sleep(redis.MemoryTTL)
			if got := get(t, reader, "k", r.load); got.Version == want {
				t.Error("the entry was dropped, so this shows nothing")
			}
			server.Do(t, "ACL", "SETUSER", "default", "+unlink")
			time.Sleep(redis.BackoffMax + redis.MemoryTTL + 200*time.Millisecond)
			if got := get(t, reader, "k", r.load); got.Version != want {
				t.Errorf("the other instance got version %d long after, want %d", got.Version, want)
			}
			if err := invalidate(t.Context(), editor); err != nil {
				t.Errorf("the editor is told %v by a Redis that obeys", err)
			}
		})
	}
}

// It may be away for this instance alone, so that somebody else has to drop.
func TestCache_Invalidate_fails_while_Redis_is_away(t *testing.T) {
	t.Parallel()
	for name, invalidate := range ways {
		if err := invalidate(t.Context(), newCache(redistest.Away(t))); !errors.Is(err, redis.ErrAway) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCache_drops_memory_when_hints_stop(t *testing.T) {
	t.Parallel()
	server, r := redistest.Server(t), &record{}
	c := server.Client(t)
	cache := newCache(c)
	gaps := redis.Gaps(c)
	last := redis.LastBeat(c)
	redistest.WaitFor(t, "a beat, so that the next is due in a while", func() bool { return redis.LastBeat(c) != last })
	server.Pause()
	defer server.Resume()
	start := time.Now()
	redistest.WaitFor(t, "the silence to be noticed", func() bool { return gaps.Load() > 0 })
	if took := time.Since(start); took > (redis.TrustFor+redis.SilentFor)/2 {
		t.Errorf("silence was noticed after %s, when the connection was given up for it", took)
	}
	get(t, cache, "k", r.load)
	want := r.change()
	time.Sleep(redis.DeafTTL)
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("a value stayed in memory longer than %s though no hint can come", redis.DeafTTL)
	}
}

func TestCache_drops_memory_when_hints_may_have_been_missed(t *testing.T) {
	t.Parallel()
	server, r := redistest.Server(t), &record{}
	c := server.Client(t)
	cache := newCache(c)
	get(t, cache, "k", r.load)
	gaps := redis.Gaps(c)
	server.Do(t, "CLIENT", "KILL", "TYPE", "pubsub")
	redistest.WaitFor(t, "the loss of the connection", func() bool { return gaps.Load() > 0 })
	get(t, cache, "k", r.load)
	if n := redis.Reads(c, redis.Products, "memory"); n != 0 {
		t.Error("memory was trusted though an edit could have been missed")
	}
}

func TestCache_distrusts_Redis_when_it_is_back(t *testing.T) {
	t.Parallel()
	server, r := redistest.Server(t), &record{}
	c := server.Client(t)
	cache := newCache(c)
	get(t, cache, "k", r.load)
	stored(t, c, redis.Products, "k")
	server.Pause()
	redistest.WaitFor(t, "the loss", func() bool { return c.State() == redis.StateAway })
	want := r.change() // by an instance that dies before it can tell
	server.Resume()
	redistest.WaitFor(t, "the recovery", c.Healthy)
	if got := get(t, cache, "k", r.load); got.Version != want {
		t.Errorf("got version %d, want %d", got.Version, want)
	}
}

func TestCache_keeps_the_generation_of_a_family_in_use(t *testing.T) {
	t.Parallel()
	both, r := instances(t, 2), &record{}
	get(t, newCache(both[0]), "k", r.load)
	key := both[0].GenerationKey(redis.Products)
	if err := both[0].Raw().Expire(t.Context(), key, time.Minute).Err(); err != nil { // a day later
		t.Fatal(err)
	}
	get(t, newCache(both[1]), "k", r.load)
	if ttl := both[0].Raw().TTL(t.Context(), key).Val(); ttl <= time.Minute {
		t.Errorf("all entries of a family in use end in %s", ttl)
	}
}

func TestCache_notices_a_dropped_family_without_the_hint(t *testing.T) {
	t.Parallel()
	both, r := instances(t, 2), &record{}
	editor, reader := newCache(both[0]), newCache(both[1])
	both[1].Deafen()
	get(t, reader, "k", r.load)
	want := r.change()
	_ = editor.InvalidateAll(t.Context())
	get(t, reader, "another", r.load)
	if got := get(t, reader, "k", r.load); got.Version != want {
		t.Errorf("got version %d though another key showed that the family was dropped, want %d", got.Version, want)
	}
}

// trouble befalls a server while it is in use, and passes.
var trouble = map[string]func(t *testing.T, s *redistest.Instance){
	"killed":  func(t *testing.T, s *redistest.Instance) { s.Kill(); time.Sleep(300 * time.Millisecond); s.Restart(t) },
	"hung":    func(_ *testing.T, s *redistest.Instance) { s.Pause(); time.Sleep(700 * time.Millisecond); s.Resume() },
	"flushed": func(t *testing.T, s *redistest.Instance) { s.FlushAll(t) },
	"cut off": func(t *testing.T, s *redistest.Instance) {
		s.Do(t, "CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
	},
	"deafened": func(t *testing.T, s *redistest.Instance) { s.Do(t, "CLIENT", "KILL", "TYPE", "pubsub") },
	"full": func(t *testing.T, s *redistest.Instance) {
		s.Do(t, "CONFIG", "SET", "maxmemory", "1")
		time.Sleep(200 * time.Millisecond)
		s.Do(t, "CONFIG", "SET", "maxmemory", "0")
	},
}

// TestCache_stays_true_in_trouble has instances edit, read and keep answers
// while the server is in trouble. Each read, and each answer that its trail
// calls fresh, must be as new as the promise says: all edits of the same
// instance, and those of others that are 2 s old.
func TestCache_stays_true_in_trouble(t *testing.T) {
	t.Parallel()
	for name, befall := range trouble {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHistory(t)
			var users sync.WaitGroup
			ctx, stop := context.WithCancel(t.Context())
			for _, c := range h.caches {
				users.Go(func() { h.edit(ctx, c) })
				for range 3 {
					users.Go(func() { h.read(ctx, c) })
				}
				users.Go(func() { h.keep(ctx, c) })
			}
			for range 3 {
				time.Sleep(300 * time.Millisecond)
				befall(t, h.server)
			}
			time.Sleep(2500 * time.Millisecond)
			stop()
			users.Wait()
		})
	}
}

// history is a few records, the times of their edits, and caches of them.
type history struct {
	t      *testing.T
	server *redistest.Instance
	caches []*redis.Cache[page]

	mu    sync.Mutex
	edits [3][]edit
}

type edit struct {
	by *redis.Cache[page]
	// done is when the invalidation returned; zero until then.
	done time.Time
}

func newHistory(t *testing.T) *history {
	h := &history{t: t, server: redistest.Server(t)}
	for range 2 {
		c := h.server.Client(t)
		h.caches = append(h.caches, newCache(c))
	}
	return h
}

func (h *history) load(n int) func(context.Context) (page, error) {
	return func(context.Context) (page, error) {
		h.mu.Lock()
		version := len(h.edits[n])
		h.mu.Unlock()
		time.Sleep(rand.N(3 * time.Millisecond))
		return page{Version: version}, nil
	}
}

func (h *history) edit(ctx context.Context, c *redis.Cache[page]) {
	for i := 0; ctx.Err() == nil; i++ {
		n := rand.IntN(len(h.edits))
		h.mu.Lock()
		h.edits[n] = append(h.edits[n], edit{by: c})
		at := len(h.edits[n]) - 1
		h.mu.Unlock()
		if i%5 == 0 {
			_ = c.InvalidateAll(ctx)
		} else {
			_ = c.Invalidate(ctx, fmt.Sprint(n))
		}
		h.mu.Lock()
		h.edits[n][at].done = time.Now()
		h.mu.Unlock()
		time.Sleep(rand.N(30 * time.Millisecond))
	}
}

func (h *history) read(ctx context.Context, c *redis.Cache[page]) {
	for ctx.Err() == nil {
		n := rand.IntN(len(h.edits))
		oldest := h.oldestAllowed(n, c, time.Now())
		got, err := c.Get(ctx, fmt.Sprint(n), h.load(n))
		if err != nil {
			if ctx.Err() == nil {
				h.t.Errorf("a read failed: %v", err)
			}
			return
		}
		if got.Version < oldest {
			h.t.Errorf("read version %d where %d was due", got.Version, oldest)
			return
		}
		time.Sleep(rand.N(2 * time.Millisecond))
	}
}

// keep makes answers of two records, and uses each for as long as it is fresh.
func (h *history) keep(ctx context.Context, c *redis.Cache[page]) {
	for ctx.Err() == nil {
		on, trail := redis.WithTrail(ctx)
		var versions [2]int
		for n := range versions {
			got, err := c.Get(on, fmt.Sprint(n), h.load(n))
			if err != nil && ctx.Err() == nil {
				h.t.Errorf("a read failed: %v", err)
			}
			versions[n] = got.Version
		}
		for ctx.Err() == nil {
			time.Sleep(rand.N(2 * time.Millisecond))
			var oldest [2]int
			for n := range oldest {
				oldest[n] = h.oldestAllowed(n, c, time.Now())
			}
			if !trail.Fresh(ctx) {
				break
			}
			for n := range oldest {
				if versions[n] < oldest[n] {
					h.t.Errorf("an answer of version %d is fresh where %d was due", versions[n], oldest[n])
					return
				}
			}
		}
	}
}

// oldestAllowed returns the version that a read which begins at now must see at
// least.
func (h *history) oldestAllowed(n int, c *redis.Cache[page], now time.Time) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i := len(h.edits[n]) - 1; i >= 0; i-- {
		e := h.edits[n][i]
		if !e.done.IsZero() && (e.by == c || now.Sub(e.done) > redis.MemoryTTL+100*time.Millisecond) {
			return i + 1
		}
	}
	return 0
}
