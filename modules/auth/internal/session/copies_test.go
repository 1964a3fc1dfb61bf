package session_test

import (
	"testing"
	"time"

	"shop/modules/auth/internal/rediscache"
	"shop/modules/auth/internal/session"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// copies looks into the copies of sessions in Redis, and forges some.
type copies struct {
	cache *rediscache.Sessions
	raw   *redis.Sessions[session.Entry]
}

func newCopies(t *testing.T, server *redistest.Instance) copies {
	t.Helper()
	client := server.Client(t)
	return copies{cache: rediscache.NewSessions(client), raw: redis.NewSessions[session.Entry](client)}
}

func (c copies) entry(t *testing.T, token string) session.Entry {
	t.Helper()
	e, found := c.cache.Get(t.Context(), session.HashToken(token))
	if !found {
		t.Fatal("there is no copy")
	}
	return e
}

// put stores e for a minute whatever its times say.
func (c copies) put(t *testing.T, e session.Entry) {
	t.Helper()
	c.raw.Put(t.Context(), e.Hash, e, time.Minute, time.Now().Add(time.Minute))
}
