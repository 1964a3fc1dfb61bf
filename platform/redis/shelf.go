package redis

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// leaseTTL is how long a loader may take for its value to be stored. Others stop
// waiting for it sooner, after [waitForOther].
const leaseTTL = 5 * time.Second

// shelf is where a family's entries are in Redis.
//
// Entries count only while they carry the family's generation, a random id.
// Dropping the family is unlinking that id, which works on a full server too;
// whoever misses it sets a new one. A drop that Redis did not acknowledge is
// owed: nothing is read until it is made up for, which is tried in the
// background until it is done, for other instances wait for it, too.
type shelf struct {
	client *Client
	family Family
	last   atomic.Pointer[string] // generation that was seen

	wanted, done atomic.Int64 // drops of the family: asked for, acknowledged
	settling     sync.Mutex
	chasing      atomic.Bool // somebody makes up for drops in the background
	holdings     holdings
	kept         atomic.Int64 // when the generation's expiry was last put off, on the process's clock
}

// drawer is what is on the shelf under one id.
type drawer struct {
	generation string
	raw        []byte // nil when there is nothing
	token      string // of the lease, when that was got
}

// maxLooks is how often a look begins anew since what it saw is in doubt.
const maxLooks = 3

// look returns what is there under id, and the lease on it where that seems to
// be no use. It reports false when Redis can't tell; the token is then of a
// lease that may have been got.
func (s *shelf) look(ctx context.Context, id string) (d drawer, ok bool) {
	for range maxLooks {
		if !s.settle(ctx) {
			return drawer{}, false
		}
		settled := s.done.Load()
		d, ok = s.lookOnce(ctx, id)
		// Since a drop is owed what was seen may be what it should have removed:
		// the connection that was used may have been the first to a server that
		// has begun anew.
		if settled == s.wanted.Load() {
			return d, ok
		}
		if d.token != "" {
			s.holdings.unreturned(id, d.token)
		}
	}
	return drawer{}, false
}

func (s *shelf) lookOnce(ctx context.Context, id string) (drawer, bool) {
	if token := s.holdings.take(id); token != "" {
		s.release(ctx, id, token)
	}
	// The generation is of another slot, so the script goes by the last one that
	// was seen. Where that is wrong, a lease comes along with an entry of use.
	last := ""
	if seen := s.last.Load(); seen != nil {
		last = *seen
	}
	token := rand.Text()
	var generation *goredis.StringCmd
	var leased *goredis.Cmd
	keep := s.keeps(uptime())
	_, _ = s.client.rdb.Pipelined(ctx, func(p goredis.Pipeliner) error {
		if keep {
			p.Expire(ctx, s.generationKey(), generations.TTL)
		}
		generation = p.Get(ctx, s.generationKey())
		leased = leaseScript.EvalSha(ctx, p, s.keys(id), leaseArgs(token, "", last)...)
		return nil
	})
	err := leased.Err()
	if goredis.HasErrorPrefix(err, "NOSCRIPT") {
		leased = leaseScript.Eval(ctx, s.client.rdb, s.keys(id), leaseArgs(token, "", last)...)
		err = leased.Err()
	}
	if unsent(err) {
		return drawer{}, false
	}
	if err != nil {
		s.holdings.got(id, token)
		return drawer{token: token}, false
	}
	d := leaseReply(leased.Val(), token)
	if d.token != "" {
		s.holdings.got(id, d.token)
	}
	switch err := generation.Err(); {
	case err == nil:
		d.generation = generation.Val()
	case errors.Is(err, goredis.Nil):
		var ok bool
		if d.generation, ok = s.begin(ctx); !ok {
			return d, false
		}
	default:
		return d, false
	}
	s.last.Store(&d.generation)
	return d, len(d.generation) == generationSize
}

// keepEvery is how often an instance puts off the expiry of a generation that is
// in use, for all entries end with it.
const keepEvery = time.Hour

// keeps reports whether it is time for that, to one who asks at now.
func (s *shelf) keeps(now time.Duration) bool {
	last := s.kept.Load()
	return (last == 0 || now-time.Duration(last) > keepEvery) && s.kept.CompareAndSwap(last, int64(now))
}

// lease asks for the right to replace an entry that was found. It returns the
// token of the lease, or none: another has it, or the entry is another by now,
// or Redis can't tell.
func (s *shelf) lease(ctx context.Context, id string, entry []byte) string {
	return s.leaseAs(ctx, id, rand.Text(), entry)
}

func (s *shelf) leaseAs(ctx context.Context, id, token string, entry []byte) string {
	head := string(entry[:min(len(entry), headerSize)])
	reply, err := leaseScript.Run(ctx, s.client.rdb, s.keys(id), leaseArgs(token, head, "")...).Result()
	if err != nil {
		if !unsent(err) {
			s.holdings.unreturned(id, token) // it may have been got
		}
		return ""
	}
	if token = leaseReply(reply, token).token; token != "" {
		s.holdings.got(id, token)
	}
	return token
}

