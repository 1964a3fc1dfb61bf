package pages

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/shipping"
	"shop/platform/fault"
	"shop/platform/money"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// Shipping serves staff the form of the ways to deliver. It implements
// [web.Routes].
type Shipping struct {
	methods  *shipping.Methods
	currency string
}

// NewShipping returns the form; prices are in the currency.
func NewShipping(methods *shipping.Methods, currency string) *Shipping {
	return &Shipping{methods: methods, currency: currency}
}

// Routes implements [web.Routes].
func (p *Shipping) Routes(r *web.Router) {
	r.Page(http.MethodGet, href.AdminShipping(), web.StaffOnly, p.show)
	r.Page(http.MethodPost, href.AdminShipping(), web.StaffOnly, p.change)
}

func (p *Shipping) show(c echo.Context) error {
	list, err := p.methods.Read(c.Request().Context())
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, p.stored(list))
}

func (p *Shipping) render(c echo.Context, status int, v views.AdminShippingView) error {
	v.Currency, v.Most = p.currency, shipping.MaxMethods
	return web.Page(c, status, adminHead("Ways to deliver", "settings"), views.AdminShipping(v))
}

// stored shows the methods as they are.
func (p *Shipping) stored(list shipping.List) views.AdminShippingView {
	v := views.AdminShippingView{Version: strconv.FormatInt(list.Version, 10)}
	for _, m := range list.Methods {
		row := views.AdminShippingMethod{
			ID: m.ID, Name: m.Name, Note: m.Note, Price: m.Price.Decimal(), Countries: strings.Join(m.Countries, ", "),
		}
		if m.FreeFrom != nil {
			row.FreeFrom = m.FreeFrom.Decimal()
		}
		v.Methods = append(v.Methods, row)
	}
	return v
}

// change saves the form, or shows it with a method more, less or elsewhere.
func (p *Shipping) change(c echo.Context) error {
	form, err := c.FormParams()
	if err != nil {
		return fault.Wrap(err, fault.Malformed, "malformed", "The form can't be read.")
	}
	v := typedShipping(form)
	if form.Get("action") == "save" {
		return p.save(c, v)
	}
	methods, err := rearrange(v.Methods, form.Get("action"))
	if err != nil {
		return err
	}
	v.Methods, v.Unsaved = methods, true
	return p.render(c, http.StatusOK, v)
}

// typedShipping shows what was typed.
func typedShipping(form url.Values) views.AdminShippingView {
	v := views.AdminShippingView{Version: form.Get("version")}
	// One more than may be stored is refused in words, by the service.
	for i := range shipping.MaxMethods + 1 {
		get := func(name string) string { return strings.TrimSpace(form.Get(shippingCell(i, name))) }
		if _, ok := form[shippingCell(i, "name")]; !ok {
			break
		}
		v.Methods = append(v.Methods, views.AdminShippingMethod{
			ID: get("id"), Name: get("name"), Note: get("note"), Price: get("price"), FreeFrom: get("freeFrom"), Countries: get("countries"),
		})
	}
	return v
}

func shippingCell(i int, name string) string { return fmt.Sprintf("method.%d.%s", i, name) }

// rearrange returns the rows after an action: add, or up, down or remove with
// a row's place behind a point.
func rearrange(rows []views.AdminShippingMethod, action string) ([]views.AdminShippingMethod, error) {
	verb, place, _ := strings.Cut(action, ".")
	i, err := strconv.Atoi(place)
	there := err == nil && i >= 0 && i < len(rows)
	switch {
	case verb == "add" && len(rows) < shipping.MaxMethods:
		return append(rows, views.AdminShippingMethod{}), nil
	case verb == "remove" && there:
		return slices.Delete(rows, i, i+1), nil
	case verb == "up" && there && i > 0:
		rows[i-1], rows[i] = rows[i], rows[i-1]
		return rows, nil
	case verb == "down" && there && i < len(rows)-1:
		rows[i+1], rows[i] = rows[i], rows[i+1]
		return rows, nil
	}
	return nil, fault.New(fault.Invalid, "action", "Methods can be added, removed, and moved up or down.")
}

// save stores the form, or shows it again with what is wrong, or with the word
// that somebody else was faster: the version is then the latest, so that saving
// again overwrites knowingly.
func (p *Shipping) save(c echo.Context, v views.AdminShippingView) error {
	ctx := c.Request().Context()
	methods, err := p.read(v)
	if err == nil {
		err = p.methods.Replace(ctx, methods, formVersion(v.Version))
	}
	switch {
	case err == nil:
		web.SetFlash(c, "The ways to deliver are saved.")
		return web.SeeOther(c, href.AdminShipping())
	case errors.Is(err, shipping.ErrConflict):
		list, readErr := p.methods.Read(ctx)
		if readErr != nil {
			return readErr
		}
		v.Version = strconv.FormatInt(list.Version, 10)
		v.Message, _ = sentence(err)
		v.Unsaved = true
	case fault.KindOf(err) == fault.Invalid:
		v.Errors = map[string]string{}
		for path, text := range web.FieldErrors(err) {
			v.Errors[shippingField(path)] = text
		}
	default:
		return err
	}
	return p.render(c, web.StatusOf(err), v)
}

// read returns the methods that the rows say. Errors: fault.Invalid naming
// fields of the form.
func (p *Shipping) read(v views.AdminShippingView) ([]shipping.Method, error) {
	var wrong fault.Fields
	methods := make([]shipping.Method, len(v.Methods))
	for i, row := range v.Methods {
		m := shipping.Method{ID: row.ID, Name: row.Name, Note: row.Note, Price: p.amount(&wrong, shippingCell(i, "price"), row.Price)}
		if row.FreeFrom != "" {
			free := p.amount(&wrong, shippingCell(i, "freeFrom"), row.FreeFrom)
			m.FreeFrom = &free
		}
		for code := range strings.SplitSeq(row.Countries, ",") {
			if code = strings.ToUpper(strings.TrimSpace(code)); code != "" {
				m.Countries = append(m.Countries, code)
			}
		}
		methods[i] = m
	}
	return methods, wrong.Err()
}

func (p *Shipping) amount(wrong *fault.Fields, field, text string) money.Money {
	m, err := money.Parse(strings.ReplaceAll(text, ",", "."), p.currency)
	if err != nil {
		wrong.Add(field, "Please give an amount such as 4.90.")
		return money.Zero(p.currency)
	}
	return m
}

// shippingField returns the form's name for a path of the domain.
func shippingField(path string) string {
	var i int
	var name string
	if _, err := fmt.Sscanf(path, "methods[%d].%s", &i, &name); err != nil {
		return path
	}
	name, _, _ = strings.Cut(name, "[")
	if name == "id" {
		name = "name" // which it is made from
	}
	return shippingCell(i, name)
}
