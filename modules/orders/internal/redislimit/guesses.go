package redislimit

import (
	"context"
	"time"

	"shop/modules/orders/internal/coupon"
	"shop/platform/redis"
)

// factor is how many times as many codes as sign-ins somebody may try: a good
// one counts, too, and people mistype what is printed on a card.
const factor = 4

// Guesses implements [coupon.Limiter].
type Guesses struct {
	limiter *redis.Limiter
	tell    func(context.Context, redis.Decision)
}

// NewGuesses returns a limiter of four times as many codes as a caller may try
// to sign in, which is limit times per period; it tells each caller through tell
// how they stand. A limit of 0 allows any number.
func NewGuesses(c *redis.Client, limit int, per time.Duration, tell func(context.Context, redis.Decision)) *Guesses {
	if limit == 0 {
		return &Guesses{}
	}
	return &Guesses{limiter: redis.NewLimiter(c, "coupon", factor*limit, per), tell: tell}
}

// Allow implements [coupon.Limiter]. The keys after the one that refused don't
// hear of it.
func (g *Guesses) Allow(ctx context.Context, keys ...string) error {
	if g.limiter == nil {
		return nil
	}
	for _, key := range keys {
		d := g.limiter.Allow(ctx, key)
		g.tell(ctx, d)
		if !d.Allowed {
			return coupon.ErrTooMany.WithRetryAfter(d.RetryAfter)
		}
	}
	return nil
}
