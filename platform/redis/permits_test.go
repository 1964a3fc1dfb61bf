package redis_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"pgregory.net/rapid"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// shops are limiters of several instances on one Redis, all by a clock that the
// test moves.
type shops struct {
	mini     *miniredis.Miniredis
	now      time.Duration
	limiters []*redis.Limiter
}

// epoch is when the clocks of all shops begin.
var epoch = time.Unix(1_700_000_000, 0)

func newShops(m *miniredis.Miniredis, clients []*redis.Client, name string, n int, per time.Duration) *shops {
	s := &shops{mini: m}
	for i, c := range clients {
		l := redis.NewLimiter(c, name, n, per)
		// Each instance's clock is its own, and runs like the others.
		l.SetClock(func() int64 { return int64(i)*1e9 + s.now.Microseconds() })
		s.limiters = append(s.limiters, l)
	}
	s.wait(0)
	return s
}

func (s *shops) wait(d time.Duration) {
	s.now += d
	s.mini.SetTime(epoch.Add(s.now))
}

// contract is the promise of a limit: who uses it at most so often never gets
// ahead of it.
type contract struct {
	interval, window float64 // microseconds
	tat              float64
}

func newContract(n int, per time.Duration) contract {
	return contract{interval: float64(per.Microseconds()) / float64(n), window: float64(per.Microseconds())}
}

// use reports whether one more use at now is within the promise.
func (c *contract) use(now time.Duration) bool {
	at := float64(now.Microseconds())
	c.tat = max(c.tat, at) + c.interval
	return c.tat <= at+c.window+0.5
}

// remaining returns how many more uses at now are within the promise.
func (c *contract) remaining(now time.Duration) int {
	return int((c.window - max(c.tat-float64(now.Microseconds()), 0)) / c.interval)
}

// TestLimiter_leases_never_break_the_promise has several instances lease and
// use permits at any time, and checks all of it against the promise: in any time
// t at most limit + t*limit/per, in all.
func TestLimiter_leases_never_break_the_promise(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	var clients []*redis.Client
	for range 3 {
		clients = append(clients, redis.Patient(t, "redis://"+m.Addr()))
	}
	checks, leased := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		checks++
		n := rapid.IntRange(1, 500).Draw(rt, "limit")
		per := time.Duration(rapid.Int64Range(1_000_000, 120_000_000).Draw(rt, "per")) * time.Microsecond
		s := newShops(m, clients, fmt.Sprint("model", checks), n, per)
		promise := newContract(n, per)
		for range rapid.IntRange(1, 15).Draw(rt, "steps") {
			// Short pauses keep permits alive, long ones let them die.
			s.wait(time.Duration(rapid.Int64Range(0, 4*per.Microseconds()/int64(n)).Draw(rt, "pause")) * time.Microsecond)
			l := s.limiters[rapid.IntRange(0, len(s.limiters)-1).Draw(rt, "instance")]
			allow := l.AllowLeased
			if rapid.IntRange(0, 9).Draw(rt, "costly") == 0 {
				allow = l.Allow
			}
			for range rapid.IntRange(1, 60).Draw(rt, "burst") {
				asked := redis.Decisions(l, "redis", "allowed")
				d := allow(rt.Context(), "k")
				if d.Allowed && !promise.use(s.now) {
					rt.Fatalf("more than %d per %s were allowed", n, per)
				}
				if d.Allowed && asked == redis.Decisions(l, "redis", "allowed") {
					leased++
				}
				if d.Allowed == (d.RetryAfter > 0) || d.Remaining < 0 || d.Remaining > n || d.Reset < 0 || d.Reset > per+time.Millisecond {
					rt.Fatalf("%+v", d)
				}
				if !d.Allowed {
					break
				}
			}
		}
	})
	if leased == 0 {
		t.Error("no permit was used that was leased before: this test shows nothing")
	}
}

func TestLimiter_leases_do_not_starve_who_keeps_to_the_limit(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	c := redis.Patient(t, "redis://"+m.Addr())
	checks := 0
	rapid.Check(t, func(rt *rapid.T) {
		checks++
		n := rapid.IntRange(8, 200).Draw(rt, "limit")
		s := newShops(m, []*redis.Client{c}, fmt.Sprint("slow", checks), n, time.Minute)
		// Nine tenths of what is allowed, in bursts of any size.
		each := time.Minute * 10 / time.Duration(9*n)
		burst := rapid.IntRange(1, n/4).Draw(rt, "burst")
		ideal := newContract(n, time.Minute)
		for i := range 3 * n / burst {
			for j := range burst {
				if d := s.limiters[0].AllowLeased(rt.Context(), "k"); !d.Allowed {
					rt.Fatalf("burst %d, use %d: %+v", i, j, d)
				}
				ideal.use(s.now)
			}
			s.wait(time.Duration(burst) * each)
		}
		// What was charged for nothing: of each sixteen one, and what grows while
		// permits may be kept.
		d := s.limiters[0].Allow(rt.Context(), "k")
		ideal.use(s.now)
		if left := ideal.remaining(s.now); d.Remaining < left-n/8-4 {
			rt.Fatalf("%d remain, want %d or few less: %d per minute in bursts of %d", d.Remaining, left, n, burst)
		}
	})
}

