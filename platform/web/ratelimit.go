package web

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/redis"
)

// ErrTooMany is returned where a caller asks more often than allowed.
var ErrTooMany = fault.New(fault.TooMany, "rate-limit", "Too many requests in a short time. Please wait a moment.")

// limit counts the request of an API caller, by account or else by network.
func (s *Server) limit(ctx context.Context, x *exchange, h http.Header) error {
	if s.limiter == nil {
		return nil
	}
	key := "ip:" + network(x.ip)
	if caller := identity.From(ctx); caller.SignedIn() {
		key = "account:" + caller.Account
	}
	if x.route != nil && x.route.kind == kindStream {
		// Open pages connect by themselves; they must not use up what their
		// reader's own requests may.
		key = "stream:" + key
	}
	a := s.limiter.Allow(ctx, key)
	writeLimits(h, a)
	if a.Allowed {
		return nil
	}
	return ErrTooMany.WithRetryAfter(a.RetryAfter)
}

// writeLimits tells a program how it stands: X-RateLimit-* as most APIs do,
// and RateLimit with RateLimit-Policy as the IETF draft has them.
func writeLimits(h http.Header, d redis.Decision) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(d.Limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(d.Remaining))
	h.Set("X-RateLimit-Reset", strconv.Itoa(seconds(d.Reset)))
	h.Set("RateLimit", fmt.Sprintf(`"default";r=%d;t=%d`, d.Remaining, seconds(d.Reset)))
	h.Set("RateLimit-Policy", fmt.Sprintf(`"default";q=%d;w=%d`, d.Limit, seconds(d.Per)))
}

// seconds rounds up, so that who waits that long is let in.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

// WriteLimits tells the caller of the request under way how it stands with a
// limit, in a page or in an operation.
func WriteLimits(ctx context.Context, d redis.Decision) {
	if x := exchangeFrom(ctx); x != nil && x.answer != nil {
		writeLimits(x.answer, d)
	}
}
