package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/promotion"
	"shop/platform/money"
	"shop/platform/web"
)

// Promotions lets staff keep promotions. It implements [web.Routes].
type Promotions struct {
	service  *promotion.Service
	currency string
}

// NewPromotions returns the staff's operations of promotions, whose amounts are
// in the currency.
func NewPromotions(service *promotion.Service, currency string) *Promotions {
	return &Promotions{service: service, currency: currency}
}

// Routes implements [web.Routes].
func (a *Promotions) Routes(r *web.Router) {
	const path, one = "/api/admin/promotions", "/api/admin/promotions/{id}"
	stacking := "They are looked at by priority, the highest first, and each takes its part of what those before it left. " +
		"An exclusive one applies only if none did before, and is then the last; of a group one applies at most."
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: path, Tags: []string{tagStaff}, Summary: "List promotions", Description: stacking,
	}, a.list)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: path, Tags: []string{tagStaff}, Summary: "Make a promotion", DefaultStatus: http.StatusCreated,
	}, a.create)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: one, Tags: []string{tagStaff}, Summary: "Get a promotion",
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPut, Path: one, Tags: []string{tagStaff}, Summary: "Change a promotion",
		Description: "With the `version` that was read; one that was changed since answers 409. Orders keep what it took off them.",
	}, a.update)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodDelete, Path: one, Tags: []string{tagStaff}, Summary: "Delete a promotion", DefaultStatus: http.StatusNoContent,
	}, a.delete)
}

// PromotionInput is a promotion as staff enter it.
type PromotionInput struct {
	Name        string       `json:"name" maxLength:"400" doc:"What shoppers see beside the discount"`
	Active      bool         `json:"active"`
	From        *time.Time   `json:"from,omitempty" doc:"From when it applies; absent sets no limit"`
	Until       *time.Time   `json:"until,omitempty" doc:"Before when it applies; absent sets no limit"`
	Kind        string       `json:"kind" enum:"percentage,amount,free-shipping,buy-x-get-y"`
	Percent     int          `json:"percent,omitempty" example:"1000" doc:"In hundredths of a percent: 1000 is 10 %"`
	Amount      *money.Money `json:"amount,omitempty"`
	Buy         int          `json:"buy,omitempty" doc:"Of each buy + get eligible units the cheapest get are for nothing"`
	Get         int          `json:"get,omitempty"`
	MinSubtotal *money.Money `json:"minSubtotal,omitempty" doc:"What all goods must cost before any discount"`
	SKUs        []string     `json:"skus,omitempty" maxItems:"1000" doc:"The variants it is for; with categoryIds absent too, all"`
	CategoryIDs []string     `json:"categoryIds,omitempty" maxItems:"1000" doc:"The categories it is for, and those below them"`
	Customers   string       `json:"customers,omitempty" enum:"signed-in,first-order" doc:"Absent is everybody"`
	Code        string       `json:"code,omitempty" maxLength:"400" example:"SUMMER-25" doc:"What shoppers have to enter; absent applies by itself"`
	UsageLimit  int          `json:"usageLimit,omitempty" doc:"How many orders may use the code; absent is no limit"`
	PerCustomer int          `json:"usageLimitPerCustomer,omitempty" doc:"How many of a customer's, who is an account or a guest's e-mail address; absent is no limit"`
	Priority    int          `json:"priority,omitempty" doc:"The highest is looked at first"`
	Exclusive   bool         `json:"exclusive,omitempty" doc:"Whether it doesn't go together with others"`
	Group       string       `json:"group,omitempty" maxLength:"400" doc:"Of those with the same one applies at most"`
}

// Promotion is a promotion.
type Promotion struct {
	ID       string `json:"id"`
	Version  int64  `json:"version" doc:"Counts the changes"`
	Used     int    `json:"used" doc:"How many orders that were placed have used the code"`
	Reserved int    `json:"reserved" doc:"How many orders under way have a use of the code reserved"`
	PromotionInput
}

