package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/draft"
	"shop/modules/orders/internal/letters"
	"shop/platform/money"
	"shop/platform/web"
)

// Drafts lets staff put orders together for others. It implements [web.Routes].
type Drafts struct {
	service *draft.Service
	offers  *letters.Offers
	link    func(token string) string
}

// NewDrafts returns the staff's operations of drafts, whose payment links link
// makes.
func NewDrafts(service *draft.Service, offers *letters.Offers, link func(token string) string) *Drafts {
	return &Drafts{service: service, offers: offers, link: link}
}

// Routes implements [web.Routes].
func (a *Drafts) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/drafts", Tags: []string{tagStaff}, Summary: "List drafts", Description: "The newest first.",
	}, a.list)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/drafts", Tags: []string{tagStaff}, Summary: "Draft an order for somebody",
		Description: "They pay it at `paymentUrl`, or in an app by its token as `Draft-Token` of `/api/checkout/quote` and `/api/checkout`. " +
			"Its prices are promised until `until`, and promotions don't apply. Nothing is held for it.",
		DefaultStatus: http.StatusCreated,
	}, a.create)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/drafts/{token}", Tags: []string{tagStaff}, Summary: "Get a draft",
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/drafts/{token}/mail", Tags: []string{tagStaff}, Summary: "Mail a draft's payment link",
		Description: "To the address that it has; 422 where it has none, 409 where it can't be paid any more. " +
			"Two requests at once send one mail, and a later one sends another.",
		DefaultStatus: http.StatusAccepted,
	}, a.mail)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodDelete, Path: "/api/admin/drafts/{token}", Tags: []string{tagStaff}, Summary: "Discard a draft",
		Description: "Its payment link opens nothing any more. One that is being ordered, or was, answers 409.", DefaultStatus: http.StatusNoContent,
	}, a.discard)
}

// DraftLine is so many of one variant.
type DraftLine struct {
	SKU      string      `json:"sku" maxLength:"64" example:"MUG-BLUE"`
	Name     string      `json:"name"`
	Quantity int         `json:"quantity"`
	Price    money.Money `json:"price" doc:"What one costs, as promised"`
}

// Draft is an order that staff put together for somebody.
type Draft struct {
	Token      string      `json:"token" doc:"Opens the way to pay it, and nothing else"`
	PaymentURL string      `json:"paymentUrl" example:"https://shop.example.com/drafts/QK3…"`
	State      string      `json:"state" enum:"open,ordering,ordered,over"`
	Order      string      `json:"order,omitempty" doc:"The number of the order it became"`
	Name       string      `json:"name,omitempty"`
	Email      string      `json:"email,omitempty"`
	Note       string      `json:"note,omitempty" doc:"Shown to the customer"`
	By         string      `json:"by" doc:"Who drafted it"`
	CreatedAt  time.Time   `json:"createdAt"`
	Until      time.Time   `json:"until" doc:"How long it can be paid"`
	MailedAt   *time.Time  `json:"mailedAt,omitempty" doc:"When its link was mailed last"`
	Lines      []DraftLine `json:"lines" nullable:"false" doc:"None once it is ordered: they are the order's"`
}

func (a *Drafts) of(c cart.Cart) Draft {
	d := Draft{
		Token: c.Token(), PaymentURL: a.link(c.Token()), State: string(c.DraftState(time.Now())), Order: c.LastOrder,
		Name: c.Draft.Name, Email: c.Draft.Email, Note: c.Draft.Note, By: c.Draft.By, CreatedAt: c.Draft.CreatedAt, Until: c.Draft.Until,
		Lines: []DraftLine{},
	}
	if at := c.Draft.MailedAt; !at.IsZero() {
		d.MailedAt = &at
	}
	for _, l := range c.Lines {
		d.Lines = append(d.Lines, DraftLine{SKU: string(l.SKU), Name: l.Name, Quantity: l.Quantity, Price: l.Price})
	}
	return d
}

// DraftsOutput is a page of drafts.
type DraftsOutput struct {
	Body struct {
		Drafts []Draft `json:"drafts" nullable:"false"`
		Total  int     `json:"total"`
	}
}

func (a *Drafts) list(ctx context.Context, in *PageInput) (*DraftsOutput, error) {
	page, err := a.service.List(ctx, in.Page, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &DraftsOutput{}
	out.Body.Drafts, out.Body.Total = []Draft{}, page.Total
	for _, c := range page.Items {
		out.Body.Drafts = append(out.Body.Drafts, a.of(c))
	}
	return out, nil
}

// DraftOutput is a draft.
type DraftOutput struct{ Body Draft }

func (a *Drafts) output(c cart.Cart, err error) (*DraftOutput, error) {
	if err != nil {
		return nil, err
	}
	return &DraftOutput{Body: a.of(c)}, nil
}

// NewDraftInput is what is drafted.
type NewDraftInput struct {
	Body struct {
		Lines []struct {
			SKU      string       `json:"sku" maxLength:"64"`
			Quantity int          `json:"quantity"`
			Price    *money.Money `json:"price,omitempty" doc:"What one costs; absent is the catalogue's price of now"`
		} `json:"lines" nullable:"false" maxItems:"1000"`
		Name  string `json:"name,omitempty" maxLength:"1000"`
		Email string `json:"email,omitempty" maxLength:"400"`
		Note  string `json:"note,omitempty" maxLength:"10000"`
		Days  int    `json:"days,omitempty" doc:"How long it can be paid; 14 if absent"`
	}
}

func (a *Drafts) create(ctx context.Context, in *NewDraftInput) (*DraftOutput, error) {
	r := draft.Request{Name: in.Body.Name, Email: in.Body.Email, Note: in.Body.Note, Days: in.Body.Days}
	for _, l := range in.Body.Lines {
		r.Lines = append(r.Lines, draft.Line{SKU: catalog.SKU(l.SKU), Quantity: l.Quantity, Price: l.Price})
	}
	return a.output(a.service.Create(ctx, r))
}

// DraftPath names a draft.
type DraftPath struct {
	Token string `path:"token" maxLength:"128"`
}

func (a *Drafts) get(ctx context.Context, in *DraftPath) (*DraftOutput, error) {
	return a.output(a.service.Get(ctx, in.Token))
}

// DraftMailOutput says where a draft's link goes.
type DraftMailOutput struct {
	Body struct {
		To string `json:"to" doc:"The draft's address"`
	}
}

func (a *Drafts) mail(ctx context.Context, in *DraftPath) (*DraftMailOutput, error) {
	to, err := a.offers.Send(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	out := &DraftMailOutput{}
	out.Body.To = to
	return out, nil
}

func (a *Drafts) discard(ctx context.Context, in *DraftPath) (*struct{}, error) {
	return nil, a.service.Discard(ctx, in.Token)
}
