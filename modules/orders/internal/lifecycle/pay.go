package lifecycle

import (
	"context"
	"errors"
	"fmt"

	"shop/modules/catalog"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
	"shop/platform/failpoint"
)

// charge asks the provider for the money under the order's id (step 5). No
// answer in time is not a no: it looks once, and otherwise the order waits,
// paying.
func (d *Driver) charge(ctx context.Context, o order.Order) (order.Order, error) {
	provider, err := d.provider(o)
	if err != nil {
		return o, err
	}
	failpoint.Here(failpoint.Paying)
	p, err := d.ask(ctx, func(ctx context.Context) (payment.Payment, error) {
		return provider.Charge(ctx, payment.Charge{
			Key: string(o.ID), Amount: o.Totals.Total, Email: o.Email, Reference: o.Number,
		})
	})
	if err != nil {
		var again error
		p, again = d.ask(ctx, func(ctx context.Context) (payment.Payment, error) {
			return provider.Fetch(ctx, string(o.ID))
		})
		if again != nil {
			return d.wait(ctx, o, err)
		}
	}
	failpoint.Here(failpoint.Charged)
	if p.State == payment.Pending {
		return d.wait(ctx, o, errPending)
	}
	o, err = d.Apply(ctx, o, p)
	failpoint.Here(failpoint.Applied)
	return o, err
}

var errPending = errors.New("lifecycle: the provider has not decided yet")

// wait notes that the payment's outcome isn't known, which why says, and leaves
// the order to the sweeper.
func (d *Driver) wait(ctx context.Context, o order.Order, why error) (order.Order, error) {
	noted, err := d.fence(ctx, o)
	if err != nil {
		noted = o // what is stored isn't known
	}
	return noted, fmt.Errorf("%w: order %s: %w", ErrUnresolved, o.Number, errors.Join(why, err))
}

// fence makes a new order one whose payment isn't known, so that whoever began
// it can neither fail it any more nor finds that it is still his.
func (d *Driver) fence(ctx context.Context, o order.Order) (order.Order, error) {
	return d.update(ctx, o, func(o *order.Order) error {
		if !o.Can(order.Pay) {
			return order.ErrKeep
		}
		return o.Apply(order.Pay, order.Shop, "")
	})
}

// resolve asks what became of a payment that was left behind, and cancels one
// that the provider knows nothing of (step 6).
func (d *Driver) resolve(ctx context.Context, o order.Order) (order.Order, error) {
	provider, err := d.provider(o)
	if err != nil {
		return o, err
	}
	p, err := d.ask(ctx, func(ctx context.Context) (payment.Payment, error) {
		return provider.Fetch(ctx, string(o.ID))
	})
	if errors.Is(err, payment.ErrUnknown) {
		p, err = d.ask(ctx, func(ctx context.Context) (payment.Payment, error) {
			return provider.Void(ctx, string(o.ID))
		})
	}
	if err != nil {
		return o, fmt.Errorf("%w: order %s: %w", ErrUnresolved, o.Number, err)
	}
	failpoint.Here(failpoint.Resolved)
	return d.Apply(ctx, o, p)
}

// refresh asks what became of a payment that somebody else asked for.
func (d *Driver) refresh(ctx context.Context, o order.Order) (order.Order, error) {
	provider, err := d.provider(o)
	if err != nil {
		return o, err
	}
	p, err := d.ask(ctx, func(ctx context.Context) (payment.Payment, error) {
		return provider.Fetch(ctx, string(o.ID))
	})
	if err != nil {
		return o, fmt.Errorf("%w: order %s: %w", ErrUnresolved, o.Number, err)
	}
	return d.Apply(ctx, o, p)
}

// Apply brings an order in line with what its provider says of the payment
// now, whoever brings the news: the answer to a charge, the sweeper, a webhook
// (step 8). Money that came for an order that is dead is reserved to go back.
// Errors: [ErrUnresolved] while the provider itself doesn't know.
func (d *Driver) Apply(ctx context.Context, o order.Order, p payment.Payment) (order.Order, error) {
	switch p.State {
	case payment.Captured:
		// A captured payment is final, and with it what becomes of the holds:
		// once they are settled one update says the rest. An order that is
		// dead has none any more, so that nothing is sold for it.
		if o.Can(order.Capture) {
			if err := d.release(ctx, o, catalog.Sold); err != nil {
				return o, err
			}
		}
		return d.update(ctx, o, func(o *order.Order) error { return captured(o, p) })
	case payment.Declined, payment.Cancelled:
		return d.update(ctx, o, func(o *order.Order) error {
			o.Failure = &order.Failure{Code: "payment-" + string(p.State), Message: p.Reason}
			return o.Apply(order.Decline, order.Shop, p.Reason)
		})
	default:
		return o, fmt.Errorf("%w: order %s is %s", ErrUnresolved, o.Number, p.State)
	}
}

func captured(o *order.Order, p payment.Payment) error {
	switch {
	case o.Can(order.Capture):
		o.Captured, o.Settled = p.Captured, true
		return o.Apply(order.Capture, order.Shop, "")
	case o.Can(order.Reimburse):
		o.Captured = p.Captured
		if err := o.ReserveRefund(p.Captured, "The payment came after the order was given up."); err != nil {
			return err
		}
		return o.Apply(order.Reimburse, order.Shop, "The payment came after the order was given up.")
	default:
		return order.ErrKeep
	}
}

// refund carries out the first refund that is reserved (step 9).
func (d *Driver) refund(ctx context.Context, o order.Order) (order.Order, error) {
	r, _ := o.PendingRefund()
	method, err := d.methods.Of(o.PaymentMethod.ID)
	if err != nil {
		return o, err
	}
	if !method.Offline() {
		bounded, cancel := context.WithTimeout(ctx, d.timing.Provider)
		defer cancel()
		err := method.Provider.Refund(bounded, payment.Refund{Key: string(o.ID), ID: r.ID, Amount: r.Amount})
		if err != nil {
			return o, fmt.Errorf("%w: refund %s: %w", ErrUnresolved, r.ID, err)
		}
		failpoint.Here(failpoint.Refunded)
	}
	return d.update(ctx, o, func(o *order.Order) error { return o.RefundDone(r.ID) })
}

func (d *Driver) provider(o order.Order) (payment.Provider, error) {
	method, err := d.methods.Of(o.PaymentMethod.ID)
	if err != nil {
		return nil, err
	}
	if method.Offline() {
		return nil, fmt.Errorf("lifecycle: order %s is paid outside the shop", o.Number)
	}
	return method.Provider, nil
}

// ask calls the provider with its deadline.
func (d *Driver) ask(ctx context.Context, call func(context.Context) (payment.Payment, error)) (payment.Payment, error) {
	bounded, cancel := context.WithTimeout(ctx, d.timing.Provider)
	defer cancel()
	return call(bounded)
}
