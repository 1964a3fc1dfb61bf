package order

import (
	"fmt"
	"slices"

	"shop/platform/fault"
	"shop/platform/money"
)

// Refund is money that goes back. It is reserved in the order first, and then
// asked of the provider under its own id, so that it can't happen twice.
type Refund struct {
	ID     string      `bson:"id" json:"id"`
	Amount money.Money `bson:"amount" json:"amount"`
	Reason string      `bson:"reason" json:"reason"`
	// Done says that the provider has confirmed it.
	Done bool `bson:"done" json:"done"`
}

// ErrRefundTooLarge means that pending and done refunds together would exceed what was
// captured.
var ErrRefundTooLarge = fault.New(fault.Conflict, "refund-too-large", "More can't be given back than was paid.")

// ReserveRefund notes a refund that is to be carried out. Errors:
// [ErrRefundTooLarge].
func (o *Order) ReserveRefund(amount money.Money, reason string) error {
	left := o.Refundable()
	if amount.Currency != left.Currency || amount.Amount <= 0 || amount.Amount > left.Amount {
		return ErrRefundTooLarge.WithDetail("refundable", left)
	}
	o.Refunds = append(slices.Clip(o.Refunds), Refund{
		ID: fmt.Sprintf("%s:refund:%d", o.ID, len(o.Refunds)+1), Amount: amount, Reason: reason,
	})
	return nil
}

// Refundable returns what was captured less all refunds, reserved ones too.
func (o *Order) Refundable() money.Money {
	left := o.Captured
	for _, r := range o.Refunds {
		left.Amount -= r.Amount.Amount // of one currency and within it, see ReserveRefund
	}
	return left
}

// Refunded returns what went back for certain.
func (o *Order) Refunded() money.Money {
	sum := money.Zero(o.Totals.Total.Currency)
	for _, r := range o.Refunds {
		if r.Done {
			sum.Amount += r.Amount.Amount
		}
	}
	return sum
}

// PendingRefund returns the first refund that is reserved and not yet done.
func (o *Order) PendingRefund() (Refund, bool) {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return !r.Done })
	if i < 0 {
		return Refund{}, false
	}
	return o.Refunds[i], true
}

// RefundDone notes that the provider has confirmed the refund; when it was the
// last one, the payment is refunded. Once noted it stays so.
func (o *Order) RefundDone(id string) error {
	i := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.ID == id })
	if i < 0 || o.Refunds[i].Done {
		return nil
	}
	o.Refunds = slices.Clone(o.Refunds)
	o.Refunds[i].Done = true
	if _, more := o.PendingRefund(); !more && o.Can(Refunded) {
		return o.Apply(Refunded, Shop, o.Refunds[i].Reason)
	}
	return nil
}
