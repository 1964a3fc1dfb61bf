package web

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"shop/platform/config"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/redis"
)

// ErrTooMany is returned where a caller asks more often than allowed.
var ErrTooMany = fault.New(fault.TooMany, "rate-limit", "Too many requests in a short time. Please wait a moment.")

// namedFactor is how many times as many requests a named limit allows as that
// of the API: who fills in forms by hand never notices.
const namedFactor = 3

// namedLimiters are the limits that routes name.
type namedLimiters struct {
	redis  *redis.Client
	rate   config.Rate // of the API
	byName map[string]*redis.Limiter
}

// limiterOf returns the named limit that requests of a route are counted by, or
// nil.
func (s *Server) limiterOf(rt *route) *redis.Limiter {
	name := rt.limit
	if reads := rt.method == http.MethodGet || rt.method == http.MethodHead; name == "" && !reads && !isAPI(rt.path) {
		name = "forms"
	}
	limits := s.namedLimiters
	if limits == nil || name == "" || rt.guard == Asset {
		return nil
	}
	if limits.byName[name] == nil {
		limits.byName[name] = redis.NewLimiter(limits.redis, name, namedFactor*limits.rate.Limit, limits.rate.Per)
	}
	return limits.byName[name]
}

// limiter returns the named limit of the request's route, or nil.
func (x *exchange) limiter() *redis.Limiter {
	if x.route == nil {
		return nil
	}
	return x.route.limiter
}

// limitCandidate counts a request that may be answered from the store; nobody
// has looked for a caller yet, and there is none.
func (s *Server) limitCandidate(ctx context.Context, x *exchange) error {
	if x.route.guard == Asset || !isAPI(x.path) {
		return nil
	}
	return s.limit(ctx, x)
}

// limit counts the request of a caller of the API or of a limited page, by
// account or else by network. It counts each request once under each limit,
// however often it is called.
func (s *Server) limit(ctx context.Context, x *exchange) error {
	if s.limiter == nil {
		return nil
	}
	if !x.counted {
		x.counted, x.refusal = true, s.count(ctx, x)
	}
	return x.refusal
}

func (s *Server) count(ctx context.Context, x *exchange) error {
	key := "ip:" + identity.Network(x.ip)
	if caller := identity.From(ctx); caller.SignedIn() {
		key = "account:" + caller.Account
	}
	if x.route != nil && x.route.kind == kindStream {
		// Open pages connect by themselves; they must not use up what their
		// reader's own requests may.
		key = "stream:" + key
	}
	d := redis.Decision{Allowed: true, Remaining: math.MaxInt}
	switch api := isAPI(x.path); {
	case api && x.cheap():
		d = s.limiter.AllowLeased(ctx, key)
	case api:
		d = s.limiter.Allow(ctx, key)
	}
	if named := x.limiter(); named != nil && d.Allowed {
		// What is told is the limit that refuses, or that has the fewest left.
		if n := named.Allow(ctx, key); !n.Allowed || n.Remaining < d.Remaining {
			d = n
		}
	}
	x.noteLimits(d)
	if d.Allowed {
		return nil
	}
	return ErrTooMany.WithRetryAfter(d.RetryAfter)
}

// cheap reports whether the request costs less than asking Redis whether it
// may be answered: a plain read.
func (x *exchange) cheap() bool {
	return (x.method == http.MethodGet || x.method == http.MethodHead) && x.route != nil && x.route.kind == kindOperation
}

// limitHeaders tell a program how it stands: X-RateLimit-* as most APIs do, and
// RateLimit with RateLimit-Policy as the IETF draft has them. They are spelled
// as net/http does.
var limitHeaders = [...]string{"X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "Ratelimit", "Ratelimit-Policy"}

// noteLimits keeps the values of limitHeaders for the answer.
func (x *exchange) noteLimits(d redis.Decision) {
	limit, remaining, reset := strconv.Itoa(d.Limit), strconv.Itoa(d.Remaining), strconv.Itoa(seconds(d.Reset))
	v := &x.limits
	v[0], v[1], v[2] = limit, remaining, reset
	v[3] = `"` + d.Policy + `";r=` + remaining + ";t=" + reset
	v[4] = `"` + d.Policy + `";q=` + limit + ";w=" + strconv.Itoa(seconds(d.Per))
	x.limited = true
}

// writeLimits sets what noteLimits has kept.
func (x *exchange) writeLimits(h http.Header) {
	if !x.limited {
		return
	}
	for i, name := range limitHeaders {
		h[name] = x.limits[i : i+1 : i+1]
	}
}

// seconds rounds up, so that who waits that long is let in.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// WriteLimits tells the caller of the request under way how it stands with a
// limit, in a page or in an operation.
func WriteLimits(ctx context.Context, d redis.Decision) {
	if x := exchangeFrom(ctx); x != nil && x.answer != nil {
		x.noteLimits(d)
		x.writeLimits(x.answer)
	}
}
