package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/platform/identity"
	"shop/platform/web"
)

// Carts serves carts. It implements [web.Routes].
type Carts struct{ carts *cart.Service }

// NewCarts returns the operations of carts.
func NewCarts(carts *cart.Service) *Carts { return &Carts{carts: carts} }

// Routes implements [web.Routes].
func (a *Carts) Routes(r *web.Router) {
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodGet, Path: "/api/cart", Tags: []string{tagCart}, Summary: "Get the cart",
		Description: "The signed-in account's, or that of the guest whom `Cart-Token` names. Its totals are an estimate: delivery is priced without a destination.",
	}, a.get)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodPost, Path: "/api/cart/lines", Tags: []string{tagCart}, Summary: "Add units to the cart",
		Description:   "On top of those in it. A guest without a cart gets one: keep the `Cart-Token` that comes back, and send it with each request.",
		DefaultStatus: http.StatusOK,
	}, a.add)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodPatch, Path: "/api/cart/lines/{sku}", Tags: []string{tagCart}, Summary: "Change a line's quantity",
		Description: "To exactly this many units; 0 removes the line.",
	}, a.change)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodDelete, Path: "/api/cart/lines/{sku}", Tags: []string{tagCart}, Summary: "Remove a line",
		DefaultStatus: http.StatusOK,
	}, a.remove)
}

// CartOutput is the cart, and for guests the token that names it.
type CartOutput struct {
	CartToken string `header:"Cart-Token" doc:"Names a guest's cart"`
	Body      Cart
}

// cartOutput answers with the cart; token is that of a new one.
func cartOutput(ctx context.Context, v cart.View, token string, err error) (*CartOutput, error) {
	if err != nil {
		return nil, err
	}
	if caller := identity.From(ctx); token == "" && !caller.SignedIn() {
		token = caller.Guest
	}
	return &CartOutput{CartToken: token, Body: cartOf(v)}, nil
}

func (a *Carts) get(ctx context.Context, _ *struct{}) (*CartOutput, error) {
	v, err := a.carts.View(ctx)
	return cartOutput(ctx, v, "", err)
}

// AddInput adds units.
type AddInput struct {
	Body struct {
		SKU      string `json:"sku" minLength:"1" maxLength:"64"`
		Quantity int    `json:"quantity" example:"1" doc:"1 to 99"`
	}
}

func (a *Carts) add(ctx context.Context, in *AddInput) (*CartOutput, error) {
	v, token, err := a.carts.Add(ctx, catalog.SKU(in.Body.SKU), in.Body.Quantity)
	return cartOutput(ctx, v, token, err)
}

// ChangeInput changes a line.
type ChangeInput struct {
	SKU  string `path:"sku" maxLength:"64"`
	Body struct {
		Quantity int `json:"quantity" example:"2" doc:"0 to 99"`
	}
}

func (a *Carts) change(ctx context.Context, in *ChangeInput) (*CartOutput, error) {
	v, err := a.carts.SetQuantity(ctx, catalog.SKU(in.SKU), in.Body.Quantity)
	return cartOutput(ctx, v, "", err)
}

// RemoveInput removes a line.
type RemoveInput struct {
	SKU string `path:"sku" maxLength:"64"`
}

func (a *Carts) remove(ctx context.Context, in *RemoveInput) (*CartOutput, error) {
	v, err := a.carts.Remove(ctx, catalog.SKU(in.SKU))
	return cartOutput(ctx, v, "", err)
}
