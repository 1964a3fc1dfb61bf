package orders

import (
	"time"

	"shop/views/ui"
)

// Line is a line of a cart, of the checkout's summary or of an order.
type Line struct {
	SKU, Name string
	// Href is the product's page with the variant chosen; empty when it is gone.
	Href    string
	Options []ui.Pair
	Picture ui.Picture
	// Unit is the price of one; Total that of the line.
	Unit     ui.Price
	Total    string
	Quantity int
	// Steps explain the total; empty leaves them out.
	Steps []ui.Pair
	// Max is the largest quantity that can be had now (cart only).
	Max int
	// Problem says in words why the line can't be ordered as it is ("Only 2
	// left", "No longer sold"); it stops checkout until it is mended.
	Problem string
}

// Totals are the sums below the lines; an empty string leaves its row out.
type Totals struct {
	Subtotal, Discount, Shipping, Tax, Total string
	// TaxAdded: the tax is on top of the other sums, not contained in them.
	TaxAdded bool
	// Promotions name what the discount consists of, and what makes delivery
	// free; they stand in place of Discount.
	Promotions []ui.Pair
	// ShippingNote stands beside the shipping row: "estimated", the method.
	ShippingNote string
}

// Cart is the cart page and the fragment that a change of it answers with.
//
// Each line posts quantity to href.CartLine(SKU): an absolute number, 0 removes.
type Cart struct {
	Lines  []Line
	Totals Totals
	// Count is the number of units, for the badge.
	Count int
	// Changes say in sentences what changed since the last visit.
	Changes []string
	// Error says why the last change could not be made.
	Error string
	// Blocked: a line has a Problem, so checkout is not offered.
	Blocked bool
	// Order is the number of the order that has the cart and waits for its
	// payment; empty for none. Checkout is not offered then.
	Order  string
	Coupon Coupon
}

// Coupon is the code of a cart. The zero Coupon is none.
//
// A code is posted as coupon to href.CartCoupon(), and taken out by
// href.CartCouponRemove().
type Coupon struct {
	// Code is in the cart; Name is that of its promotion.
	Code, Name string
	// Problem says why it takes nothing off.
	Problem string
	// Typed was refused, for the reason that Error says.
	Typed, Error string
}

// Added is the answer to adding to the cart by htmx: it lands beside the
// button, together with the new cart count. Status 200, or 409/422 with Error.
type Added struct {
	Name     string
	Options  []ui.Pair
	Quantity int
	// Count is the number of units in the cart now.
	Count int
	// Error says why nothing was added; then only Count matters besides.
	Error string
}

// Checkout is the one page of checkout.
//
// The form posts to href.Checkout(): email, shippingAddress.name, .line1,
// .line2, .city, .postalCode, .region, .country, shippingMethod, paymentMethod,
// expectedTotal, cartVersion, key (the idempotency key), and action = "update"
// (price it again with what was typed) or "place". With htmx, a change of
// country or shipping method posts update and swaps the parts #delivery,
// #payment, #summary and #review out of the whole page that is answered.
type Checkout struct {
	Email   string
	Address Address
	// Countries are those the shop delivers to.
	Countries []ui.Choice
	// NameWillDo: nothing is sent to the address.
	NameWillDo bool
	// NothingToDeliver: no way to deliver is needed.
	NothingToDeliver bool
	// ShippingMethods is empty as long as the country isn't known.
	ShippingMethods, PaymentMethods []Method
	Lines                           []Line
	Totals                          Totals
	// Coupon is that of the cart.
	Coupon Coupon
	// ExpectedTotal, CartVersion and Key go along hidden, as they came.
	ExpectedTotal, CartVersion, Key string
	// Errors are by field name as above.
	Errors map[string]string
	// Message heads the page when something other than a field is wrong or has
	// changed: a new total, a line that sold out.
	Message string
	// SignedIn leaves out the offer to sign in.
	SignedIn bool
	// Action is where the form goes.
	Action string
	// Draft is said of an order that staff drafted; nil for the caller's own
	// cart.
	Draft *DraftNote
}

// DraftNote is what the one who pays a draft is told.
type DraftNote struct {
	// Note is the shop's; may be empty.
	Note string
	// Until is how long it can be paid.
	Until time.Time
}

