package order

import (
	"fmt"
	"slices"
	"time"

	"shop/platform/fault"
)

// Status is the state of the order itself.
type Status string

// The order's states. Failed, Declined and Cancelled are final.
const (
	New       Status = "new"       // taking its units, and then its money
	Paying    Status = "paying"    // the provider was asked, and its answer didn't come at once
	Paid      Status = "paid"      // money was captured
	Confirmed Status = "confirmed" // to be paid outside the shop
	Declined  Status = "declined"  // nothing was captured
	Failed    Status = "failed"    // it never got its units
	Cancelled Status = "cancelled"
)

// Payment is the state of an order's payment.
type Payment string

// The payment's states.
const (
	PaymentNone       Payment = "none"
	PaymentPending    Payment = "pending"
	PaymentAwaited    Payment = "awaited"     // outside the shop, before it ships
	PaymentOnDelivery Payment = "on-delivery" // outside the shop, when it arrives
	PaymentPaid       Payment = "paid"
	PaymentDeclined   Payment = "declined"
	PaymentVoided     Payment = "voided"
	PaymentRefunding  Payment = "refunding" // reserved, not yet with the payer
	PaymentRefunded   Payment = "refunded"
)

// Fulfilment is the state of an order's delivery.
type Fulfilment string

// The delivery's states.
const (
	Unfulfilled         Fulfilment = "unfulfilled"
	Packed              Fulfilment = "packed"
	Shipped             Fulfilment = "shipped"
	Delivered           Fulfilment = "delivered"
	FulfilmentCancelled Fulfilment = "cancelled"
)

// States are the three states of an order.
type States struct {
	Status     Status     `bson:"status" json:"status"`
	Payment    Payment    `bson:"payment" json:"payment"`
	Fulfilment Fulfilment `bson:"fulfilment" json:"fulfilment"`
}

// Action is what moves an order from one state to another.
type Action string

// The actions.
const (
	Place     Action = "place"     // the order begins
	Fail      Action = "fail"      // its units can't be had
	Abandon   Action = "abandon"   // it was left behind, and its payment cancelled
	Pay       Action = "pay"       // the provider's answer didn't come at once
	Capture   Action = "capture"   // the provider has the money
	Decline   Action = "decline"   // the provider has not, and won't
	Confirm   Action = "confirm"   // units are there, money comes later
	Entrust   Action = "entrust"   // units are there, money comes for the parcel
	Receive   Action = "receive"   // staff: the awaited money has come
	Pack      Action = "pack"      // staff
	Ship      Action = "ship"      // staff
	Deliver   Action = "deliver"   // staff
	Cancel    Action = "cancel"    // owner or staff
	Reimburse Action = "reimburse" // money came for an order that is dead
	Refunded  Action = "refunded"  // all of what was reserved went back

	// Adopt moves nothing: a guest's order becomes an account's.
	Adopt Action = "adopt"
)

// rule allows an action in some states and says what becomes of them. A nil
// list allows any state, an empty target keeps what is.
type rule struct {
	action      Action
	statuses    []Status
	payments    []Payment
	fulfilments []Fulfilment
	to          States
}

