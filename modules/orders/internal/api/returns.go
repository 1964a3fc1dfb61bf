package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/platform/money"
	"shop/platform/web"
)

// Return is units that a shopper sends back.
type Return struct {
	ID     string    `json:"id" example:"1" doc:"Unique within the order"`
	State  string    `json:"state" enum:"requested,approved,declined,received"`
	Lines  []Units   `json:"lines" nullable:"false"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at" doc:"When it came into its state"`
}

func returnOf(r order.Return) Return {
	return Return{ID: r.ID, State: string(r.State), Lines: shownUnits(r.Lines), Reason: r.Reason, At: r.At}
}

// ReturnInput asks to send something back.
type ReturnInput struct {
	OrderInput
	Key  string `header:"Idempotency-Key" maxLength:"400" doc:"Up to 200 printable characters, new for each return"`
	Body struct {
		Lines  []Units `json:"lines" maxItems:"500"`
		Reason string  `json:"reason" maxLength:"400"`
	}
}

func (a *Orders) requestReturn(ctx context.Context, in *ReturnInput) (*OrderOutput, error) {
	o, err := a.desk.RequestReturn(ctx, in.Number, in.token(ctx), lifecycle.ReturnRequest{
		Lines: unitsOf(in.Body.Lines), Reason: in.Body.Reason, Key: in.Key,
	})
	if err != nil {
		return nil, err
	}
	return a.output(ctx, o)
}

func (a *Admin) returnRoutes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/orders/{number}/returns/{id}/transitions", Tags: []string{tagStaff},
		Summary: "Approve, decline or receive a return",
		Description: "What is received gives back `refund`, or where that is absent what the units cost, and puts the units of `restock` " +
			"back in stock.",
		DefaultStatus: http.StatusOK,
	}, a.moveReturn)
}

// ReturnMoveInput moves a return on.
type ReturnMoveInput struct {
	StaffOrderInput
	ID   string `path:"id" maxLength:"16" example:"1"`
	Body struct {
		To      string       `json:"to" enum:"approved,declined,received"`
		Words   string       `json:"words,omitempty" maxLength:"400" doc:"For the shopper, when approved or declined"`
		Restock []Units      `json:"restock,omitempty" maxItems:"500" doc:"The units to be sold again, when received"`
		Refund  *money.Money `json:"refund,omitempty" doc:"What goes back, when received"`
	}
}

func (a *Admin) moveReturn(ctx context.Context, in *ReturnMoveInput) (*StaffOrderOutput, error) {
	return staffOrderOutput(a.desk.MoveReturn(ctx, in.Number, in.ID, lifecycle.ReturnMove{
		To: in.Body.To, Words: in.Body.Words, Restock: unitsOf(in.Body.Restock), Refund: in.Body.Refund,
	}))
}
