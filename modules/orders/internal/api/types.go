package api

import (
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/shipping"
	"shop/modules/orders/internal/tax"
	"shop/platform/address"
	"shop/platform/money"
)

const (
	tagCart     = "Cart and checkout"
	tagOrders   = "Orders"
	tagLive     = "Live events"
	tagStaff    = "Staff: orders"
	tagPayments = "Payment providers"
)

// Option is one value of a variant.
type Option struct {
	Name  string `json:"name" example:"Size"`
	Value string `json:"value" example:"Large"`
}

// PriceStep is one step of how a price came about. That of kind tax is
// contained in the others unless taxAdded.
type PriceStep struct {
	Kind   string      `json:"kind" enum:"base,sale,line-promotion,order-promotion,shipping,shipping-promotion,tax"`
	Label  string      `json:"label" example:"2 × €19.99"`
	Amount money.Money `json:"amount"`
	Ref    string      `json:"ref,omitempty" doc:"What it follows from: the SKU, the promotion, the method of delivery, the place of a tax"`
}

// Line is a line with its price.
type Line struct {
	SKU       string      `json:"sku" example:"MUG-BLUE"`
	ProductID string      `json:"productId"`
	Slug      string      `json:"slug"`
	Name      string      `json:"name"`
	Options   []Option    `json:"options" nullable:"false"`
	ImageURL  string      `json:"imageUrl,omitempty"`
	Quantity  int         `json:"quantity"`
	UnitPrice money.Money `json:"unitPrice"`
	Total     money.Money `json:"total" doc:"Before discounts"`
	Discount  money.Money `json:"discount" doc:"What promotions take off the total"`
	Steps     []PriceStep `json:"steps" nullable:"false" doc:"How the total came about, as recorded when the line was priced"`
}

// CartLine is a line of a cart with what is true of it now.
type CartLine struct {
	Line
	Was     *money.Money `json:"was,omitempty" doc:"The unit price when the line was last changed, where it is another now"`
	Max     int          `json:"max" doc:"The largest quantity that can be had now"`
	Problem string       `json:"problem,omitempty" doc:"Why the line can't be ordered as it is"`
	Change  string       `json:"change,omitempty" doc:"What is different from when the line was last changed"`
}

// Totals is what lines and delivery add up to.
type Totals struct {
	Subtotal     money.Money `json:"subtotal"`
	Discount     money.Money `json:"discount"`
	Shipping     money.Money `json:"shipping"`
	Tax          money.Money `json:"tax" doc:"Contained in the total"`
	Total        money.Money `json:"total"`
	TaxAdded     bool        `json:"taxAdded" doc:"Whether prices come without tax, which is then on top of them; else subtotal and shipping contain it"`
	ShippingRate tax.Rate    `json:"shippingRate" example:"1900" doc:"What the delivery is taxed at, in hundredths of a percent"`
}

// Coupon is a code that was entered.
type Coupon struct {
	Code    string `json:"code" example:"SUMMER-25"`
	Name    string `json:"name,omitempty" doc:"That of the promotion"`
	Problem string `json:"problem,omitempty" doc:"Why it takes nothing off; the cart can be ordered without it"`
}

// Cart is a cart with what it would cost now.
type Cart struct {
	Version int64       `json:"version"`
	Lines   []CartLine  `json:"lines" nullable:"false"`
	Count   int         `json:"count" doc:"Number of units"`
	Steps   []PriceStep `json:"steps" nullable:"false" doc:"How the totals come about beside the lines: promotions, the delivery assumed, and tax by rate"`
	Coupon  *Coupon     `json:"coupon,omitempty"`
	Blocked bool        `json:"blocked" doc:"Whether a line has a problem, so that the cart can't be ordered as it is"`
	Order   string      `json:"order,omitempty" doc:"The number of the order that has the cart until it is certain whether it is paid; no other can be placed meanwhile"`
	Totals
}

// Method is how an order is shipped or paid.
type Method struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Units are so many of one SKU.
type Units struct {
	SKU      string `json:"sku" example:"MUG-BLUE" maxLength:"64"`
	Quantity int    `json:"quantity"`
}

// Fulfilment is a part of an order that travels together: a parcel.
type Fulfilment struct {
	ID          string    `json:"id" example:"1" doc:"Unique within the order"`
	State       string    `json:"state" enum:"packed,shipped,delivered,cancelled,returned" doc:"Returned ones came back undelivered"`
	Lines       []Units   `json:"lines" nullable:"false"`
	Carrier     string    `json:"carrier,omitempty"`
	Tracking    string    `json:"tracking,omitempty"`
	TrackingURL string    `json:"trackingUrl,omitempty" doc:"The carrier's page, where the carrier is known"`
	At          time.Time `json:"at" doc:"When it came into its state"`
}

