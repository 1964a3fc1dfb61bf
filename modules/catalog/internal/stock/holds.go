package stock

import (
	"context"
	"slices"
	"time"

	"shop/modules/catalog"
	"shop/platform/fault"
)

// tries is how often a hold is tried where the reason that stopped it was gone
// a moment later.
const tries = 5

// Hold implements [catalog.Stock].
func (s *Service) Hold(ctx context.Context, h catalog.Hold) error {
	if h.Order == "" || h.Quantity < 1 {
		return fault.New(fault.Invalid, "hold", "A hold needs an order and at least one unit.")
	}
	for range tries {
		made, err := s.holds.Hold(ctx, h)
		if made || err != nil {
			return err
		}
		if done, err := s.whyNot(ctx, h); done || err != nil {
			return err
		}
	}
	return busy()
}

// whyNot finds out what kept h from being made: done without an error means
// that there is nothing to do, and neither that trying again makes sense. The
// order matters: a hold that is there counts, whatever else is wrong by now.
func (s *Service) whyNot(ctx context.Context, h catalog.Hold) (done bool, err error) {
	account, now, err := s.holds.Look(ctx, h.SKU)
	if err != nil {
		return false, err
	}
	if account.knows(h.Order) || !account.Tracked {
		return true, nil
	}
	switch {
	case !now.Before(h.By):
		return false, catalog.ErrHoldExpired
	case account.Available < h.Quantity && !account.Backorder:
		return false, catalog.ErrSoldOut.
			WithDetail("sku", string(h.SKU)).
			WithDetail("available", max(account.Available, 0)) // below it by what is owed
	case len(account.Holds) >= MaxHolds:
		return false, busy()
	case len(account.Settled) >= MaxSettled:
		if !slices.ContainsFunc(account.Settled, func(s Settled) bool { return s.By.Before(now) }) {
			return false, busy()
		}
		return false, s.holds.Prune(ctx, h.SKU)
	}
	return false, nil
}

func busy() error { return catalog.ErrStockBusy.WithRetryAfter(time.Second) }

// Settle implements [catalog.Stock].
func (s *Service) Settle(ctx context.Context, h catalog.Hold, outcome catalog.Outcome) error {
	if outcome != catalog.Sold && outcome != catalog.Released {
		return fault.New(fault.Invalid, "outcome", "A hold ends sold or released.")
	}
	return s.holds.Settle(ctx, h, outcome)
}
