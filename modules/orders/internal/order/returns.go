package order

import (
	"slices"
	"strconv"
	"time"

	"shop/platform/fault"
	"shop/platform/money"
)

// Return is units that a shopper sends back:
//
//	requested ──approve──▶ approved ──receive──▶ received
//	    └───────decline──────┴──────▶ declined
type Return struct {
	// ID is unique within the order, and counts from "1".
	ID string `bson:"id"`
	// Key is the idempotency key it was requested with; empty where none was
	// given.
	Key    string      `bson:"key,omitempty"`
	Lines  []Units     `bson:"lines"`
	Reason string      `bson:"reason"`
	State  ReturnState `bson:"state"`
	// Restock are the units of it that are to be sold again, once it is
	// received; Restocked says that they are back in stock.
	Restock   []Units `bson:"restock,omitempty"`
	Restocked bool    `bson:"restocked,omitempty"`
	// At is when it came into its state.
	At time.Time `bson:"at"`
}

// ReturnState is how far a return is.
type ReturnState string

// The states of a return. The last two are final.
const (
	ReturnRequested ReturnState = "requested"
	ReturnApproved  ReturnState = "approved"
	ReturnReceived  ReturnState = "received"
	ReturnDeclined  ReturnState = "declined"
)

// ErrNoReturn means that the order has no return with that id.
var ErrNoReturn = fault.New(fault.NotFound, "no-return", "The order has no such return.")

// returnSteps are where a return can go, and by which action.
var returnSteps = map[Action]struct {
	from []ReturnState
	to   ReturnState
}{
	ApproveReturn: {[]ReturnState{ReturnRequested}, ReturnApproved},
	DeclineReturn: {[]ReturnState{ReturnRequested, ReturnApproved}, ReturnDeclined},
	ReceiveReturn: {[]ReturnState{ReturnApproved}, ReturnReceived},
}

// Returnable returns the units that have arrived and that no return has, in
// the order of the lines.
func (o *Order) Returnable() []Units {
	var returned []Units
	for _, r := range o.Returns {
		if r.State != ReturnDeclined {
			returned = add(returned, r.Lines...)
		}
	}
	var arrived []Units
	for _, u := range o.ordered() {
		if u.Quantity = Of(o.fulfilled(ParcelDelivered), u.SKU); u.Quantity > 0 {
			arrived = append(arrived, u)
		}
	}
	return less(arrived, returned)
}

// RequestReturn asks to send units back. One that was requested with the key
// before is not requested again. Errors: [ErrUnits], [ErrTransition],
// [ErrKeyReused], and [ErrKeep] for a repeat.
func (o *Order) RequestReturn(r Return, by Actor) error {
	for _, old := range o.Returns {
		if r.Key == "" || old.Key != r.Key {
			continue
		}
		if old.Reason != r.Reason || !slices.Equal(old.Lines, r.Lines) {
			return ErrKeyReused
		}
		return ErrKeep
	}
	if _, err := o.After(RequestReturn); err != nil {
		return err
	}
	if err := within("lines", r.Lines, o.Returnable()); err != nil {
		return err
	}
	r.ID, r.State, r.At = strconv.Itoa(len(o.Returns)+1), ReturnRequested, now()
	o.Returns = append(slices.Clip(o.Returns), r)
	return o.do(Entry{Action: RequestReturn, Subject: r.ID, By: by, Note: r.Reason})
}

// CanReturn reports whether the action is possible for the return.
func (o *Order) CanReturn(r Return, a Action) bool {
	step, ok := returnSteps[a]
	return ok && slices.Contains(step.from, r.State) && o.Can(a)
}

// AnswerReturn approves or declines a return, by [ApproveReturn] or
// [DeclineReturn]; what is said with it the shopper reads. Errors:
// [ErrNoReturn], [ErrTransition].
func (o *Order) AnswerReturn(id string, a Action, words string, by Actor) error {
	if err := o.moveReturn(id, a, func(*Return) {}); err != nil {
		return err
	}
	return o.do(Entry{Action: a, Subject: id, By: by, Note: words, Public: words != ""})
}

