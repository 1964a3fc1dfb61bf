package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/order"
	"shop/platform/web"
)

// Orders serves orders to those who placed them. It implements [web.Routes].
type Orders struct {
	orders  *order.Service
	desk    *lifecycle.Desk
	offline *offline.Service
}

// NewOrders returns the shopper's operations of orders.
func NewOrders(orders *order.Service, desk *lifecycle.Desk, offline *offline.Service) *Orders {
	return &Orders{orders: orders, desk: desk, offline: offline}
}

// Routes implements [web.Routes].
func (a *Orders) Routes(r *web.Router) {
	web.Operation(r, web.SignedIn, huma.Operation{
		Method: http.MethodGet, Path: "/api/orders", Tags: []string{tagOrders}, Summary: "List my orders",
		Description: "The newest first. What came to nothing is left out.",
	}, a.list)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodGet, Path: "/api/orders/{number}", Tags: []string{tagOrders}, Summary: "Get an order",
		Description: "One's own, or a guest's by its `Order-Token`.",
	}, a.get)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodPost, Path: "/api/orders/{number}/cancel", Tags: []string{tagOrders}, Summary: "Cancel an order",
		Description: "Possible until it is packed, and while it waits for its payment. What was paid goes back.", DefaultStatus: http.StatusOK,
	}, a.cancel)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodPost, Path: "/api/orders/{number}/returns", Tags: []string{tagOrders}, Summary: "Ask to send something back",
		Description: "Of what has arrived, see the order's `returnable`. The shop approves or declines it.", DefaultStatus: http.StatusOK,
	}, a.requestReturn)
	web.Operation(r, web.SignedIn, huma.Operation{
		Method: http.MethodPost, Path: "/api/orders/{number}/adopt", Tags: []string{tagOrders}, Summary: "Add a guest's order to my account",
		Description: "By its `Order-Token`, which opens it still. What was ordered from a guest's cart is added by itself when its " +
			"`Cart-Token` comes with the sign-in. An order of another account answers 409.",
		DefaultStatus: http.StatusOK,
	}, a.adopt)
}

// PageInput is which part of a list is wanted.
type PageInput struct {
	Page  int `query:"page" minimum:"1" maximum:"10000" default:"1"`
	Limit int `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

// OrdersOutput is a page of orders.
type OrdersOutput struct {
	Body struct {
		Orders     []Order `json:"orders" nullable:"false"`
		Page       int     `json:"page"`
		TotalPages int     `json:"totalPages"`
		Total      int     `json:"total"`
	}
}

func (a *Orders) list(ctx context.Context, in *PageInput) (*OrdersOutput, error) {
	page, err := a.orders.Mine(ctx, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	told, err := a.offline.InstructionsOf(ctx, page.Orders)
	if err != nil {
		return nil, err
	}
	out := &OrdersOutput{}
	out.Body.Orders = []Order{}
	out.Body.Page, out.Body.TotalPages, out.Body.Total = page.Number, page.Pages, page.Total
	for i, o := range page.Orders {
		shown := orderOf(o)
		shown.PaymentInstructions = instructionsOf(told[i])
		out.Body.Orders = append(out.Body.Orders, shown)
	}
	return out, nil
}

// OrderInput names an order.
type OrderInput struct {
	Number string `path:"number" maxLength:"32" example:"K7QF3M9T"`
	Token  string `header:"Order-Token" maxLength:"128" doc:"Opens a guest's order"`
}

// token is the one that was sent, or the one the browser keeps.
func (in *OrderInput) token(ctx context.Context) string { return tokenOf(ctx, in.Number, in.Token) }

func tokenOf(ctx context.Context, number, sent string) string {
	if sent != "" {
		return sent
	}
	return order.Keyring(web.Cookie(ctx, order.KeyringCookie)).Token(number)
}

// OrderOutput is an order.
type OrderOutput struct{ Body Order }

// ownOrder is the order as its shopper gets it, who is told how it is paid.
func ownOrder(ctx context.Context, service *offline.Service, o order.Order) (Order, error) {
	shown := orderOf(o)
	told, err := service.Instructions(ctx, o)
	shown.PaymentInstructions = instructionsOf(told)
	return shown, err
}

func (a *Orders) output(ctx context.Context, o order.Order) (*OrderOutput, error) {
	shown, err := ownOrder(ctx, a.offline, o)
	if err != nil {
		return nil, err
	}
	return &OrderOutput{Body: shown}, nil
}

func (a *Orders) get(ctx context.Context, in *OrderInput) (*OrderOutput, error) {
	o, err := a.orders.Owned(ctx, in.Number, in.token(ctx))
	if err != nil {
		return nil, err
	}
	return a.output(ctx, o)
}

func (a *Orders) cancel(ctx context.Context, in *OrderInput) (*OrderOutput, error) {
	o, err := a.desk.Cancel(ctx, in.Number, in.token(ctx))
	if err != nil {
		return nil, err
	}
	return a.output(ctx, o)
}

func (a *Orders) adopt(ctx context.Context, in *OrderInput) (*OrderOutput, error) {
	o, err := a.orders.Adopt(ctx, in.Number, in.token(ctx))
	if err != nil {
		return nil, err
	}
	return a.output(ctx, o)
}
