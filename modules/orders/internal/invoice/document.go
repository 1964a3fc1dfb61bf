package invoice

import (
	"fmt"
	"slices"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/tax"
	"shop/platform/money"
)

// Kind is what a document is. Each kind is numbered by itself.
type Kind string

// The kinds of documents.
const (
	Invoice    Kind = "invoice"
	CreditNote Kind = "credit-note"
)

// Document is an invoice or a credit note, with all that it says.
type Document struct {
	// ID names what the document is about, so that there is one of it: the
	// order for invoices, the refund or the cancellation for credit notes.
	ID   string `bson:"_id"`
	Kind Kind   `bson:"kind"`
	// Sequence is its place among those of its kind, from 1 without a gap.
	Sequence int64 `bson:"sequence"`
	// Prefix is what the seller put in front of the sequence then.
	Prefix string `bson:"prefix"`
	// Corrects is the number of the invoice that a credit note is about.
	Corrects string `bson:"corrects,omitempty"`

	OrderID     orders.OrderID `bson:"orderId"`
	OrderNumber string         `bson:"orderNumber"`
	OrderedAt   time.Time      `bson:"orderedAt"`
	// IssuedAt is by the clock of the instance that issued it.
	IssuedAt time.Time `bson:"issuedAt"`

	Seller Seller `bson:"seller"`
	// Buyer is name and address, a line each.
	Buyer []string `bson:"buyer"`
	Email string   `bson:"email"`
	// Payment is the way the order is paid.
	Payment string `bson:"payment"`
	// Reason is why a credit note was issued.
	Reason string `bson:"reason,omitempty"`

	Lines []Line `bson:"lines"`
	// Adjustments lead from the lines' sum to what is taxed: discounts and the
	// delivery.
	Adjustments []Adjustment `bson:"adjustments,omitempty"`
	// Taxes are by rate, the highest first. Their gross amounts sum to Total.
	Taxes []TaxShare `bson:"taxes"`
	// TaxAdded says that the amounts of lines and adjustments are without tax.
	// Those of a credit note are always with it.
	TaxAdded bool        `bson:"taxAdded,omitempty"`
	Total    money.Money `bson:"total"`
}

// Line is one position.
type Line struct {
	Text     string      `bson:"text"`
	SKU      catalog.SKU `bson:"sku,omitempty"`
	Quantity int         `bson:"quantity,omitempty"`
	// Unit is the price of one; nil where the line isn't units times a price.
	Unit  *money.Money `bson:"unit,omitempty"`
	Total money.Money  `bson:"total"`
}

// Adjustment is an amount beside the lines.
type Adjustment struct {
	Label  string      `bson:"label"`
	Amount money.Money `bson:"amount"`
}

// TaxShare is the part of a document that is taxed at one rate.
type TaxShare struct {
	Rate tax.Rate    `bson:"rate"`
	Net  money.Money `bson:"net"`
	Tax  money.Money `bson:"tax"`
}

// Gross returns the part with its tax.
func (s TaxShare) Gross() money.Money { return money.New(s.Net.Amount+s.Tax.Amount, s.Net.Currency) }

// Number is what the document is called: "INV-00042".
func (d Document) Number() string { return fmt.Sprintf("%s%05d", d.Prefix, d.Sequence) }

// Customer is who the document is for, without the address.
func (d Document) Customer() string {
	if len(d.Buyer) == 0 {
		return ""
	}
	return d.Buyer[0]
}

// Tax returns the tax of all rates.
func (d Document) Tax() money.Money {
	sum := money.Zero(d.Total.Currency)
	for _, s := range d.Taxes {
		sum.Amount += s.Tax.Amount // within Total
	}
	return sum
}

// Due returns the documents that the order lacks, issued being those that it
// has: without a number, with all else. seller is who issues them.
func Due(o order.Order, issued []Document, seller Seller) []Document {
	if !o.Placed() {
		return nil
	}
	var due []Document
	add := func(d Document) {
		d.OrderID, d.OrderNumber, d.OrderedAt, d.Seller, d.Prefix = o.ID, o.Number, o.PlacedAt, seller, seller.prefix(d.Kind)
		d.Buyer, d.Email, d.Payment = o.ShippingAddress.Lines(), o.Email, o.PaymentMethod.Name
		due = append(due, d)
	}
	at := slices.IndexFunc(issued, func(d Document) bool { return d.Kind == Invoice })
	if at < 0 {
		// What is to be credited needs the invoice's number, and is due once
		// that is given.
		add(invoiceOf(o))
		return due
	}
	bill := issued[at]
	left := newRemainder(bill, issued)
	unpaidID := string(o.ID) + ":unpaid"
	// A refund that came back was credited, and its repeat needs no other note.
	uncredited := o.Refunded()
	for _, d := range issued {
		if d.Kind == CreditNote && d.ID != unpaidID {
			uncredited.Amount -= d.Total.Amount
		}
	}
	for _, r := range o.Refunds {
		if r.State == order.RefundSucceeded && !left.credited[r.ID] {
			r.Amount.Amount = min(r.Amount.Amount, uncredited.Amount)
			if d, some := left.credit(r.ID, r.Amount, linesOf(o, r)); some {
				d.Reason = r.Reason
				uncredited.Amount -= d.Total.Amount
				add(d)
			}
		}
	}
	if o.Status == order.Cancelled && !left.credited[unpaidID] {
		unpaid := money.New(bill.Total.Amount-o.Captured.Amount, bill.Total.Currency)
		if d, some := left.credit(unpaidID, unpaid, nil); some {
			d.Reason = "Cancelled before it was paid"
			add(d)
		}
	}
	return due
}
