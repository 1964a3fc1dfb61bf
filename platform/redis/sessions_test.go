package redis_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

type badge struct{ Name, Role string }

var ann = badge{Name: "Ann", Role: "shopper"}

// reader returns sessions of the same Redis that have nothing in memory yet.
func reader(c *redis.Client) *redis.Sessions[badge] { return redis.NewSessions[badge](c) }

func TestSessions_Get_returns_what_was_put(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		s := redis.NewSessions[badge](c)
		if _, ok := s.Get(t.Context(), "a"); ok {
			t.Error("there is a session that nobody put")
		}
		s.Put(t.Context(), "a", ann, time.Minute, time.Now().Add(time.Hour))
		for name, from := range map[string]*redis.Sessions[badge]{"memory": s, "Redis": reader(c)} {
			if got, ok := from.Get(t.Context(), "a"); !ok || got != ann {
				t.Errorf("from %s: %v, %v", name, got, ok)
			}
			if _, ok := from.Get(t.Context(), "b"); ok {
				t.Errorf("from %s: got another's session", name)
			}
		}
	})
}

func TestSessions_read_again_within_a_second_ask_nobody(t *testing.T) {
	t.Parallel()
	c := alone(t)
	redis.NewSessions[badge](c).Put(t.Context(), "a", ann, time.Hour, time.Now().Add(time.Hour))
	s := reader(c)
	before := redis.SessionReads(c, "redis")
	start := time.Now()
	n := 0
	for ; time.Since(start) < 500*time.Millisecond; n++ {
		if got, ok := s.Get(t.Context(), "a"); !ok || got != ann {
			t.Fatalf("got %v, %v", got, ok)
		}
	}
	// One, or two on a machine that stands still for a while.
	if asked := redis.SessionReads(c, "redis") - before; asked < 1 || asked > 2 {
		t.Errorf("%d reads asked Redis %v times", n, asked)
	}
}

func TestSessions_expire_when_idle_and_when_their_time_is_over(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		s := redis.NewSessions[badge](c)
		const idle = 500 * time.Millisecond
		start := time.Now()
		s.Put(t.Context(), "used", ann, idle, start.Add(time.Hour))
		s.Put(t.Context(), "unused", ann, idle, start.Add(time.Hour))
		s.Put(t.Context(), "over", ann, time.Hour, start.Add(2*idle))
		s.Put(t.Context(), "past", ann, time.Hour, start.Add(-time.Second))
		if _, ok := s.Get(t.Context(), "past"); ok {
			t.Error("a session was put whose time was over")
		}
		last := start
		for time.Since(start) < 3*idle {
			_, used := s.Get(t.Context(), "used")
			if now := time.Now(); !used && now.Sub(last) < idle/2 {
				t.Fatal("a session ended though it was used")
			} else if last = now; !used {
				return // the machine stood still, so it was not used
			}
			asked := time.Since(start)
			_, ok := s.Get(t.Context(), "over")
			if took := time.Since(start); ok && asked > 2*idle+100*time.Millisecond || !ok && took < 2*idle-100*time.Millisecond {
				t.Fatalf("after %s of %s: there is %v", took, 2*idle, ok)
			}
			time.Sleep(20 * time.Millisecond)
		}
		if _, ok := s.Get(t.Context(), "unused"); ok {
			t.Error("a session lasted though it was idle")
		}
	})
}

func TestSessions_Delete_can_not_be_undone_by_a_late_put_or_get(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, c *redis.Client) {
		s, end := redis.NewSessions[badge](c), time.Now().Add(time.Hour)
		for _, hash := range []string{"a", "b", "kept"} {
			s.Put(t.Context(), hash, ann, time.Minute, end)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		s.Delete(gone, "a", "b", "never put")
		s.Delete(gone)
		for name, late := range map[string]*redis.Sessions[badge]{"the same": s, "another": reader(c)} {
			for _, hash := range []string{"a", "b", "never put"} {
				late.Put(t.Context(), hash, ann, time.Minute, end)
				if _, ok := late.Get(t.Context(), hash); ok {
					t.Errorf("%q came back on %s", hash, name)
				}
			}
			if _, ok := late.Get(t.Context(), "kept"); !ok {
				t.Errorf("another session is gone on %s", name)
			}
		}
		for _, hash := range []string{"a", "b"} {
			ttl := c.Raw().PTTL(t.Context(), c.Prefix()+"session:{"+hash+"}").Val()
			if ttl <= 0 || ttl > redis.RevokedFor {
				t.Errorf("the mark of %q stays for %s", hash, ttl)
			}
		}
	})
}

