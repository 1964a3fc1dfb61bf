package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/pricing"
	"shop/platform/failpoint"
)

// Timing says how long things may take.
type Timing struct {
	// Hold is the time an order has to take its units. It is short, since
	// unsettled holds make a stock document large.
	Hold time.Duration
	// Lease is how long a driver has an order to itself. It exceeds Hold, so
	// that whoever takes over knows that no hold can be made any more.
	Lease time.Duration
	// Provider is how long a payment provider may take to answer.
	Provider time.Duration
	// Shopper is how long one has who was sent away to pay.
	Shopper time.Duration
	// Sweep is the pause between two looks for orders left behind.
	Sweep time.Duration
}

// DefaultTiming is right for production.
var DefaultTiming = Timing{
	Hold: 2 * time.Second, Lease: 10 * time.Second, Provider: 4 * time.Second,
	Shopper: 30 * time.Minute, Sweep: time.Second,
}

// ErrUnresolved means that the provider's answer isn't known yet. The order stays as it
// is, and the sweeper goes on with it.
var ErrUnresolved = errors.New("lifecycle: the payment's outcome is not known yet")

// Driver takes orders through the steps that are left.
type Driver struct {
	orders  order.Store
	carts   cart.Store
	stock   catalog.Stock
	methods *payment.Methods
	timing  Timing
}

// NewDriver returns a driver over the stores. It panics if timing.Lease doesn't
// exceed timing.Hold.
func NewDriver(orders order.Store, carts cart.Store, stock catalog.Stock, methods *payment.Methods, timing Timing) *Driver {
	if timing.Lease <= timing.Hold {
		panic("lifecycle: the lease must exceed the hold")
	}
	return &Driver{orders: orders, carts: carts, stock: stock, methods: methods, timing: timing}
}

// Timing returns what the driver was made with.
func (d *Driver) Timing() Timing { return d.timing }

// Drive takes the order as far as it goes while its shopper waits, and returns
// it as it is then. Errors: [ErrUnresolved], and those of stores and provider;
// after any of them the order may be driven again.
func (d *Driver) Drive(ctx context.Context, o order.Order) (order.Order, error) {
	return d.run(ctx, o, d.authorise)
}

// Finish brings an order to its end that was left behind: one without all its
// units is given up, and a payment that the provider knows nothing of is
// cancelled there first, so that a process that wakes up late can't capture it.
func (d *Driver) Finish(ctx context.Context, o order.Order) (order.Order, error) {
	if o.Status == order.New {
		var err error
		if o, err = d.fail(ctx, o, failureOf(catalog.ErrHoldExpired)); err != nil {
			return o, err
		}
	}
	return d.run(ctx, o, d.resolve)
}

type step func(context.Context, order.Order) (order.Order, error)

func (d *Driver) run(ctx context.Context, o order.Order, pay step) (order.Order, error) {
	for o.Unfinished() {
		next, err := d.next(o, pay)(ctx, o)
		if err != nil {
			return next, err
		}
		o = next
	}
	return o, nil
}

// next returns the first of the steps that are left.
func (d *Driver) next(o order.Order, pay step) step {
	_, refund := o.PendingRefund()
	switch {
	case o.Status == order.New:
		return d.hold
	case o.Status == order.Paying:
		return pay
	case !o.Settled:
		return d.settle
	case refund:
		return d.refund
	default:
		return d.restock
	}
}

// update changes the order; where somebody else has moved it on meanwhile, it
// returns the order as that left it, to go on from there.
func (d *Driver) update(ctx context.Context, o order.Order, change func(*order.Order) error) (order.Order, error) {
	saved, err := order.Update(ctx, d.orders, o, change)
	if errors.Is(err, order.ErrTransition) {
		return saved, nil
	}
	return saved, err
}

// inOrder returns the lines sorted by SKU, so that two orders of the same
// things take and settle them in the same order.
func inOrder(lines []pricing.Line) []pricing.Line {
	sorted := slices.Clone(lines)
	slices.SortFunc(sorted, func(a, b pricing.Line) int { return strings.Compare(string(a.SKU), string(b.SKU)) })
	return sorted
}

// settle ends the holds and the claim of the cart (step 7).
func (d *Driver) settle(ctx context.Context, o order.Order) (order.Order, error) {
	outcome := catalog.Released
	var bought []cart.Line
	if o.Placed() {
		outcome = catalog.Sold
		bought = make([]cart.Line, len(o.Lines))
		for i, l := range o.Lines {
			bought[i] = cart.Line{SKU: l.SKU, Quantity: l.Quantity}
		}
	}
	for _, l := range inOrder(o.Lines) {
		if err := d.stock.Settle(ctx, string(o.ID), l.SKU, outcome); err != nil {
			return o, fmt.Errorf("lifecycle: settle %s of order %s: %w", l.SKU, o.Number, err)
		}
		failpoint.Here(failpoint.Settled)
	}
	if err := cart.Release(ctx, d.carts, o.CartID, o.ID, o.Number, bought); err != nil {
		return o, fmt.Errorf("lifecycle: release the cart of order %s: %w", o.Number, err)
	}
	failpoint.Here(failpoint.Released)
	o, err := d.update(ctx, o, func(o *order.Order) error {
		if o.Settled {
			return order.ErrKeep
		}
		o.Settled = true
		return nil
	})
	failpoint.Here(failpoint.Finished)
	return o, err
}

// restock gives a cancelled order's units back, under the order's own id.
func (d *Driver) restock(ctx context.Context, o order.Order) (order.Order, error) {
	for _, l := range inOrder(o.Lines) {
		if err := d.stock.Restock(ctx, string(o.ID)+":cancel", l.SKU, l.Quantity, "Order "+o.Number+" cancelled"); err != nil {
			return o, fmt.Errorf("lifecycle: restock %s of order %s: %w", l.SKU, o.Number, err)
		}
		failpoint.Here(failpoint.Restocked)
	}
	return d.update(ctx, o, func(o *order.Order) error {
		if o.Restocked {
			return order.ErrKeep
		}
		o.Restocked = true
		return nil
	})
}
