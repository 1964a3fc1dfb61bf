package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/orders/internal/tax"
	"shop/platform/web"
)

// Tax lets staff say how the shop taxes. It implements [web.Routes].
type Tax struct{ service *tax.Service }

// NewTax returns the staff's operations of tax settings.
func NewTax(service *tax.Service) *Tax { return &Tax{service: service} }

// Routes implements [web.Routes].
func (a *Tax) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/tax-settings", Tags: []string{tagStaff}, Summary: "Get how the shop taxes",
	}, a.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPut, Path: "/api/admin/tax-settings", Tags: []string{tagStaff}, Summary: "Replace how the shop taxes",
		Description: "Of the rules that apply, one for the class of the goods beats one for all, and then one for the region beats one for " +
			"the country; where none applies nothing is taxed. Orders keep the tax they were placed with. " +
			"With the `version` that was read, settings that were changed since answer 409.",
	}, a.put)
}

// TaxRule is the rate for goods of one class that go to one place.
type TaxRule struct {
	Country string `json:"country" maxLength:"2" example:"US" doc:"ISO 3166-1 alpha-2"`
	Region  string `json:"region,omitempty" maxLength:"100" example:"CA" doc:"The letters of a state or province, where the country has them; absent means all"`
	Class   string `json:"class,omitempty" maxLength:"40" example:"reduced" doc:"The tax class of goods; absent means all"`
	Rate    int    `json:"rate" example:"725" doc:"In hundredths of a percent: 725 is 7.25 %"`
}

// TaxSettings are how the shop taxes.
type TaxSettings struct {
	Pricing       string    `json:"pricing" enum:"inclusive,exclusive" doc:"Whether prices contain the tax, or it is added to them"`
	HomeCountry   string    `json:"homeCountry" maxLength:"2" example:"DE" doc:"Assumed as long as the destination isn't known"`
	ShippingTaxed bool      `json:"shippingTaxed" doc:"Whether delivery is taxed, like goods without a class"`
	Rules         []TaxRule `json:"rules" nullable:"false" maxItems:"1000"`
}

// TaxSettingsOutput is the answer with them.
type TaxSettingsOutput struct {
	Body struct {
		TaxSettings
		Version int64 `json:"version" doc:"Counts the changes"`
	}
}

func (a *Tax) get(ctx context.Context, _ *struct{}) (*TaxSettingsOutput, error) {
	settings, version, err := a.service.Read(ctx)
	if err != nil {
		return nil, err
	}
	out := &TaxSettingsOutput{}
	out.Body.Version = version
	out.Body.TaxSettings = TaxSettings{
		Pricing: string(settings.Pricing), HomeCountry: settings.HomeCountry, ShippingTaxed: settings.ShippingTaxed, Rules: []TaxRule{},
	}
	for _, r := range settings.Rules {
		out.Body.Rules = append(out.Body.Rules, TaxRule{Country: r.Country, Region: r.Region, Class: r.Class, Rate: int(r.Rate)})
	}
	return out, nil
}

// TaxSettingsInput are the settings as they shall be.
type TaxSettingsInput struct {
	Body struct {
		TaxSettings
		Version *int64 `json:"version,omitempty" minimum:"0" doc:"The version that was read; absent replaces any"`
	}
}

func (a *Tax) put(ctx context.Context, in *TaxSettingsInput) (*TaxSettingsOutput, error) {
	settings := tax.Settings{
		Pricing: tax.Pricing(in.Body.Pricing), HomeCountry: in.Body.HomeCountry, ShippingTaxed: in.Body.ShippingTaxed,
		Rules: make([]tax.Rule, len(in.Body.Rules)),
	}
	for i, r := range in.Body.Rules {
		settings.Rules[i] = tax.Rule{Country: r.Country, Region: r.Region, Class: r.Class, Rate: tax.Rate(r.Rate)}
	}
	if err := a.service.Replace(ctx, settings, in.Body.Version); err != nil {
		return nil, err
	}
	return a.get(ctx, nil)
}
