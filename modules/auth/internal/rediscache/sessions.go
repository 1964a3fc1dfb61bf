package rediscache

import (
	"context"

	"shop/modules/auth/internal/session"
	"shop/platform/redis"
)

// Sessions implements [session.Cache].
type Sessions struct {
	sessions *redis.Sessions[session.Entry]
}

// NewSessions returns the copies of sessions that client holds.
func NewSessions(client *redis.Client) *Sessions {
	return &Sessions{sessions: redis.NewSessions[session.Entry](client)}
}

// Get implements [session.Cache].
func (s *Sessions) Get(ctx context.Context, hash string) (session.Entry, bool) {
	return s.sessions.Get(ctx, hash)
}

// Put implements [session.Cache].
func (s *Sessions) Put(ctx context.Context, e session.Entry) {
	s.sessions.Put(ctx, e.Hash, e, session.Trust, e.ReadAt.Add(session.Trust))
}

// Drop implements [session.Cache].
func (s *Sessions) Drop(ctx context.Context, gone ...session.Session) {
	hashes := make([]string, len(gone))
	for i, g := range gone {
		hashes[i] = g.Hash
	}
	s.sessions.Delete(ctx, hashes...)
}
