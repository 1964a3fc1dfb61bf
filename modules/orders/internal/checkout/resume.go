package checkout

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/order"
)

// resume answers with an order that the key stands for already, driving it
// forward if nobody else does (step 0). lookup is the error of finding it.
func (s *Service) resume(ctx context.Context, o order.Order, r Request, lookup error) (Result, error) {
	if lookup != nil {
		return Result{}, lookup
	}
	// An order that the sweeper put in the place of one that never came has no
	// request of its own.
	if o.RequestHash != "" && o.RequestHash != r.hash() {
		return Result{}, ErrKeyReused.WithDetail("order", o.Number)
	}
	o, err := s.await(ctx, o)
	if err == nil && !o.Unfinished() {
		// A claim made for an order that was finished already holds nothing.
		err = cart.Claimed{Cart: o.CartID, Order: o.ID, Number: o.Number}.Release(ctx, s.cartStore, nil)
	}
	return s.answer(ctx, o, false, err)
}

// await waits until the order is settled or ctx ends. Whoever gets its lease
// drives it; the others look now and then.
func (s *Service) await(ctx context.Context, o order.Order) (order.Order, error) {
	pause := 10 * time.Millisecond
	for o.Unfinished() {
		leased, err := s.orders.Lease(ctx, o.ID, s.driver.Timing().Lease)
		if err == nil {
			return s.driver.Resume(ctx, leased)
		}
		if !errors.Is(err, order.ErrNotFound) {
			return o, err
		}
		if o.Waiting() {
			// For the shopper, not for another process.
			return s.driver.Drive(ctx, o)
		}
		select {
		case <-ctx.Done():
			return o, ctx.Err()
		case <-time.After(pause + rand.N(pause)):
		}
		pause = min(2*pause, 200*time.Millisecond)
		latest, err := s.orders.Find(ctx, o.ID)
		if err != nil {
			return o, err
		}
		o = latest
	}
	return o, nil
}
