package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"shop/platform/web/internal/apidocs"
)

const stylesheetPath = "/docs/page.css"

// docsRoutes serve the API's reference for people.
func (s *Server) docsRoutes(r *Router) {
	sum := sha256.Sum256(apidocs.Stylesheet)
	versioned := stylesheetPath + "?v=" + hex.EncodeToString(sum[:4])
	page := sync.OnceValues(func() ([]byte, error) {
		return apidocs.Render(s.api.OpenAPI(), versioned, "/openapi.json", s.options.BaseURL)
	})
	r.Page(http.MethodGet, "/docs", Asset, func(c echo.Context) error {
		b, err := page()
		if err != nil {
			return err
		}
		return c.HTMLBlob(http.StatusOK, b)
	}, StoredPage())
	r.Page(http.MethodGet, stylesheetPath, Asset, func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=86400")
		return c.Blob(http.StatusOK, "text/css; charset=utf-8", apidocs.Stylesheet)
	}, StoredPage("v"))
}
