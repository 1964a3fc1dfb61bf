package web_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/labstack/echo/v4"

	"shop/platform/config"
	"shop/platform/logging"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// discard is a response that nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) WriteHeader(status int)      { d.status = status }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }

// BenchmarkServer compares what the chain costs with Echo alone, without the
// network: a page of 17 KB made each time and from the store, and a small
// operation likewise, with the access log and the rate limit on.
func BenchmarkServer(b *testing.B) {
	page := strings.Repeat("x", 17<<10)
	bare := echo.New()
	bare.GET("/bare", func(c echo.Context) error { return c.HTML(http.StatusOK, page) })
	show := func(c echo.Context) error { return web.Page(c, http.StatusOK, web.Head{}, text(page)) }
	var calls atomic.Int32
	site := webtest.Start(b, web.Params{
		Options: web.Options{RateAPI: config.Rate{Limit: 1e9, Per: 60e9}},
		Redis:   redistest.New(b),
		Log:     logging.New(logging.NewBuffer(io.Discard), true),
		Routes: []web.Routes{routes(orders), storedItem(&calls), routes(func(r *web.Router) {
			r.Page("GET", "/made", web.Public, show)
			r.Page("GET", "/stored", web.Public, show, web.StoredPage("q"))
		})},
	})
	for _, bench := range []struct {
		name, path string
		handler    http.Handler
	}{
		{"bare page", "/bare", bare}, {"made page", "/made", site}, {"made operation", "/api/orders/1", site},
		{"stored page", "/stored", site}, {"stored page of a query", "/stored?q=lamp", site}, {"stored operation", "/api/items/lamp?page=2", site},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, bench.path, nil)
			req.Header.Set("Accept-Encoding", "gzip, deflate, br")
			for b.Loop() {
				w := &discard{header: make(http.Header, 16)}
				bench.handler.ServeHTTP(w, req)
				if w.status != http.StatusOK {
					b.Fatal(w.status)
				}
			}
		})
	}
}
