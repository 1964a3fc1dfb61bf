package systemtest

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/platform/web"
)

// dashboard is a page with the slot that the orders module's dashboard has.
type dashboard struct{ panels *web.Panels }

// Routes implements [web.Routes].
func (d dashboard) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/admin", web.StaffOnly, func(c echo.Context) error {
		panels := d.panels.Render(c.Request().Context(), "dashboard")
		return web.Page(c, http.StatusOK, web.Head{Title: "Dashboard", Area: web.Admin}, panels)
	})
}
