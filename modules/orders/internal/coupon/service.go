package coupon

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shop/modules/catalog"
	"shop/platform/failpoint"
	"shop/platform/fault"
)

// MaxReserved is how many orders with one code may be under way. More make each
// reservation slower.
const MaxReserved = 1000

// tries is how often a reservation is tried where the reason that stopped it was
// gone a moment later.
const tries = 5

// Store keeps usages. Each method is one operation on one document, except for
// Find.
type Store interface {
	// Reserve adds the order where fewer than limit uses are taken (zero is no
	// limit), there is room, the usage knows nothing of the order, and the
	// server's clock is before e.By. It forgets ended ones whose By is before
	// since. made is false where any of that is not so, or there is no such
	// usage; [Store.Look] tells which.
	Reserve(ctx context.Context, key string, limit int, e Entry, since time.Time) (made bool, err error)
	// Settle ends the order's reservation, and does nothing where there is
	// none.
	Settle(ctx context.Context, key string, e Entry, outcome Outcome) error
	// Open makes the usage where there is none.
	Open(ctx context.Context, key string) error
	// Look returns the usage and the server's time at that moment. Errors:
	// [ErrNoUsage].
	Look(ctx context.Context, key string) (Usage, time.Time, error)
	// Find returns the counts of those usages that there are.
	Find(ctx context.Context, keys ...string) ([]Usage, error)
}

// ErrNoUsage means that nothing was counted under a key yet.
var ErrNoUsage = errors.New("coupon: nothing was counted yet")

// Service reserves and settles uses.
type Service struct{ store Store }

// NewService returns a service over the store.
func NewService(store Store) *Service { return &Service{store: store} }

// count is one of the two usages that a redemption is counted in.
type count struct {
	key   string
	limit int
	full  *fault.Error
}

// counts are the customer's and that of all, in the order in which they are
// reserved: what one customer may not do takes nothing from the others. Both are
// counted whether there is a limit or not, so that one that is set later knows
// of what came before.
func (r Redemption) counts() []count {
	all := count{r.PromotionID, r.UsageLimit, ErrUsedUp}
	if r.Customer == "" {
		return []count{all}
	}
	return []count{{r.PromotionID + "/" + r.Customer, r.UsageLimitPerCustomer, ErrUsedByCustomer}, all}
}

// Check reports whether the code could be used now, which holds nothing. A
// redemption without a customer is checked for all of them. Errors: [ErrUsedUp],
// [ErrUsedByCustomer].
func (s *Service) Check(ctx context.Context, r Redemption) error {
	usages, err := s.store.Find(ctx, r.Keys()...)
	if err != nil {
		return err
	}
	for _, c := range r.counts() {
		full := func(u Usage) bool { return u.Key == c.key && u.Taken >= c.limit }
		if c.limit > 0 && slices.ContainsFunc(usages, full) {
			return c.full
		}
	}
	return nil
}

// Keys are those of the usages that the redemption is counted in.
func (r Redemption) Keys() []string {
	var keys []string
	for _, c := range r.counts() {
		keys = append(keys, c.key)
	}
	return keys
}

// Usages returns how often each of the promotions was used, by its id. One that
// never was is missing.
func (s *Service) Usages(ctx context.Context, promotionIDs ...string) (map[string]Usage, error) {
	usages, err := s.store.Find(ctx, promotionIDs...)
	byID := make(map[string]Usage, len(usages))
	for _, u := range usages {
		byID[u.Key] = u
	}
	return byID, err
}

// Reserve takes a use for an order; a repeat changes nothing. What it took
// before it failed, [Service.Settle] gives back. Errors: [ErrUsedByCustomer],
// [ErrUsedUp], catalog.ErrHoldExpired after r.By, [ErrBusy].
func (s *Service) Reserve(ctx context.Context, r Reservation) error {
	for _, c := range r.counts() {
		if err := s.reserve(ctx, c, r); err != nil {
			return err
		}
		failpoint.Here(failpoint.CouponReserved)
	}
	return nil
}

func (s *Service) reserve(ctx context.Context, c count, r Reservation) error {
	for range tries {
		made, err := s.store.Reserve(ctx, c.key, c.limit, Entry{r.Order, r.By}, r.Since)
		if made || err != nil {
			return err
		}
		if done, err := s.whyNot(ctx, c, r); done || err != nil {
			return err
		}
	}
	return busy()
}

// whyNot finds out what kept a use from being reserved: done without an error
// means that there is nothing to do, and neither that trying again makes sense.
// The order matters: a reservation that is there counts, whatever else is wrong
// by now.
func (s *Service) whyNot(ctx context.Context, c count, r Reservation) (done bool, err error) {
	u, now, err := s.store.Look(ctx, c.key)
	switch {
	case errors.Is(err, ErrNoUsage):
		return false, s.store.Open(ctx, c.key)
	case err != nil:
		return false, err
	case u.knows(r.Order):
		return true, nil
	case !now.Before(r.By):
		return false, catalog.ErrHoldExpired
	case c.limit > 0 && u.Taken >= c.limit:
		return false, c.full
	case len(u.Reserved) >= MaxReserved:
		return false, busy()
	}
	return false, nil
}

func busy() error { return ErrBusy.WithRetryAfter(time.Second) }

func (u Usage) knows(order string) bool {
	is := func(e Entry) bool { return e.Order == order }
	return slices.ContainsFunc(u.Reserved, is) || slices.ContainsFunc(u.Ended, is)
}

// Settle ends the order's reservation: used, or released. A repeat changes
// nothing, and neither does an order that never reserved.
func (s *Service) Settle(ctx context.Context, r Reservation, outcome Outcome) error {
	if outcome != Used && outcome != Released {
		return fmt.Errorf("coupon: a reservation doesn't end %q", outcome)
	}
	for _, c := range r.counts() {
		if err := s.store.Settle(ctx, c.key, Entry{r.Order, r.By}, outcome); err != nil {
			return err
		}
		failpoint.Here(failpoint.CouponSettled)
	}
	return nil
}
