package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"shop/platform/logging"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// BenchmarkServer compares what the chain costs with Echo alone, for a page of
// 17 KB and for a small JSON answer.
func BenchmarkServer(b *testing.B) {
	page := strings.Repeat("x", 17<<10)
	bare := echo.New()
	bare.GET("/page", func(c echo.Context) error { return c.HTML(http.StatusOK, page) })
	site := webtest.Start(b, web.Params{Log: logging.New(io.Discard, true), Routes: []web.Routes{routes(orders), routes(func(r *web.Router) {
		r.Page("GET", "/page", web.Public, func(c echo.Context) error {
			return web.Page(c, http.StatusOK, web.Head{}, text(page))
		})
	})}})
	for _, bench := range []struct {
		name, path string
		handler    http.Handler
	}{
		{"bare page", "/page", bare}, {"page", "/page", site}, {"operation", "/api/orders/1", site},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				rec := httptest.NewRecorder()
				bench.handler.ServeHTTP(rec, httptest.NewRequestWithContext(b.Context(), http.MethodGet, bench.path, nil))
				if rec.Code != http.StatusOK {
					b.Fatal(rec.Body)
				}
			}
		})
	}
}
