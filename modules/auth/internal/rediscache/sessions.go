package rediscache

import (
	"context"
	"encoding/json"

	"shop/modules/auth/internal/session"
	"shop/platform/redis"
)

// Sessions implements [session.Cache].
type Sessions struct{ sessions *redis.Sessions }

// NewSessions returns the copies of sessions that client holds.
func NewSessions(client *redis.Client) *Sessions {
	return &Sessions{sessions: redis.NewSessions(client)}
}

// Get implements [session.Cache]. What can't be read, say because an older
// version of the program wrote it, is not there.
func (s *Sessions) Get(ctx context.Context, hash string) (session.Entry, bool) {
	data, found := s.sessions.Get(ctx, hash)
	if !found {
		return session.Entry{}, false
	}
	var e session.Entry
	if err := json.Unmarshal(data, &e); err != nil {
		return session.Entry{}, false
	}
	return e, true
}

// Put implements [session.Cache].
func (s *Sessions) Put(ctx context.Context, e session.Entry) {
	data, err := json.Marshal(e)
	if err != nil {
		return // an entry is strings and times: it can't happen
	}
	s.sessions.Put(ctx, e.Hash, data, session.Trust, e.ReadAt.Add(session.Trust))
}

// Drop implements [session.Cache].
func (s *Sessions) Drop(ctx context.Context, gone ...session.Session) {
	if len(gone) == 0 {
		return
	}
	hashes := make([]string, len(gone))
	for i, g := range gone {
		hashes[i] = g.Hash
	}
	s.sessions.Delete(ctx, hashes...)
}
