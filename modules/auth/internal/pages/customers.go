package pages

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/platform/identity"
	"shop/platform/web"
	views "shop/views/auth"
)

// Customers serves the admin's customers. It implements [web.Routes].
type Customers struct {
	customers *account.Customers
	sessions  *session.Manager
	panels    *web.Panels
}

// NewCustomers returns the admin's customers; a customer's page shows the
// panels of the slot "customer".
func NewCustomers(customers *account.Customers, sessions *session.Manager, panels *web.Panels) *Customers {
	return &Customers{customers: customers, sessions: sessions, panels: panels}
}

// Routes implements [web.Routes].
func (p *Customers) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/admin/customers", web.StaffOnly, p.list)
	r.Page(http.MethodGet, "/admin/customers/:id", web.StaffOnly, p.show)
}

func adminHead(title string) web.Head {
	return web.Head{Title: title, Area: web.Admin, Section: "customers", NoIndex: true}
}

func (p *Customers) list(c echo.Context) error {
	filter := views.AdminCustomerFilter{Query: c.QueryParam("q"), Role: c.QueryParam("role"), Sort: c.QueryParam("sort")}
	number, _ := strconv.Atoi(c.QueryParam("page")) // rubbish is the first page
	page, err := p.customers.List(c.Request().Context(), account.Query{
		Text: filter.Query, Role: identity.Role(filter.Role), Sort: account.Sort(filter.Sort), Page: number,
	})
	if err != nil {
		return err
	}
	view := views.AdminCustomersView{Filter: filter, Total: page.Total, Page: page.Page, Pages: page.Pages}
	for _, a := range page.Accounts {
		view.Customers = append(view.Customers, views.AdminCustomerRow{
			ID: string(a.ID), Name: a.Name, Email: a.Email, Role: string(a.Role), JoinedAt: a.CreatedAt,
		})
	}
	return web.Page(c, http.StatusOK, adminHead("Customers"), views.AdminCustomers(view))
}

func (p *Customers) show(c echo.Context) error {
	ctx, id := c.Request().Context(), auth.AccountID(c.Param("id"))
	a, err := p.customers.Find(ctx, id)
	if err != nil {
		return err
	}
	sessions, err := p.sessions.Of(ctx, id)
	if err != nil {
		return err
	}
	view := views.AdminCustomerView{
		ID: string(a.ID), Name: a.Name, Email: a.Email, Role: string(a.Role), JoinedAt: a.CreatedAt, Sessions: len(sessions),
	}
	if len(sessions) > 0 {
		view.LastSeenAt = sessions[0].LastSeen
	}
	for _, address := range a.Addresses {
		view.Addresses = append(view.Addresses, address.Lines())
	}
	panels := p.panels.Render(auth.WithCustomer(ctx, id), "customer")
	return web.Page(c, http.StatusOK, adminHead(a.Name), views.AdminCustomer(view, panels))
}