func TestSessions_Delete_holds_elsewhere_within_a_second_without_hints(t *testing.T) {
	t.Parallel()
	both := instances(t, 2)
	here, there := redis.NewSessions[badge](both[0]), redis.NewSessions[badge](both[1])
	both[1].Deafen()
	for i := range 3 {
		hash := fmt.Sprint("s", i)
		here.Put(t.Context(), hash, ann, time.Hour, time.Now().Add(time.Hour))
		if _, ok := there.Get(t.Context(), hash); !ok {
			t.Fatal("not there before")
		}
		read := time.Now()
		here.Delete(t.Context(), hash)
		if _, ok := here.Get(t.Context(), hash); ok {
			t.Error("still there on the instance that deleted it")
		}
		redistest.WaitFor(t, "the other instance", func() bool {
			asked := time.Since(read)
			_, ok := there.Get(t.Context(), hash)
			if ok && asked > redis.SessionMemory {
				t.Fatalf("still there after %s", asked)
			}
			return !ok
		})
	}
}

// TestSessions_Delete_holds_elsewhere_at_once_by_a_hint revokes sessions just after another instance has
// read them, so that it would use its copies for a second.
func TestSessions_Delete_holds_elsewhere_at_once_by_a_hint(t *testing.T) {
	t.Parallel()
	both := instances(t, 2)
	here, there := redis.NewSessions[badge](both[0]), redis.NewSessions[badge](both[1])
	const sessions = 20
	early := 0
	for i := range sessions {
		hash := fmt.Sprint("s", i)
		here.Put(t.Context(), hash, ann, time.Hour, time.Now().Add(time.Hour))
		if _, ok := there.Get(t.Context(), hash); !ok {
			t.Fatal("not there before")
		}
		read := time.Now()
		here.Delete(t.Context(), hash)
		for ok := true; ok; time.Sleep(time.Millisecond) {
			_, ok = there.Get(t.Context(), hash)
		}
		if time.Since(read) < redis.SessionMemory*9/10 {
			early++
		}
	}
	if early < sessions/2 {
		t.Errorf("only %d of %d hints were heard: the other copies were used until their time was over", early, sessions)
	}
}

func TestSessions_without_Redis_are_what_memory_has(t *testing.T) {
	t.Parallel()
	s := redis.NewSessions[badge](redistest.Away(t))
	s.Put(t.Context(), "a", ann, time.Hour, time.Now().Add(time.Hour))
	s.Delete(t.Context(), "b")
	s.Put(t.Context(), "b", ann, time.Hour, time.Now().Add(time.Hour))
	if _, ok := s.Get(t.Context(), "b"); ok {
		t.Error("got a deleted session")
	}
	redistest.WaitFor(t, "the copy's time to be over", func() bool {
		_, ok := s.Get(t.Context(), "a")
		return !ok
	})
}

func TestSessions_do_not_store_what_is_too_large(t *testing.T) {
	t.Parallel()
	s := redis.NewSessions[string](alone(t))
	s.Put(t.Context(), "a", strings.Repeat("x", 1<<20), time.Minute, time.Now().Add(time.Hour))
	if _, ok := s.Get(t.Context(), "a"); ok {
		t.Error("a megabyte was stored")
	}
}

func TestSessions_take_what_they_can_not_read_for_none(t *testing.T) {
	t.Parallel()
	c := alone(t)
	end := time.Now().Add(time.Hour)
	redis.NewSessions[string](c).Put(t.Context(), "other shape", "x", time.Minute, end)
	redis.NewSessions[badge](c).Put(t.Context(), "cut", ann, time.Minute, end)
	redis.NewSessions[badge](c).Put(t.Context(), "empty", ann, time.Minute, end)
	key := func(id string) string { return c.Prefix() + "session:{" + id + "}" }
	whole := c.Raw().HGet(t.Context(), key("cut"), "data").Val()
	c.Raw().HSet(t.Context(), key("cut"), "data", whole[:len(whole)-3])
	c.Raw().HSet(t.Context(), key("empty"), "data", "")
	for _, hash := range []string{"other shape", "cut", "empty"} {
		if got, ok := reader(c).Get(t.Context(), hash); ok {
			t.Errorf("%s: got %+v", hash, got)
		}
	}
}

func BenchmarkSessions_Get_in_memory(b *testing.B) {
	c := redistest.New(b)
	s := redis.NewSessions[badge](c)
	s.Put(b.Context(), "a", ann, time.Hour, time.Now().Add(time.Hour))
	b.ReportAllocs()
	for b.Loop() {
		s.Get(b.Context(), "a")
	}
}
