package pages

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// ReturnAt returns where shoppers come back to who were sent away to pay for
// the order of a number, at the shop of the address.
func ReturnAt(baseURL string) func(number string) string {
	return func(number string) string { return baseURL + href.OrderReturn(number) }
}

// pay sends the shopper to the provider's page. A redirect won't do: browsers
// hold one that follows a form against the policy of where forms may lead,
// which is this shop alone.
func (p *Orders) pay(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("number")
	o, err := p.orders.Owned(ctx, number, keyring(ctx).Token(number))
	if err != nil {
		return err
	}
	if !o.Waiting() {
		return web.SeeOther(c, href.Order(o.Number))
	}
	c.Response().Header().Set("Refresh", "0;url="+o.Next.URL)
	return web.Page(c, http.StatusOK, private("Payment"), views.PayPage(orderOf(o)))
}

// back is where the provider sends the shopper afterwards.
func (p *Orders) back(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("number")
	o, err := p.desk.Refresh(ctx, number, keyring(ctx).Token(number))
	if err != nil {
		return err
	}
	return web.SeeOther(c, href.Order(o.Number))
}

// TestPayments serves the payers' page of a test provider within the shop. It
// implements [web.Routes].
type TestPayments struct {
	page   http.Handler
	isDemo func(context.Context) (bool, error)
}

// NewTestPayments returns the page, which is there in a demo shop only.
func NewTestPayments(page http.Handler, isDemo func(context.Context) (bool, error)) *TestPayments {
	return &TestPayments{page: page, isDemo: isDemo}
}

// Routes implements [web.Routes].
func (p *TestPayments) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/test-payments/:key", web.Public, p.serve)
	r.Page(http.MethodPost, "/test-payments/:key", web.Public, p.serve)
}

func (p *TestPayments) serve(c echo.Context) error {
	demo, err := p.isDemo(c.Request().Context())
	if err != nil {
		return err
	}
	if !demo {
		return echo.ErrNotFound
	}
	p.page.ServeHTTP(c.Response(), c.Request())
	return nil
}
