package order

import (
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

// The states of a refund. The last two are final.
const (
	RefundPending   RefundState = "pending"   // reserved; the provider is asked until it answers
	RefundSucceeded RefundState = "succeeded" // the provider has confirmed it
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

// PendingRefund returns the first refund that is reserved and not yet over.
func (o *Order) PendingRefund() (Refund, bool) {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.State == RefundPending })
	if i < 0 {
		return Refund{}, false
	}
	return o.Refunds[i], true
}

// RefundDone notes that the provider has confirmed the refund. Once noted it
// stays so.
func (o *Order) RefundDone(id string) error { return o.endRefund(id, RefundSucceeded, Refunded, "") }

// RefundRefused notes that the provider won't ever carry the refund out, and
// why: its amount can be refunded anew. Once noted it stays so.
func (o *Order) RefundRefused(id, why string) error {
	return o.endRefund(id, RefundFailed, FailRefund, why)
}

func (o *Order) endRefund(id string, state RefundState, a Action, why string) error {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.ID == id })
	if i < 0 || o.Refunds[i].State != RefundPending {
		return ErrKeep
	}
	r := o.Refunds[i]
	r.State, r.Failure, r.At = state, why, now()
	o.Refunds = slices.Clone(o.Refunds)
	o.Refunds[i] = r
	note := r.Reason
	if why != "" {
		note = why
	}
	return o.do(Entry{Action: a, Subject: r.Ordinal(), By: Shop, Note: note})
}

// repayment returns the state that the refunds make of the payment's.
func (o *Order) repayment() Payment {
	back := o.Refunded()
	if _, pending := o.PendingRefund(); pending {
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
