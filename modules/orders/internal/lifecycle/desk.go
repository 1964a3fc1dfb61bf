package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode/utf8"

	"shop/modules/orders/internal/order"
	"shop/platform/fault"
)

// Desk is where people move orders on: staff through their fulfilment, owners
// by cancelling.
type Desk struct {
	orders *order.Service
	store  order.Store
	driver *Driver
	log    *slog.Logger
}

// NewDesk returns a desk over the orders.
func NewDesk(orders *order.Service, store order.Store, driver *Driver, log *slog.Logger) *Desk {
	return &Desk{orders: orders, store: store, driver: driver, log: log}
}

// Move is what staff want of an order.
type Move struct {
	// To is one of [Targets].
	To string
	// Carrier and Tracking tell the shopper where a shipped parcel is; both
	// may be empty.
	Carrier, Tracking string
	// Note is kept in the history; it may be empty.
	Note string
}

// Targets are where staff can move an order to.
var Targets = []string{"paid", "packed", "shipped", "delivered", "cancelled"}

var actions = map[string]order.Action{
	"paid": order.Receive, "packed": order.Pack, "shipped": order.Ship,
	"delivered": order.Deliver, "cancelled": order.Cancel,
}

// Possible returns the targets that the order can be moved to now.
func Possible(o order.Order) []string {
	var possible []string
	for _, to := range Targets {
		if possibleNow(o, actions[to]) || o.Waiting() && to == "cancelled" {
			possible = append(possible, to)
		}
	}
	return possible
}

// possibleNow reports whether the action can be done to the order as a whole.
func possibleNow(o order.Order, a order.Action) bool {
	switch a {
	case order.Pack:
		return o.Can(a) && len(o.Unpacked()) > 0
	case order.Deliver:
		return o.Can(a) && o.Fulfilment == order.Shipped
	default:
		return o.Can(a)
	}
}

// Transition moves an order on, for staff; its delivery with all that is left
// of it. Cancelling gives money and units
// back. Errors: identity.ErrSignIn, identity.ErrStaffOnly, order.ErrNotFound,
// order.ErrTransition, [ErrProviderAway], fault.Invalid naming to, carrier,
// tracking or note.
func (d *Desk) Transition(ctx context.Context, number string, m Move) (order.Order, error) {
	o, err := d.orders.Get(ctx, number)
	if err != nil {
		return order.Order{}, err
	}
	if err := m.validate(); err != nil {
		return order.Order{}, err
	}
	by := order.ActorOf(ctx)
	if o.Waiting() && m.To == "cancelled" {
		return d.abandon(ctx, o)
	}
	return d.apply(ctx, o, func(o *order.Order) error { return m.apply(o, by) })
}

// Cancel cancels an order of which nothing is or was packed, or that waits for
// its payment, for its owner. Errors: order.ErrNotFound, order.ErrTransition, [ErrProviderAway].
func (d *Desk) Cancel(ctx context.Context, number, token string) (order.Order, error) {
	o, err := d.orders.Owned(ctx, number, token)
	if err != nil {
		return order.Order{}, err
	}
	if o.Waiting() {
		return d.abandon(ctx, o)
	}
	by := order.ActorOf(ctx)
	return d.apply(ctx, o, func(o *order.Order) error {
		if !CancellableByOwner(*o) {
			return order.ErrTransition.WithMessage("This order can't be cancelled any more. Please write to us.")
		}
		return Move{To: "cancelled"}.apply(o, by)
	})
}

// ErrProviderAway means that a payment can't be cancelled now.
var ErrProviderAway = fault.New(fault.Unavailable, "payment-provider", "The payment can't be cancelled at the moment. Please try again in a few minutes.")

// abandon ends an order that waits for its shopper to pay. Somebody who paid at
// the same moment finds it paid.
func (d *Desk) abandon(ctx context.Context, o order.Order) (order.Order, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*d.driver.timing.Provider)
	defer cancel()
	o, err := d.driver.abandon(ctx, o)
	if err != nil && !o.Certain() {
		return order.Order{}, ErrProviderAway.Because(err)
	}
	if err != nil {
		d.log.WarnContext(ctx, "the sweeper will finish what follows from a change", "order", o.Number, "error", err)
	}
	if o.Placed() {
		return o, order.ErrTransition.WithMessage("It has just been paid. You can cancel it still.")
	}
	return o, nil
}

// Refresh asks the provider about an order whose shopper comes back from paying,
// and returns it as it is now; what isn't known yet is no error. Errors:
// order.ErrNotFound.
func (d *Desk) Refresh(ctx context.Context, number, token string) (order.Order, error) {
	o, err := d.orders.Owned(ctx, number, token)
	if err != nil || o.Status != order.Paying {
		return o, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*d.driver.timing.Provider)
	defer cancel()
	if o, err = d.driver.refresh(ctx, o); err == nil {
		o, err = d.driver.Drive(ctx, o)
	}
	if err != nil && !errors.Is(err, ErrAwaitsShopper) {
		d.log.WarnContext(ctx, "the sweeper will ask about a payment again", "order", o.Number, "error", err)
	}
	return o, nil
}

// CancellableByOwner reports whether the shopper may still cancel.
func CancellableByOwner(o order.Order) bool {
	return o.Waiting() || o.Can(order.Cancel) && !o.Touched()
}

// apply stores the change and then does what follows from it. What can't be
// done now, such as a refund while the provider is away, the sweeper does
// later: the change itself stands.
func (d *Desk) apply(ctx context.Context, o order.Order, change func(*order.Order) error) (order.Order, error) {
	o, err := order.Update(ctx, d.store, o, change)
	if err != nil {
		return order.Order{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*d.driver.timing.Provider)
	defer cancel()
	done, err := d.driver.Drive(ctx, o)
	if err != nil {
		d.log.WarnContext(ctx, "the sweeper will finish what follows from a change", "order", o.Number, "error", err)
	}
	return done, nil
}

func (m Move) apply(o *order.Order, by order.Actor) error {
	switch action := actions[m.To]; action {
	case order.Pack:
		return o.Fulfil(order.Fulfilment{State: order.ParcelPacked}, by, m.Note)
	case order.Ship:
		return o.ShipAll(m.Carrier, m.Tracking, by, m.Note)
	case order.Deliver:
		return o.DeliverAll(by, m.Note)
	case order.Cancel:
		return o.Cancel(by, m.Note)
	default: // order.Receive
		o.Captured = o.Totals.Total
		return o.Apply(action, by, m.Note)
	}
}

func (m *Move) validate() error {
	var wrong fault.Fields
	if _, ok := actions[m.To]; !ok {
		wrong.Add("to", "Please choose one of: "+strings.Join(Targets, ", ")+".")
	}
	tidy(&wrong, map[string]*string{"carrier": &m.Carrier, "tracking": &m.Tracking, "note": &m.Note})
	return wrong.Err()
}

// tidy trims what was typed, and notes which of it is too long.
func tidy(wrong *fault.Fields, typed map[string]*string) {
	for path, text := range typed {
		*text = strings.TrimSpace(*text)
		if utf8.RuneCountInString(*text) > maxText {
			wrong.Add(path, fmt.Sprintf("Please use at most %d characters.", maxText))
		}
	}
}

const maxText = 200
