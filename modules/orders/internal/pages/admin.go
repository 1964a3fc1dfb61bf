package pages

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/platform/web"
	views "shop/views/orders"
	"shop/views/ui"
)

// Admin serves orders to staff. It implements [web.Routes].
type Admin struct {
	orders   *order.Service
	desk     *lifecycle.Desk
	invoices *invoice.Service
	panels   *web.Panels
	// currency is the one sales are counted in.
	currency string
	// zone is where days begin.
	zone *time.Location
}

// NewAdmin returns the staff's pages of orders; the dashboard shows the panels
// of the slot "dashboard".
func NewAdmin(orders *order.Service, desk *lifecycle.Desk, invoices *invoice.Service, panels *web.Panels, currency string, zone *time.Location) *Admin {
	return &Admin{orders: orders, desk: desk, invoices: invoices, panels: panels, currency: currency, zone: zone}
}

// Routes implements [web.Routes].
func (p *Admin) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/admin", web.StaffOnly, p.dashboard)
	r.Page(http.MethodGet, "/admin/orders", web.StaffOnly, p.list)
	r.Page(http.MethodPost, "/admin/orders/bulk", web.StaffOnly, p.bulk)
	r.Page(http.MethodGet, "/admin/orders/:number", web.StaffOnly, p.show)
	r.Page(http.MethodPost, "/admin/orders/:number/transitions", web.StaffOnly, p.transition)
	r.Page(http.MethodPost, "/admin/orders/:number/fulfilments", web.StaffOnly, p.fulfil)
	r.Page(http.MethodPost, "/admin/orders/:number/fulfilments/:id", web.StaffOnly, p.forward)
	r.Page(http.MethodPost, "/admin/orders/:number/refunds", web.StaffOnly, p.refund)
	r.Page(http.MethodPost, "/admin/orders/:number/refunds/:refund", web.StaffOnly, p.confirmRefund)
	r.Page(http.MethodPost, "/admin/orders/:number/notes", web.StaffOnly, p.note)
	r.Page(http.MethodPost, "/admin/orders/:number/returns/:id", web.StaffOnly, p.moveReturn)
}

// adminSize is how many orders a page of the admin shows.
const adminSize = 50

func (p *Admin) list(c echo.Context) error {
	return p.showList(c, http.StatusOK, c.QueryParams(), ui.Report{})
}

// showList shows the list in the state that the address has.
func (p *Admin) showList(c echo.Context, status int, address url.Values, report ui.Report) error {
	asked := views.AdminOrderFilter{
		Query: address.Get("q"), Status: address.Get("status"), Payment: address.Get("payment"),
		Fulfilment: address.Get("fulfilment"), Sort: address.Get("sort"),
	}
	page, err := p.orders.All(c.Request().Context(), order.Filter{
		Search: asked.Query, Sort: order.Sort(asked.Sort), Page: pageNumber(address), Limit: adminSize,
		Statuses: order.Only(order.Status(asked.Status)), Payments: order.Only(order.Payment(asked.Payment)),
		Fulfilments: order.Only(order.FulfilmentState(asked.Fulfilment)),
	})
	if err != nil {
		return err
	}
	return web.Page(c, status, adminHead("Orders", "orders"), views.AdminOrders(views.AdminOrdersView{
		Filter: asked, Orders: adminRows(page.Orders), Total: page.Total, Page: page.Number, Pages: page.Pages, Report: report,
	}))
}

func (p *Admin) show(c echo.Context) error {
	o, err := p.orders.Get(c.Request().Context(), c.Param("number"))
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, o, "", func(*views.AdminOrderView) {})
}

// render shows the order with a message, and with what was typed by keep.
func (p *Admin) render(c echo.Context, status int, o order.Order, message string, keep func(*views.AdminOrderView)) error {
	issued, err := p.invoices.Of(c.Request().Context(), o)
	if err != nil {
		return err
	}
	view := adminOrder(o, message)
	view.Documents = documentsOf(issued)
	keep(&view)
	return web.Page(c, status, adminHead("Order "+o.Number, "orders"), views.AdminOrder(view))
}

func (p *Admin) transition(c echo.Context) error {
	_, err := p.desk.Transition(c.Request().Context(), c.Param("number"), lifecycle.Move{
		To: c.FormValue("to"), Carrier: c.FormValue("carrier"), Tracking: c.FormValue("tracking"), Note: c.FormValue("note"),
	})
	return p.after(c, err, done[c.FormValue("to")], func(*views.AdminOrderView) {})
}

// done says what a transition did.
var done = map[string]string{
	"paid": "marked as paid", "packed": "marked as packed", "shipped": "marked as shipped",
	"delivered": "marked as delivered", "cancelled": "cancelled",
}

func adminRows(list []order.Order) []views.AdminOrderRow {
	rows := make([]views.AdminOrderRow, len(list))
	for i, o := range list {
		rows[i] = views.AdminOrderRow{
			Number: o.Number, Customer: o.ShippingAddress.Name, Email: o.Email,
			Status: stateOf(o.Status), Payment: stateOf(o.Payment), Fulfilment: stateOf(o.Fulfilment),
			Items: items(o), Total: o.Totals.Total.String(), PlacedAt: placedAt(o),
		}
	}
	return rows
}
