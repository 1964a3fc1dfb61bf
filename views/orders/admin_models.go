package orders

import (
	"time"

	"shop/views/ui"
)

// AdminDashboardView is GET /admin. The panels of other modules (low stock,
// failures) are rendered beside it by the slot "dashboard".
type AdminDashboardView struct {
	// Today, Yesterday and LastWeek (the same weekday) are the shop's days.
	Revenue, Orders, Average AdminFigure
	// Carts tells how many carts of the latest days became orders.
	Carts AdminConversion
	// Days are the chart's, oldest first.
	Days     []AdminDay
	Recent   []AdminOrderRow
	Failures []AdminFailure
	// ToPack and ToShip count the orders that wait for the merchant.
	ToPack, ToShip int
}

// AdminFigure is one number of the dashboard, formatted, beside the same of
// other days.
type AdminFigure struct {
	Today, Yesterday, LastWeek string
	// Trend compares today with yesterday at this time of day: "up", "down" or
	// "same"; empty where there is nothing to compare.
	Trend string
}

// AdminConversion is what became of the carts that were filled in the latest
// days.
type AdminConversion struct {
	Days int
	// Percent of the carts became orders.
	Percent int
	// Carts were filled; each of the others is how many of the one before went
	// on.
	Carts, Checkouts, Orders, Paid int
}

// AdminDay is one column of the chart.
type AdminDay struct {
	Date time.Time
	// Amount is in minor units and gives the column its height; Revenue is the
	// same, formatted.
	Amount  int64
	Revenue string
	Orders  int
}

// AdminFailure is something that failed and waits for a person.
type AdminFailure struct {
	What, Detail string
	At           time.Time
	// Href leads to where it can be mended; empty for none.
	Href string
}

// AdminOrdersView is the list at GET /admin/orders.
type AdminOrdersView struct {
	Filter AdminOrderFilter
	Orders []AdminOrderRow
	// Total counts all that match; Pages is at least 1.
	Total, Page, Pages int
	// Report tells of a bulk action that was not done to all.
	Report ui.Report
}

// AdminOrderFilter is the list's state as its query parameters hold it.
type AdminOrderFilter struct {
	// Query is q: a number, e-mail address or name.
	Query string
	// Status is status: "", or one of the order's states; Payment is payment;
	// Fulfilment is fulfilment.
	Status, Payment, Fulfilment string
	// Sort is sort: "-placed" (the default), "placed", "total" or "-total".
	Sort string
}

// AdminState is one of an order's states: its code ("paid") and what people
// read ("Paid").
type AdminState struct {
	Code, Label string
}

// AdminOrderRow is one order of a list.
type AdminOrderRow struct {
	Number, Customer, Email string
	Status, Payment         AdminState
	Fulfilment              AdminState
	Items                   int
	Total                   string
	PlacedAt                time.Time
}

// AdminOrderView is one order at GET /admin/orders/{number}.
type AdminOrderView struct {
	Number                      string
	PlacedAt                    time.Time
	Status, Payment, Fulfilment AdminState
	Customer, Email             string
	// CustomerHref leads to the account; empty for a guest.
	CustomerHref       string
	Address            []string
	ShippingMethod     string
	PaymentMethod      string
	Captured, Refunded string
	// Documents are its invoice and credit notes.
	Documents []Document
	// Refunds are those that were asked for; Refund is the form of a new one.
	Refunds                                  []AdminRefund
	Refund                                   AdminRefundForm
	Lines                                    []AdminOrderLine
	Subtotal, Discount, Shipping, Tax, Total string
	// TaxAdded: the tax is on top of the other sums, not contained in them.
	TaxAdded bool
	// PriceSteps explain the totals beside the lines; empty leaves them out.
	PriceSteps []ui.Pair
	// Steps are the transitions that are allowed now, the next sensible one
	// first: forms to POST /admin/orders/{number}/transitions with field to
	// (packed, shipped, delivered, cancelled) and, for shipped, carrier and
	// tracking.
	Steps   []AdminStep
	Parcels []AdminParcel
	// Part is the form of a new parcel; it is offered where there is more
	// than one unit to choose from.
	Part    AdminPart
	Returns []AdminReturn
	History []AdminHistoryEntry
	// Note is the form of a note as typed.
	Note AdminNoteForm
	// Message tells why a transition was refused, empty for none.
	Message string
}

