package order

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/pricing"
	"shop/platform/fault"
	"shop/platform/money"
)

// Refund is money that goes back. It is reserved in the order first, and then
// asked of the provider under its own id, so that it can't happen twice.
type Refund struct {
	ID string `bson:"id"`
	// Key is the idempotency key it was asked for with; empty for those that
	// follow from something else, such as a cancellation.
	Key    string      `bson:"key,omitempty"`
	Amount money.Money `bson:"amount"`
	// Lines are the units it is for; empty for a plain amount.
	Lines  []Units     `bson:"lines,omitempty"`
	Reason string      `bson:"reason"`
	State  RefundState `bson:"state"`
	// Failure is why the provider refused it.
	Failure string `bson:"failure,omitempty"`
	// At is when it came into its state; zero in those from before it was kept.
	At time.Time `bson:"at,omitempty"`
}

// RefundState is how far a refund is.
type RefundState string

// The states of a refund. The last is final.
const (
	RefundPending   RefundState = "pending"   // reserved; the provider is asked until it answers
	RefundDue       RefundState = "due"       // staff give it back outside the shop, and confirm that
	RefundSucceeded RefundState = "succeeded" // the provider has confirmed it, or staff; the payer's bank may send it back yet
	RefundFailed    RefundState = "failed"    // the provider won't, and nothing went back
)

// Ordinal is the refund's number within its order, from "1": the part of its
// id that may be shown.
func (r Refund) Ordinal() string { return r.ID[strings.LastIndex(r.ID, ":")+1:] }

// ErrRefundTooLarge means that pending and succeeded refunds together would exceed what was
// captured.
var ErrRefundTooLarge = fault.New(fault.Conflict, "refund-too-large", "More can't be given back than was paid.")

// ReserveRefund notes a refund that is to be carried out. Errors:
// [ErrRefundTooLarge].
func (o *Order) ReserveRefund(amount money.Money, reason string) error {
	return o.reserve(Refund{Amount: amount, Reason: reason})
}

func (o *Order) reserve(r Refund) error {
	left := o.Refundable()
	if r.Amount.Currency != left.Currency || r.Amount.Amount <= 0 || r.Amount.Amount > left.Amount {
		return ErrRefundTooLarge.
			WithMessage("More can't be given back than what is left of what was paid, %s.", left).WithDetail("refundable", left)
	}
	r.ID, r.State, r.At = fmt.Sprintf("%s:refund:%d", o.ID, len(o.Refunds)+1), RefundPending, now()
	o.Refunds = append(slices.Clip(o.Refunds), r)
	return nil
}

// Refund reserves a refund of an order that lives on, or of what a dead one
// still owes. One that names lines and no amount is of their part of what was
// paid, see [Order.AmountOf]. One that was asked for with the key before is not
// reserved again. Errors: [ErrRefundTooLarge], [ErrUnits], [ErrTransition],
// [ErrKeyReused], and [ErrKeep] for a repeat.
func (o *Order) Refund(r Refund, by Actor) error {
	for _, old := range o.Refunds {
		if r.Key == "" || old.Key != r.Key {
			continue
		}
		if old.Reason != r.Reason || !slices.Equal(old.Lines, r.Lines) || (len(r.Lines) == 0 || !r.Amount.IsZero()) && old.Amount != r.Amount {
			return ErrKeyReused
		}
		return ErrKeep
	}
	if _, err := o.After(StartRefund); err != nil {
		return err
	}
	if len(r.Lines) > 0 {
		worth, err := o.AmountOf(r.Lines)
		if err != nil {
			return err
		}
		if r.Amount.IsZero() {
			r.Amount = worth
		}
	}
	if err := o.reserve(r); err != nil {
		return err
	}
	return o.do(Entry{Action: StartRefund, Subject: o.Refunds[len(o.Refunds)-1].Ordinal(), By: by, Note: r.Reason})
}

// AmountOf returns what goes back for units: their part of what was paid for
// the lines, after discounts and with tax. It is divided among its units so that refunding them one by one gives
// back exactly what refunding them at once does. Errors: [ErrUnits] where more
// units would be refunded than were ordered.
func (o *Order) AmountOf(units []Units) (money.Money, error) {
	if err := within("lines", units, o.Unrefunded()); err != nil {
		return money.Money{}, err
	}
	return o.worth(units), nil
}

// Unrefunded returns the units whose money hasn't gone back and won't, in the
// order of the lines.
func (o *Order) Unrefunded() []Units { return less(o.ordered(), o.refundedUnits()) }

// refundedUnits returns the units that refunds are for, reserved ones too.
func (o *Order) refundedUnits() []Units {
	var gone []Units
	for _, r := range o.Refunds {
		if r.State != RefundFailed {
			gone = add(gone, r.Lines...)
		}
	}
	return gone
}

// worth returns what was paid for units, the next ones after those that were
// refunded.
func (o *Order) worth(units []Units) money.Money {
	sum, gone := money.Zero(o.Captured.Currency), o.refundedUnits()
	for _, u := range units {
		before := Of(gone, u.SKU)
		sum.Amount += o.firstUnits(u.SKU, before+u.Quantity) - o.firstUnits(u.SKU, before)
	}
	return sum
}

// firstUnits returns what the first n of the SKU's units cost, in minor units.
func (o *Order) firstUnits(sku catalog.SKU, n int) int64 {
	total, all := money.Zero(o.Captured.Currency), Of(o.ordered(), sku)
	for _, l := range o.Lines {
		if l.SKU == sku {
			total.Amount += o.Paid(l).Amount
		}
	}
	switch n {
	case 0:
		return 0
	case all:
		return total.Amount
	default:
		return total.Allocate(int64(n), int64(all-n))[0].Amount
	}
}