// Address is a postal address as typed.
type Address struct {
	Name, Line1, Line2, City, PostalCode, Region, Country string
}

// Method is a way to ship or to pay.
type Method struct {
	ID, Label, Note, Price string
	Chosen                 bool
}

// Phase is where an order stands, as its page tells it.
type Phase string

// The phases. The first six come before an order is certain.
const (
	Pending   Phase = "pending"   // the payment isn't known yet
	Waiting   Phase = "waiting"   // the shopper has to go on with the payment
	Declined  Phase = "declined"  // the payment failed, the cart is open again
	SoldOut   Phase = "sold-out"  // somebody was quicker, nothing was charged
	CodeUsed  Phase = "code-used" // somebody was quicker, nothing was charged
	GivenUp   Phase = "given-up"  // it took too long, nothing was charged
	Awaited   Phase = "awaited"   // the shopper pays outside of the shop
	Confirmed Phase = "confirmed"
	Packed    Phase = "packed"
	PartSent  Phase = "partly-shipped"
	CameBack  Phase = "came-back" // a parcel was not delivered
	Shipped   Phase = "shipped"
	Delivered Phase = "delivered"
	Cancelled Phase = "cancelled"
)

// Order is an order's page. An order.status event re-fetches the page and
// swaps #order.
type Order struct {
	Number   string
	PlacedAt time.Time
	Phase    Phase
	// Shortage says which line of a sold-out order was short, and how many are left.
	Shortage string
	// PayHref is where a waiting shopper pays, PayBy when the order is given up.
	PayHref string
	PayBy   time.Time
	// Transfer is what the shopper has to transfer; nil where none is awaited.
	Transfer *Transfer
	// DueOnDelivery: the carrier takes the total.
	DueOnDelivery bool
	// JustPlaced heads the page with thanks.
	JustPlaced bool
	Email      string
	Lines      []Line
	Totals     Totals
	// PriceSteps explain the totals beside the lines; empty leaves them out.
	PriceSteps []ui.Pair
	// Address is as on an envelope, one string per line.
	Address                       []string
	ShippingMethod, PaymentMethod string
	// Refunded is the amount given back, where there is one.
	Refunded string
	// Timeline is from the oldest to the newest.
	Timeline []Event
	Parcels  []Parcel
	Returns  []Return
	Return   ReturnForm
	// Documents are its invoice and credit notes.
	Documents []Document
	// Cancellable offers POST href.OrderCancel(Number).
	Cancellable bool
	// Guest: the caller has no account; the page offers one.
	Guest bool
	// Adoptable: the caller may add the order to their account, by POST
	// href.OrderAdopt(Number).
	Adoptable bool
}

// Document is an invoice or a credit note.
type Document struct {
	// Label is "Invoice INV-00042".
	Label, Total, Href string
}

// Event is one entry of an order's timeline.
type Event struct {
	At time.Time
	// Title is "Payment received"; Detail may be empty.
	Title, Detail string
}

// Parcel is what was shipped.
type Parcel struct {
	Carrier, Tracking string
	// Href is the carrier's page; may be empty.
	Href string
	// Note says where it is and, of an order in several parcels, what is in
	// it: "Delivered: 2 × Oak tray". It may be empty.
	Note string
}

// Return is what the shopper sends back.
type Return struct {
	// Title is what is in it: "2 × Oak tray"; State what becomes of it.
	Title, State string
}

// ReturnForm posts sku and quantity for each line, reason and key to
// href.OrderReturns.
type ReturnForm struct {
	// Lines are what has arrived; without any there is no form.
	Lines []PartLine
	// Reason is as typed.
	Reason string
	// Key makes a repeated submission the same return.
	Key string
	// Error says why the form was refused, and opens it.
	Error string
}

// List is the page of a shopper's orders.
type List struct {
	Orders []Row
	Pages  ui.Pagination
}

// Row is an order in a list.
type Row struct {
	Number   string
	PlacedAt time.Time
	Phase    Phase
	Total    string
	// Summary names what was ordered: "Oak tray and 2 more".
	Summary  string
	Pictures []ui.Picture
}

// Recent is the account page's panel of the latest orders.
type Recent struct {
	Orders []Row
}
