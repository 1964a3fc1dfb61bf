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
	// PaymentPartlyRefunded: some of what was captured went back for certain.
	PaymentPartlyRefunded Payment = "partly-refunded"
)

// FulfilmentState is the state of an order's delivery, which its parcels make.
type FulfilmentState string

// The delivery's states.
const (
	Unfulfilled         FulfilmentState = "unfulfilled" // some units are in no parcel yet, and none is on its way
	Packed              FulfilmentState = "packed"
	PartlyShipped       FulfilmentState = "partly-shipped"
	Shipped             FulfilmentState = "shipped"
	Delivered           FulfilmentState = "delivered"
	FulfilmentCancelled FulfilmentState = "cancelled"
)

// States are the three states of an order.
type States struct {
	Status     Status          `bson:"status" json:"status"`
	Payment    Payment         `bson:"payment" json:"payment"`
	Fulfilment FulfilmentState `bson:"fulfilment" json:"fulfilment"`
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
	Unpack    Action = "unpack"    // staff: a parcel is opened again
	TakeBack  Action = "take-back" // staff: a parcel came back undelivered
	Cancel    Action = "cancel"    // owner or staff
	Reimburse Action = "reimburse" // money came for an order that is dead
	Refunded  Action = "refunded"  // a refund went back

	StartRefund Action = "refund"        // staff: a refund is reserved
	FailRefund  Action = "refund-failed" // the provider won't carry it out, or the money came back

	// Those that follow don't move the order itself.

	RequestReturn Action = "request-return" // owner or staff
	ApproveReturn Action = "approve-return" // staff
	DeclineReturn Action = "decline-return" // staff
	ReceiveReturn Action = "receive-return" // staff

	Adopt   Action = "adopt"   // a guest's order becomes an account's
	AddNote Action = "note"    // staff
	Restock Action = "restock" // units that were sold are back in stock
)

// rule allows an action in some states and says what becomes of them. A nil
// list allows any state, an empty target keeps what is.
type rule struct {
	action      Action
	statuses    []Status
	payments    []Payment
	fulfilments []FulfilmentState
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
//	 ▲   │         unpack──┘ │ ▲               ▲
//	 └───┼───────────────────┘ │               │
//	     └──────────ship───▶ partly-shipped ───┘
//	 ▲                             │           │
//	 └──────────────────take-back──┴───────────┘
//
// An order may go in several parcels: the target of pack, ship, deliver,
// unpack and take-back is that of the last one. As long as it isn't, what all parcels make
// of the order counts ([Order.Fulfil], [Order.Forward]). So does, of what is
// given back, what all refunds make of the payment: paid, refunding,
// partly-refunded or refunded.
var table = []rule{
	{Fail, []Status{New}, nil, nil, States{Status: Failed}},
	{Pay, []Status{New}, nil, nil, States{Status: Paying, Payment: PaymentPending}},
	{Capture, []Status{New, Paying}, nil, nil, States{Status: Paid, Payment: PaymentPaid}},
	{Decline, []Status{New, Paying}, nil, nil, States{Status: Declined, Payment: PaymentDeclined}},
	{Abandon, []Status{Paying}, []Payment{PaymentPending}, nil, States{Status: Failed, Payment: PaymentNone}},
	{Confirm, []Status{New}, nil, nil, States{Status: Confirmed, Payment: PaymentAwaited}},
	{Entrust, []Status{New}, nil, nil, States{Status: Confirmed, Payment: PaymentOnDelivery}},
	{Receive, []Status{Confirmed}, unpaid, nil, States{Status: Paid, Payment: PaymentPaid}},
	{Pack, placed, shippable, []FulfilmentState{Unfulfilled, PartlyShipped}, States{Fulfilment: Packed}},
	{Unpack, placed, nil, []FulfilmentState{Unfulfilled, Packed, PartlyShipped}, States{Fulfilment: Unfulfilled}},
	{Ship, placed, shippable, []FulfilmentState{Unfulfilled, Packed, PartlyShipped}, States{Fulfilment: Shipped}},
	{TakeBack, placed, nil, []FulfilmentState{Shipped, PartlyShipped}, States{Fulfilment: Unfulfilled}},
	{Deliver, placed, nil, []FulfilmentState{Shipped, PartlyShipped}, States{Fulfilment: Delivered}},
	{Cancel, placed, []Payment{PaymentPaid, PaymentRefunding, PaymentPartlyRefunded, PaymentRefunded}, []FulfilmentState{Unfulfilled, Packed},
		States{Cancelled, PaymentRefunding, FulfilmentCancelled}},
	{Cancel, placed, unpaid, []FulfilmentState{Unfulfilled, Packed},
		States{Cancelled, PaymentVoided, FulfilmentCancelled}},
	{Reimburse, []Status{Declined, Failed}, []Payment{PaymentNone, PaymentDeclined}, nil,
		States{Payment: PaymentRefunding}},
	{RequestReturn, placed, nil, []FulfilmentState{PartlyShipped, Shipped, Delivered}, States{}},
	{ApproveReturn, placed, nil, nil, States{}},
	{DeclineReturn, placed, nil, nil, States{}},
	{ReceiveReturn, placed, nil, nil, States{}},
	{Adopt, nil, nil, nil, States{}},
	{AddNote, nil, nil, nil, States{}},
	{Restock, []Status{Paid, Confirmed, Cancelled}, nil, nil, States{}},
	{StartRefund, []Status{Paid, Cancelled, Declined, Failed}, []Payment{PaymentPaid, PaymentPartlyRefunded, PaymentRefunding}, nil,
		States{Payment: PaymentRefunding}},
	{Refunded, nil, []Payment{PaymentRefunding}, nil, States{Payment: PaymentRefunded}},
	{FailRefund, nil, []Payment{PaymentRefunding, PaymentPartlyRefunded, PaymentRefunded}, nil, States{Payment: PaymentPaid}},
}

var (
	placed = []Status{Paid, Confirmed}
	unpaid = []Payment{PaymentAwaited, PaymentOnDelivery}
	// shippable is what may leave the shop: what is to be paid in advance may not.
	shippable = []Payment{PaymentPaid, PaymentOnDelivery, PaymentRefunding, PaymentPartlyRefunded, PaymentRefunded}
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

// AwaitsTransfer reports whether the shopper still has to transfer the total.
func (s States) AwaitsTransfer() bool { return s.Status == Confirmed && s.Payment == PaymentAwaited }

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
	return o.do(Entry{Action: a, By: by, Note: note})
}

// do is Apply for an entry that may say more.
func (o *Order) do(e Entry) error {
	next, err := o.After(e.Action)
	if err != nil {
		return err
	}
	e.At = now()
	o.States = next
	if o.Status != Paying {
		o.Next = nil
	}
	if len(o.Fulfilments) > 0 && o.Status != Cancelled {
		o.Fulfilment = o.delivery()
	}
	if len(o.Refunds) > 0 {
		o.Payment = o.repayment()
	}
	o.History = append(slices.Clip(o.History), e)
	switch e.Action {
	case Capture, Confirm, Entrust:
		o.PlacedAt = e.At
		o.record(o.placedEvent())
	default:
		changed := o.StatusEvent(e.At)
		changed.Action, changed.Subject = string(e.Action), e.Subject
		o.record(changed)
	}
	return nil
}

// now is the time in the precision that is stored.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
