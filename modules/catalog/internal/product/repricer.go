package product

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"shop/modules/catalog"
	"shop/platform/identity"
)

// Due finds products whose stored prices are those of an earlier time.
type Due interface {
	// DueForPricing returns products of which a sale began or ended by t since
	// they were stored, the longest due first.
	DueForPricing(ctx context.Context, t time.Time, limit int) ([]catalog.ProductID, error)
}

// Repricer stores products anew when one of their sales begins or ends, so that
// lists, their order and everything that is cached follow. What is sold is
// priced by [Variant.PriceAt] and doesn't wait for it. Two of them at once are
// waste, never harm.
type Repricer struct {
	products *Service
	due      Due
	log      *slog.Logger
}

// NewRepricer returns a repricer of the products.
func NewRepricer(products *Service, due Due, log *slog.Logger) *Repricer {
	return &Repricer{products: products, due: due, log: log}
}

const (
	// repriceEvery is how late a list may be.
	repriceEvery = time.Second
	repriceBatch = 100
)

// Run reprices until the context ends.
func (r *Repricer) Run(ctx context.Context) {
	tick := time.NewTicker(repriceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := r.Reprice(ctx); err != nil && ctx.Err() == nil {
			r.log.WarnContext(ctx, "prices that are due could not be stored and will be tried again", "error", err)
		}
	}
}

// Reprice stores what is due now. One product that fails doesn't keep the others
// waiting; it stays due.
func (r *Repricer) Reprice(ctx context.Context) error {
	ids, err := r.due.DueForPricing(ctx, time.Now(), repriceBatch)
	if err != nil {
		return err
	}
	ctx = identity.System(ctx, "scheduled sale")
	var failed []error
	for _, id := range ids {
		if _, err := r.products.edit(ctx, id, func(*Product) error { return nil }); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
