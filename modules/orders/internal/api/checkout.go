package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/offline"
	"shop/platform/address"
	"shop/platform/money"
	"shop/platform/web"
)

// Checkout serves the way from cart to order. It implements [web.Routes].
type Checkout struct {
	service *checkout.Service
	offline *offline.Service
}

// NewCheckout returns the operations of checkout.
func NewCheckout(service *checkout.Service, offline *offline.Service) *Checkout {
	return &Checkout{service: service, offline: offline}
}

// Routes implements [web.Routes].
func (a *Checkout) Routes(r *web.Router) {
	web.Operation(r, web.Public, web.LimitedOperation("checkout", huma.Operation{
		Method: http.MethodPost, Path: "/api/checkout/quote", Tags: []string{tagCart}, Summary: "Price the cart for a destination",
		Description: "Nothing is stored. `total` is what checkout wants as `expectedTotal`.", DefaultStatus: http.StatusOK,
	}), a.quote)
	web.Operation(r, web.Public, web.LimitedOperation("checkout", huma.Operation{
		Method: http.MethodPost, Path: "/api/checkout", Tags: []string{tagCart}, Summary: "Place an order",
		Description: "Send an `Idempotency-Key` that is new for each order and the same for each try of it: " +
			"the first try answers 201, a repeat 200 with the same order, and either 202 as long as the payment's outcome isn't known. " +
			"The same key with another request is refused with 422. What sold out, another total, or a cart that was ordered already is refused with 409 and says what changed; a code that was used up meanwhile with 422, naming `coupon`. " +
			"A declined payment is told by the order's status. Where the provider needs the shopper, the answer is 202 with `nextAction`: " +
			"send their browser there; it comes back to the order's page, and the order's state tells how it went.",
		DefaultStatus: http.StatusCreated,
		Responses: map[string]*huma.Response{
			"200": web.ResponseOf[PlacedOrder](r, "The order that an earlier request with the key placed"),
			"202": web.ResponseOf[PlacedOrder](r, "The order is there, and the payment's outcome isn't known yet"),
		},
	}), a.place)
}

// QuoteInput is what a quote depends on.
type QuoteInput struct {
	DraftInput
	Body struct {
		Email           string          `json:"email,omitempty" maxLength:"400"`
		ShippingAddress address.Address `json:"shippingAddress"`
		ShippingMethod  string          `json:"shippingMethod,omitempty" maxLength:"64" doc:"The first one offered, if none is given"`
		Coupon          string          `json:"coupon,omitempty" maxLength:"400" doc:"A code to try in the place of the cart's; checkout takes the cart's"`
	}
}

// DraftInput may name a draft.
type DraftInput struct {
	Draft string `header:"Draft-Token" maxLength:"128" doc:"That of a payment link: what staff drafted is ordered, in the place of the cart"`
}

// of returns the context in which the draft, if there is one, is the cart.
func (in DraftInput) of(ctx context.Context) context.Context {
	if in.Draft == "" {
		return ctx
	}
	return cart.WithDraft(ctx, in.Draft)
}

// ShippingMethod is a way to deliver, with its price for this cart.
type ShippingMethod struct {
	ID       string      `json:"id" example:"standard"`
	Name     string      `json:"name"`
	Note     string      `json:"note,omitempty"`
	Price    money.Money `json:"price"`
	Kind     string      `json:"kind" enum:"flat,weight,total,pickup" doc:"Pickup needs no address but a name"`
	Selected bool        `json:"selected" doc:"Whether the totals contain it"`
}

// PaymentMethod is a way to pay.
type PaymentMethod struct {
	ID   string `json:"id" example:"test"`
	Name string `json:"name"`
	Note string `json:"note,omitempty"`
}