// AdminOrderLine is one line of the order.
type AdminOrderLine struct {
	Name, SKU, Options, ImageURL, ImageAlt string
	// ProductHref leads to the product's form; empty where it is gone.
	ProductHref      string
	Quantity         int
	UnitPrice, Total string
	// PriceSteps explain the total; empty leaves them out.
	PriceSteps []ui.Pair
}

// AdminStep is a transition that may be made.
type AdminStep struct {
	// To is the value of the field, Label the button: "Mark as packed".
	To, Label string
	// Consequence is set for what can't be undone and says in words what
	// happens: "The customer gets €84.00 back and 3 items return to stock."
	// The step is then asked for once more before it is done.
	Consequence string
	// Primary marks the next sensible step.
	Primary bool
}

// AdminParcel is one fulfilment of the order.
type AdminParcel struct {
	ID                string
	State             AdminState
	Carrier, Tracking string
	// TrackingHref is the carrier's page; empty where it isn't known.
	TrackingHref string
	// Items are what is in it: "2 × Everyday Mug, Moss".
	Items []string
	// At is when it came into its state.
	At time.Time
	// Steps are forms to POST href.AdminOrderFulfilment.
	Steps []AdminStep
}

// AdminRefund is money that goes back.
type AdminRefund struct {
	Amount, Reason string
	State          AdminState
	// Failure tells why the provider refused it.
	Failure string
	// ConfirmHref takes the POST that says that staff have given it back; empty
	// where that isn't theirs.
	ConfirmHref string
}

// AdminRefundForm posts sku and quantity for each line, amount, reason and key
// to href.AdminOrderRefunds.
type AdminRefundForm struct {
	// Most is what may still be given back, formatted; empty where nothing
	// may, and no form is shown.
	Most string
	// Lines are the units whose money hasn't gone back.
	Lines []PartLine
	// Amount and Reason are as typed; without an amount it is what the units
	// cost.
	Amount, Reason string
	// Errors are by the names of amount and reason; the lines have their own.
	Errors map[string]string
	// Key makes a repeated submission the same refund.
	Key string
	// Open shows the form at once, since it was sent and refused.
	Open bool
}

// AdminNoteForm posts text and public to href.AdminOrderNotes.
type AdminNoteForm struct {
	Text   string
	Public bool
}

// AdminReturn is what the shopper sends back.
type AdminReturn struct {
	ID     string
	State  AdminState
	Items  []string
	Reason string
	At     time.Time
	// Answers are "approved" and "declined" as far as they are possible, with
	// a field for words to the shopper.
	Answers []AdminStep
	// Receive offers to note that it came: how many of each line are to be
	// sold again, and Refund, what goes back, as a plain decimal.
	Receive bool
	Lines   []PartLine
	Refund  string
}

// AdminPart is the form of a new parcel. It posts sku and quantity for each
// line, carrier, tracking, key and state (packed or shipped) to
// href.AdminOrderFulfilments.
type AdminPart struct {
	Lines             []PartLine
	Carrier, Tracking string
	// Key makes a repeated submission the same parcel.
	Key string
	// Open shows the form at once, since it was sent and refused.
	Open bool
}

// PartLine is one line of which some units can be chosen.
type PartLine struct {
	SKU, Name string
	Left      int
	// Quantity is as typed, and Error is what is wrong with it.
	Quantity, Error string
}

// AdminHistoryEntry is one thing that happened to the order.
type AdminHistoryEntry struct {
	At time.Time
	// What is a sentence: "Marked as packed"; Who is a person's name or "shop".
	What, Who string
	Note      string
}
