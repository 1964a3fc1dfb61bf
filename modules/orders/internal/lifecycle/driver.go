package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/coupon"
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
	coupons *coupon.Service
	methods *payment.Methods
	timing  Timing
}

// NewDriver returns a driver over the stores. It panics if timing.Lease doesn't
// exceed timing.Hold.
func NewDriver(orders order.Store, carts cart.Store, stock catalog.Stock, coupons *coupon.Service, methods *payment.Methods, timing Timing) *Driver {
	if timing.Lease <= timing.Hold {
		panic("lifecycle: the lease must exceed the hold")
	}
	return &Driver{orders: orders, carts: carts, stock: stock, coupons: coupons, methods: methods, timing: timing}
}

// Timing returns what the driver was made with.
func (d *Driver) Timing() Timing { return d.timing }

// Drive takes an order that the caller has stored just now as far as it goes
// while its shopper waits, and returns it as it is then. Errors:
// [ErrUnresolved], and those of stores and provider; after any of them
// [Driver.Finish] goes on.
func (d *Driver) Drive(ctx context.Context, o order.Order) (order.Order, error) {
	return d.run(ctx, o, d.begin, d.authorise)
}

// Resume goes on with an order that was left behind, under a lease, while its
// shopper waits: it is paid where all its units are held still. Errors: as for
// [Driver.Drive].
func (d *Driver) Resume(ctx context.Context, o order.Order) (order.Order, error) {
	return d.run(ctx, o, d.takeOver, d.insist)
}

// Finish brings an order to its end that was left behind, under a lease, and
// whose shopper is gone: one whose payment the provider knows nothing of is given up, and cancelled there
// first, so that a process that wakes up late can't capture it. Errors: as for
// [Driver.Drive].
func (d *Driver) Finish(ctx context.Context, o order.Order) (order.Order, error) {
	return d.run(ctx, o, d.takeOver, d.resolve)
}

type step func(context.Context, order.Order) (order.Order, error)

// run does the steps that are left; begin is the one for a new order, pay that
// for one whose payment isn't known.
func (d *Driver) run(ctx context.Context, o order.Order, begin, pay step) (order.Order, error) {
	for o.Unfinished() {
		next, err := d.next(o, begin, pay)(ctx, o)
		if err != nil {
			return next, err
		}
		o = next
	}
	failpoint.Here(failpoint.Finished)
	return o, nil
}

// next returns the first of the steps that are left.
func (d *Driver) next(o order.Order, begin, pay step) step {
	_, refund := o.PendingRefund()
	_, returned := o.PendingRestock()
	switch {
	case o.Status == order.New:
		return begin
	case o.Status == order.Paying:
		return pay
	case !o.Settled:
		return d.settle
	case refund:
		return d.refund
	case returned:
		return d.restockReturn
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

// settle ends the holds, the use of a code and the claim of an order that is
// certain, and notes it
// (step 7).
func (d *Driver) settle(ctx context.Context, o order.Order) (order.Order, error) {
	outcome := catalog.Released
	if o.Placed() {
		outcome = catalog.Sold
	}
	if err := d.release(ctx, o, outcome); err != nil {
		return o, err
	}
	return d.update(ctx, o, func(o *order.Order) error {
		if o.Settled {
			return order.ErrKeep
		}
		o.Settled = true
		return nil
	})
}

// release ends the holds, the use of a code and the claim of the cart, which sold
// lines leave: at the same time, but that a cart which opens again does so last,
// when its shopper's own hold is in nobody's way any more.
func (d *Driver) release(ctx context.Context, o order.Order, outcome catalog.Outcome) error {
	var releasing errgroup.Group
	releasing.Go(func() error { return d.settleHolds(ctx, o, outcome) })
	releasing.Go(func() error { return d.settleCoupon(ctx, o, outcome) })
	if outcome == catalog.Released {
		if err := releasing.Wait(); err != nil {
			return err
		}
		return d.releaseCart(ctx, o, nil)
	}
	releasing.Go(func() error {
		bought := make([]cart.Line, len(o.Lines))
		for i, l := range o.Lines {
			bought[i] = cart.Line{SKU: l.SKU, Quantity: l.Quantity}
		}
		return d.releaseCart(ctx, o, bought)
	})
	return releasing.Wait()
}

func (d *Driver) settleHolds(ctx context.Context, o order.Order, outcome catalog.Outcome) error {
	for _, l := range inOrder(o.Lines) {
		if err := d.stock.Settle(ctx, holdOf(o, l), outcome); err != nil {
			return fmt.Errorf("lifecycle: settle %s of order %s: %w", l.SKU, o.Number, err)
		}
		failpoint.Here(failpoint.Settled)
	}
	return nil
}

func (d *Driver) releaseCart(ctx context.Context, o order.Order, bought []cart.Line) error {
	claim := cart.Claimed{Cart: o.CartID, Version: o.CartVersion + 1, Order: o.ID, Number: o.Number, Coupon: o.CouponCode()}
	if err := claim.Release(ctx, d.carts, bought); err != nil {
		return fmt.Errorf("lifecycle: release the cart of order %s: %w", o.Number, err)
	}
	failpoint.Here(failpoint.Released)
	return nil
}