// Quote is what the cart costs and how it can be had.
type Quote struct {
	ShippingMethods []ShippingMethod `json:"shippingMethods" nullable:"false" doc:"None where nothing has to be delivered"`
	PaymentMethods  []PaymentMethod  `json:"paymentMethods" nullable:"false"`
	Lines           []CartLine       `json:"lines" nullable:"false"`
	Steps           []PriceStep      `json:"steps" nullable:"false" doc:"How the totals come about beside the lines: promotions, delivery, and tax by rate"`
	Coupon          *Coupon          `json:"coupon,omitempty"`
	CartVersion     int64            `json:"cartVersion"`
	Totals
}

// QuoteOutput is a quote.
type QuoteOutput struct{ Body Quote }

func (a *Checkout) quote(ctx context.Context, in *QuoteInput) (*QuoteOutput, error) {
	q, err := a.service.Quote(in.of(ctx), checkout.QuoteRequest{
		To: in.Body.ShippingAddress.Normalise().Destination(), ShippingMethod: in.Body.ShippingMethod, Email: in.Body.Email, Coupon: in.Body.Coupon,
	})
	if err != nil {
		return nil, err
	}
	out := &QuoteOutput{Body: Quote{
		ShippingMethods: []ShippingMethod{}, PaymentMethods: []PaymentMethod{}, Lines: []CartLine{},
		Steps: stepsOf(q.Steps), Coupon: couponOf(q.Coupon), CartVersion: q.Cart.Cart.Version, Totals: Totals(q.Totals),
	}}
	for _, m := range q.ShippingMethods {
		out.Body.ShippingMethods = append(out.Body.ShippingMethods, ShippingMethod{m.ID, m.Name, m.Note, m.Rate, string(m.Kind), m.ID == q.Chosen.ID})
	}
	for _, m := range q.PaymentMethods {
		out.Body.PaymentMethods = append(out.Body.PaymentMethods, PaymentMethod{m.ID, m.Name, m.Note})
	}
	for _, l := range q.Cart.Lines {
		out.Body.Lines = append(out.Body.Lines, cartLineOf(l))
	}
	return out, nil
}

// PlaceInput orders the cart.
type PlaceInput struct {
	DraftInput
	Key  string `header:"Idempotency-Key" maxLength:"400" doc:"8 to 200 printable characters, new for each order"`
	Body struct {
		Email           string          `json:"email" maxLength:"400"`
		ShippingAddress address.Address `json:"shippingAddress"`
		ShippingMethod  string          `json:"shippingMethod,omitempty" maxLength:"64" doc:"One that the quote offers; absent where it offers none because nothing has to be delivered"`
		PaymentMethod   string          `json:"paymentMethod" maxLength:"64"`
		ExpectedTotal   money.Money     `json:"expectedTotal" doc:"The total of the quote"`
		CartVersion     *int64          `json:"cartVersion,omitempty" doc:"The quote's; a cart that changed since is refused"`
	}
}

// PlacedOrder is an order, and for guests the token that opens it.
type PlacedOrder struct {
	Order
	OrderToken string `json:"orderToken,omitempty" doc:"Send it as Order-Token to see a guest's order again"`
}

// PlaceOutput is a placed order.
type PlaceOutput struct {
	Status int
	Body   PlacedOrder
}

func (a *Checkout) place(ctx context.Context, in *PlaceInput) (*PlaceOutput, error) {
	result, err := a.service.Place(in.of(ctx), in.Key, checkout.Request{
		Email: in.Body.Email, ShippingAddress: in.Body.ShippingAddress,
		ShippingMethod: in.Body.ShippingMethod, PaymentMethod: in.Body.PaymentMethod,
		ExpectedTotal: in.Body.ExpectedTotal, CartVersion: in.Body.CartVersion,
	})
	if err != nil {
		return nil, err
	}
	shown, err := ownOrder(ctx, a.offline, result.Order)
	if err != nil {
		return nil, err
	}
	out := &PlaceOutput{Status: http.StatusOK, Body: PlacedOrder{Order: shown, OrderToken: result.Token}}
	switch {
	case result.Pending():
		out.Status = http.StatusAccepted
	case result.Created:
		out.Status = http.StatusCreated
	}
	return out, nil
}
