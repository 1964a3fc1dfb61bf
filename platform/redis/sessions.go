package redis

import (
	"context"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// revokedFor is how long a revoked session can't be stored again. It outlasts
// every request that read the session's record before it was revoked.
const revokedFor = 10 * time.Minute

// Sessions keeps copies of sessions under the hash of their token; tokens never
// come here. The record is elsewhere, so everything may be lost at any time,
// and no method fails: what isn't there is read from the record. It is safe for
// concurrent use.
type Sessions struct{ client *Client }

// NewSessions returns the sessions of c.
func NewSessions(c *Client) *Sessions { return &Sessions{client: c} }

// Get returns what was put under hash and puts its expiry off by the idle time
// it was put with. It reports false when there is nothing.
func (s *Sessions) Get(ctx context.Context, hash string) (data []byte, ok bool) {
	text, err := sessionGetScript.Run(ctx, s.client.rdb, s.key(hash)).Text()
	return []byte(text), err == nil
}

// Put stores data under hash until nobody has got it for idle, and not beyond
// end. What was deleted lately stays deleted.
func (s *Sessions) Put(ctx context.Context, hash string, data []byte, idle time.Duration, end time.Time) {
	if len(data) > sessions.MaxBytes {
		return
	}
	_ = sessionPutScript.Run(ctx, s.client.rdb, s.key(hash), data, idle.Milliseconds(), end.UnixMilli()).Err()
}

// Delete removes what is under the hashes, and keeps a mark there so that a
// request which read a session before it was revoked can't bring it back. It
// goes on when ctx ends, since the revocation stands.
func (s *Sessions) Delete(ctx context.Context, hashes ...string) {
	ctx = context.WithoutCancel(ctx)
	_, err := s.client.rdb.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for _, hash := range hashes {
			sessionRevokeScript.Eval(ctx, p, s.key(hash), revokedFor.Milliseconds())
		}
		return nil
	})
	if err != nil {
		s.client.log.DebugContext(ctx, "redis: copies of revoked sessions were not deleted; the record refuses them", "error", err)
	}
}

func (s *Sessions) key(hash string) []string {
	return []string{sessions.key(s.client.prefix, canonicalID(hash))}
}
