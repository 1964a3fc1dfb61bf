package lifecycle

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/order"
	"shop/platform/failpoint"
)

// Queue hands out orders that were left behind.
type Queue interface {
	// Due leases an open order that nobody drives, by the server's clock.
	// Errors: order.ErrNotFound when there is none.
	Due(ctx context.Context, lease time.Duration) (order.Order, error)
}

// Sweeper finishes orders that were left behind by a crash, a lost answer or a
// provider that was away. Every instance runs one; the lease in each order
// keeps them apart.
type Sweeper struct {
	driver *Driver
	queue  Queue
	inbox  *Inbox
	log    *slog.Logger
}

// NewSweeper returns a sweeper that drives with the driver, and applies what
// was left in the inbox.
func NewSweeper(driver *Driver, queue Queue, inbox *Inbox, log *slog.Logger) *Sweeper {
	return &Sweeper{driver: driver, queue: queue, inbox: inbox, log: log}
}

// claimsPerSweep bounds how many claimed carts one sweep looks at.
const claimsPerSweep = 100

// Run sweeps until the context ends.
func (s *Sweeper) Run(ctx context.Context) {
	pause := s.driver.timing.Sweep
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause + rand.N(pause/4+1)):
		}
		if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the sweep for unfinished orders failed and will be repeated", "error", err)
		}
	}
}

// Sweep applies webhooks that were left behind, finishes every order that is
// due, and frees carts whose order was never stored. An order that can't be finished yet is due again when its
// lease ends.
func (s *Sweeper) Sweep(ctx context.Context) error {
	if err := s.inbox.Sweep(ctx); err != nil {
		return err
	}
	for {
		o, err := s.queue.Due(ctx, s.driver.timing.Lease)
		if errors.Is(err, order.ErrNotFound) {
			break
		}
		if err != nil {
			return err
		}
		if _, err := s.driver.Finish(ctx, o); err != nil && !errors.Is(err, ErrAwaitsShopper) {
			s.log.WarnContext(ctx, "an order could not be finished yet", "order", o.Number, "status", o.Status, "error", err)
		}
	}
	claimed, err := s.driver.carts.Claimed(ctx, s.driver.timing.Lease, claimsPerSweep)
	if err != nil {
		return err
	}
	for _, c := range claimed {
		if err := s.free(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// free opens a cart that was claimed for an order that is not there: whoever
// claimed it died before storing the order, or sleeps. Storing a dead order
// under the same id first keeps one that wakes up from placing it after all.
func (s *Sweeper) free(ctx context.Context, c cart.Cart) error {
	o, err := s.driver.orders.Find(ctx, c.Order)
	if errors.Is(err, order.ErrNotFound) {
		o, err = s.bury(ctx, c)
	}
	if errors.Is(err, order.ErrExists) || err == nil && o.Unfinished() {
		return nil
	}
	if err != nil {
		return err
	}
	return cart.Claimed{Cart: c.ID, Order: c.Order, Number: o.Number}.Release(ctx, s.driver.carts, nil)
}

// bury stores a failed order in the place of one that never came.
func (s *Sweeper) bury(ctx context.Context, c cart.Cart) (order.Order, error) {
	failure := failureOf(catalog.ErrHoldExpired)
	buried, err := order.InsertNumbered(ctx, s.driver.orders, order.Order{
		ID: c.Order, CartID: c.ID, Settled: true, Failure: &failure,
		States: order.States{Status: order.Failed, Payment: order.PaymentNone, Fulfilment: order.Unfulfilled},
	}, order.NewNumber, 0, 0)
	failpoint.Here(failpoint.Buried)
	return buried, err
}
