package order

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"shop/modules/catalog"
	"shop/platform/fault"
)

// Fulfilment is some of an order's units that travel together: a parcel.
type Fulfilment struct {
	// ID is unique within the order, and counts from "1".
	ID string `bson:"id"`
	// Key is the idempotency key it was made with; empty where none was given.
	Key               string      `bson:"key,omitempty"`
	Lines             []Units     `bson:"lines"`
	State             ParcelState `bson:"state"`
	Carrier, Tracking string      `bson:",omitempty"`
	// At is when it came into its state.
	At time.Time `bson:"at"`
}

// ParcelState is how far a single fulfilment is.
type ParcelState string

// The states of a fulfilment. The last three are final.
const (
	ParcelPacked    ParcelState = "packed"
	ParcelShipped   ParcelState = "shipped"
	ParcelDelivered ParcelState = "delivered"
	ParcelCancelled ParcelState = "cancelled" // it was unpacked again
	ParcelReturned  ParcelState = "returned"  // it came back undelivered
)

// Units are so many of one SKU.
type Units struct {
	SKU      catalog.SKU `bson:"sku"`
	Quantity int         `bson:"quantity"`
}

// The errors of fulfilments.
var (
	// ErrUnits carries the fields of the lines that ask for too much.
	ErrUnits = fault.New(fault.Conflict, "too-many-units", "The order has no such units left.")
	// ErrNoFulfilment: the order has none with that id.
	ErrNoFulfilment = fault.New(fault.NotFound, "no-fulfilment", "The order has no such fulfilment.")
	// ErrKeyReused: the idempotency key belongs to another request.
	ErrKeyReused = fault.New(fault.Invalid, "idempotency-key-reused", "This was sent before with other contents. Please load the page again.").
			WithField("Idempotency-Key", "This key was used for another request.")
)

// Of returns how many units of the SKU are among the units.
func Of(units []Units, sku catalog.SKU) int {
	if i := indexOf(units, sku); i >= 0 {
		return units[i].Quantity
	}
	return 0
}

// Whole reports whether the fulfilment has all that was ordered.
func (o *Order) Whole(f Fulfilment) bool { return count(f.Lines) == count(o.ordered()) }

// Unpacked returns the units that are in no fulfilment yet, in the order of the
// lines.
func (o *Order) Unpacked() []Units {
	return less(o.ordered(), o.fulfilled(ParcelPacked, ParcelShipped, ParcelDelivered))
}

// Touched reports whether any of its units are packed, or further, or were on
// their way: then it is the staff's to say what becomes of it.
func (o *Order) Touched() bool {
	return len(o.fulfilled(ParcelPacked, ParcelShipped, ParcelDelivered, ParcelReturned)) > 0
}

// CameBack reports whether the last that is known of its parcels is that one
// came back undelivered.
func (o *Order) CameBack() bool {
	if len(o.Fulfilments) == 0 {
		return false
	}
	last := slices.MaxFunc(o.Fulfilments, func(a, b Fulfilment) int { return a.At.Compare(b.At) })
	return last.State == ParcelReturned
}

// ordered returns the units of each SKU, in the order of the lines.
func (o *Order) ordered() []Units {
	var all []Units
	for _, l := range o.Lines {
		all = add(all, Units{l.SKU, l.Quantity})
	}
	return all
}

// fulfilled returns the units in fulfilments that are in one of the states.
func (o *Order) fulfilled(states ...ParcelState) []Units {
	var all []Units
	for _, f := range o.Fulfilments {
		if slices.Contains(states, f.State) {
			all = add(all, f.Lines...)
		}
	}
	return all
}

// add returns the units with more of them, one entry for each SKU.
func add(all []Units, more ...Units) []Units {
	for _, u := range more {
		if i := indexOf(all, u.SKU); i >= 0 {
			all[i].Quantity += u.Quantity
		} else {
			all = append(all, u)
		}
	}
	return all
}

// less returns what is left of all without some.
func less(all, some []Units) []Units {
	var left []Units
	for _, u := range all {
		if u.Quantity -= Of(some, u.SKU); u.Quantity > 0 {
			left = append(left, u)
		}
	}
	return left
}

func indexOf(all []Units, sku catalog.SKU) int {
	return slices.IndexFunc(all, func(u Units) bool { return u.SKU == sku })
}

func count(all []Units) int {
	n := 0
	for _, u := range all {
		n += u.Quantity
	}
	return n
}

// within checks that the units of a field are a part of what is left. Errors:
// [ErrUnits], naming each of them that asks for more.
func within(field string, units, left []Units) error {
	tooMany := ErrUnits
	for i, u := range units {
		if has := Of(left, u.SKU); u.Quantity > has {
			tooMany = tooMany.WithField(fmt.Sprintf("%s[%d].quantity", field, i), fmt.Sprintf("Of %s only %d can be taken.", u.SKU, has))
		}
	}
	if len(tooMany.Fields) > 0 {
		return tooMany
	}
	return nil
}