func (a *Promotions) promotionOf(in PromotionInput) promotion.Promotion {
	p := promotion.Promotion{
		Name: in.Name, Active: in.Active, Kind: promotion.Kind(in.Kind), Percent: promotion.Percent(in.Percent), Buy: in.Buy, Get: in.Get,
		Conditions: promotion.Conditions{
			MinSubtotal: in.MinSubtotal, CategoryIDs: in.CategoryIDs, Customers: promotion.Customers(in.Customers),
		},
		Code: in.Code, Limits: coupon.Limits{UsageLimit: in.UsageLimit, UsageLimitPerCustomer: in.PerCustomer},
		Priority: in.Priority, Exclusive: in.Exclusive, Group: in.Group, Amount: money.Zero(a.currency),
	}
	if in.Amount != nil {
		p.Amount = *in.Amount
	}
	if in.From != nil {
		p.From = *in.From
	}
	if in.Until != nil {
		p.Until = *in.Until
	}
	for _, sku := range in.SKUs {
		p.SKUs = append(p.SKUs, catalog.SKU(sku))
	}
	return p
}

func shownPromotion(p promotion.Promotion) Promotion {
	shown := Promotion{ID: p.ID, Version: p.Version, Used: p.Usage.Used, Reserved: p.Usage.Taken - p.Usage.Used, PromotionInput: PromotionInput{
		Name: p.Name, Active: p.Active, Kind: string(p.Kind), Percent: int(p.Percent), Buy: p.Buy, Get: p.Get,
		MinSubtotal: p.MinSubtotal, CategoryIDs: p.CategoryIDs, Customers: string(p.Customers),
		Code: p.Code, UsageLimit: p.UsageLimit, PerCustomer: p.UsageLimitPerCustomer,
		Priority: p.Priority, Exclusive: p.Exclusive, Group: p.Group,
	}}
	if p.Kind == promotion.Amount {
		shown.Amount = &p.Amount
	}
	if !p.From.IsZero() {
		shown.From = &p.From
	}
	if !p.Until.IsZero() {
		shown.Until = &p.Until
	}
	for _, sku := range p.SKUs {
		shown.SKUs = append(shown.SKUs, string(sku))
	}
	return shown
}

// PromotionOutput is a promotion.
type PromotionOutput struct{ Body Promotion }

func promotionOutput(p promotion.Promotion, err error) (*PromotionOutput, error) {
	if err != nil {
		return nil, err
	}
	return &PromotionOutput{Body: shownPromotion(p)}, nil
}

// PromotionsOutput are all promotions.
type PromotionsOutput struct {
	Body struct {
		Promotions []Promotion `json:"promotions" nullable:"false"`
	}
}

func (a *Promotions) list(ctx context.Context, _ *struct{}) (*PromotionsOutput, error) {
	list, err := a.service.All(ctx)
	if err != nil {
		return nil, err
	}
	out := &PromotionsOutput{}
	out.Body.Promotions = []Promotion{}
	for _, p := range list {
		out.Body.Promotions = append(out.Body.Promotions, shownPromotion(p))
	}
	return out, nil
}

// CreatePromotionInput makes a promotion.
type CreatePromotionInput struct{ Body PromotionInput }

func (a *Promotions) create(ctx context.Context, in *CreatePromotionInput) (*PromotionOutput, error) {
	return promotionOutput(a.service.Create(ctx, a.promotionOf(in.Body)))
}

// OnePromotionInput names a promotion.
type OnePromotionInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (a *Promotions) get(ctx context.Context, in *OnePromotionInput) (*PromotionOutput, error) {
	return promotionOutput(a.service.Get(ctx, in.ID))
}

// UpdatePromotionInput changes a promotion.
type UpdatePromotionInput struct {
	OnePromotionInput
	Body struct {
		PromotionInput
		Version int64 `json:"version" minimum:"1" doc:"The version that was read"`
	}
}

func (a *Promotions) update(ctx context.Context, in *UpdatePromotionInput) (*PromotionOutput, error) {
	p := a.promotionOf(in.Body.PromotionInput)
	p.ID, p.Version = in.ID, in.Body.Version
	return promotionOutput(a.service.Update(ctx, p))
}

func (a *Promotions) delete(ctx context.Context, in *OnePromotionInput) (*struct{}, error) {
	return nil, a.service.Delete(ctx, in.ID)
}
