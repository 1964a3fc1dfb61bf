package orders

import "strings"

// Mail is a mail about an order, or about a draft, which has no number yet.
type Mail struct {
	// Shop is its name, Number the order's.
	Shop, Number string
	// Greeting is the recipient's name, empty where it isn't known.
	Greeting string
	Kind     MailKind
	// Href is the order's page, or where the draft is paid, as an absolute
	// address.
	Href    string
	Lines   []MailLine
	Totals  Totals
	Address []string
	// ShippingMethod and PaymentMethod are names.
	ShippingMethod, PaymentMethod string
	// Parcels are what was shipped; Partial says that more of the order comes,
	// and Lines are then those of the parcel, without amounts.
	Parcels []Parcel
	Partial bool
	// Refund is what goes back, empty for nothing.
	Refund string
	// Transfer is what is to be transferred first; nil where nothing is awaited.
	Transfer *Transfer
	// DueOnDelivery: the carrier takes the total.
	DueOnDelivery bool
	// Note is what staff say of a draft, Until how long it can be paid.
	Note, Until string
}

// MailLine is a line of the order.
type MailLine struct {
	Name, Options, Total string
	Quantity             int
}

// MailKind is what a mail tells.
type MailKind string

// The kinds.
const (
	MailPlaced    MailKind = "placed"
	MailPaid      MailKind = "paid" // the money of an order that was placed without
	MailShipped   MailKind = "shipped"
	MailCancelled MailKind = "cancelled"
	MailRefunded  MailKind = "refunded" // money went back, all or a part
	MailDraft     MailKind = "draft"    // the payment link of what staff drafted
)

// MailKinds are all kinds, in the order in which they come.
var MailKinds = []MailKind{MailPlaced, MailPaid, MailShipped, MailCancelled, MailRefunded, MailDraft}

// Subject is the mail's subject line.
func (m Mail) Subject() string {
	switch m.Kind {
	case MailShipped:
		if m.Partial {
			return "A part of your order " + m.Number + " is on its way"
		}
		return "Your order " + m.Number + " is on its way"
	case MailCancelled:
		return "Your order " + m.Number + " was cancelled"
	case MailPaid:
		return "Your payment for order " + m.Number
	case MailRefunded:
		return "Your refund for order " + m.Number
	case MailDraft:
		return "An order that " + m.Shop + " put together for you"
	default:
		return "Your order " + m.Number
	}
}

// Opening is the first paragraph.
func (m Mail) Opening() string {
	switch {
	case m.Kind == MailShipped && m.Partial:
		return "A part of your order has left us and is on its way to you. It is listed below; the rest comes in another parcel."
	case m.Kind == MailShipped:
		return "Your order has left us and is on its way to you."
	case m.Kind == MailPaid:
		return "Thank you, your payment has arrived. We write again when your order is on its way."
	case m.Kind == MailRefunded:
		return "We have given " + m.Refund + " back to you, the way it was paid. It usually takes a few days to arrive."
	case m.Kind == MailDraft:
		return "We have put an order together for you. You can look at it and pay it until " + m.Until + "; delivery is chosen then."
	case m.Kind == MailCancelled && m.Refund != "":
		return "Your order was cancelled. You get " + m.Refund + " back, the way it was paid, usually within a few days."
	case m.Kind == MailCancelled:
		return "Your order was cancelled. Nothing was charged."
	case m.Transfer != nil:
		return "Thank you for your order. Please transfer " + m.Transfer.Amount + " with the reference " + m.Transfer.Reference + "; we ship as soon as it has arrived."
	case m.DueOnDelivery:
		return "Thank you for your order. Please have " + m.Totals.Total + " ready for the carrier; we write again when it is on its way."
	default:
		return "Thank you for your order. We have your payment, and write again when it is on its way."
	}
}

// itemised reports whether the mail lists what was ordered.
func (m Mail) itemised() bool { return m.Kind != MailCancelled && m.Kind != MailRefunded }

// ordered reports whether delivery and payment are chosen.
func (m Mail) ordered() bool { return m.itemised() && m.Kind != MailDraft }

// hello is the first line.
func (m Mail) hello() string {
	if m.Greeting == "" {
		return "Hello,"
	}
	return "Hello " + m.Greeting + ","
}

// invitation is what the link says.
func (m Mail) invitation() string {
	if m.Kind == MailDraft {
		return "See and pay your order"
	}
	return "Look at order " + m.Number
}

// rows are the totals that are shown, by name.
func (t Totals) rows() [][2]string {
	added, included := "", t.Tax
	if t.TaxAdded {
		added, included = t.Tax, ""
	}
	var rows [][2]string
	for _, row := range [][2]string{
		{"Subtotal", t.Subtotal}, {"Discount", t.Discount}, {"Shipping", t.Shipping}, {"Tax", added}, {"Total", t.Total}, {"Tax included", included},
	} {
		if row[1] != "" {
			rows = append(rows, row)
		}
	}
	return rows
}

// label is a parcel in one line.
func (p Parcel) label() string {
	return strings.TrimSpace(p.Carrier + " " + p.Tracking)
}

func (l MailLine) label() string {
	if l.Options == "" {
		return l.Name
	}
	return l.Name + " (" + l.Options + ")"
}
