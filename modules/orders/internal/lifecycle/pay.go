package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
	"shop/platform/failpoint"
	"shop/platform/fault"
)

// ErrAwaitsShopper is an [ErrUnresolved]: the provider waits for the shopper to
// do what the order says.
var ErrAwaitsShopper = fmt.Errorf("%w: it waits for the shopper", ErrUnresolved)

// authorise asks the provider for the money under the order's id (step 5). No
// answer in time is not a no: it looks once, and otherwise the order waits,
// paying.
func (d *Driver) authorise(ctx context.Context, o order.Order) (order.Order, error) {
	provider, err := d.provider(o)
	if err != nil {
		return o, err
	}
	failpoint.Here(failpoint.Paying)
	p, err := d.ask(ctx, o, provider.Authorise)
	if err != nil {
		var again error
		if p, again = d.ask(ctx, o, provider.Fetch); again != nil {
			return d.wait(ctx, o, err)
		}
	}
	failpoint.Here(failpoint.Authorised)
	o, err = d.Apply(ctx, o, p)
	failpoint.Here(failpoint.Applied)
	return o, err
}

// wait notes that the payment's outcome isn't known, which why says, and leaves
// the order to the sweeper.
func (d *Driver) wait(ctx context.Context, o order.Order, why error) (order.Order, error) {
	noted, err := d.fence(ctx, o, nil)
	if err != nil {
		noted = o // what is stored isn't known
	}
	return noted, fmt.Errorf("%w: order %s: %w", ErrUnresolved, o.Number, errors.Join(why, err))
}

// fence makes a new order one whose payment isn't known, so that whoever began
// it can't fail it any more. late is what it fails of if it isn't paid, where it
// may never have got its units.
func (d *Driver) fence(ctx context.Context, o order.Order, late *order.Failure) (order.Order, error) {
	return d.update(ctx, o, func(o *order.Order) error {
		if !o.Can(order.Pay) {
			return order.ErrKeep
		}
		o.Failure = late
		return o.Apply(order.Pay, order.Shop, "")
	})
}

// resolve asks what became of a payment that was left behind (step 6). One that
// the provider knows nothing of is cancelled there, as is one whose shopper had
// time enough.
func (d *Driver) resolve(ctx context.Context, o order.Order) (order.Order, error) {
	return d.hear(ctx, o, func(provider payment.Provider) (payment.Payment, error) {
		p, err := d.ask(ctx, o, provider.Fetch)
		if errors.Is(err, payment.ErrUnknown) || err == nil && p.State == payment.Pending && o.Overdue(time.Now()) {
			p, err = d.ask(ctx, o, provider.Void)
		}
		failpoint.Here(failpoint.Resolved)
		return p, err
	})
}

// refresh asks what became of a payment that somebody else asked for.
func (d *Driver) refresh(ctx context.Context, o order.Order) (order.Order, error) {
	return d.hear(ctx, o, func(provider payment.Provider) (payment.Payment, error) {
		return d.ask(ctx, o, provider.Fetch)
	})
}

// abandon cancels the payment of an order whose shopper won't pay, and takes the
// order as far as it goes. What was captured meanwhile makes it paid.
func (d *Driver) abandon(ctx context.Context, o order.Order) (order.Order, error) {
	o, err := d.hear(ctx, o, func(provider payment.Provider) (payment.Payment, error) {
		return d.ask(ctx, o, provider.Void)
	})
	if err != nil {
		return o, err
	}
	return d.Drive(ctx, o)
}

// hear applies what the order's provider says to call. Errors: [ErrUnresolved]
// where it doesn't say, and those of [Driver.Apply].
func (d *Driver) hear(ctx context.Context, o order.Order, call func(payment.Provider) (payment.Payment, error)) (order.Order, error) {
	provider, err := d.provider(o)
	if err != nil {
		return o, err
	}
	p, err := call(provider)
	if err != nil {
		return o, fmt.Errorf("%w: order %s: %w", ErrUnresolved, o.Number, err)
	}
	return d.Apply(ctx, o, p)
}

// Apply brings an order in line with what its provider says of the payment
// now, whoever brings the news: the answer to an authorisation, the sweeper, a
// webhook (step 8). Money that is only promised is captured for an order that
// waits for it, and let go for one that is dead; money that came for a dead
// order is reserved to go back, and refunds that came back have failed. Errors: [ErrAwaitsShopper] while the shopper has
// something to do, which the order says then; [ErrUnresolved] while the provider
// itself doesn't know.
func (d *Driver) Apply(ctx context.Context, o order.Order, p payment.Payment) (order.Order, error) {
	if p.State == payment.Authorised {
		var err error
		if p, err = d.decide(ctx, o, p); err != nil {
			return d.wait(ctx, o, err)
		}
	}
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
		return d.decline(ctx, o, p)
	default:
		return d.await(ctx, o, p)
	}
}