// table is every transition there is:
//
//	new ─────────────────capture──▶ paid ──cancel──▶ cancelled
//	 ├──pay──▶ paying ───capture──▶ paid                 ▲
//	 │           ├───────decline──▶ declined             │
//	 │           └───────abandon──▶ failed               │
//	 ├───────────────────decline──▶ declined             │
//	 ├──confirm──▶ confirmed ──receive──▶ paid           │
//	 ├──entrust──▶     │                                 │
//	 │                 └──────────────cancel─────────────┘
//	 └──fail──▶ failed
//
//	unfulfilled ──pack──▶ packed ──ship──▶ shipped ──deliver──▶ delivered
var table = []rule{
	{Fail, []Status{New}, nil, nil, States{Status: Failed}},
	{Pay, []Status{New}, nil, nil, States{Status: Paying, Payment: PaymentPending}},
	{Capture, []Status{New, Paying}, nil, nil, States{Status: Paid, Payment: PaymentPaid}},
	{Decline, []Status{New, Paying}, nil, nil, States{Status: Declined, Payment: PaymentDeclined}},
	{Abandon, []Status{Paying}, []Payment{PaymentPending}, nil, States{Status: Failed, Payment: PaymentNone}},
	{Confirm, []Status{New}, nil, nil, States{Status: Confirmed, Payment: PaymentAwaited}},
	{Entrust, []Status{New}, nil, nil, States{Status: Confirmed, Payment: PaymentOnDelivery}},
	{Receive, []Status{Confirmed}, unpaid, nil, States{Status: Paid, Payment: PaymentPaid}},
	{Pack, placed, shippable, []Fulfilment{Unfulfilled}, States{Fulfilment: Packed}},
	{Ship, placed, shippable, []Fulfilment{Unfulfilled, Packed}, States{Fulfilment: Shipped}},
	{Deliver, placed, nil, []Fulfilment{Shipped}, States{Fulfilment: Delivered}},
	{Cancel, placed, []Payment{PaymentPaid}, []Fulfilment{Unfulfilled, Packed},
		States{Cancelled, PaymentRefunding, FulfilmentCancelled}},
	{Cancel, placed, unpaid, []Fulfilment{Unfulfilled, Packed},
		States{Cancelled, PaymentVoided, FulfilmentCancelled}},
	{Reimburse, []Status{Declined, Failed}, []Payment{PaymentNone, PaymentDeclined}, nil,
		States{Payment: PaymentRefunding}},
	{Refunded, nil, []Payment{PaymentRefunding}, nil, States{Payment: PaymentRefunded}},
}

var (
	placed = []Status{Paid, Confirmed}
	unpaid = []Payment{PaymentAwaited, PaymentOnDelivery}
	// shippable is what may leave the shop: what is to be paid in advance may not.
	shippable = []Payment{PaymentPaid, PaymentOnDelivery, PaymentRefunding, PaymentRefunded}
)

func (r rule) allows(s States) bool {
	return in(r.statuses, s.Status) && in(r.payments, s.Payment) && in(r.fulfilments, s.Fulfilment)
}

func in[T comparable](list []T, v T) bool { return list == nil || slices.Contains(list, v) }

func (s States) moved(to States) States {
	if to.Status != "" {
		s.Status = to.Status
	}
	if to.Payment != "" {
		s.Payment = to.Payment
	}
	if to.Fulfilment != "" {
		s.Fulfilment = to.Fulfilment
	}
	return s
}

// After returns the states that the action leads to. Errors: [ErrTransition].
func (s States) After(a Action) (States, error) {
	for _, r := range table {
		if r.action == a && r.allows(s) {
			return s.moved(r.to), nil
		}
	}
	return s, ErrTransition.
		WithMessage("This can't be done any more: the order is %s.", s.words()).
		WithDetail("status", s.Status).WithDetail("payment", s.Payment).WithDetail("fulfilment", s.Fulfilment).
		Because(fmt.Errorf("order: %s is not allowed in %+v", a, s))
}

// Can reports whether the action is possible now.
func (s States) Can(a Action) bool {
	_, err := s.After(a)
	return err == nil
}

// words says for people where the order stands.
func (s States) words() string {
	switch {
	case s.Status == New || s.Status == Paying:
		return "still waiting for its payment"
	case slices.Contains(placed, s.Status) && s.Payment == PaymentAwaited:
		return "still waiting for its payment"
	case slices.Contains(placed, s.Status) && s.Fulfilment != Unfulfilled:
		return string(s.Fulfilment)
	default:
		return string(s.Status)
	}
}

// ErrTransition means that the order's states don't allow the action.
var ErrTransition = fault.New(fault.Conflict, "illegal-transition", "This can't be done any more.")

// Apply moves the order by the action, notes it in the history and records the
// event for it. Nothing changes when it fails. Errors: [ErrTransition].
func (o *Order) Apply(a Action, by Actor, note string) error {
	next, err := o.States.After(a)
	if err != nil {
		return err
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	o.States = next
	if o.Status != Paying {
		o.Next = nil
	}
	o.History = append(slices.Clip(o.History), Entry{At: now, Action: a, By: by, Note: note})
	switch a {
	case Capture, Confirm, Entrust:
		o.PlacedAt = now
		o.record(o.placedEvent())
	default:
		o.record(o.StatusEvent(now))
	}
	return nil
}