// Paid returns what a line costs after discounts and with its tax.
func (o *Order) Paid(l pricing.Line) money.Money {
	paid := l.Charged()
	if o.Totals.TaxAdded {
		paid.Amount += l.Tax.Amount // within the total
	}
	return paid
}

// Refundable returns what was captured less all refunds, reserved ones too.
func (o *Order) Refundable() money.Money {
	left := o.Captured
	for _, r := range o.Refunds {
		if r.State != RefundFailed {
			left.Amount -= r.Amount.Amount // of one currency and within it, see reserve
		}
	}
	return left
}

// CancellationRefund returns what the order's cancellation gives back: what was
// captured, less the refunds before it. Later ones make no difference.
func (o *Order) CancellationRefund() money.Money {
	back := o.Captured
	for _, e := range o.History {
		if e.Action == Cancel {
			break
		}
		for _, r := range o.Refunds {
			switch {
			case r.Ordinal() != e.Subject:
			case e.Action == StartRefund:
				back.Amount -= r.Amount.Amount // of one currency and within it, see reserve
			case e.Action == FailRefund:
				back.Amount += r.Amount.Amount
			}
		}
	}
	return back
}

// Refunded returns what went back for certain.
func (o *Order) Refunded() money.Money {
	sum := money.Zero(o.Totals.Total.Currency)
	for _, r := range o.Refunds {
		if r.State == RefundSucceeded {
			sum.Amount += r.Amount.Amount
		}
	}
	return sum
}

// PendingRefund returns the first refund that the provider is to be asked for.
func (o *Order) PendingRefund() (Refund, bool) {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.State == RefundPending })
	if i < 0 {
		return Refund{}, false
	}
	return o.Refunds[i], true
}

// RefundDone notes that the provider has confirmed the refund. Once noted it
// stays so, unless the money comes back. Errors: [ErrKeep].
func (o *Order) RefundDone(id string) error {
	return o.endRefund(id, []RefundState{RefundPending}, RefundSucceeded, Entry{Action: Refunded, By: Shop})
}

// ErrNoRefund says that the order has no refund of that number.
var ErrNoRefund = fault.New(fault.NotFound, "no-refund", "There is no such refund.")

// RefundByHand leaves the refund to staff, where no provider carries it out.
// Errors: [ErrKeep].
func (o *Order) RefundByHand(id string) error {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.ID == id && r.State == RefundPending })
	if i < 0 {
		return ErrKeep
	}
	o.Refunds = slices.Clone(o.Refunds)
	o.Refunds[i].State, o.Refunds[i].At = RefundDue, now()
	return nil
}

// ConfirmRefund notes that staff have given back the refund of the ordinal.
// Errors: [ErrNoRefund], [ErrTransition] for one that isn't theirs to give, and
// [ErrKeep] for a repeat.
func (o *Order) ConfirmRefund(ordinal string, by Actor) error {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.Ordinal() == ordinal })
	switch {
	case i < 0:
		return ErrNoRefund
	case o.Refunds[i].State == RefundSucceeded:
		return ErrKeep
	case o.Refunds[i].State != RefundDue:
		return ErrTransition.WithMessage("This refund is not given back by hand.")
	}
	return o.endRefund(o.Refunds[i].ID, []RefundState{RefundDue}, RefundSucceeded, Entry{Action: Refunded, By: by})
}

// RefundRefused notes that the provider won't ever carry the refund out, and
// why: its amount can be refunded anew. Once noted it stays so. Errors:
// [ErrKeep].
func (o *Order) RefundRefused(id, why string) error {
	return o.endRefund(id, []RefundState{RefundPending}, RefundFailed, Entry{Action: FailRefund, By: Shop, Note: why})
}

// RefundsReturned notes that the payer's bank sent refunds back, confirmed ones
// too: their amounts can be refunded anew. Once noted it stays so. Errors:
// [ErrKeep].
func (o *Order) RefundsReturned(ids []string) error {
	noted := ErrKeep
	returned := Entry{Action: FailRefund, By: Shop, Note: "The shopper's bank sent it back."}
	for _, id := range ids {
		if err := o.endRefund(id, []RefundState{RefundPending, RefundSucceeded}, RefundFailed, returned); !errors.Is(err, ErrKeep) {
			noted = err
		}
	}
	return noted
}

// endRefund moves a refund on that is in one of the states from, as the entry
// tells; the note of one that failed is why, that of another the refund's reason.
func (o *Order) endRefund(id string, from []RefundState, state RefundState, e Entry) error {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.ID == id })
	if i < 0 || !slices.Contains(from, o.Refunds[i].State) {
		return ErrKeep
	}
	r := o.Refunds[i]
	r.State, r.Failure, r.At = state, e.Note, now()
	o.Refunds = slices.Clone(o.Refunds)
	o.Refunds[i] = r
	if e.Note == "" {
		e.Note = r.Reason
	}
	e.Subject = r.Ordinal()
	return o.do(e)
}

// underWay reports whether it is promised, and not over.
func (r Refund) underWay() bool { return r.State == RefundPending || r.State == RefundDue }

// repayment returns the state that the refunds make of the payment's.
func (o *Order) repayment() Payment {
	back := o.Refunded()
	if slices.ContainsFunc(o.Refunds, Refund.underWay) {
		return PaymentRefunding
	}
	switch back.Amount {
	case 0:
		return PaymentPaid
	case o.Captured.Amount:
		return PaymentRefunded
	default:
		return PaymentPartlyRefunded
	}
}
