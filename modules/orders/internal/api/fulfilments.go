package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/lifecycle"
	"shop/platform/web"
)

func (a *Admin) fulfilmentRoutes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/orders/{number}/fulfilments", Tags: []string{tagStaff}, Summary: "Pack or ship a part of an order",
		Description: "Without `lines`, all that is left. A unit is in one fulfilment only: more than the order's `unpacked` answers 409. " +
			"With an `Idempotency-Key`, a repeat changes nothing.",
		DefaultStatus: http.StatusOK,
	}, a.fulfil)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/orders/{number}/fulfilments/{id}/transitions", Tags: []string{tagStaff},
		Summary:     "Move a fulfilment on",
		Description: "One that is packed can be shipped, or cancelled so that its units can be packed anew; one that is shipped, delivered, or returned where it came back undelivered, so that its units can be sent anew or the order cancelled.", DefaultStatus: http.StatusOK,
	}, a.forward)
}

// FulfilInput is a part of an order.
type FulfilInput struct {
	StaffOrderInput
	Key  string `header:"Idempotency-Key" maxLength:"400" doc:"Up to 200 printable characters, new for each fulfilment"`
	Body struct {
		Lines    []Units `json:"lines,omitempty" maxItems:"500" doc:"All that is left where it is absent"`
		State    string  `json:"state" enum:"packed,shipped"`
		Carrier  string  `json:"carrier,omitempty" maxLength:"400"`
		Tracking string  `json:"tracking,omitempty" maxLength:"400"`
		Note     string  `json:"note,omitempty" maxLength:"400" doc:"For the history; shoppers don't see it"`
	}
}

func (a *Admin) fulfil(ctx context.Context, in *FulfilInput) (*StaffOrderOutput, error) {
	return staffOrderOutput(a.desk.Fulfil(ctx, in.Number, lifecycle.Fulfilment{
		Lines: unitsOf(in.Body.Lines), State: in.Body.State, Carrier: in.Body.Carrier, Tracking: in.Body.Tracking,
		Note: in.Body.Note, Key: in.Key,
	}))
}

// ForwardInput moves a fulfilment on.
type ForwardInput struct {
	StaffOrderInput
	ID   string `path:"id" maxLength:"16" example:"1"`
	Body struct {
		To       string `json:"to" enum:"shipped,delivered,cancelled,returned"`
		Carrier  string `json:"carrier,omitempty" maxLength:"400"`
		Tracking string `json:"tracking,omitempty" maxLength:"400"`
		Note     string `json:"note,omitempty" maxLength:"400" doc:"For the history; shoppers don't see it"`
	}
}

func (a *Admin) forward(ctx context.Context, in *ForwardInput) (*StaffOrderOutput, error) {
	return staffOrderOutput(a.desk.Forward(ctx, in.Number, in.ID, lifecycle.Step(in.Body)))
}