// decline notes that nothing was captured and nothing will be. A payment that
// was refused before it had an id says nothing of the page that a shopper was
// given meanwhile.
func (d *Driver) decline(ctx context.Context, o order.Order, p payment.Payment) (order.Order, error) {
	o, err := d.update(ctx, o, func(o *order.Order) error {
		if o.Waiting() && p.ID != o.PaymentID {
			return order.ErrKeep
		}
		if p.State == payment.Cancelled && o.Failure != nil && o.Can(order.Abandon) {
			return o.Apply(order.Abandon, order.Shop, o.Failure.Message)
		}
		o.Failure = &order.Failure{Code: "payment-" + string(p.State), Message: p.Reason}
		return o.Apply(order.Decline, order.Shop, p.Reason)
	})
	if err != nil || !o.Waiting() {
		return o, err
	}
	return o, awaitsShopper(o)
}

// await notes what a pending payment waits for.
func (d *Driver) await(ctx context.Context, o order.Order, p payment.Payment) (order.Order, error) {
	if p.Next == nil {
		return d.wait(ctx, o, fmt.Errorf("the payment is %s", p.State))
	}
	next := order.NextAction{
		Kind: string(p.Next.Kind), URL: p.Next.URL,
		By: time.Now().UTC().Add(d.timing.Shopper).Truncate(time.Millisecond),
	}
	o, err := d.update(ctx, o, func(o *order.Order) error {
		if o.Can(order.Pay) {
			if err := o.Apply(order.Pay, order.Shop, ""); err != nil {
				return err
			}
		}
		return o.Await(next, p.ID)
	})
	if err != nil || !o.Waiting() {
		return o, err
	}
	return o, awaitsShopper(o)
}

func awaitsShopper(o order.Order) error {
	return fmt.Errorf("%w: order %s", ErrAwaitsShopper, o.Number)
}

// decide captures or voids what was authorised. It may be asked of somebody who
// saw the order long ago: what was captured meanwhile stays so.
func (d *Driver) decide(ctx context.Context, o order.Order, p payment.Payment) (payment.Payment, error) {
	provider, err := d.provider(o)
	if err != nil {
		return p, err
	}
	if !o.Can(order.Capture) {
		return d.ask(ctx, o, provider.Void)
	}
	return d.ask(ctx, o, func(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
		p, err := provider.Capture(ctx, payment.Capture{Key: a.Key, ID: p.ID, Amount: a.Amount})
		failpoint.Here(failpoint.Captured)
		return p, err
	})
}

// captured notes that the money was taken, and what of it came back after it was
// refunded.
func captured(o *order.Order, p payment.Payment) error {
	switch {
	case o.Can(order.Capture):
		o.Captured, o.PaymentID, o.Settled, o.Failure = p.Captured, p.ID, true, nil
		return o.Apply(order.Capture, order.Shop, "")
	case o.Can(order.Reimburse):
		o.Captured, o.PaymentID = p.Captured, p.ID
		if err := o.ReserveRefund(p.Captured, "The payment came after the order was given up."); err != nil {
			return err
		}
		return o.Apply(order.Reimburse, order.Shop, "The payment came after the order was given up.")
	default:
		return o.RefundsReturned(p.Returned)
	}
}

// asked is what the provider is asked for, the same each time.
func (d *Driver) asked(o order.Order) payment.Authorisation {
	return payment.Authorisation{
		Key: string(o.ID), ID: o.PaymentID, Amount: o.Totals.Total, Email: o.Email, Reference: o.Number,
		ReturnURL: d.methods.ReturnURL(o.Number),
	}
}

// refund carries out the first refund that is reserved (step 9), or leaves it to
// staff where no provider can. What the provider refuses for good is noted and
// not asked for again.
func (d *Driver) refund(ctx context.Context, o order.Order) (order.Order, error) {
	r, _ := o.PendingRefund()
	method, err := d.methods.Of(o.PaymentMethod.ID)
	if err != nil {
		return o, err
	}
	if method.Offline() {
		return d.update(ctx, o, func(o *order.Order) error { return o.RefundByHand(r.ID) })
	}
	bounded, cancel := context.WithTimeout(ctx, d.timing.Provider)
	defer cancel()
	err = method.Provider.Refund(bounded, payment.Refund{
		Key: string(o.ID), PaymentID: o.PaymentID, ID: r.ID, Amount: r.Amount,
	})
	if errors.Is(err, payment.ErrRefundTooLarge) || errors.Is(err, payment.ErrRefundRefused) || errors.Is(err, payment.ErrUnknown) {
		return d.update(ctx, o, func(o *order.Order) error { return o.RefundRefused(r.ID, refusal(err)) })
	}
	if err != nil {
		return o, fmt.Errorf("%w: refund %s: %w", ErrUnresolved, r.ID, err)
	}
	failpoint.Here(failpoint.Refunded)
	return d.update(ctx, o, func(o *order.Order) error { return o.RefundDone(r.ID) })
}

// refusal is what a provider says of a refund that it won't make.
func refusal(err error) string {
	var f *fault.Error
	errors.As(err, &f)
	return "The provider refused it: " + f.Message
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

// ask calls a provider's method about the order's payment, with its deadline.
func (d *Driver) ask(
	ctx context.Context, o order.Order, method func(context.Context, payment.Authorisation) (payment.Payment, error),
) (payment.Payment, error) {
	bounded, cancel := context.WithTimeout(ctx, d.timing.Provider)
	defer cancel()
	return method(bounded, d.asked(o))
}
