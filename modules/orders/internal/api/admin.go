package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/platform/fault"
	"shop/platform/money"
	"shop/platform/web"
)

// Admin serves orders to staff. It implements [web.Routes].
type Admin struct {
	orders *order.Service
	desk   *lifecycle.Desk
}

// NewAdmin returns the staff's operations of orders.
func NewAdmin(orders *order.Service, desk *lifecycle.Desk) *Admin {
	return &Admin{orders: orders, desk: desk}
}

// Routes implements [web.Routes].
func (a *Admin) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/orders", Tags: []string{tagStaff}, Summary: "List orders",
	}, a.list)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/orders/{number}", Tags: []string{tagStaff}, Summary: "Get an order with its whole history",
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/orders/{number}/transitions", Tags: []string{tagStaff}, Summary: "Move an order on",
		Description: "What is possible now is in the order's `transitions`. Packing and shipping take all that is left; " +
			"a part goes by `fulfilments`. Cancelling gives money and units back.", DefaultStatus: http.StatusOK,
	}, a.transition)
	a.fulfilmentRoutes(r)
	a.refundRoutes(r)
	a.noteRoutes(r)
	a.returnRoutes(r)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/conversion", Tags: []string{tagStaff}, Summary: "Count what became of carts",
		Description: "Of the carts into which something was put in a span and that hold it still, or were ordered. What is left in a cart " +
			"after an order is the next one. Each number is part of the one before.",
	}, a.conversion)
}

// SpanInput is a span of time.
type SpanInput struct {
	From time.Time `query:"from" doc:"Seven days before its end where it is absent"`
	To   time.Time `query:"to" doc:"Now where it is absent; is not part of the span"`
}

// ConversionOutput is what became of the carts of a span.
type ConversionOutput struct {
	Body struct {
		From      time.Time `json:"from"`
		To        time.Time `json:"to"`
		Carts     int       `json:"carts" doc:"Carts that were filled"`
		Checkouts int       `json:"checkouts" doc:"Those whose checkout was sent, whatever came of it"`
		Orders    int       `json:"orders" doc:"Those that led to an order, paid or confirmed; a later cancellation doesn't matter"`
		Paid      int       `json:"paid" doc:"Those whose payment came"`
		Percent   int       `json:"percent" doc:"Orders of a hundred carts, rounded"`
	}
}

