package web

import (
	"github.com/labstack/echo/v4"

	"shop/platform/encode"
)

// encode compresses and tags the answer where that is wanted; finish sends it.
func (s *Server) encode(c echo.Context, x *exchange) (finish func() error) {
	if x.route != nil && x.route.kind == kindStream {
		return func() error { return nil }
	}
	h := c.Request().Header
	coding := encode.Negotiate(h.Get(echo.HeaderAcceptEncoding))
	tagged := x.route != nil && x.route.tagged
	if coding == "" && !tagged {
		return func() error { return nil }
	}
	res := c.Response()
	w := encode.New(res.Writer, coding, tagged, h.Get("If-None-Match"))
	res.Writer = w
	return w.Close
}
