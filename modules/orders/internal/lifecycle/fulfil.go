package lifecycle

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"shop/modules/orders/internal/order"
	"shop/platform/fault"
)

// Fulfilment is what staff pack or hand over of an order.
type Fulfilment struct {
	// Lines are the units in it; none means all that are left.
	Lines []order.Units
	// State is "packed" or "shipped".
	State string
	// Carrier and Tracking tell the shopper where it is; both may be empty.
	Carrier, Tracking string
	// Note is kept in the history; it may be empty.
	Note string
	// Key makes a repeat of the request the same fulfilment; empty for none.
	Key string
}

// Fulfil packs or ships a part of an order, for staff. Sent again with the same
// key it changes nothing. Errors: identity.ErrSignIn, identity.ErrStaffOnly,
// order.ErrNotFound, order.ErrTransition, order.ErrUnits, order.ErrKeyReused,
// fault.Invalid naming what is wrong.
func (d *Desk) Fulfil(ctx context.Context, number string, f Fulfilment) (order.Order, error) {
	o, err := d.orders.Get(ctx, number)
	if err != nil {
		return order.Order{}, err
	}
	if err := f.validate(); err != nil {
		return order.Order{}, err
	}
	by := order.ActorOf(ctx)
	return d.apply(ctx, o, func(o *order.Order) error {
		return o.Fulfil(order.Fulfilment{
			Key: f.Key, Lines: f.Lines, State: order.ParcelState(f.State), Carrier: f.Carrier, Tracking: f.Tracking,
		}, by, f.Note)
	})
}

func (f *Fulfilment) validate() error {
	var wrong fault.Fields
	if f.State != string(order.ParcelPacked) && f.State != string(order.ParcelShipped) {
		wrong.Add("state", "Please choose packed or shipped.")
	}
	checkUnits(&wrong, "lines", f.Lines)
	checkOptionalKey(&wrong, f.Key)
	tidy(&wrong, map[string]*string{"carrier": &f.Carrier, "tracking": &f.Tracking, "note": &f.Note})
	return wrong.Err()
}

// checkUnits notes units of a field that ask for nothing, and SKUs that come
// twice.
func checkUnits(wrong *fault.Fields, field string, units []order.Units) {
	for i, u := range units {
		if u.Quantity < 1 {
			wrong.Add(fmt.Sprintf("%s[%d].quantity", field, i), "Please enter a whole number of at least 1.")
		}
		if slices.ContainsFunc(units[:i], func(o order.Units) bool { return o.SKU == u.SKU }) {
			wrong.Add(fmt.Sprintf("%s[%d].sku", field, i), "This item is in the list twice.")
		}
	}
}

// checkOptionalKey accepts no key, or up to 200 printable ASCII characters.
func checkOptionalKey(wrong *fault.Fields, key string) {
	if len(key) > 200 || strings.ContainsFunc(key, func(r rune) bool { return r < '!' || r > '~' }) {
		wrong.Add("Idempotency-Key", "Please send up to 200 printable characters that are new for each request.")
	}
}

// Step is what staff want of one fulfilment.
type Step struct {
	// To is "shipped", "delivered", "cancelled" to unpack it again, or "returned"
	// for one that came back undelivered.
	To string
	// Carrier and Tracking replace what is known, where they are given.
	Carrier, Tracking string
	// Note is kept in the history; it may be empty.
	Note string
}

// FulfilmentTargets are where staff can move a fulfilment to.
var FulfilmentTargets = []string{"shipped", "delivered", "cancelled", "returned"}

var fulfilmentActions = map[string]order.Action{
	"shipped": order.Ship, "delivered": order.Deliver, "cancelled": order.Unpack, "returned": order.TakeBack,
}

// PossibleSteps returns the targets that the order's fulfilment can be moved to
// now.
func PossibleSteps(o order.Order, f order.Fulfilment) []string {
	var possible []string
	for _, to := range FulfilmentTargets {
		if o.CanFulfil(f, fulfilmentActions[to]) {
			possible = append(possible, to)
		}
	}
	return possible
}

// Forward moves one fulfilment of an order on, for staff. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly, order.ErrNotFound,
// order.ErrNoFulfilment, order.ErrTransition, fault.Invalid naming what is
// wrong.
func (d *Desk) Forward(ctx context.Context, number, id string, s Step) (order.Order, error) {
	o, err := d.orders.Get(ctx, number)
	if err != nil {
		return order.Order{}, err
	}
	var wrong fault.Fields
	if _, ok := fulfilmentActions[s.To]; !ok {
		wrong.Add("to", "Please choose one of: "+strings.Join(FulfilmentTargets, ", ")+".")
	}
	tidy(&wrong, map[string]*string{"carrier": &s.Carrier, "tracking": &s.Tracking, "note": &s.Note})
	if err := wrong.Err(); err != nil {
		return order.Order{}, err
	}
	by := order.ActorOf(ctx)
	return d.apply(ctx, o, func(o *order.Order) error {
		return o.Forward(id, fulfilmentActions[s.To], s.Carrier, s.Tracking, by, s.Note)
	})
}
