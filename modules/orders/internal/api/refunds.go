package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/lifecycle"
	"shop/platform/money"
	"shop/platform/web"
)

func (a *Admin) refundRoutes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/orders/{number}/refunds", Tags: []string{tagStaff}, Summary: "Give back a part of what was paid",
		Description: "An `amount`, or `lines`, whose part of what was paid goes back; with both the `amount` goes back, for the `lines`. More than the order's `refundable` answers 409. " +
			"The same `Idempotency-Key` again is the same refund; with other contents it answers 422. A refund is `pending` until the " +
			"provider answers; one that it refuses for good is `failed`, and its amount is refundable again.",
		DefaultStatus: http.StatusOK,
	}, a.refund)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/orders/{number}/refunds/{refund}/confirm", Tags: []string{tagStaff}, Summary: "Say that a refund was given back by hand",
		Description: "Of what was paid by transfer or to the carrier: such a refund is `due` until staff have given it back. Again it changes nothing; " +
			"one that a provider makes answers 409.",
		DefaultStatus: http.StatusOK,
	}, a.confirmRefund)
}

// StaffRefund is a refund as staff see it.
type StaffRefund struct {
	Refund
	Reason  string `json:"reason,omitempty"`
	Failure string `json:"failure,omitempty" doc:"Why it failed"`
}

// RefundPath names a refund of an order.
type RefundPath struct {
	StaffOrderInput
	Refund string `path:"refund" maxLength:"40" example:"1"`
}

func (a *Admin) confirmRefund(ctx context.Context, in *RefundPath) (*StaffOrderOutput, error) {
	return staffOrderOutput(a.desk.ConfirmRefund(ctx, in.Number, in.Refund))
}

// RefundInput gives money back.
type RefundInput struct {
	StaffOrderInput
	Key  string `header:"Idempotency-Key" maxLength:"400" doc:"8 to 200 printable characters, new for each refund"`
	Body struct {
		Amount *money.Money `json:"amount,omitempty"`
		Lines  []Units      `json:"lines,omitempty" maxItems:"500"`
		Reason string       `json:"reason,omitempty" maxLength:"400" doc:"For the history; shoppers don't see it"`
	}
}

func (a *Admin) refund(ctx context.Context, in *RefundInput) (*StaffOrderOutput, error) {
	r := lifecycle.Refund{Lines: unitsOf(in.Body.Lines), Reason: in.Body.Reason, Key: in.Key}
	if in.Body.Amount != nil {
		r.Amount = *in.Body.Amount
	}
	return staffOrderOutput(a.desk.Refund(ctx, in.Number, r))
}
