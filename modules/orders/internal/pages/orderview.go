package pages

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/shipping"
	views "shop/views/orders"
	"shop/views/ui"
)

// thanksFor is how long after it was placed an order's page says thanks.
const thanksFor = 15 * time.Minute

func orderOf(o order.Order) views.Order {
	view := views.Order{
		Number: o.Number, PlacedAt: placedAt(o), Phase: phaseOf(o),
		JustPlaced: o.Placed() && time.Since(o.PlacedAt) < thanksFor,
		Email:      o.Email, Lines: linesOf(o.Lines), Totals: totalsOf(o.Totals, o.PriceSteps, ""), PriceSteps: stepsOf(o.PriceSteps),
		Address: o.ShippingAddress.Lines(), ShippingMethod: o.ShippingMethod.Name, PaymentMethod: o.PaymentMethod.Name,
		Cancellable: lifecycle.CancellableByOwner(o), DueOnDelivery: o.Payment == order.PaymentOnDelivery && o.Fulfilment != order.Delivered && !o.CameBack(),
	}
	if o.Failure != nil {
		view.Shortage = o.Failure.Message
	}
	if o.Next != nil {
		view.PayHref, view.PayBy = o.Next.URL, o.Next.By
	}
	if refunded := o.Refunded(); !refunded.IsZero() {
		view.Refunded = refunded.String()
	}
	for _, e := range o.History {
		switch title := happened[e.Action]; {
		case e.Public && title != "":
			view.Timeline = append(view.Timeline, views.Event{At: e.At, Title: title, Detail: e.Note})
		case e.Public:
			view.Timeline = append(view.Timeline, views.Event{At: e.At, Title: "A note from the shop", Detail: e.Note})
		case title != "":
			view.Timeline = append(view.Timeline, views.Event{At: e.At, Title: title, Detail: refundOf(o, e)})
		}
	}
	view.Parcels = parcelsOf(o)
	showReturns(&view, o)
	return view
}

// parcelsOf are the parcels that left. Of a single one that has everything
// there is only something to tell if it can be followed.
func parcelsOf(o order.Order) []views.Parcel {
	var list []views.Parcel
	for _, f := range o.Fulfilments {
		whole := o.Whole(f)
		if f.State != order.ParcelShipped && f.State != order.ParcelDelivered || whole && f.Carrier == "" && f.Tracking == "" {
			continue
		}
		p := views.Parcel{Carrier: f.Carrier, Tracking: f.Tracking, Href: shipping.TrackingURL(f.Carrier, f.Tracking)}
		if !whole {
			p.Note = stateOf(f.State).Label + ": " + strings.Join(contents(o, f.Lines), ", ")
		}
		list = append(list, p)
	}
	return list
}

// contents says what is in a parcel: "2 × Oak tray, Large".
func contents(o order.Order, units []order.Units) []string {
	var list []string
	for _, l := range o.Lines {
		if n := order.Of(units, l.SKU); n > 0 {
			list = append(list, fmt.Sprintf("%d × %s", n, l.Title()))
		}
	}
	return list
}

// refundOf returns how much an entry about a refund is about, "" for others.
func refundOf(o order.Order, e order.Entry) string {
	if e.Action != order.StartRefund && e.Action != order.Refunded {
		return ""
	}
	for _, r := range o.Refunds {
		if r.Ordinal() == e.Subject {
			return r.Amount.String()
		}
	}
	return ""
}

// placedAt is when the order became certain, or as long as it isn't, when it
// was sent.
func placedAt(o order.Order) time.Time {
	if o.Placed() {
		return o.PlacedAt
	}
	return o.CreatedAt
}

// happened tells a shopper what an action was; those that aren't theirs to know
// are missing.
var happened = map[order.Action]string{
	order.Place:         "Order sent",
	order.Fail:          "Given up, nothing was charged",
	order.Abandon:       "Given up, nothing was charged",
	order.Capture:       "Payment received",
	order.Decline:       "Payment declined",
	order.Confirm:       "Order confirmed",
	order.Entrust:       "Order confirmed",
	order.Receive:       "Payment received",
	order.Pack:          "Packed",
	order.Ship:          "Handed to the carrier",
	order.Deliver:       "Delivered",
	order.TakeBack:      "Came back to us undelivered",
	order.Cancel:        "Cancelled",
	order.Reimburse:     "Refund started",
	order.Refunded:      "Money given back",
	order.StartRefund:   "Refund started",
	order.RequestReturn: "Return requested",
	order.ApproveReturn: "Return approved",
	order.DeclineReturn: "Return declined",
	order.ReceiveReturn: "Return received",
	order.Adopt:         "Added to an account",
}

// phaseOf tells an order's three states as one.
func phaseOf(o order.Order) views.Phase {
	if o.Waiting() {
		return views.Waiting
	}
	switch o.Status {
	case order.New, order.Paying:
		return views.Pending
	case order.Declined:
		return views.Declined
	case order.Failed:
		if o.Failure != nil && o.Failure.Code == catalog.ErrSoldOut.Code {
			return views.SoldOut
		}
		if o.Failure != nil && (o.Failure.Code == coupon.ErrUsedUp.Code || o.Failure.Code == coupon.ErrUsedByCustomer.Code) {
			return views.CodeUsed
		}
		return views.GivenUp
	case order.Cancelled:
		return views.Cancelled
	default: // it was placed, and the delivery tells how far it is
		return phaseOfPlaced(o)
	}
}

func phaseOfPlaced(o order.Order) views.Phase {
	if o.CameBack() {
		return views.CameBack
	}
	switch o.Fulfilment {
	case order.Packed:
		return views.Packed
	case order.PartlyShipped:
		return views.PartSent
	case order.Shipped:
		return views.Shipped
	case order.Delivered:
		return views.Delivered
	default:
		if o.Payment == order.PaymentAwaited {
			return views.Awaited
		}
		return views.Confirmed
	}
}

func rowsOf(list []order.Order) []views.Row {
	rows := make([]views.Row, len(list))
	for i, o := range list {
		rows[i] = views.Row{
			Number: o.Number, PlacedAt: placedAt(o), Phase: phaseOf(o), Total: o.Totals.Total.String(), Summary: summary(o),
		}
		for _, l := range o.Lines {
			rows[i].Pictures = append(rows[i].Pictures, lineOf(l).Picture)
		}
		rows[i].Pictures = slices.DeleteFunc(rows[i].Pictures, func(p ui.Picture) bool { return p.Src == "" })
	}
	return rows
}

// summary names what was ordered: "Oak tray and 2 more".
func summary(o order.Order) string {
	switch n := len(o.Lines); n {
	case 0:
		return "Nothing"
	case 1:
		return o.Lines[0].Name
	default:
		return fmt.Sprintf("%s and %d more", o.Lines[0].Name, n-1)
	}
}

// items returns the number of units.
func items(o order.Order) int {
	n := 0
	for _, l := range o.Lines {
		n += l.Quantity
	}
	return n
}
