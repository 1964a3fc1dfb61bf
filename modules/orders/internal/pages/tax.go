package pages

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/tax"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
	"shop/views/ui"
)

// Tax serves staff the form of how the shop taxes. It implements [web.Routes].
type Tax struct{ service *tax.Service }

// NewTax returns the form.
func NewTax(service *tax.Service) *Tax { return &Tax{service: service} }

// Routes implements [web.Routes].
func (p *Tax) Routes(r *web.Router) {
	r.Page(http.MethodGet, href.AdminTax(), web.StaffOnly, p.show)
	r.Page(http.MethodPost, href.AdminTax(), web.StaffOnly, p.save)
}

func (p *Tax) show(c echo.Context) error {
	settings, version, err := p.service.Read(c.Request().Context())
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, views.AdminTaxView{
		Form: storedForm(version), Exclusive: settings.Pricing == tax.Exclusive, HomeCountry: settings.HomeCountry,
		ShippingTaxed: settings.ShippingTaxed, Rules: tax.FormatRules(settings.Rules),
	})
}

func (p *Tax) render(c echo.Context, status int, v views.AdminTaxView) error {
	v.Countries = countries(v.HomeCountry)
	return web.Page(c, status, adminHead("Taxes", "settings"), views.AdminTax(v))
}

// save stores the form, or shows it again and says why not.
func (p *Tax) save(c echo.Context) error {
	ctx := c.Request().Context()
	v := views.AdminTaxView{
		Form: ui.Form{Version: c.FormValue("version")}, Exclusive: c.FormValue("pricing") == string(tax.Exclusive), HomeCountry: c.FormValue("homeCountry"),
		ShippingTaxed: c.FormValue("shippingTaxed") == "on", Rules: c.FormValue("rules"),
	}
	settings := tax.Settings{Pricing: tax.Pricing(c.FormValue("pricing")), HomeCountry: v.HomeCountry, ShippingTaxed: v.ShippingTaxed}
	var err error
	if settings.Rules, err = tax.ParseRules(v.Rules); err == nil {
		err = p.service.Replace(ctx, settings, formVersion(v.Version))
	}
	if err == nil {
		web.SetFlash(c, "The taxes are saved.")
		return web.SeeOther(c, href.AdminTax())
	}
	if err := refuse(&v.Form, err, tax.ErrConflict, func() (int64, error) {
		_, latest, err := p.service.Read(ctx)
		return latest, err
	}); err != nil {
		return err
	}
	if v.Errors != nil {
		v.Errors = taxErrors(err, settings.Rules)
	}
	return p.render(c, web.StatusOf(err), v)
}

// taxErrors tells the faults by the form's fields: those of a rule, all of
// which are in one, with the rule in front.
func taxErrors(err error, rules []tax.Rule) map[string]string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil
	}
	told := map[string]string{}
	for _, field := range f.Fields {
		name, message := field.Path, field.Message
		var i int
		if n, _ := fmt.Sscanf(field.Path, "rules[%d]", &i); n == 1 && i < len(rules) {
			name, message = "rules", strings.TrimSpace(tax.FormatRules(rules[i:i+1]))+": "+message
		}
		if told[name] != "" {
			message = told[name] + " " + message
		}
		told[name] = message
	}
	return told
}
