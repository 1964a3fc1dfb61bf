package order

import (
	"time"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/pricing"
	"shop/platform/address"
	"shop/platform/events"
	"shop/platform/money"
)

// Order is one order.
type Order struct {
	// ID is the keyed hash of cart and idempotency key, which makes a retry
	// the same order.
	ID     orders.OrderID `bson:"_id"`
	Number string         `bson:"number"`
	// Version counts changes, for compare-and-set.
	Version int64 `bson:"version"`

	// Account owns the order; empty for guests, who show a token that hashes
	// to TokenHash. A guest's order that an account adopted has both.
	Account   string `bson:"account,omitempty"`
	TokenHash string `bson:"tokenHash,omitempty"`
	// RequestHash tells the same request from another one under the same key.
	RequestHash string `bson:"requestHash"`
	CartID      string `bson:"cartId"`
	// CartVersion is the version of the cart that was priced and claimed.
	CartVersion int64 `bson:"cartVersion"`
	// CartFilledAt is when the first of the ordered lines came into the cart.
	CartFilledAt time.Time `bson:"cartFilledAt,omitempty"`

	States `bson:",inline"`
	// Open is [Order.Unfinished] in stored form: the sweeper looks at open
	// orders only.
	Open bool `bson:"open"`
	// By is the server time after which no hold may be made any more.
	By time.Time `bson:"by"`
	// Settled says that the cart was opened again, or its lines have left it,
	// and all holds are settled.
	Settled bool `bson:"settled"`
	// Restocked says that a cancelled order's units are back.
	Restocked bool `bson:"restocked,omitempty"`
	// Next is what the payment waits for; nil where it isn't the shopper.
	Next *NextAction `bson:"next,omitempty"`
	// Failure tells why a failed or declined order is so.
	Failure *Failure `bson:"failure,omitempty"`

	Email           string          `bson:"email"`
	ShippingAddress address.Address `bson:"shippingAddress"`
	Lines           []pricing.Line  `bson:"lines"`
	Totals          pricing.Totals  `bson:"totals"`
	// PriceSteps tell how the totals came about, as the lines' steps do of
	// theirs; empty in orders from before steps were recorded.
	PriceSteps []pricing.Step `bson:"priceSteps,omitempty"`
	// Coupon is the code that took something off; nil where none did.
	Coupon         *coupon.Redemption `bson:"coupon,omitempty"`
	ShippingMethod Method             `bson:"shippingMethod"`
	PaymentMethod  Method             `bson:"paymentMethod"`
	// PaymentID is what the provider calls the payment, once it is known.
	PaymentID string `bson:"paymentId,omitempty"`
	// Captured is the money taken, before refunds.
	Captured money.Money `bson:"captured"`
	Refunds  []Refund    `bson:"refunds,omitempty"`
	// Fulfilments are never taken away; a unit is in at most one that wasn't
	// cancelled and didn't come back.
	Fulfilments []Fulfilment `bson:"fulfilments,omitempty"`
	Returns     []Return     `bson:"returns,omitempty"`
	History     []Entry      `bson:"history"`

	CreatedAt time.Time `bson:"createdAt"`
	// PlacedAt is when the order became certain: paid, or confirmed. Zero
	// before that and for ever if it never was.
	PlacedAt time.Time `bson:"placedAt,omitempty"`

	events []events.Event
}

// Method is how an order is shipped or paid, as it was offered then.
type Method struct {
	ID   string `bson:"id" json:"id"`
	Name string `bson:"name" json:"name"`
}

// Failure is why an order came to nothing.
type Failure struct {
	// Code is that of the fault: "sold-out", "hold-expired", "stock-busy",
	// "coupon-used-up", "payment-declined", ...
	Code    string `bson:"code"`
	Message string `bson:"message"`
	// SKU and Available say which line sold out and how many units were left.
	SKU       catalog.SKU `bson:"sku,omitempty"`
	Available int         `bson:"available,omitempty"`
}

// CouponCode returns the code that took something off; empty where none did.
func (o *Order) CouponCode() string {
	if o.Coupon == nil {
		return ""
	}
	return o.Coupon.Code
}

// Placed reports whether the order was ever certain; its holds are then sold.
func (o *Order) Placed() bool { return !o.PlacedAt.IsZero() }

// Certain reports whether a shopper can be told how the checkout went.
func (o *Order) Certain() bool { return o.Status != New && o.Status != Paying }

// Unfinished reports whether work is left: the protocol's next steps, holds to
// settle, refunds to carry out, units to restock.
func (o *Order) Unfinished() bool {
	_, refund := o.PendingRefund()
	_, restock := o.PendingRestock()
	return !o.Certain() || !o.Settled || refund || restock || o.Status == Cancelled && !o.Restocked
}

// Events returns the events of the changes since the order was read, for the
// store to put into its outbox.
func (o *Order) Events() []events.Event { return o.events }

// Saved returns the order as it is once its events are stored.
func (o Order) Saved() Order {
	o.events = nil
	return o
}

// record notes an event to be stored with the order.
func (o *Order) record(p events.Payload) {
	o.events = append(o.events, events.New(string(o.ID), p))
}

func (o *Order) placedEvent() orders.OrderPlaced {
	e := orders.OrderPlaced{
		OrderID: o.ID, Number: o.Number, AccountID: o.Account, Email: o.Email,
		Status: string(o.Status), Payment: string(o.Payment), Fulfilment: string(o.Fulfilment),
		Total: o.Totals.Total, PlacedAt: o.PlacedAt, Lines: make([]orders.Line, len(o.Lines)),
	}
	for i, l := range o.Lines {
		e.Lines[i] = orders.Line{
			SKU: string(l.SKU), ProductID: string(l.ProductID), Name: l.Name, Quantity: l.Quantity, Total: l.Total,
		}
	}
	return e
}

// StatusEvent returns what [orders.StatusChanged] says of the order now.
func (o *Order) StatusEvent(at time.Time) orders.StatusChanged {
	return orders.StatusChanged{
		OrderID: o.ID, Number: o.Number, AccountID: o.Account, Email: o.Email,
		Status: string(o.Status), Payment: string(o.Payment), Fulfilment: string(o.Fulfilment), At: at,
	}
}
