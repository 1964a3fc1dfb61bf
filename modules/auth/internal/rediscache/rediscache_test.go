package rediscache_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"shop/modules/auth/internal/rediscache"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

func entry(hash string) session.Entry {
	now := time.Now().UTC().Truncate(time.Millisecond)
	return session.Entry{
		Session: session.Session{ID: "id", Hash: hash, Account: "ann", Epoch: 3, Device: "d", IP: "i", CreatedAt: now, LastSeen: now, ExpiresAt: now.Add(time.Hour)},
		Name:    "Ann", Email: "ann@example.org", Role: identity.Staff, Version: 7, ReadAt: now,
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c *redis.Client) {
		s := rediscache.NewSessions(c)
		want := entry(session.HashToken("a"))
		if _, found := s.Get(t.Context(), want.Hash); found {
			t.Error("Get found what was not put")
		}
		s.Put(t.Context(), want)
		if got, found := s.Get(t.Context(), want.Hash); !found || got != want {
			t.Errorf("Get = %+v, %t, want %+v", got, found, want)
		}
		s.Drop(t.Context(), want.Session)
		s.Drop(t.Context())
		if _, found := s.Get(t.Context(), want.Hash); found {
			t.Error("Get found what was dropped")
		}
		s.Put(t.Context(), want)
		if _, found := s.Get(t.Context(), want.Hash); found {
			t.Error("a late Put brought back what was dropped")
		}
	})
}

func TestSessions_forget_what_is_too_old_to_be_believed(t *testing.T) {
	t.Parallel()
	s := rediscache.NewSessions(redistest.New(t))
	old := entry(session.HashToken("a"))
	old.ReadAt = time.Now().Add(-session.Trust + 100*time.Millisecond)
	s.Put(t.Context(), old)
	redistest.WaitFor(t, "the entry to expire", func() bool {
		_, found := s.Get(t.Context(), old.Hash)
		return !found
	})
}

func TestAttempts(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, c *redis.Client) {
		var told []redis.Decision
		a := rediscache.NewAttempts(redis.NewSlidingLog(c, "login", 2, time.Minute),
			func(_ context.Context, d redis.Decision) { told = append(told, d) })
		steps := []struct {
			keys      []string
			refused   bool
			remaining int
		}{
			{[]string{"ip", "ip:ann"}, false, 1},
			{[]string{"other", "ip:ann"}, false, 0}, // the tighter of the two
			{[]string{"ip", "ip:ann"}, true, 0},
			{[]string{"ip", "ip:bob"}, true, 0},
			{[]string{"third", "ip:cid"}, false, 1},
		}
		for i, step := range steps {
			err := a.Allow(t.Context(), step.keys...)
			if errors.Is(err, signin.ErrTooMany) != step.refused || (err != nil) != step.refused {
				t.Errorf("step %d: Allow = %v, want refused: %t", i+1, err, step.refused)
			}
			var f *fault.Error
			if errors.As(err, &f) && f.RetryAfter <= 0 {
				t.Errorf("step %d: RetryAfter = %v", i+1, f.RetryAfter)
			}
			if last := told[len(told)-1]; len(told) != i+1 || last.Allowed == step.refused || last.Remaining != step.remaining || last.Limit != 2 {
				t.Errorf("step %d: told %+v", i+1, last)
			}
		}
	})
}

func TestAttempts_off(t *testing.T) {
	t.Parallel()
	a := rediscache.NewAttempts(nil, nil)
	for range 100 {
		if err := a.Allow(t.Context(), "ip"); err != nil {
			t.Fatalf("Allow = %v, want no limit", err)
		}
	}
}