func leaseArgs(token, replaced, generation string) []any {
	return []any{token, leaseTTL.Milliseconds(), replaced, generation, generationAt + 1, generationAt + generationSize}
}

// leaseReply reads what the script returned to who offered token.
func leaseReply(reply any, token string) (d drawer) {
	parts, _ := reply.([]any)
	if len(parts) != 2 {
		return d
	}
	if raw, _ := parts[0].(string); raw != "" {
		d.raw = []byte(raw)
	}
	if parts[1] == int64(1) {
		d.token = token
	}
	return d
}

// begin sets a new generation and returns the one that holds now.
func (s *shelf) begin(ctx context.Context) (string, bool) {
	mine := newGeneration()
	err := s.client.rdb.SetArgs(ctx, s.generationKey(), mine, goredis.SetArgs{Mode: "NX", TTL: generations.TTL}).Err()
	if err == nil {
		return mine, true
	}
	if !errors.Is(err, goredis.Nil) {
		return "", false
	}
	theirs, err := s.client.rdb.Get(ctx, s.generationKey()).Result()
	return theirs, err == nil && len(theirs) == generationSize
}

// store puts raw under id for ttl, if the lease of token still holds.
func (s *shelf) store(ctx context.Context, id, token string, raw []byte, ttl time.Duration) bool {
	stored, err := storeScript.Run(ctx, s.client.rdb, s.keys(id), token, raw, ttl.Milliseconds()).Int()
	if err != nil || stored != 1 {
		return false
	}
	s.holdings.ended(id, token)
	return true
}

// release gives the lease of token back, so that nobody waits for it. Where that
// fails it is done before the next look, unless the lease has run out by then.
func (s *shelf) release(ctx context.Context, id, token string) {
	if err := releaseScript.Run(ctx, s.client.rdb, s.keys(id)[:1], token).Err(); err != nil {
		s.holdings.unreturned(id, token)
		return
	}
	s.holdings.ended(id, token)
}

// drop removes the entries of ids and the leases on them. Where Redis doesn't
// acknowledge it, the family's generation goes later. Errors: as
// [Cache.Invalidate].
func (s *shelf) drop(ctx context.Context, ids []string) error {
	unlink := func() error {
		_, err := s.client.rdb.Pipelined(ctx, func(p goredis.Pipeliner) error {
			for _, id := range ids {
				p.Unlink(ctx, s.keys(id)...)
			}
			return nil
		})
		return err
	}
	err := unlink()
	if connectionLost(err) {
		err = unlink() // the price of a failure is the whole family
	}
	if err != nil {
		s.owe()
	}
	return s.undropped(err)
}

// dropAll makes all entries of the family worthless. Errors: as
// [Cache.InvalidateAll].
func (s *shelf) dropAll(ctx context.Context) error {
	s.wanted.Add(1)
	err := s.settled(ctx)
	if err != nil {
		s.chase()
	}
	return s.undropped(err)
}

// undropped is what a caller hears of a drop that failed.
func (s *shelf) undropped(err error) error {
	if err == nil {
		return nil
	}
	return ErrAway.Because(fmt.Errorf("drop of %s: %w", s.family.Name, err))
}

// owe has all of the family dropped as soon as Redis obeys.
func (s *shelf) owe() {
	s.wanted.Add(1)
	s.chase()
}

// chase makes up for drops that are owed, in the background, until none is or
// the client is closed. Somebody who reads may be faster.
func (s *shelf) chase() {
	if !s.chasing.CompareAndSwap(false, true) {
		return
	}
	s.client.background(func(ctx context.Context) {
		for failures := 1; !s.settle(ctx) && ctx.Err() == nil; failures++ {
			sleepOr(ctx, backoff(failures), nil)
		}
		s.chasing.Store(false)
		// Who owed more just now left it to this one.
		if ctx.Err() == nil && s.done.Load() != s.wanted.Load() {
			s.chase()
		}
	})
}

// settle makes up for drops that are owed, and reports whether none is.
func (s *shelf) settle(ctx context.Context) bool { return s.settled(ctx) == nil }

func (s *shelf) settled(ctx context.Context) error {
	if s.done.Load() == s.wanted.Load() {
		return nil
	}
	s.settling.Lock()
	defer s.settling.Unlock()
	wanted := s.wanted.Load()
	if s.done.Load() == wanted {
		return nil
	}
	if err := s.client.rdb.Unlink(ctx, s.generationKey()).Err(); err != nil {
		return err
	}
	s.done.Store(wanted)
	return nil
}

func (s *shelf) generationKey() string { return generations.key(s.client.prefix, s.family.Name) }

// keys are those of the lease and the entry, as the scripts want them.
func (s *shelf) keys(id string) []string {
	return []string{s.family.leaseKey(s.client.prefix, id), s.family.key(s.client.prefix, id)}
}

func newGeneration() string { return strings.ToLower(rand.Text())[:generationSize] }
