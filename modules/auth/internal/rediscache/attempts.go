package rediscache

import (
	"context"

	"shop/modules/auth/internal/signin"
	"shop/platform/redis"
)

// Attempts implements [signin.Limiter] by an exact sliding log for each key.
type Attempts struct {
	log  *redis.SlidingLog
	tell func(context.Context, redis.Decision)
}

// NewAttempts returns a limiter that counts in log and tells each caller
// through tell how they stand. Without a log (nil) it allows any number.
func NewAttempts(log *redis.SlidingLog, tell func(context.Context, redis.Decision)) *Attempts {
	return &Attempts{log: log, tell: tell}
}

// Allow implements [signin.Limiter]. A refused attempt isn't counted, and the
// keys after the one that refused don't hear of it.
func (a *Attempts) Allow(ctx context.Context, keys ...string) error {
	if a.log == nil {
		return nil
	}
	var tightest redis.Decision
	for i, key := range keys {
		d := a.log.Allow(ctx, key)
		if !d.Allowed {
			a.tell(ctx, d)
			return signin.ErrTooMany.WithRetryAfter(d.RetryAfter)
		}
		if i == 0 || d.Remaining < tightest.Remaining {
			tightest = d
		}
	}
	a.tell(ctx, tightest)
	return nil
}