// Refund is money that goes back.
type Refund struct {
	ID     string      `json:"id" example:"1" doc:"Unique within the order"`
	Amount money.Money `json:"amount"`
	State  string      `json:"state" enum:"pending,due,succeeded,failed" doc:"Due ones the shop gives back by hand; failed ones gave nothing back"`
}

// Event is one thing that happened to an order.
type Event struct {
	At     time.Time `json:"at"`
	Action string    `json:"action" example:"capture"`
	Note   string    `json:"note,omitempty" doc:"Words of the shop's staff"`
}

// Failure is why an order came to nothing.
type Failure struct {
	Code      string `json:"code" example:"sold-out"`
	Message   string `json:"message"`
	SKU       string `json:"sku,omitempty"`
	Available int    `json:"available,omitempty" doc:"Units of the SKU that were left"`
}

// NextAction is what a payment waits for its shopper to do.
type NextAction struct {
	Kind string    `json:"kind" enum:"redirect" doc:"Send the shopper's browser to the address"`
	URL  string    `json:"url"`
	By   time.Time `json:"by" doc:"When the order is given up, if nothing happens"`
}

// PaymentInstructions are what the shopper has to do to pay an order by
// transfer.
type PaymentInstructions struct {
	Amount       money.Money  `json:"amount"`
	Reference    string       `json:"reference" example:"K7QF3M9T" doc:"What the transfer has to name: the order's number"`
	Account      *BankAccount `json:"account,omitempty" doc:"Absent where the shop has none entered, and tells the shopper by other means"`
	Instructions string       `json:"instructions,omitempty" doc:"Words of the shop's staff"`
}

// Order is an order as its owner sees it.
type Order struct {
	Number          string          `json:"number" example:"K7QF3M9T"`
	Status          string          `json:"status" enum:"new,paying,paid,confirmed,declined,failed,cancelled"`
	Payment         string          `json:"payment" enum:"none,pending,awaited,on-delivery,paid,declined,voided,refunding,partly-refunded,refunded"`
	Fulfilment      string          `json:"fulfilment" enum:"unfulfilled,packed,partly-shipped,shipped,delivered,cancelled"`
	Email           string          `json:"email"`
	ShippingAddress address.Address `json:"shippingAddress"`
	ShippingMethod  Method          `json:"shippingMethod"`
	PaymentMethod   Method          `json:"paymentMethod"`
	Lines           []Line          `json:"lines" nullable:"false"`
	Steps           []PriceStep     `json:"steps" nullable:"false" doc:"How the totals came about beside the lines: promotions, delivery, and tax by rate, as recorded when the order was placed"`
	Coupon          string          `json:"coupon,omitempty" doc:"The code that took something off"`
	Refunded        money.Money     `json:"refunded" doc:"What was given back for certain"`
	Refunds         []Refund        `json:"refunds" nullable:"false"`
	Returns         []Return        `json:"returns" nullable:"false"`
	Returnable      []Units         `json:"returnable" nullable:"false" doc:"What has arrived and may be sent back"`
	Fulfilments     []Fulfilment    `json:"fulfilments" nullable:"false"`
	History         []Event         `json:"history" nullable:"false"`
	Failure         *Failure        `json:"failure,omitempty"`
	NextAction      *NextAction     `json:"nextAction,omitempty" doc:"What the payment waits for its shopper to do"`
	// PaymentInstructions are filled for shoppers only; staff know the account.
	PaymentInstructions *PaymentInstructions `json:"paymentInstructions,omitempty" doc:"Where to transfer the total to, as long as that is awaited; in answers to its shopper"`
	Cancellable         bool                 `json:"cancellable" doc:"Whether its owner may still cancel it"`
	Guest               bool                 `json:"guest" doc:"Whether it is no account's: a shopper may add it to theirs"`
	CreatedAt           time.Time            `json:"createdAt"`
	PlacedAt            *time.Time           `json:"placedAt,omitempty" doc:"When it became certain; absent before and for orders that never were"`
	Totals
}

func lineOf(l pricing.Line) Line {
	line := Line{
		SKU: string(l.SKU), ProductID: string(l.ProductID), Slug: l.Slug, Name: l.Name, Options: []Option{},
		ImageURL: l.ImageURL, Quantity: l.Quantity, UnitPrice: l.Unit, Total: l.Total, Discount: discountOf(l), Steps: stepsOf(l.Steps),
	}
	for _, o := range l.Options {
		line.Options = append(line.Options, Option(o))
	}
	return line
}

