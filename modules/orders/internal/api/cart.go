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
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodPost, Path: "/api/cart/coupon", Tags: []string{tagCart}, Summary: "Enter a code",
		Description: "In the place of the one that was in the cart. A code that takes nothing off is refused with 422, and the problem's type says why: " +
			"`coupon-unknown`, `coupon-not-yet`, `coupon-expired`, `coupon-not-applicable`, `coupon-used-up` or `coupon-used-by-customer`. " +
			"It holds no use: an order does. How many codes somebody tries has a limit of its own.",
		DefaultStatus: http.StatusOK,
	}, a.enterCoupon)
	web.Operation(r, web.Public, huma.Operation{
		Method: http.MethodDelete, Path: "/api/cart/coupon", Tags: []string{tagCart}, Summary: "Remove the code",
		DefaultStatus: http.StatusOK,
	}, a.removeCoupon)
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

// CouponInput enters a code.
type CouponInput struct {
	Body struct {
		Code string `json:"code" maxLength:"400" example:"SUMMER-25" doc:"Capitals and space make no difference"`
	}
}

func (a *Carts) enterCoupon(ctx context.Context, in *CouponInput) (*CartOutput, error) {
	v, err := a.carts.EnterCoupon(ctx, in.Body.Code)
	return cartOutput(ctx, v, "", err)
}

func (a *Carts) removeCoupon(ctx context.Context, _ *struct{}) (*CartOutput, error) {
	v, err := a.carts.RemoveCoupon(ctx)
	return cartOutput(ctx, v, "", err)
}
