package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/platform/failpoint"
	"shop/platform/fault"
)

// begin takes the units of each line and the use of a code (step 4) and then
// asks for the money (step 5), or for none now. What can't be had fails the
// order; an answer that didn't come leaves it as it is, since the hold may stand.
func (d *Driver) begin(ctx context.Context, o order.Order) (order.Order, error) {
	for _, l := range inOrder(o.Lines) {
		err := d.holdLine(ctx, o, l)
		switch {
		case err == nil:
			failpoint.Here(failpoint.Held)
		case refused(err):
			return d.fail(ctx, o, failureFor(l, err))
		default:
			return o, fmt.Errorf("lifecycle: hold %s for order %s: %w", l.SKU, o.Number, err)
		}
	}
	switch err := d.reserveCoupon(ctx, o); {
	case err == nil:
	case refused(err):
		return d.fail(ctx, o, failureOf(err))
	default:
		return o, fmt.Errorf("lifecycle: reserve the coupon of order %s: %w", o.Number, err)
	}
	placing, err := d.placing(o)
	switch {
	case err != nil:
		return o, err
	case placing == order.Pay:
		return d.authorise(ctx, o)
	default:
		return d.update(ctx, o, func(o *order.Order) error { return o.Apply(placing, order.Shop, "") })
	}
}

// placing returns what places an order that has all it needs: [order.Pay] where
// a provider is to be asked for the money. What costs nothing is paid, whatever
// it would be paid with.
func (d *Driver) placing(o order.Order) (order.Action, error) {
	method, err := d.methods.Of(o.PaymentMethod.ID)
	switch {
	case err != nil:
		return "", err
	case o.Totals.Total.IsZero():
		return order.Capture, nil
	case method.OnDelivery:
		return order.Entrust, nil
	case method.Offline():
		return order.Confirm, nil
	default:
		return order.Pay, nil
	}
}

// holdOf is the hold of a line, as it is made and as it ends.
func holdOf(o order.Order, l pricing.Line) catalog.Hold {
	return catalog.Hold{Order: string(o.ID), SKU: l.SKU, Quantity: l.Quantity, By: o.By, Since: o.CreatedAt}
}

// holdLine takes one line's units, trying again for a while where very many
// people want the same.
func (d *Driver) holdLine(ctx context.Context, o order.Order, l pricing.Line) error {
	hold := holdOf(o, l)
	patience := time.Now().Add(d.timing.Hold)
	for {
		err := d.stock.Hold(ctx, hold)
		if !errors.Is(err, catalog.ErrStockBusy) || time.Now().After(patience) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20*time.Millisecond + rand.N(40*time.Millisecond)):
		}
	}
}

// refused reports whether the units, or the use of a code, can't be had for
// certain.
func refused(err error) bool {
	for _, certain := range []error{
		catalog.ErrSoldOut, catalog.ErrHoldExpired, catalog.ErrNoSuchSKU, catalog.ErrStockBusy,
		coupon.ErrUsedUp, coupon.ErrUsedByCustomer, coupon.ErrBusy,
	} {
		if errors.Is(err, certain) {
			return true
		}
	}
	return false
}

// takeOver goes on with a new order that was left behind. Whoever began it may
// have asked for the money and may wake up: what the provider knows decides.
func (d *Driver) takeOver(ctx context.Context, o order.Order) (order.Order, error) {
	placing, err := d.placing(o)
	if err != nil {
		return o, err
	}
	late := failureOf(catalog.ErrHoldExpired)
	if placing != order.Pay { // which no provider knows of
		return d.fail(ctx, o, late)
	}
	return d.fence(ctx, o, &late)
}

// insist asks for the money of an order that was left behind, if all its units
// are held and the use of its code is reserved. By now no hold can be made any more, so that asking for one tells
// whether it is there.
func (d *Driver) insist(ctx context.Context, o order.Order) (order.Order, error) {
	if o.Waiting() {
		return d.resolve(ctx, o)
	}
	for _, l := range inOrder(o.Lines) {
		switch err := d.stock.Hold(ctx, holdOf(o, l)); {
		case refused(err):
			return d.resolve(ctx, o)
		case err != nil:
			return o, fmt.Errorf("lifecycle: look for the hold of %s for order %s: %w", l.SKU, o.Number, err)
		}
	}
	switch err := d.reserveCoupon(ctx, o); {
	case refused(err):
		return d.resolve(ctx, o)
	case err != nil:
		return o, fmt.Errorf("lifecycle: look for the coupon of order %s: %w", o.Number, err)
	}
	return d.authorise(ctx, o)
}

// fail ends an order that didn't get its units, or the use of its code.
//
// Errors: [ErrUnresolved] where somebody else has taken the order over, who then
// knows nothing of why it should fail, and goes on with it.
func (d *Driver) fail(ctx context.Context, o order.Order, why order.Failure) (order.Order, error) {
	failed, err := d.update(ctx, o, func(o *order.Order) error {
		o.Failure = &why
		return o.Apply(order.Fail, order.Shop, why.Message)
	})
	if err == nil && failed.Status == order.Paying {
		return failed, fmt.Errorf("%w: order %s was taken over", ErrUnresolved, o.Number)
	}
	return failed, err
}

// failureOf keeps what an error says of why an order failed.
func failureOf(err error) order.Failure {
	var f *fault.Error
	if !errors.As(err, &f) {
		return order.Failure{Code: "failed", Message: "The order could not be placed."}
	}
	failure := order.Failure{Code: f.Code, Message: f.Message}
	failure.Available, _ = f.Details["available"].(int)
	return failure
}

// failureFor is failureOf, saying which line it was.
func failureFor(l pricing.Line, err error) order.Failure {
	failure := failureOf(err)
	failure.SKU = l.SKU
	if errors.Is(err, catalog.ErrSoldOut) {
		failure.Message = cart.Left(l.Name, failure.Available)
	}
	return failure
}