// Fulfil makes a fulfilment that is packed, or shipped at once; without lines
// it has all units that are left. One that was made with the key before is not
// made again. Errors: [ErrUnits], [ErrTransition], [ErrKeyReused], and
// [ErrKeep] for a repeat.
func (o *Order) Fulfil(f Fulfilment, by Actor, note string) error {
	left := o.Unpacked()
	if i := slices.IndexFunc(o.Fulfilments, func(old Fulfilment) bool { return f.Key != "" && old.Key == f.Key }); i >= 0 {
		if old := o.Fulfilments[i]; len(f.Lines) > 0 && !slices.Equal(old.Lines, f.Lines) {
			return ErrKeyReused
		}
		return ErrKeep
	}
	action := Pack
	if f.State == ParcelShipped {
		action = Ship
	}
	if len(f.Lines) == 0 {
		f.Lines = left
	}
	if _, err := o.After(action); err != nil {
		return err
	}
	if err := within("lines", f.Lines, left); err != nil {
		return err
	}
	if len(f.Lines) == 0 {
		return ErrUnits
	}
	f.ID, f.At = strconv.Itoa(len(o.Fulfilments)+1), now()
	o.Fulfilments = append(slices.Clip(o.Fulfilments), f)
	return o.do(Entry{Action: action, Subject: f.ID, By: by, Note: note})
}

// fulfilmentSteps are where a single fulfilment can go, and by which action.
var fulfilmentSteps = map[Action]struct{ from, to ParcelState }{
	Ship:     {ParcelPacked, ParcelShipped},
	Deliver:  {ParcelShipped, ParcelDelivered},
	Unpack:   {ParcelPacked, ParcelCancelled},
	TakeBack: {ParcelShipped, ParcelReturned},
}

// CanFulfil reports whether the action is possible for the fulfilment.
func (o *Order) CanFulfil(f Fulfilment, a Action) bool {
	step, ok := fulfilmentSteps[a]
	return ok && step.from == f.State && o.Can(a)
}

// Forward moves one fulfilment on, by [Ship], [Deliver], [Unpack] or [TakeBack].
// The units of a parcel that was opened or came back may be packed anew, and an
// order of which nothing else was sent may be cancelled. Carrier and tracking,
// where they are given, replace what is known of the parcel. Errors:
// [ErrNoFulfilment], [ErrTransition].
func (o *Order) Forward(id string, a Action, carrier, tracking string, by Actor, note string) error {
	i := slices.IndexFunc(o.Fulfilments, func(f Fulfilment) bool { return f.ID == id })
	if i < 0 {
		return ErrNoFulfilment
	}
	f := o.Fulfilments[i]
	if !o.CanFulfil(f, a) {
		return ErrTransition.WithMessage("This can't be done any more: the parcel is %s.", f.State).WithDetail("state", f.State)
	}
	f.State, f.At = fulfilmentSteps[a].to, now()
	if carrier != "" {
		f.Carrier = carrier
	}
	if tracking != "" {
		f.Tracking = tracking
	}
	o.Fulfilments = slices.Clone(o.Fulfilments)
	o.Fulfilments[i] = f
	return o.do(Entry{Action: a, Subject: id, By: by, Note: note})
}

// ShipAll hands everything over that isn't on its way: what is packed, and what
// isn't in a parcel of its own. Errors: [ErrTransition].
func (o *Order) ShipAll(carrier, tracking string, by Actor, note string) error {
	if _, err := o.After(Ship); err != nil {
		return err
	}
	rest := o.Unpacked()
	for _, f := range o.Fulfilments {
		if f.State != ParcelPacked {
			continue
		}
		if err := o.Forward(f.ID, Ship, carrier, tracking, by, note); err != nil {
			return err
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return o.Fulfil(Fulfilment{Lines: rest, State: ParcelShipped, Carrier: carrier, Tracking: tracking}, by, note)
}

// DeliverAll notes that every parcel has arrived, once all are on their way.
// Errors: [ErrTransition].
func (o *Order) DeliverAll(by Actor, note string) error {
	if _, err := o.After(Deliver); err != nil {
		return err
	}
	if o.Fulfilment != Shipped {
		return ErrTransition.WithMessage("Not everything of this order has been shipped.").WithDetail("fulfilment", o.Fulfilment)
	}
	for _, f := range o.Fulfilments {
		if f.State == ParcelShipped {
			if err := o.Forward(f.ID, Deliver, "", "", by, note); err != nil {
				return err
			}
		}
	}
	return nil
}

// Cancel ends an order that nothing is shipped of: what was captured is reserved
// to go back, and its parcels are opened. Errors: [ErrTransition].
func (o *Order) Cancel(by Actor, note string) error {
	if _, err := o.After(Cancel); err != nil {
		return err
	}
	if left := o.Refundable(); !left.IsZero() {
		if err := o.ReserveRefund(left, "The order was cancelled."); err != nil {
			return err
		}
	}
	if o.Payment == PaymentPaid && o.Captured.IsZero() {
		o.Payment = PaymentAwaited // it cost nothing: nothing goes back, and the payment ends as one that never came
	}
	o.unpackAll()
	return o.Apply(Cancel, by, note)
}

// unpackAll takes everything out of its parcels again, of an order that nothing
// is shipped of.
func (o *Order) unpackAll() {
	o.Fulfilments = slices.Clone(o.Fulfilments)
	for i, f := range o.Fulfilments {
		if f.State == ParcelPacked {
			o.Fulfilments[i].State, o.Fulfilments[i].At = ParcelCancelled, now()
		}
	}
}

// delivery returns the state that the fulfilments make of the order's.
func (o *Order) delivery() FulfilmentState {
	all, delivered := count(o.ordered()), count(o.fulfilled(ParcelDelivered))
	switch sent := delivered + count(o.fulfilled(ParcelShipped)); {
	case delivered == all:
		return Delivered
	case sent == all:
		return Shipped
	case sent > 0:
		return PartlyShipped
	case count(o.fulfilled(ParcelPacked)) == all:
		return Packed
	default:
		return Unfulfilled
	}
}
