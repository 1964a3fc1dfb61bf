package redis_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"pgregory.net/rapid"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// limit is what both kinds of limits promise.
type limit interface {
	Allow(ctx context.Context, key string) redis.Decision
}

// kinds make a limit of n per period.
var kinds = map[string]func(c *redis.Client, n int, per time.Duration) limit{
	"Limiter":    func(c *redis.Client, n int, per time.Duration) limit { return redis.NewLimiter(c, "test", n, per) },
	"SlidingLog": func(c *redis.Client, n int, per time.Duration) limit { return redis.NewSlidingLog(c, "test", n, per) },
}

func eachKind(t *testing.T, test func(t *testing.T, c *redis.Client, build func(c *redis.Client, n int, per time.Duration) limit)) {
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, c *redis.Client) { test(t, c, kind) })
			t.Run("without Redis", func(t *testing.T) { test(t, redistest.Away(t), kind) })
		})
	}
}

func TestLimits_allow_a_burst_and_then_refuse(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, c *redis.Client, build func(*redis.Client, int, time.Duration) limit) {
		l := build(c, 5, 15*time.Minute)
		for i := range 5 {
			d := l.Allow(t.Context(), "k")
			if !d.Allowed || d.Remaining != 4-i || d.RetryAfter != 0 || d.Limit != 5 || d.Per != 15*time.Minute || d.Policy != "test" {
				t.Errorf("use %d: %+v", i+1, d)
			}
			if d.Reset <= 0 || d.Reset > 15*time.Minute {
				t.Errorf("use %d: Reset %s", i+1, d.Reset)
			}
		}
		d := l.Allow(t.Context(), "k")
		if d.Allowed || d.Remaining != 0 || d.RetryAfter <= 0 || d.RetryAfter > 15*time.Minute || d.Reset < d.RetryAfter {
			t.Errorf("use 6: %+v", d)
		}
		if d := l.Allow(t.Context(), "another"); !d.Allowed {
			t.Errorf("another key: %+v", d)
		}
	})
}

func TestLimits_allow_again_after_RetryAfter(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, c *redis.Client, build func(*redis.Client, int, time.Duration) limit) {
		l := build(c, 2, 300*time.Millisecond)
		for range 3 {
			d := l.Allow(t.Context(), "k")
			for d.Allowed {
				d = l.Allow(t.Context(), "k")
			}
			time.Sleep(d.RetryAfter + 50*time.Millisecond)
			if d := l.Allow(t.Context(), "k"); !d.Allowed {
				t.Fatalf("after RetryAfter: %+v", d)
			}
		}
	})
}

func TestLimits_of_several_instances_are_one(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			url := redistest.URL(t)
			var allowed atomic.Int64
			var clients sync.WaitGroup
			for range 3 {
				l := kind(redis.Patient(t, url), 50, time.Hour)
				for range 100 {
					clients.Go(func() {
						if l.Allow(t.Context(), "k").Allowed {
							allowed.Add(1)
						}
					})
				}
			}
			clients.Wait()
			if n := allowed.Load(); n != 50 {
				t.Errorf("%d of 300 uses were allowed, want 50", n)
			}
		})
	}
}

func TestLimits_are_not_forgotten_by_an_instance_that_loses_Redis(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			server := redistest.Server(t)
			l := kind(server.Client(t), 5, time.Hour)
			for range 3 {
				l.Allow(t.Context(), "k")
			}
			server.Kill()
			allowed := 0
			for range 10 {
				if l.Allow(t.Context(), "k").Allowed {
					allowed++
				}
			}
			if allowed != 2 {
				t.Errorf("%d more uses were allowed without Redis, want 2", allowed)
			}
			server.Restart(t)
			if l.Allow(t.Context(), "k").Allowed {
				t.Error("an empty Redis allowed more")
			}
		})
	}
}

func TestLimits_leave_nothing_without_an_expiry(t *testing.T) {
	t.Parallel()
	eachKind(t, func(t *testing.T, c *redis.Client, build func(*redis.Client, int, time.Duration) limit) {
		if !c.Healthy() {
			return // there are no keys
		}
		l := build(c, 2, time.Minute)
		for range 3 {
			l.Allow(t.Context(), "k")
			for _, key := range c.Raw().Keys(t.Context(), c.Prefix()+"*").Val() {
				if ttl := c.Raw().PTTL(t.Context(), key).Val(); ttl <= 0 || ttl > time.Minute {
					t.Errorf("%s stays for %s", key, ttl)
				}
			}
		}
	})
}

// TestLimiter_keeps_its_promise_at_any_time drives a limit through any times,
// by script and in memory at once, and compares both with each other and with
// the promise: in any time t at most limit + t*limit/per.
func TestLimiter_keeps_its_promise_at_any_time(t *testing.T) {
	checkRule(t, func(c *redis.Client, n int, per time.Duration) ruled { return redis.NewLimiter(c, "model", n, per) },
		func(n int, per, span time.Duration) float64 {
			return float64(n) + float64(span)*float64(n)/float64(per)
		})
}

// TestSlidingLog_keeps_its_promise_at_any_time is the same for: in any time per
// at most limit.
func TestSlidingLog_keeps_its_promise_at_any_time(t *testing.T) {
	checkRule(t, func(c *redis.Client, n int, per time.Duration) ruled { return redis.NewSlidingLog(c, "model", n, per) },
		func(n int, per, span time.Duration) float64 {
			if span < per {
				return float64(n)
			}
			return float64(n) * float64(span/per+1)
		})
}

type ruled interface {
	Take(id string, at, n int64) redis.Verdict
	Ask(ctx context.Context, id string, n int64) (redis.Verdict, error)
}

func checkRule(t *testing.T, newRule func(c *redis.Client, n int, per time.Duration) ruled, most func(n int, per, span time.Duration) float64) {
	t.Parallel()
	// Only miniredis' clock can be set.
	m := miniredis.RunT(t)
	c := redis.Patient(t, "redis://"+m.Addr())
	key := 0
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 20).Draw(rt, "limit")
		per := time.Duration(rapid.Int64Range(10_000_000, 3600_000_000).Draw(rt, "per")) * time.Microsecond
		r := newRule(c, n, per)
		key++
		id := fmt.Sprint(key)
		now := time.Unix(1_700_000_000, 0)
		var uses []time.Time
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, 2*per.Microseconds()/int64(n)).Draw(rt, "pause")) * time.Microsecond)
			m.SetTime(now)
			wanted := rapid.Int64Range(1, 3).Draw(rt, "wanted")
			memory := r.Take(id, now.UnixMicro(), wanted)
			script, err := r.Ask(rt.Context(), id, wanted)
			if err != nil || memory != script {
				rt.Fatalf("memory decides %+v, the script %+v, %v", memory, script, err)
			}
			if memory.Granted == 0 && memory.Retry <= 0 || memory.Granted > wanted {
				rt.Fatalf("%d were wanted: %+v", wanted, memory)
			}
			for range memory.Granted {
				uses = append(uses, now)
			}
		}
		for i := range uses {
			for j, last := range slices.All(uses[i:]) {
				if span := last.Sub(uses[i]); float64(j+1) > most(n, per, span) {
					rt.Fatalf("%d uses of %d per %s within %s", j+1, n, per, span)
				}
			}
		}
	})
}
