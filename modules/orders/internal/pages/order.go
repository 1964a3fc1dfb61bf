package pages

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/letters"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/order"
	"shop/platform/identity"
	"shop/platform/web"
	authviews "shop/views/auth"
	"shop/views/href"
	views "shop/views/orders"
	"shop/views/ui"
)

// Orders serves orders to those who placed them. It implements [web.Routes].
type Orders struct {
	orders   *order.Service
	desk     *lifecycle.Desk
	invoices *invoice.Service
	offline  *offline.Service
	// zone is where days begin.
	zone *time.Location
}

// NewOrders returns the shopper's pages of orders.
func NewOrders(orders *order.Service, desk *lifecycle.Desk, invoices *invoice.Service, offline *offline.Service, zone *time.Location) *Orders {
	return &Orders{orders: orders, desk: desk, invoices: invoices, offline: offline, zone: zone}
}

// Routes implements [web.Routes].
func (p *Orders) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/orders/:number", web.Public, p.show)
	r.Page(http.MethodGet, "/orders/:number/pay", web.Public, p.pay)
	r.Page(http.MethodGet, "/orders/:number/return", web.Public, p.back)
	r.Page(http.MethodGet, "/orders/:number/documents/:document", web.Public, p.document)
	r.Page(http.MethodPost, "/orders/:number/cancel", web.Public, p.cancel)
	r.Page(http.MethodPost, "/orders/:number/adopt", web.SignedIn, p.adopt)
	r.Page(http.MethodGet, "/account/orders", web.SignedIn, p.list)
	p.returnRoutes(r)
}

func (p *Orders) show(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("number")
	if token := c.QueryParam("token"); token != "" {
		return p.unlock(c, number, token)
	}
	o, err := p.orders.Owned(ctx, number, keyring(ctx).Token(number))
	if err != nil {
		return err
	}
	view, err := p.view(ctx, o)
	if err != nil {
		return err
	}
	return web.Page(c, http.StatusOK, private("Order "+o.Number), views.OrderPage(view))
}

// view is the order's page for the caller.
func (p *Orders) view(ctx context.Context, o order.Order) (views.Order, error) {
	view, caller := orderOf(o), identity.From(ctx)
	view.Guest = !caller.SignedIn()
	view.Adoptable = o.Account == "" && !view.Guest && o.OwnedBy(caller, keyring(ctx).Token(o.Number))
	told, err := p.offline.Instructions(ctx, o)
	if err != nil {
		return view, err
	}
	view.Transfer = letters.Transfer(told)
	issued, err := p.invoices.Of(ctx, o)
	view.Documents = documentsOf(issued)
	return view, err
}

// unlock lets a guest who comes by the link in a mail open the order from now
// on, and takes the token out of the address bar.
func (p *Orders) unlock(c echo.Context, number, token string) error {
	o, err := p.orders.Owned(c.Request().Context(), number, token)
	if err != nil {
		return err
	}
	keep(c, o.Number, token)
	return web.SeeOther(c, href.Order(o.Number))
}

func (p *Orders) cancel(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("number")
	o, err := p.desk.Cancel(ctx, number, keyring(ctx).Token(number))
	message := "The order is cancelled."
	if err != nil {
		var ok bool
		if message, ok = sentence(err); !ok || o.Number == "" && web.StatusOf(err) == http.StatusNotFound {
			return err
		}
	}
	web.SetFlash(c, message)
	return web.SeeOther(c, href.Order(order.CanonicalNumber(number)))
}

// adopt makes a guest's order, which this browser may open, the account's.
func (p *Orders) adopt(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("number")
	_, err := p.orders.Adopt(ctx, number, keyring(ctx).Token(number))
	message := "The order is in your account now."
	if errors.Is(err, order.ErrAdopted) {
		message, _ = sentence(err)
	} else if err != nil {
		return err
	}
	web.SetFlash(c, message)
	return web.SeeOther(c, href.Order(order.CanonicalNumber(number)))
}

// listSize is how many orders a page of the account shows.
const listSize = 20

func (p *Orders) list(c echo.Context) error {
	page, err := p.orders.Mine(c.Request().Context(), pageNumber(c.QueryParams()), listSize)
	if err != nil {
		return err
	}
	view := views.List{Orders: rowsOf(page.Orders), Pages: ui.Pagination{
		Page: page.Number, Pages: page.Pages,
		Links: func(n int) string { return href.NewAdminQuery(href.AccountOrders()).At(n) },
	}}
	return web.Page(c, http.StatusOK, private("Your orders"), authviews.Framed(href.AccountOrders(), views.ListPage(view)))
}