func (a *Admin) conversion(ctx context.Context, in *SpanInput) (*ConversionOutput, error) {
	if in.To.IsZero() {
		in.To = time.Now().UTC().Truncate(time.Millisecond)
	}
	if in.From.IsZero() {
		in.From = in.To.AddDate(0, 0, -7)
	}
	if !in.From.Before(in.To) {
		return nil, fault.New(fault.Invalid, "invalid", "Some of the values need another look.").WithField("from", "must be before the end")
	}
	c, err := a.orders.Conversion(ctx, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out := &ConversionOutput{}
	out.Body.From, out.Body.To = in.From.UTC(), in.To.UTC()
	out.Body.Carts, out.Body.Checkouts, out.Body.Orders, out.Body.Paid, out.Body.Percent = c.Carts, c.Checkouts, c.Orders, c.Paid, c.Percent()
	return out, nil
}

// StaffEvent is one thing that happened to an order, and who did it.
type StaffEvent struct {
	Event
	Subject string `json:"subject,omitempty" doc:"The id of the fulfilment, refund or return it was about"`
	By      string `json:"by" enum:"shopper,staff,shop"`
	Name    string `json:"name,omitempty"`
	Public  bool   `json:"public,omitempty" doc:"Whether the shopper reads the note"`
}

// StaffOrder is an order as staff see it.
type StaffOrder struct {
	Order
	AccountID   string        `json:"accountId,omitempty"`
	Captured    money.Money   `json:"captured" doc:"What was taken, before refunds"`
	Refundable  money.Money   `json:"refundable" doc:"What may still be given back"`
	Refunds     []StaffRefund `json:"refunds" nullable:"false"`
	Unpacked    []Units       `json:"unpacked" nullable:"false" doc:"The units that are in no fulfilment yet"`
	Events      []StaffEvent  `json:"events" nullable:"false"`
	Transitions []string      `json:"transitions" nullable:"false" doc:"Where it can be moved to now"`
}

func staffOrderOf(o order.Order) StaffOrder {
	shown := orderOf(o)
	staff := StaffOrder{
		Order: shown, AccountID: o.Account, Unpacked: shownUnits(o.Unpacked()), Captured: o.Captured, Refundable: o.Refundable(),
		Refunds: []StaffRefund{}, Events: []StaffEvent{},
		Transitions: append([]string{}, lifecycle.Possible(o)...),
	}
	for i, r := range o.Refunds {
		staff.Refunds = append(staff.Refunds, StaffRefund{Refund: shown.Refunds[i], Reason: r.Reason, Failure: r.Failure})
	}
	for _, e := range o.History {
		staff.Events = append(staff.Events, StaffEvent{Event: Event{e.At, string(e.Action), e.Note}, Subject: e.Subject, By: e.By.Kind, Name: e.By.Name, Public: e.Public})
	}
	return staff
}

// StaffListInput filters the list.
type StaffListInput struct {
	PageInput
	Query      string `query:"q" maxLength:"100" doc:"The beginning of a number, an e-mail address or a name"`
	Status     string `query:"status" enum:"new,paying,paid,confirmed,declined,failed,cancelled"`
	Payment    string `query:"payment" enum:"none,pending,awaited,on-delivery,paid,declined,voided,refunding,partly-refunded,refunded"`
	Fulfilment string `query:"fulfilment" enum:"unfulfilled,packed,partly-shipped,shipped,delivered,cancelled"`
	Sort       string `query:"sort" enum:"-placed,placed,total,-total" default:"-placed"`
}

// StaffOrderRow is an order in a list.
type StaffOrderRow struct {
	Number     string    `json:"number"`
	Customer   string    `json:"customer"`
	Email      string    `json:"email"`
	Status     string    `json:"status"`
	Payment    string    `json:"payment"`
	Fulfilment string    `json:"fulfilment"`
	CreatedAt  time.Time `json:"createdAt"`
	Totals
}

// StaffOrdersOutput is a page of orders.
type StaffOrdersOutput struct {
	Body struct {
		Orders     []StaffOrderRow `json:"orders" nullable:"false"`
		Page       int             `json:"page"`
		TotalPages int             `json:"totalPages"`
		Total      int             `json:"total"`
	}
}

func (a *Admin) list(ctx context.Context, in *StaffListInput) (*StaffOrdersOutput, error) {
	page, err := a.orders.All(ctx, order.Filter{
		Search: in.Query, Sort: order.Sort(in.Sort), Page: in.Page, Limit: in.Limit,
		Statuses: order.Only(order.Status(in.Status)), Payments: order.Only(order.Payment(in.Payment)),
		Fulfilments: order.Only(order.FulfilmentState(in.Fulfilment)),
	})
	if err != nil {
		return nil, err
	}
	out := &StaffOrdersOutput{}
	out.Body.Orders = []StaffOrderRow{}
	out.Body.Page, out.Body.TotalPages, out.Body.Total = page.Number, page.Pages, page.Total
	for _, o := range page.Orders {
		out.Body.Orders = append(out.Body.Orders, StaffOrderRow{
			Number: o.Number, Customer: o.ShippingAddress.Name, Email: o.Email, Status: string(o.Status),
			Payment: string(o.Payment), Fulfilment: string(o.Fulfilment), CreatedAt: o.CreatedAt, Totals: Totals(o.Totals),
		})
	}
	return out, nil
}

// StaffOrderInput names an order.
type StaffOrderInput struct {
	Number string `path:"number" maxLength:"32" example:"K7QF3M9T"`
}

// StaffOrderOutput is an order.
type StaffOrderOutput struct{ Body StaffOrder }

func staffOrderOutput(o order.Order, err error) (*StaffOrderOutput, error) {
	if err != nil {
		return nil, err
	}
	return &StaffOrderOutput{Body: staffOrderOf(o)}, nil
}

func (a *Admin) get(ctx context.Context, in *StaffOrderInput) (*StaffOrderOutput, error) {
	return staffOrderOutput(a.orders.Get(ctx, in.Number))
}

// TransitionInput moves an order on.
type TransitionInput struct {
	StaffOrderInput
	Body struct {
		To       string `json:"to" enum:"paid,packed,shipped,delivered,cancelled"`
		Carrier  string `json:"carrier,omitempty" maxLength:"400" doc:"Of the parcel, when shipped"`
		Tracking string `json:"tracking,omitempty" maxLength:"400" doc:"Of the parcel, when shipped"`
		Note     string `json:"note,omitempty" maxLength:"400" doc:"For the history; shoppers don't see it"`
	}
}

func (a *Admin) transition(ctx context.Context, in *TransitionInput) (*StaffOrderOutput, error) {
	return staffOrderOutput(a.desk.Transition(ctx, in.Number, lifecycle.Move(in.Body)))
}
