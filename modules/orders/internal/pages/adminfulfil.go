package pages

import (
	"crypto/rand"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/shipping"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// fulfil packs or ships the units that were chosen.
func (p *Admin) fulfil(c echo.Context) error {
	posted, err := c.FormParams()
	if err != nil {
		return fault.New(fault.Invalid, "no-form", "The form could not be read.").Because(err)
	}
	lines, err := chosenUnits(posted)
	if err == nil {
		_, err = p.desk.Fulfil(c.Request().Context(), c.Param("number"), lifecycle.Fulfilment{
			Lines: lines, State: posted.Get("state"), Carrier: posted.Get("carrier"), Tracking: posted.Get("tracking"), Key: posted.Get("key"),
		})
	}
	return p.after(c, err, "the parcel is "+posted.Get("state"), func(view *views.AdminOrderView) {
		view.Part.Open, view.Part.Carrier, view.Part.Tracking = true, posted.Get("carrier"), posted.Get("tracking")
		for i, l := range view.Part.Lines {
			view.Part.Lines[i].Quantity = typedQuantity(posted, l.SKU)
		}
	})
}

// forward moves one parcel on.
func (p *Admin) forward(c echo.Context) error {
	to := c.FormValue("to")
	_, err := p.desk.Forward(c.Request().Context(), c.Param("number"), c.Param("id"), lifecycle.Step{
		To: to, Carrier: c.FormValue("carrier"), Tracking: c.FormValue("tracking"),
	})
	done := map[string]string{"shipped": "is on its way", "delivered": "is delivered", "cancelled": "is unpacked", "returned": "is back"}[to]
	return p.after(c, err, "parcel "+c.Param("id")+" "+done, func(*views.AdminOrderView) {})
}

// after shows the order once more: with what was done, or, where it was refused,
// with why, and with what was typed by keep.
func (p *Admin) after(c echo.Context, err error, done string, keep func(*views.AdminOrderView)) error {
	number := order.CanonicalNumber(c.Param("number"))
	if err == nil {
		web.SetFlash(c, "Order "+number+": "+done+".")
		return web.SeeOther(c, href.AdminOrder(number))
	}
	message, told := sentence(err)
	if !told {
		return err
	}
	o, getErr := p.orders.Get(c.Request().Context(), number)
	if getErr != nil {
		return err
	}
	return p.render(c, web.StatusOf(err), o, message, keep)
}

// chosenUnits is typedUnits where something must be chosen. Errors:
// fault.Invalid.
func chosenUnits(posted url.Values) ([]order.Units, error) {
	units, err := typedUnits(posted)
	if err == nil && len(units) == 0 {
		return nil, fault.New(fault.Invalid, "nothing-chosen", "Please enter how many of at least one item.")
	}
	return units, err
}

// typedUnits reads the lines of which a quantity other than 0 was typed.
// Errors: fault.Invalid naming what is no number.
func typedUnits(posted url.Values) ([]order.Units, error) {
	var units []order.Units
	for _, sku := range chosenSKUs(posted) {
		n, err := strconv.Atoi(strings.TrimSpace(typedQuantity(posted, sku)))
		if err != nil {
			return nil, fault.New(fault.Invalid, "invalid", "Please enter whole numbers.").Because(err).
				WithField(quantityOf(len(units)), "Please enter a whole number.")
		}
		units = append(units, order.Units{SKU: catalog.SKU(sku), Quantity: n})
	}
	return units, nil
}

// chosenSKUs are those beside which another quantity than 0 was typed.
func chosenSKUs(posted url.Values) []string {
	var chosen []string
	for _, sku := range posted["sku"] {
		if typed := strings.TrimSpace(typedQuantity(posted, sku)); typed != "" && typed != "0" {
			chosen = append(chosen, sku)
		}
	}
	return chosen
}

// quantityOf is the path of the quantity of the nth units in a request.
func quantityOf(n int) string { return "lines[" + strconv.Itoa(n) + "].quantity" }

// typedQuantity is what was typed beside the SKU.
func typedQuantity(posted url.Values, sku string) string {
	for i, other := range posted["sku"] {
		if other == sku && i < len(posted["quantity"]) {
			return posted["quantity"][i]
		}
	}
	return ""
}

var stepLabels = map[string]string{"shipped": "Mark as shipped", "delivered": "Mark as delivered", "cancelled": "Unpack", "returned": "Came back undelivered"}

func adminParcels(o order.Order) []views.AdminParcel {
	var list []views.AdminParcel
	for _, f := range o.Fulfilments {
		p := views.AdminParcel{
			ID: f.ID, State: stateOf(f.State), Carrier: f.Carrier, Tracking: f.Tracking, At: f.At,
			TrackingHref: shipping.TrackingURL(f.Carrier, f.Tracking), Items: contents(o, f.Lines),
		}
		for _, to := range lifecycle.PossibleSteps(o, f) {
			step := views.AdminStep{To: to, Label: stepLabels[to]}
			if to == "returned" {
				step.Consequence = "What was in it can be sent again, or, where nothing else was sent, the order cancelled. The shopper's page says that it came back. This can't be undone."
			}
			p.Steps = append(p.Steps, step)
		}
		list = append(list, p)
	}
	return list
}

// adminPart is the form of a new parcel; it has no lines where none can be made.
func adminPart(o order.Order) views.AdminPart {
	part := views.AdminPart{Key: rand.Text()}
	if !o.Can(order.Pack) {
		return part
	}
	part.Lines = partLines(o, o.Unpacked())
	return part
}
