package lifecycle

import (
	"context"

	"shop/modules/orders/internal/order"
	"shop/platform/fault"
	"shop/platform/money"
)

// Refund is money that staff give back.
type Refund struct {
	// Amount is what goes back; the zero value where that is what was paid for
	// the Lines.
	Amount money.Money
	// Lines are the units it is for; empty for a plain amount.
	Lines []order.Units
	// Reason is kept in the history, for staff.
	Reason string
	// Key is the idempotency key: a repeat is the same refund.
	Key string
}

// Refund gives a part of what was paid back, for staff. Sent again with the
// same key it changes nothing. What the provider makes of it is in the order:
// the refund succeeded, failed, or is pending as long as there is no answer; one
// that no provider makes is due, see [Desk.ConfirmRefund].
// Errors: identity.ErrSignIn, identity.ErrStaffOnly, order.ErrNotFound,
// order.ErrRefundTooLarge, order.ErrUnits, order.ErrTransition,
// order.ErrKeyReused, fault.Invalid naming what is wrong.
func (d *Desk) Refund(ctx context.Context, number string, r Refund) (order.Order, error) {
	o, err := d.orders.Get(ctx, number)
	if err != nil {
		return order.Order{}, err
	}
	if err := r.validate(o.Captured.Currency); err != nil {
		return order.Order{}, err
	}
	by := order.ActorOf(ctx)
	return d.apply(ctx, o, func(o *order.Order) error {
		return o.Refund(order.Refund{Key: r.Key, Amount: r.Amount, Lines: r.Lines, Reason: r.Reason}, by)
	})
}

// ConfirmRefund notes that staff have given back what the shop can't: money that
// came by transfer or by the carrier. Errors: identity.ErrSignIn,
// identity.ErrStaffOnly, order.ErrNotFound, order.ErrNoRefund,
// order.ErrTransition for a refund that the provider makes.
func (d *Desk) ConfirmRefund(ctx context.Context, number, refund string) (order.Order, error) {
	o, err := d.orders.Get(ctx, number)
	if err != nil {
		return order.Order{}, err
	}
	by := order.ActorOf(ctx)
	return d.apply(ctx, o, func(o *order.Order) error { return o.ConfirmRefund(refund, by) })
}

func (r *Refund) validate(currency string) error {
	var wrong fault.Fields
	checkUnits(&wrong, "lines", r.Lines)
	said := len(r.Lines) == 0 || r.Amount != money.Money{}
	if said && (r.Amount.Currency != currency || r.Amount.Amount <= 0) {
		wrong.Add("amount", "Please enter an amount in "+currency+" that is more than 0.")
	}
	if len(r.Key) < 8 {
		wrong.Add("Idempotency-Key", "Please send 8 to 200 printable characters that are new for each refund.")
	}
	checkOptionalKey(&wrong, r.Key)
	tidy(&wrong, map[string]*string{"reason": &r.Reason})
	return wrong.Err()
}
