package orders

import (
	"strings"

	"shop/views/href"
	"shop/views/ui"
)

// story is how a phase is told: the heading, what happens next, and its tone.
type story struct {
	heading, next, label string
	tone                 ui.Tone
}

var stories = map[Phase]story{
	Pending:   {"We are waiting for your payment", "Your bank has not answered yet. That can take a few minutes. You need not do anything: this page changes by itself, and we write to you as soon as we know.", "Payment pending", ui.ToneWait},
	Waiting:   {"One step is left: your payment", "It has to be confirmed by you. We keep everything ready for you until then.", "Payment not finished", ui.ToneWait},
	Declined:  {"The payment did not go through", "Nothing was charged, and your cart is as it was. Try again, perhaps with another way to pay.", "Payment declined", ui.ToneBad},
	SoldOut:   {"Somebody was quicker", "While you were paying, somebody else bought it. Nothing was charged, and your cart is as it was.", "Sold out", ui.ToneBad},
	CodeUsed:  {"The code was used up", "While you were ordering, it was used elsewhere as often as it may be. Nothing was charged, and your cart is as it was.", "Code used up", ui.ToneBad},
	GivenUp:   {"This order took too long", "It was given up before anything was charged. Your cart is as it was, so you can simply try again.", "Given up", ui.ToneBad},
	Awaited:   {"Your order is in, the transfer is next", "We keep everything ready for you, and pack it as soon as your transfer has arrived.", "Waiting for the transfer", ui.ToneWait},
	Confirmed: {"Your order is in", "We pack it next, usually on the same working day, and write to you when it leaves.", "Confirmed", ui.ToneGood},
	Packed:    {"Your order is packed", "It waits for the carrier and leaves with the next collection.", "Packed", ui.ToneGood},
	PartSent:  {"A part of your order is on its way", "The rest follows in another parcel. What is in each is listed below.", "Partly shipped", ui.ToneGood},
	CameBack:  {"A parcel came back to us", "The carrier could not deliver it. We will get in touch with you about sending it again; if your address has changed, please write to us.", "Came back", ui.ToneWait},
	Shipped:   {"Your order is on its way", "Most parcels arrive within 2 to 4 working days.", "Shipped", ui.ToneGood},
	Delivered: {"Your order has arrived", "We hope you like it. If something does not suit you, send it back within 30 days.", "Delivered", ui.ToneGood},
	Cancelled: {"This order was cancelled", "Nothing will be sent. What you had paid goes back the way it came, within a few days.", "Cancelled", ui.ToneQuiet},
}

func (p Phase) story() story {
	if s, ok := stories[p]; ok {
		return s
	}
	return story{heading: "Your order", label: string(p), tone: ui.ToneQuiet}
}

// heading is the page's h1.
func (m Order) heading() string {
	if m.JustPlaced && m.Phase == Confirmed {
		return "Thank you, your order is in"
	}
	return m.Phase.story().heading
}

// dead says that nothing came of the order and the cart is open again.
func (p Phase) dead() bool { return p == Declined || p == SoldOut || p == CodeUsed || p == GivenUp }

// steps are the way of an order; reached says how far this one is.
var steps = []Phase{Confirmed, Packed, Shipped, Delivered}

func (p Phase) reached() int {
	switch p {
	case PartSent:
		p = Packed
	case CameBack:
		p = Confirmed
	default:
	}
	for i, s := range steps {
		if s == p {
			return i
		}
	}
	return -1
}

// stepState is the class of a step of the way.
func (p Phase) stepState(i int) string {
	switch at := p.reached(); {
	case i < at || i == at && p == Delivered:
		return "step step-done"
	case i == at:
		return "step step-now"
	default:
		return "step"
	}
}

// optionWords joins the chosen options: "Large, Oak".
func optionWords(options []ui.Pair) string {
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = o.Value
	}
	return strings.Join(words, ", ")
}

// checkoutFields are the fields of the checkout in their order on the page.
var checkoutFields = []string{
	"email", "shippingAddress.name", "shippingAddress.line1", "shippingAddress.line2",
	"shippingAddress.postalCode", "shippingAddress.city", "shippingAddress.region",
	"shippingAddress.country", "shippingMethod", "paymentMethod", "coupon",
}

// self is the address of the page of the list that is shown.
func (m List) self() string {
	if m.Pages.Links == nil {
		return href.AccountOrders()
	}
	return m.Pages.Links(m.Pages.Page)
}
