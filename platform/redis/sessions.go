package redis

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"reflect"
	"time"

	"github.com/maypok86/otter/v2"
	goredis "github.com/redis/go-redis/v9"
)

const (
	// revokedFor is how long a revoked session can't be stored again. It
	// outlasts every request that read the session's record before it was
	// revoked.
	revokedFor = 10 * time.Minute
	// sessionMemory is how long a copy is used without asking Redis, and so how
	// late an instance that misses the hint sees a revocation.
	sessionMemory = time.Second
	// sessionsHeld is how many copies an instance has in memory.
	sessionsHeld = 10_000
	// shapeSize is how many bytes the shape of a value takes before it.
	shapeSize = 8
)

// Sessions keeps copies of sessions under the hash of their token; tokens never
// come here. The record is elsewhere, so everything may be lost at any time,
// and no method fails: what isn't there is read from the record. Copies are in
// Redis and, decoded, for a second in memory. Values are shared by everybody who
// gets them and must not be changed; T must survive encoding as JSON.
//
// After [Sessions.Delete] returns, no Get on this instance returns what was
// deleted; on others that holds once the hint arrives, and after a second
// without it. It is safe for concurrent use.
type Sessions[T any] struct {
	client *Client
	shape  uint64
	memory memory[string, memorised]
	reads  reads
}

// memorised is a copy in memory, or the mark that it was deleted.
type memorised struct {
	value   any // a T, or nil
	deleted bool
	ttl     time.Duration
}

func newMemorised() memory[string, memorised] {
	return otter.Must(&otter.Options[string, memorised]{
		MaximumSize: sessionsHeld,
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[string, memorised]) time.Duration {
			return e.Value.ttl
		}),
	})
}

// NewSessions returns the sessions of c. A client has one.
func NewSessions[T any](c *Client) *Sessions[T] {
	s := &Sessions[T]{
		client: c, shape: shapeOf(reflect.TypeFor[T]()), reads: newReads(c.metrics, sessions),
		memory: newMemorised(),
	}
	c.addCloser(func() { s.memory.StopAllGoroutines() })
	c.invalid.Listen(func(i invalidation) {
		if i.Family == sessions.Name {
			s.forget(i.IDs)
		}
	})
	return s
}

// Get returns what was put under hash and puts its expiry off by the idle time
// it was put with, give or take a tenth. It reports false when there is nothing.
func (s *Sessions[T]) Get(ctx context.Context, hash string) (value T, ok bool) {
	if held, found := s.memory.GetIfPresent(hash); found {
		s.reads.memory.Inc()
		value, _ = held.value.(T)
		return value, !held.deleted
	}
	reply, err := sessionGetScript.Run(ctx, s.client.rdb, s.key(hash)).Slice()
	if err != nil || len(reply) != 2 {
		s.reads.loaded.Inc()
		return value, false
	}
	data, _ := reply[0].(string)
	if value, ok = s.decode(data); !ok {
		s.reads.loaded.Inc()
		return value, false
	}
	s.reads.redis.Inc()
	left, _ := reply[1].(int64)
	return value, s.memorise(hash, value, time.Duration(left)*time.Millisecond)
}

// Put stores value under hash until nobody has got it for idle, an hour at most,
// and not beyond end. What was deleted lately stays deleted.
func (s *Sessions[T]) Put(ctx context.Context, hash string, value T, idle time.Duration, end time.Time) {
	data, err := json.Marshal(value)
	if err != nil || shapeSize+len(data) > sessions.MaxBytes {
		s.reads.tooLarge.Inc()
		return
	}
	idle = min(idle, sessions.TTL)
	if !s.memorise(hash, value, min(idle, time.Until(end))) {
		return
	}
	data = append(binary.BigEndian.AppendUint64(make([]byte, 0, shapeSize+len(data)), s.shape), data...)
	stored, err := sessionPutScript.Run(ctx, s.client.rdb, s.key(hash), data, idle.Milliseconds(), end.UnixMilli()).Int()
	if err == nil && stored == 0 {
		s.forget([]string{hash})
	}
}

// Delete removes what is under the hashes, and keeps a mark there so that a
// request which read a session before it was revoked can't bring it back. It
// goes on when ctx ends, since the revocation stands.
func (s *Sessions[T]) Delete(ctx context.Context, hashes ...string) {
	if len(hashes) == 0 {
		return
	}
	ctx = context.WithoutCancel(ctx)
	s.forget(hashes)
	_, err := s.client.rdb.Pipelined(ctx, func(p goredis.Pipeliner) error {
		for _, hash := range hashes {
			sessionRevokeScript.Eval(ctx, p, s.key(hash), revokedFor.Milliseconds())
		}
		return nil
	})
	if err == nil {
		err = s.client.invalid.Announce(ctx, invalidation{Family: sessions.Name, IDs: hashes})
	}
	if err != nil {
		s.client.log.DebugContext(ctx, "redis: copies of revoked sessions were not deleted; the record refuses them", "error", err)
	}
}

// memorise keeps a copy for a moment, unless it was deleted.
func (s *Sessions[T]) memorise(hash string, value T, left time.Duration) bool {
	// A tenth, since what is read here doesn't put its expiry off in Redis.
	ttl := min(sessionMemory, left/10)
	kept, _ := s.memory.Compute(hash, func(held memorised, _ bool) (memorised, otter.ComputeOp) {
		if held.deleted {
			return held, otter.CancelOp
		}
		return memorised{value: value, ttl: max(ttl, 1)}, otter.WriteOp
	})
	return !kept.deleted
}

func (s *Sessions[T]) forget(hashes []string) {
	for _, hash := range hashes {
		s.memory.Set(hash, memorised{deleted: true, ttl: revokedFor})
	}
}

// decode reads what Put wrote. An older program's value is none.
func (s *Sessions[T]) decode(data string) (value T, ok bool) {
	if len(data) < shapeSize || binary.BigEndian.Uint64([]byte(data[:shapeSize])) != s.shape {
		s.reads.shape.Inc()
		return value, false
	}
	if json.Unmarshal([]byte(data[shapeSize:]), &value) != nil {
		s.reads.corrupt.Inc()
		return value, false
	}
	return value, true
}

func (s *Sessions[T]) key(hash string) []string {
	return []string{sessions.key(s.client.prefix, canonicalID(hash))}
}
