package pages

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/shipping"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// Shipping serves staff the form of zones and ways to deliver. It implements
// [web.Routes].
type Shipping struct {
	service  *shipping.Service
	currency string
}

// NewShipping returns the form; prices are in the currency.
func NewShipping(service *shipping.Service, currency string) *Shipping {
	return &Shipping{service: service, currency: currency}
}

// Routes implements [web.Routes].
func (p *Shipping) Routes(r *web.Router) {
	r.Page(http.MethodGet, href.AdminShipping(), web.StaffOnly, p.show)
	r.Page(http.MethodPost, href.AdminShipping(), web.StaffOnly, p.change)
}

func (p *Shipping) show(c echo.Context) error {
	list, err := p.service.Read(c.Request().Context())
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, storedZones(list))
}

func (p *Shipping) render(c echo.Context, status int, v views.AdminShippingView) error {
	v.Currency, v.MostZones, v.MostMethods = p.currency, shipping.MaxZones, shipping.MaxMethods
	return web.Page(c, status, adminHead("Ways to deliver", "settings"), views.AdminShipping(v))
}

// change saves the form, or shows it with a zone or method more, less or
// elsewhere.
func (p *Shipping) change(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return fault.Wrap(err, fault.Malformed, "malformed", "The form can't be read.")
	}
	v := typedZones(form)
	if form.Get("action") == "save" {
		return p.save(c, v)
	}
	if err := rearrange(&v, form.Get("action")); err != nil {
		return err
	}
	v.Unsaved = true
	return p.render(c, http.StatusOK, v)
}

// errAction refuses what no button of the form asks for.
var errAction = fault.New(fault.Invalid, "action", "Zones and methods can be added, removed, and methods moved up or down.")

// rearrange changes the form as an action says: addZone, removeZone.i, add.i,
// or remove, up or down with the places of zone and method behind. Errors:
// errAction.
func rearrange(v *views.AdminShippingView, action string) error {
	verb, places, _ := strings.Cut(action, ".")
	if verb == "addZone" && len(v.Zones) < shipping.MaxZones {
		v.Zones = append(v.Zones, views.AdminShippingZone{Methods: []views.AdminShippingMethod{{Kind: string(shipping.Flat)}}})
		return nil
	}
	first, second, _ := strings.Cut(places, ".")
	i, err := strconv.Atoi(first)
	if err != nil || i < 0 || i >= len(v.Zones) {
		return errAction
	}
	if verb == "removeZone" {
		v.Zones = slices.Delete(v.Zones, i, i+1)
		return nil
	}
	rows := v.Zones[i].Methods
	if verb == "add" && len(rows) < shipping.MaxMethods {
		v.Zones[i].Methods = append(v.Zones[i].Methods, views.AdminShippingMethod{Kind: string(shipping.Flat)})
		return nil
	}
	j, err := strconv.Atoi(second)
	if err != nil || j < 0 || j >= len(rows) {
		return errAction
	}
	switch {
	case verb == "remove":
		v.Zones[i].Methods = slices.Delete(rows, j, j+1)
	case verb == "up" && j > 0:
		rows[j-1], rows[j] = rows[j], rows[j-1]
	case verb == "down" && j < len(rows)-1:
		rows[j+1], rows[j] = rows[j], rows[j+1]
	default:
		return errAction
	}
	return nil
}

// save stores the form, or shows it again and says why not.
func (p *Shipping) save(c echo.Context, v views.AdminShippingView) error {
	ctx := c.Request().Context()
	zones, err := p.zones(v)
	if err == nil {
		err = p.service.Replace(ctx, zones, formVersion(v.Version))
	}
	if err == nil {
		web.SetFlash(c, "The ways to deliver are saved.")
		return web.SeeOther(c, href.AdminShipping())
	}
	if err := refuse(&v.Form, err, shipping.ErrConflict, func() (int64, error) {
		list, err := p.service.Read(ctx)
		return list.Version, err
	}); err != nil {
		return err
	}
	v.Unsaved = v.Message != ""
	v.Errors = renamed(v.Errors, shippingField)
	return p.render(c, web.StatusOf(err), v)
}

// shippingField returns the form's name for a path of the domain, such as
// zones[0].methods[1].tiers[2].price.
func shippingField(path string) string {
	name, rest, found := strings.Cut(path, "].")
	i, err := strconv.Atoi(strings.TrimPrefix(name, "zones["))
	if !found || err != nil {
		return path
	}
	if inner, field, found := strings.Cut(rest, "]."); found && strings.HasPrefix(inner, "methods[") {
		if j, err := strconv.Atoi(strings.TrimPrefix(inner, "methods[")); err == nil {
			return methodCell(i, j, formName(field))
		}
	}
	return zoneCell(i, formName(rest))
}

// formNames are the form's names of what is called otherwise in the domain: an
// id is made from a name, and places are typed in one field.
var formNames = map[string]string{"id": "name", "countries": "places", "regions": "places", "maxWeightGrams": "maxWeight"}

// formName returns the form's name for a field's path within a zone or method.
func formName(path string) string {
	field, _, _ := strings.Cut(path, "[")
	return cmp.Or(formNames[field], field)
}

func zoneCell(i int, name string) string { return fmt.Sprintf("zone.%d.%s", i, name) }

func methodCell(i, j int, name string) string {
	return zoneCell(i, fmt.Sprintf("method.%d.%s", j, name))
}