// TestLimiter_leases_and_what_grows_meanwhile_are_not_too_many keeps permits in
// hand until all others have grown again, and then uses all at once.
func TestLimiter_leases_and_what_grows_meanwhile_are_not_too_many(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	clients := []*redis.Client{redis.Patient(t, "redis://"+m.Addr()), redis.Patient(t, "redis://"+m.Addr())}
	const n, per = 1000, 10 * time.Second
	s := newShops(m, clients, "kept", n, per)
	promise := newContract(n, per)
	keeps, other := s.limiters[0], s.limiters[1]
	for used := 0; used < 400 || !asks(t, keeps); used++ {
		if used < 400 {
			asks(t, keeps)
		}
		promise.use(s.now)
		s.wait(20 * time.Millisecond)
	}
	promise.use(s.now)
	s.wait(970 * time.Millisecond)
	within, kept := true, 0
	for other.Allow(t.Context(), "k").Allowed {
		within = promise.use(s.now)
	}
	for ; keeps.AllowLeased(t.Context(), "k").Allowed; kept++ {
		within = promise.use(s.now)
	}
	if kept < 10 {
		t.Fatalf("only %d permits were in hand: this test shows nothing", kept)
	}
	if !within {
		t.Errorf("with %d permits in hand more than %d per %s were allowed", kept, n, per)
	}
}

func TestLimiter_leases_cost_few_round_trips(t *testing.T) {
	t.Parallel()
	l := redis.NewLimiter(redis.Patient(t, redistest.URL(t)), "busy", 1_000_000, time.Minute)
	const uses = 20_000
	for range uses {
		if !l.AllowLeased(t.Context(), "k").Allowed {
			t.Fatal("refused")
		}
	}
	asked := redis.Decisions(l, "redis", "allowed")
	if asked > uses/20 {
		t.Errorf("%v of %d uses asked Redis", asked, uses)
	}
	if memory := redis.Decisions(l, "memory", "allowed"); asked+memory != uses {
		t.Errorf("%v and %v uses were counted, want %d in all", asked, memory, uses)
	}
}

func TestLimiter_leases_are_charged_at_once(t *testing.T) {
	t.Parallel()
	url := redistest.URL(t)
	var allowed atomic.Int64
	var clients sync.WaitGroup
	for range 2 {
		l := redis.NewLimiter(redis.Patient(t, url), "shared", 1000, time.Hour)
		for range 200 {
			clients.Go(func() {
				for range 10 {
					if l.AllowLeased(t.Context(), "k").Allowed {
						allowed.Add(1)
					}
				}
			})
		}
	}
	clients.Wait()
	// A thousand, and what grows while this runs on a slow machine.
	if n := allowed.Load(); n < 900 || n > 1010 {
		t.Errorf("%d of 4000 uses were allowed, want 1000 less what died unused", n)
	}
}

func TestLimiter_leases_die(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	s := newShops(m, []*redis.Client{redis.Patient(t, "redis://"+m.Addr())}, "dying", 1000, time.Minute)
	l := s.limiters[0]
	for range 100 {
		l.AllowLeased(t.Context(), "k")
	}
	for inHand := false; !inHand; {
		inHand = !asks(t, l)
	}
	s.wait(time.Second)
	if !asks(t, l) {
		t.Error("a permit leased a second ago was used")
	}
}

// asks uses a permit and reports whether Redis was asked for it.
func asks(t *testing.T, l *redis.Limiter) bool {
	t.Helper()
	before := redis.Decisions(l, "redis", "allowed")
	if !l.AllowLeased(t.Context(), "k").Allowed {
		t.Fatal("refused")
	}
	return redis.Decisions(l, "redis", "allowed") != before
}

func TestLimiter_leases_tell_callers_how_they_stand(t *testing.T) {
	t.Parallel()
	m := miniredis.RunT(t)
	s := newShops(m, []*redis.Client{redis.Patient(t, "redis://"+m.Addr())}, "stand", 1600, 16*time.Minute)
	last := redis.Decision{Remaining: 1600}
	for i := range 1500 {
		d := s.limiters[0].AllowLeased(t.Context(), "k")
		if !d.Allowed || d.Remaining >= last.Remaining || d.Limit != 1600 || d.Per != 16*time.Minute {
			t.Fatalf("use %d: %+v after %+v", i+1, d, last)
		}
		if want := 1600 - i - 1; d.Remaining > want || d.Remaining < want-2 {
			t.Fatalf("use %d: %d remain, want about %d", i+1, d.Remaining, want)
		}
		last = d
	}
	if last.Reset < 15*time.Minute || last.Reset > 16*time.Minute {
		t.Errorf("all is allowed again after %s", last.Reset)
	}
}

func TestLimiter_leases_go_on_in_memory_when_Redis_is_lost(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	l := redis.NewLimiter(server.Client(t), "lost", 100, time.Hour)
	allowed := 0
	use := func() bool {
		ok := l.AllowLeased(t.Context(), "k").Allowed
		if ok {
			allowed++
		}
		return ok
	}
	for range 50 {
		use()
	}
	server.Pause()
	defer server.Resume()
	var group sync.WaitGroup
	start := time.Now()
	for range 100 {
		group.Go(func() { l.AllowLeased(t.Context(), "other") })
	}
	group.Wait()
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("100 uses at once took %s while Redis hung", took)
	}
	for use() {
	}
	if allowed < 80 || allowed > 101 {
		t.Errorf("%d uses were allowed, want 100 less what died unused", allowed)
	}
}

func BenchmarkLimiter_AllowLeased(b *testing.B) {
	l := redis.NewLimiter(redistest.New(b), "bench", 1_000_000_000, time.Hour)
	b.ReportAllocs()
	for b.Loop() {
		l.AllowLeased(b.Context(), "ip:203.0.113.7")
	}
}