// ReceiveReturn notes that the units of a return are back. Some of them, or
// all, are to be restocked, and an amount, unless it is zero, to be given back
// for those that weren't refunded before. Errors: [ErrNoReturn],
// [ErrTransition], [ErrUnits], [ErrRefundTooLarge].
func (o *Order) ReceiveReturn(id string, restock []Units, back money.Money, by Actor) error {
	err := o.moveReturn(id, ReceiveReturn, func(r *Return) { r.Restock, r.Restocked = restock, len(restock) == 0 })
	if err != nil {
		return err
	}
	r := o.Returns[slices.IndexFunc(o.Returns, func(r Return) bool { return r.ID == id })]
	if err := within("restock", restock, r.Lines); err != nil {
		return err
	}
	if err := o.do(Entry{Action: ReceiveReturn, Subject: id, By: by}); err != nil || back.IsZero() {
		return err
	}
	return o.Refund(Refund{Amount: back, Lines: o.unrefundedOf(r), Reason: "Return " + id + " was received."}, by)
}

func (o *Order) moveReturn(id string, a Action, change func(*Return)) error {
	i := slices.IndexFunc(o.Returns, func(r Return) bool { return r.ID == id })
	if i < 0 {
		return ErrNoReturn
	}
	r := o.Returns[i]
	if !o.CanReturn(r, a) {
		return ErrTransition.WithMessage("This can't be done any more: the return is %s.", r.State).WithDetail("state", r.State)
	}
	r.State, r.At = returnSteps[a].to, now()
	change(&r)
	o.Returns = slices.Clone(o.Returns)
	o.Returns[i] = r
	return nil
}

// WorthOf returns what a return gives back where nobody says otherwise: the part
// of what was paid of those of its units that weren't refunded before, and at
// most what may still be given back.
func (o *Order) WorthOf(r Return) money.Money {
	back := o.worth(o.unrefundedOf(r))
	back.Amount = min(back.Amount, o.Refundable().Amount)
	return back
}

// unrefundedOf returns the units of a return whose money can go back: as many
// as weren't refunded before, whichever of an item's units those were.
func (o *Order) unrefundedOf(r Return) []Units {
	left := o.Unrefunded()
	var units []Units
	for _, u := range r.Lines {
		if u.Quantity = min(u.Quantity, Of(left, u.SKU)); u.Quantity > 0 {
			units = append(units, u)
		}
	}
	return units
}

// PendingRestock returns the first return that has units to put back in stock.
func (o *Order) PendingRestock() (Return, bool) {
	i := slices.IndexFunc(o.Returns, func(r Return) bool { return r.State == ReturnReceived && !r.Restocked })
	if i < 0 {
		return Return{}, false
	}
	return o.Returns[i], true
}

// ReturnRestocked notes that a return's units are back in stock. Once noted it
// stays so. Errors: [ErrKeep].
func (o *Order) ReturnRestocked(id string) error {
	i := slices.IndexFunc(o.Returns, func(r Return) bool { return r.ID == id && r.State == ReturnReceived && !r.Restocked })
	if i < 0 {
		return ErrKeep
	}
	o.Returns = slices.Clone(o.Returns)
	o.Returns[i].Restocked = true
	return o.do(Entry{Action: Restock, Subject: id, By: Shop})
}

// Sold returns the units that the stock counts as sold: none before the order
// was placed or once all were restocked, and those that came back are not.
func (o *Order) Sold() []Units {
	if !o.Placed() || o.Restocked {
		return nil
	}
	var back []Units
	for _, r := range o.Returns {
		if r.Restocked {
			back = add(back, r.Restock...)
		}
	}
	return less(o.ordered(), back)
}
