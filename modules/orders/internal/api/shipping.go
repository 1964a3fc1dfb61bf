package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/shipping"
	"shop/platform/money"
	"shop/platform/web"
)

// Shipping lets staff say how the shop delivers. It implements [web.Routes].
type Shipping struct{ methods *shipping.Methods }

// NewShipping returns the staff's operations of ways to deliver.
func NewShipping(methods *shipping.Methods) *Shipping { return &Shipping{methods: methods} }

// Routes implements [web.Routes].
func (a *Shipping) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/shipping-methods", Tags: []string{tagStaff}, Summary: "List the ways to deliver",
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPut, Path: "/api/admin/shipping-methods", Tags: []string{tagStaff}, Summary: "Replace the ways to deliver",
		Description: "In the order shoppers see them. Orders keep the one they were placed with. " +
			"With the `version` that was read, a list that was changed since answers 409.",
	}, a.put)
}

// ShippingRule is a way to deliver and when it costs what.
type ShippingRule struct {
	ID        string       `json:"id" maxLength:"40" example:"standard" doc:"Lower-case letters, digits and hyphens; made from the name where it is empty"`
	Name      string       `json:"name" maxLength:"400"`
	Note      string       `json:"note,omitempty" maxLength:"400" doc:"What to expect, such as the days it takes"`
	Price     money.Money  `json:"price"`
	FreeFrom  *money.Money `json:"freeFrom,omitempty" doc:"The value of goods from which it costs nothing"`
	Countries []string     `json:"countries,omitempty" maxItems:"300" doc:"ISO 3166-1 alpha-2; everywhere where there are none"`
}

// ShippingRules are all of the shop's ways to deliver.
type ShippingRules struct {
	Methods []ShippingRule `json:"methods" nullable:"false"`
}

// ShippingRulesOutput is the answer with them.
type ShippingRulesOutput struct {
	Body struct {
		ShippingRules
		Version int64 `json:"version" doc:"Counts the changes"`
	}
}

func (a *Shipping) get(ctx context.Context, _ *struct{}) (*ShippingRulesOutput, error) {
	list, err := a.methods.Read(ctx)
	if err != nil {
		return nil, err
	}
	out := &ShippingRulesOutput{}
	out.Body.Version, out.Body.Methods = list.Version, []ShippingRule{}
	for _, m := range list.Methods {
		out.Body.Methods = append(out.Body.Methods, ShippingRule(m))
	}
	return out, nil
}

// ShippingRulesInput are the ways to deliver as they shall be.
type ShippingRulesInput struct {
	Body struct {
		ShippingRules
		Version *int64 `json:"version,omitempty" minimum:"0" doc:"The version that was read; absent replaces any"`
	}
}

func (a *Shipping) put(ctx context.Context, in *ShippingRulesInput) (*ShippingRulesOutput, error) {
	methods := make([]shipping.Method, len(in.Body.Methods))
	for i, m := range in.Body.Methods {
		methods[i] = shipping.Method(m)
	}
	if err := a.methods.Replace(ctx, methods, in.Body.Version); err != nil {
		return nil, err
	}
	return a.get(ctx, nil)
}
