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
type Shipping struct{ service *shipping.Service }

// NewShipping returns the staff's operations of zones and ways to deliver.
func NewShipping(service *shipping.Service) *Shipping { return &Shipping{service: service} }

// Routes implements [web.Routes].
func (a *Shipping) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/shipping-zones", Tags: []string{tagStaff}, Summary: "List the zones and the ways to deliver there",
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPut, Path: "/api/admin/shipping-zones", Tags: []string{tagStaff}, Summary: "Replace the zones and the ways to deliver there",
		Description: "A destination is in the zone that names its region, else its country, else in the one that names neither. " +
			"Methods are in the order shoppers see them. Orders keep the one they were placed with. " +
			"With the `version` that was read, zones that were changed since answer 409.",
	}, a.put)
}

// ShippingTier is a price that holds from a weight or value on.
type ShippingTier struct {
	From  int64       `json:"from" minimum:"0" doc:"Grams, or the value of goods in minor units"`
	Price money.Money `json:"price"`
}

// ShippingRule is a way to deliver and when it costs what.
type ShippingRule struct {
	ID             string         `json:"id" maxLength:"40" example:"standard" doc:"Lower-case letters, digits and hyphens; made from the name where it is empty"`
	Name           string         `json:"name" maxLength:"400"`
	Note           string         `json:"note,omitempty" maxLength:"400" doc:"What to expect, such as the days it takes"`
	Kind           string         `json:"kind" enum:"flat,weight,total,pickup" doc:"At one price, by tiers of weight or value, or picked up in the shop"`
	Price          *money.Money   `json:"price,omitempty" doc:"Of flat and pickup; absent is nothing"`
	Tiers          []ShippingTier `json:"tiers,omitempty" maxItems:"100" doc:"Of weight and total, from the lowest up, the first from 0"`
	FreeFrom       *money.Money   `json:"freeFrom,omitempty" doc:"The value of goods from which it costs nothing"`
	MaxWeightGrams int            `json:"maxWeightGrams,omitempty" doc:"Heavier goods aren't offered it; absent sets no limit"`
}

// ShippingZone is a part of the world and the ways to deliver there.
type ShippingZone struct {
	Name      string         `json:"name" maxLength:"400"`
	Countries []string       `json:"countries,omitempty" maxItems:"300" doc:"ISO 3166-1 alpha-2. Where there are neither countries nor regions it is everywhere that no other zone is"`
	Regions   []string       `json:"regions,omitempty" maxItems:"300" example:"[\"US-CA\"]" doc:"ISO 3166-2"`
	Methods   []ShippingRule `json:"methods" nullable:"false" maxItems:"100" doc:"None means that nothing is delivered there"`
}

// ShippingZones are all of the shop's zones.
type ShippingZones struct {
	Zones []ShippingZone `json:"zones" nullable:"false" maxItems:"100"`
}

// ShippingZonesOutput is the answer with them.
type ShippingZonesOutput struct {
	Body struct {
		ShippingZones
		Version int64 `json:"version" doc:"Counts the changes"`
	}
}

func (a *Shipping) get(ctx context.Context, _ *struct{}) (*ShippingZonesOutput, error) {
	list, err := a.service.Read(ctx)
	if err != nil {
		return nil, err
	}
	out := &ShippingZonesOutput{}
	out.Body.Version, out.Body.Zones = list.Version, []ShippingZone{}
	for _, z := range list.Zones {
		shown := ShippingZone{Name: z.Name, Countries: z.Countries, Regions: z.Regions, Methods: []ShippingRule{}}
		for _, m := range z.Methods {
			shown.Methods = append(shown.Methods, ruleOf(m))
		}
		out.Body.Zones = append(out.Body.Zones, shown)
	}
	return out, nil
}

func ruleOf(m shipping.Method) ShippingRule {
	rule := ShippingRule{
		ID: m.ID, Name: m.Name, Note: m.Note, Kind: string(m.Kind), FreeFrom: m.FreeFrom, MaxWeightGrams: m.MaxWeightGrams,
	}
	if len(m.Tiers) == 0 {
		rule.Price = &m.Price
	}
	for _, t := range m.Tiers {
		rule.Tiers = append(rule.Tiers, ShippingTier(t))
	}
	return rule
}

// ShippingZonesInput are the zones as they shall be.
type ShippingZonesInput struct {
	Body struct {
		ShippingZones
		Version *int64 `json:"version,omitempty" minimum:"0" doc:"The version that was read; absent replaces any"`
	}
}

func (a *Shipping) put(ctx context.Context, in *ShippingZonesInput) (*ShippingZonesOutput, error) {
	zones := make([]shipping.Zone, len(in.Body.Zones))
	for i, z := range in.Body.Zones {
		zones[i] = shipping.Zone{Name: z.Name, Countries: z.Countries, Regions: z.Regions, Methods: []shipping.Method{}}
		for _, rule := range z.Methods {
			zones[i].Methods = append(zones[i].Methods, a.method(rule))
		}
	}
	if err := a.service.Replace(ctx, zones, in.Body.Version); err != nil {
		return nil, err
	}
	return a.get(ctx, nil)
}

func (a *Shipping) method(r ShippingRule) shipping.Method {
	m := shipping.Method{
		ID: r.ID, Name: r.Name, Note: r.Note, Kind: shipping.Kind(r.Kind), Price: a.service.Nothing(),
		FreeFrom: r.FreeFrom, MaxWeightGrams: r.MaxWeightGrams,
	}
	if r.Price != nil {
		m.Price = *r.Price
	}
	for _, t := range r.Tiers {
		m.Tiers = append(m.Tiers, shipping.Tier(t))
	}
	return m
}
