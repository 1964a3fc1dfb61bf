package lifecycle

import (
	"context"
	"strings"

	"shop/modules/orders/internal/order"
	"shop/platform/fault"
	"shop/platform/money"
)

// ReturnRequest is what a shopper wants to send back.
type ReturnRequest struct {
	Lines []order.Units
	// Reason is the shopper's own words.
	Reason string
	// Key makes a repeat of the request the same return; empty for none.
	Key string
}

// RequestReturn asks to send units of a delivered order back, for its owner.
// Sent again with the same key it changes nothing. Errors: order.ErrNotFound,
// order.ErrUnits, order.ErrTransition, order.ErrKeyReused, fault.Invalid naming
// what is wrong.
func (d *Desk) RequestReturn(ctx context.Context, number, token string, r ReturnRequest) (order.Order, error) {
	o, err := d.orders.Owned(ctx, number, token)
	if err != nil {
		return order.Order{}, err
	}
	var wrong fault.Fields
	if len(r.Lines) == 0 {
		wrong.Add("lines", "Please choose at least one item.")
	}
	checkUnits(&wrong, "lines", r.Lines)
	checkOptionalKey(&wrong, r.Key)
	if tidy(&wrong, map[string]*string{"reason": &r.Reason}); r.Reason == "" {
		wrong.Add("reason", "Please tell us why, in a few words.")
	}
	if err := wrong.Err(); err != nil {
		return order.Order{}, err
	}
	by := order.ActorOf(ctx)
	return order.Update(ctx, d.store, o, func(o *order.Order) error {
		return o.RequestReturn(order.Return{Key: r.Key, Lines: r.Lines, Reason: r.Reason}, by)
	})
}

// ReturnMove is what staff want of a return.
type ReturnMove struct {
	// To is one of [ReturnTargets].
	To string
	// Words are for the shopper, when it is approved or declined.
	Words string
	// Restock are the units that are to be sold again, when it is received.
	Restock []order.Units
	// Refund goes back when it is received; nil is what the units cost, see
	// order.Order.WorthOf.
	Refund *money.Money
}

// ReturnTargets are where staff can move a return to.
var ReturnTargets = []string{"approved", "declined", "received"}

var returnActions = map[string]order.Action{
	"approved": order.ApproveReturn, "declined": order.DeclineReturn, "received": order.ReceiveReturn,
}

// PossibleReturns returns the targets that the order's return can be moved to
// now.
func PossibleReturns(o order.Order, r order.Return) []string {
	var possible []string
	for _, to := range ReturnTargets {
		if o.CanReturn(r, returnActions[to]) {
			possible = append(possible, to)
		}
	}
	return possible
}

// MoveReturn moves a return on, for staff. Receiving it gives units and money
// back. Errors: identity.ErrSignIn, identity.ErrStaffOnly, order.ErrNotFound,
// order.ErrNoReturn, order.ErrTransition, order.ErrUnits,
// order.ErrRefundTooLarge, fault.Invalid naming what is wrong.
func (d *Desk) MoveReturn(ctx context.Context, number, id string, m ReturnMove) (order.Order, error) {
	o, err := d.orders.Get(ctx, number)
	if err != nil {
		return order.Order{}, err
	}
	var wrong fault.Fields
	if _, ok := returnActions[m.To]; !ok {
		wrong.Add("to", "Please choose one of: "+strings.Join(ReturnTargets, ", ")+".")
	}
	checkUnits(&wrong, "restock", m.Restock)
	tidy(&wrong, map[string]*string{"words": &m.Words})
	if m.Refund != nil && (m.Refund.Amount < 0 || m.Refund.Currency != o.Captured.Currency) {
		wrong.Add("refund", "Please enter an amount in "+o.Captured.Currency+", 0 or more.")
	}
	if err := wrong.Err(); err != nil {
		return order.Order{}, err
	}
	by := order.ActorOf(ctx)
	return d.apply(ctx, o, func(o *order.Order) error {
		if m.To != "received" {
			return o.AnswerReturn(id, returnActions[m.To], m.Words, by)
		}
		back := money.Zero(o.Captured.Currency)
		for _, r := range o.Returns {
			if r.ID == id {
				back = o.WorthOf(r)
			}
		}
		if m.Refund != nil {
			back = *m.Refund
		}
		return o.ReceiveReturn(id, m.Restock, back, by)
	})
}
