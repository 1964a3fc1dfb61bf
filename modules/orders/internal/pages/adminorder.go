package pages

import (
	"fmt"
	"strings"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/views/href"
	views "shop/views/orders"
)

// stateOf shows a state by its code's words with a capital.
func stateOf[S ~string](s S) views.AdminState {
	code := string(s)
	if code == "" {
		return views.AdminState{}
	}
	return views.AdminState{Code: code, Label: strings.ToUpper(code[:1]) + strings.ReplaceAll(code[1:], "-", " ")}
}

func adminOrder(o order.Order, message string) views.AdminOrderView {
	view := views.AdminOrderView{
		Number: o.Number, PlacedAt: placedAt(o),
		Status: stateOf(o.Status), Payment: stateOf(o.Payment), Fulfilment: stateOf(o.Fulfilment),
		Customer: o.ShippingAddress.Name, Email: o.Email, Address: o.ShippingAddress.Lines(),
		ShippingMethod: o.ShippingMethod.Name, PaymentMethod: o.PaymentMethod.Name,
		Captured: o.Captured.String(),
		Subtotal: o.Totals.Subtotal.String(), Discount: takenOff(o.Totals.Discount), Shipping: orFree(o.Totals.Shipping),
		Tax: unlessZero(o.Totals.Tax), TaxAdded: o.Totals.TaxAdded, Total: o.Totals.Total.String(),
		PriceSteps: stepsOf(o.PriceSteps), Steps: steps(o), Message: message,
	}
	if o.Account != "" {
		view.CustomerHref = href.AdminCustomer(o.Account)
	}
	view.Refunded = unlessZero(o.Refunded())
	for _, l := range o.Lines {
		view.Lines = append(view.Lines, views.AdminOrderLine{
			Name: l.Name, SKU: string(l.SKU), Options: values(l), ImageURL: l.ImageURL, ImageAlt: l.ImageAlt,
			ProductHref: href.AdminProduct(string(l.ProductID)), Quantity: l.Quantity,
			UnitPrice: l.Unit.String(), Total: l.Total.String(), PriceSteps: stepsOf(l.Steps),
		})
	}
	view.Parcels, view.Part = adminParcels(o), adminPart(o)
	view.Returns = adminReturns(o)
	view.Refunds, view.Refund = adminRefunds(o), adminRefundForm(o)
	for _, e := range o.History {
		view.History = append(view.History, views.AdminHistoryEntry{At: e.At, What: whatHappened(e), Who: who(e.By), Note: e.Note})
	}
	return view
}

// recorded tells staff what an action was.
var recorded = map[order.Action]string{
	order.Place:         "Order sent",
	order.Fail:          "Given up before payment",
	order.Abandon:       "Given up before payment",
	order.Pay:           "Payment started",
	order.Capture:       "Payment captured",
	order.Decline:       "Payment declined",
	order.Confirm:       "Confirmed, payment to come",
	order.Entrust:       "Confirmed, payment on delivery",
	order.Receive:       "Marked as paid",
	order.Pack:          "Marked as packed",
	order.Ship:          "Marked as shipped",
	order.Deliver:       "Marked as delivered",
	order.Unpack:        "Unpacked",
	order.TakeBack:      "Came back undelivered",
	order.Cancel:        "Cancelled",
	order.Reimburse:     "Refund of a late payment started",
	order.Refunded:      "Refund confirmed",
	order.RequestReturn: "Return requested",
	order.ApproveReturn: "Return approved",
	order.DeclineReturn: "Return declined",
	order.ReceiveReturn: "Return received",
	order.StartRefund:   "Refund started",
	order.FailRefund:    "Refund refused",
	order.Adopt:         "Added to an account",
	order.AddNote:       "Note",
	order.Restock:       "Units are back in stock",
}

// whatHappened is what staff are told of an entry, and what it happened to.
func whatHappened(e order.Entry) string {
	switch e.Action {
	case order.Pack, order.Ship, order.Deliver, order.Unpack, order.TakeBack:
		if e.Subject != "" {
			return recorded[e.Action] + ": parcel " + e.Subject
		}
	case order.AddNote:
		if e.Public {
			return "Note, which the shopper sees"
		}
	default: // it happened to the order as a whole, or its words say to what
	}
	return recorded[e.Action]
}

func who(a order.Actor) string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Kind == "shopper":
		return "guest"
	default:
		return a.Kind
	}
}

// steps are the transitions that are possible now, the sensible one first.
func steps(o order.Order) []views.AdminStep {
	var list []views.AdminStep
	for _, to := range lifecycle.Possible(o) {
		step := views.AdminStep{To: to, Label: "Mark as " + to}
		if to == "cancelled" {
			step.Label, step.Consequence = "Cancel the order", consequence(o)
		} else {
			step.Primary = len(list) == 0
		}
		list = append(list, step)
	}
	return list
}

// consequence says what cancelling does.
func consequence(o order.Order) string {
	n := items(o)
	back := "Nothing was paid, so no money goes back"
	if left := o.Refundable(); !left.IsZero() {
		back = fmt.Sprintf("The customer gets %s back", left)
	}
	if n == 1 {
		return back + ", and 1 item returns to stock. This can't be undone."
	}
	return fmt.Sprintf("%s, and %d items return to stock. This can't be undone.", back, n)
}

func values(l pricing.Line) string {
	var chosen []string
	for _, o := range l.Options {
		chosen = append(chosen, o.Value)
	}
	return strings.Join(chosen, ", ")
}