// discountOf is nothing in a line that isn't priced, or wasn't when there were
// no promotions yet.
func discountOf(l pricing.Line) money.Money {
	return money.New(l.Discount.Amount, l.Total.Currency)
}

func stepsOf(steps []pricing.Step) []PriceStep {
	shown := []PriceStep{}
	for _, s := range steps {
		shown = append(shown, PriceStep{Kind: string(s.Kind), Label: s.Label, Amount: s.Amount, Ref: s.Ref})
	}
	return shown
}

func fulfilmentOf(f order.Fulfilment) Fulfilment {
	return Fulfilment{
		ID: f.ID, State: string(f.State), Lines: shownUnits(f.Lines), Carrier: f.Carrier, Tracking: f.Tracking,
		TrackingURL: shipping.TrackingURL(f.Carrier, f.Tracking), At: f.At,
	}
}

func shownUnits(units []order.Units) []Units {
	shown := []Units{}
	for _, u := range units {
		shown = append(shown, Units{string(u.SKU), u.Quantity})
	}
	return shown
}

func unitsOf(lines []Units) []order.Units {
	var units []order.Units
	for _, l := range lines {
		units = append(units, order.Units{SKU: catalog.SKU(l.SKU), Quantity: l.Quantity})
	}
	return units
}

func cartOf(v cart.View) Cart {
	c := Cart{
		Version: v.Cart.Version, Lines: []CartLine{}, Count: v.Cart.Count(),
		Blocked: v.Blocked, Order: v.Order, Steps: stepsOf(v.Steps), Coupon: couponOf(v.Coupon), Totals: Totals(v.Totals),
	}
	for _, l := range v.Lines {
		c.Lines = append(c.Lines, cartLineOf(l))
	}
	return c
}

func couponOf(c *promotion.Coupon) *Coupon {
	if c == nil {
		return nil
	}
	shown := &Coupon{Code: c.Code, Name: c.Promotion.Name}
	if c.Refusal != nil {
		shown.Problem = c.Refusal.Message
	}
	return shown
}

func cartLineOf(l cart.LineView) CartLine {
	return CartLine{Line: lineOf(l.Line), Was: l.Was, Max: l.Max, Problem: l.Problem, Change: l.Change}
}

func orderOf(o order.Order) Order {
	shown := Order{
		Number: o.Number, Status: string(o.Status), Payment: string(o.Payment), Fulfilment: string(o.Fulfilment),
		Email: o.Email, ShippingAddress: o.ShippingAddress,
		ShippingMethod: Method(o.ShippingMethod), PaymentMethod: Method(o.PaymentMethod),
		Lines: []Line{}, Steps: stepsOf(o.PriceSteps), Coupon: o.CouponCode(), Refunded: o.Refunded(), Refunds: []Refund{}, Returns: []Return{},
		Returnable: shownUnits(o.Returnable()), Fulfilments: []Fulfilment{}, History: []Event{},
		Cancellable: lifecycle.CancellableByOwner(o), Guest: o.Account == "", CreatedAt: o.CreatedAt, Totals: Totals(o.Totals),
	}
	if o.Placed() {
		shown.PlacedAt = &o.PlacedAt
	}
	if next := o.Next; next != nil {
		shown.NextAction = &NextAction{Kind: next.Kind, URL: next.URL, By: next.By}
	}
	if f := o.Failure; f != nil {
		shown.Failure = &Failure{Code: f.Code, Message: f.Message, SKU: string(f.SKU), Available: f.Available}
	}
	for _, l := range o.Lines {
		shown.Lines = append(shown.Lines, lineOf(l))
	}
	for _, r := range o.Refunds {
		shown.Refunds = append(shown.Refunds, Refund{ID: r.Ordinal(), Amount: r.Amount, State: string(r.State)})
	}
	for _, r := range o.Returns {
		shown.Returns = append(shown.Returns, returnOf(r))
	}
	for _, f := range o.Fulfilments {
		shown.Fulfilments = append(shown.Fulfilments, fulfilmentOf(f))
	}
	for _, e := range o.History {
		if e.Action == order.AddNote && !e.Public {
			continue
		}
		event := Event{At: e.At, Action: string(e.Action)}
		if e.Public {
			event.Note = e.Note
		}
		shown.History = append(shown.History, event)
	}
	return shown
}
