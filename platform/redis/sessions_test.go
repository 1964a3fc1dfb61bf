package redis_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

func TestSessions_Get_returns_what_was_put(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c *redis.Client) {
		s := redis.NewSessions(c)
		if _, ok := s.Get(t.Context(), "a"); ok {
			t.Error("there is a session that nobody put")
		}
		data := []byte{0, 1, 255, '{'}
		s.Put(t.Context(), "a", data, time.Minute, time.Now().Add(time.Hour))
		if got, ok := s.Get(t.Context(), "a"); !ok || !bytes.Equal(got, data) {
			t.Errorf("got %v, %v", got, ok)
		}
		if _, ok := s.Get(t.Context(), "b"); ok {
			t.Error("got another's session")
		}
	})
}

func TestSessions_expire_when_idle_and_when_their_time_is_over(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c *redis.Client) {
		s := redis.NewSessions(c)
		const idle = 300 * time.Millisecond
		start := time.Now()
		s.Put(t.Context(), "used", []byte("x"), idle, start.Add(time.Hour))
		s.Put(t.Context(), "unused", []byte("x"), idle, start.Add(time.Hour))
		s.Put(t.Context(), "over", []byte("x"), time.Hour, start.Add(2*idle))
		s.Put(t.Context(), "past", []byte("x"), time.Hour, start.Add(-time.Second))
		if _, ok := s.Get(t.Context(), "past"); ok {
			t.Error("a session was put whose time was over")
		}
		for time.Since(start) < 3*idle {
			if _, ok := s.Get(t.Context(), "used"); !ok {
				t.Fatal("a session ended though it was used")
			}
			_, ok := s.Get(t.Context(), "over")
			if took := time.Since(start); ok && took > 2*idle+100*time.Millisecond || !ok && took < 2*idle-100*time.Millisecond {
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
	redistest.Each(t, func(t *testing.T, c *redis.Client) {
		s, end := redis.NewSessions(c), time.Now().Add(time.Hour)
		for _, hash := range []string{"a", "b", "kept"} {
			s.Put(t.Context(), hash, []byte("x"), time.Minute, end)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		s.Delete(gone, "a", "b", "never put")
		for _, hash := range []string{"a", "b", "never put"} {
			s.Put(t.Context(), hash, []byte("x"), time.Minute, end)
			if _, ok := s.Get(t.Context(), hash); ok {
				t.Errorf("%q came back", hash)
			}
			ttl := c.Raw().PTTL(t.Context(), c.Prefix()+"session:{"+hash+"}").Val()
			if hash != "never put" && (ttl <= 0 || ttl > redis.RevokedFor) {
				t.Errorf("the mark of %q stays for %s", hash, ttl)
			}
		}
		if _, ok := s.Get(t.Context(), "kept"); !ok {
			t.Error("another session is gone")
		}
	})
}

func TestSessions_without_Redis_are_a_miss(t *testing.T) {
	t.Parallel()
	s := redis.NewSessions(redistest.Away(t))
	s.Put(t.Context(), "a", []byte("x"), time.Minute, time.Now().Add(time.Hour))
	s.Delete(t.Context(), "b")
	if _, ok := s.Get(t.Context(), "a"); ok {
		t.Error("got a session from nowhere")
	}
}

func TestSessions_do_not_store_what_is_too_large(t *testing.T) {
	t.Parallel()
	s := redis.NewSessions(redistest.New(t))
	s.Put(t.Context(), "a", make([]byte, 1<<20), time.Minute, time.Now().Add(time.Hour))
	if _, ok := s.Get(t.Context(), "a"); ok {
		t.Error("a megabyte was stored")
	}
}
