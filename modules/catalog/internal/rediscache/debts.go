package rediscache

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"shop/platform/redis"
)

// Debts remember what an instance couldn't drop from Redis, which may be away for
// it alone, until any instance has dropped it.
type Debts interface {
	// Owe notes that all of the family is to be dropped.
	Owe(ctx context.Context, family string) error
	// Owed returns the families that are to be dropped still, with how often
	// that was noted.
	Owed(ctx context.Context) (map[string]int64, error)
	// Paid notes that the family was dropped after it was noted n times.
	Paid(ctx context.Context, family string, n int64) error
}

// payEvery is how long an edit may stay unseen by instances that Redis answers,
// where it was made by one that it doesn't answer.
const payEvery = time.Second

// owe leaves the family to others where a drop failed. Errors: those of
// [Debts.Owe].
func (c *Caches) owe(ctx context.Context, family redis.Family, failed error) error {
	if failed == nil {
		return nil
	}
	return c.debts.Owe(ctx, family.Name)
}

// Run drops what any instance owes, each second until the context ends.
func (c *Caches) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(payEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := c.pay(ctx); err != nil && ctx.Err() == nil && !errors.Is(err, redis.ErrAway) {
			log.WarnContext(ctx, "what others could not drop from Redis could not be looked up; it is tried again", "error", err)
		}
	}
}

// pay drops what is owed now. What can't be dropped stays owed.
func (c *Caches) pay(ctx context.Context) error {
	owed, err := c.debts.Owed(ctx)
	if err != nil {
		return err
	}
	drops := map[string]func(context.Context) error{
		redis.Products.Name: c.details.InvalidateAll, redis.ProductLists.Name: c.lists.InvalidateAll, redis.Categories.Name: c.trees.InvalidateAll,
		redis.SiteMap.Name: c.slugs.InvalidateAll,
	}
	var failed []error
	for family, n := range owed {
		if drop, known := drops[family]; known { // one that isn't is another version's
			if err := drop(ctx); err != nil {
				failed = append(failed, err)
				continue
			}
			failed = append(failed, c.debts.Paid(ctx, family, n))
		}
	}
	return errors.Join(failed...)
}
