package order

import (
	"context"
	"errors"
	"time"

	"shop/modules/orders"
	"shop/platform/fault"
)

// The errors of stores and services.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-order", "There is no such order.")
	// ErrExists: an order with this id is there already.
	ErrExists = fault.New(fault.Conflict, "order-exists", "This order was placed before.")
	// ErrNumberTaken: another order has the number; draw another.
	ErrNumberTaken = fault.New(fault.Conflict, "number-taken", "Please try again.")
	// ErrStale: the order has changed since it was read.
	ErrStale = fault.New(fault.Conflict, "order-changed", "The order was changed by somebody else meanwhile. Please look at it again.")
)

// Store keeps orders. Each method is one operation on one document.
type Store interface {
	// Insert stores a new order with By set to the server's time plus hold,
	// leased to the caller for lease, and returns it as stored. Errors:
	// [ErrExists], [ErrNumberTaken].
	Insert(ctx context.Context, o Order, hold, lease time.Duration) (Order, error)
	// Find returns the first of the orders that exists. Errors: [ErrNotFound].
	Find(ctx context.Context, ids ...orders.OrderID) (Order, error)
	// ByNumber returns the order. Errors: [ErrNotFound].
	ByNumber(ctx context.Context, number string) (Order, error)
	// Save stores the changes made to an order since it was read, with its
	// events, if nobody else changed it in between. Errors: [ErrStale].
	Save(ctx context.Context, o Order) (Order, error)
	// Lease takes the right to drive an open order for a while, if nobody has
	// it by the server's clock. Errors: [ErrNotFound] if somebody has, or if
	// the order isn't open.
	Lease(ctx context.Context, id orders.OrderID, lease time.Duration) (Order, error)
}

// ErrKeep is returned by a change that finds nothing to do.
var ErrKeep = errors.New("order: nothing to change")

// Update changes the order and saves it. When somebody else was quicker it
// reads the order again and applies change anew, so change must look at what it
// is given; its error ends the update and is returned with the order it saw.
// [ErrKeep] ends it too, but is no error. Errors: those of change and store, and
// with them the order as it was read last.
func Update(ctx context.Context, store Store, o Order, change func(*Order) error) (Order, error) {
	for {
		next := o
		if err := change(&next); errors.Is(err, ErrKeep) {
			return o, nil
		} else if err != nil {
			return o, err
		}
		next.Open = next.Unfinished()
		saved, err := store.Save(ctx, next)
		if err == nil {
			return saved, nil
		}
		if !errors.Is(err, ErrStale) {
			return o, err
		}
		latest, err := store.Find(ctx, o.ID)
		if err != nil {
			return o, err
		}
		o = latest
	}
}
