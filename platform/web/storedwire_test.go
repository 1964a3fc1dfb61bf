package web_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shop/platform/config"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// wiredSite has a stored page, a stored operation and a page that isn't.
func wiredSite(t *testing.T, o web.Options) *webtest.Site {
	t.Helper()
	client := redistest.New(t)
	return webtest.Start(t, web.Params{Options: o, Redis: client, Routes: []web.Routes{routes(func(r *web.Router) {
		r.Page(http.MethodGet, "/p/:slug", web.Public, showLong, web.StoredPage("page"))
		r.Page(http.MethodGet, "/other", web.Public, showLong)
		web.Operation(r, web.Public, web.Stored(huma.Operation{Method: http.MethodGet, Path: "/api/products"}),
			func(context.Context, *struct {
				Page int `query:"page" minimum:"1" default:"1"`
			}) (*orderOutput, error) {
				return &orderOutput{}, nil
			})
	})}})
}

// wire is one connection, on which answers are compared as they come.
type wire struct {
	net.Conn
	r *bufio.Reader
}

func dialWire(t testingT, addr string) *wire {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	return &wire{c, bufio.NewReader(c)}
}

// testingT is what tests and property tests share.
type testingT interface {
	Helper()
	Fatal(args ...any)
	Cleanup(f func())
}

// ask sends a request and returns its answer, with what differs from one
// request to the next blanked out.
func (w *wire) ask(t testingT, method, text string) string {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(w.r, &http.Request{Method: method})
	if err != nil {
		t.Fatal(fmt.Sprintf("%q: %v", text, err))
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Date", "X-Request-Id", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "Ratelimit"} {
		if res.Header.Get(name) != "" {
			res.Header.Set(name, "…")
		}
	}
	if res.StatusCode >= 400 {
		body = nil // it names the request
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d bytes, close %t\n", res.Status, res.ContentLength, res.Close)
	for _, name := range slices.Sorted(maps.Keys(res.Header)) {
		fmt.Fprintf(&b, "%s: %q\n", name, res.Header[name])
	}
	b.Write(body)
	return b.String()
}

// warmWire returns a connection on which the server is about to answer by
// itself.
func warmWire(t testingT, site *webtest.Site) *wire {
	t.Helper()
	w := dialWire(t, site.Server.Addr().String())
	for range 100 {
		before := web.Wired(site.Server)
		w.ask(t, http.MethodGet, "GET /p/warm HTTP/1.1\r\nHost: x\r\n\r\n")
		if web.Wired(site.Server) > before {
			return w
		}
	}
	t.Fatal("no answer is given at its connection")
	return nil
}

// wireRequest draws a request: mostly one whose answer is stored, in all the
// ways that make it another one.
func wireRequest(t *rapid.T) (method, text string) {
	method = rapid.SampledFrom([]string{"GET", "GET", "GET", "GET", "HEAD", "POST"}).Draw(t, "method")
	target := rapid.SampledFrom([]string{
		"/p/lamp", "/p/lamp?", "/p/lamp?page=2", "/p/lamp?page=2&page=3", "/p/lamp?other=1", "/p/l%61mp", "/p/lamp/", "//p/lamp",
		"/api/products", "/api/products?page=2", "/api/products?page=x", "/other", "/none", "http://x/p/lamp",
	}).Draw(t, "target")
	fields := rapid.SliceOfN(rapid.SampledFrom([]string{
		"Accept-Encoding: gzip, deflate, br", "accept-encoding: gzip", "Accept-Encoding: identity", "Accept-Encoding:",
		"If-None-Match: *", "if-none-match: \"no\", W/\"nor this\"", "Cookie: theme=dark", "Cookie: session=abc", "Cookie: a=b; cart=c",
		"Authorization: Bearer abc", "Cart-Token: abc", "HX-Request: true", "X-Forwarded-For: 192.0.2.1", "X-Request-Id: mine",
		"Connection: keep-alive", "Connection: close", "User-Agent: a test", "Range: bytes=0-3",
	}), 0, 4).Draw(t, "fields")
	return method, method + " " + target + " HTTP/1.1\r\nHost: x\r\n" + strings.Join(append(fields, "", ""), "\r\n")
}

// Which way an answer took can't be told from it.
func TestWire_answers_as_net_http_does(t *testing.T) {
	t.Parallel()
	for name, proxies := range map[string][]netip.Prefix{"direct": nil, "behind a proxy": {netip.MustParsePrefix("127.0.0.0/8")}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := wiredSite(t, web.Options{RateAPI: config.Rate{Limit: 1_000_000, Per: time.Second}, TrustedProxies: proxies})
			plain := httptest.NewServer(site.Server)
			t.Cleanup(plain.Close)
			rapid.Check(t, func(r *rapid.T) {
				method, text := wireRequest(r)
				first := dialWire(r, plain.Listener.Addr().String())
				want := first.ask(r, method, text)
				if got := warmWire(r, site).ask(r, method, text); got != want {
					r.Fatal(fmt.Sprintf("%q: %s", text, cmp.Diff(want, got)))
				}
			})
			if n := web.Wired(site.Server); n < 100 {
				t.Errorf("%d answers were given at their connection", n)
			}
		})
	}
}

func TestWire_counts_and_logs_as_net_http_does(t *testing.T) {
	t.Parallel()
	site := wiredSite(t, web.Options{RateAPI: config.Rate{Limit: 3, Per: time.Hour}})
	w := warmWire(t, site)
	const text = "GET /api/products HTTP/1.1\r\nHost: x\r\n\r\n"
	for i, want := range []string{"200 OK", "200 OK", "200 OK", "429 Too Many Requests"} {
		if got := w.ask(t, http.MethodGet, text); !strings.HasPrefix(got, want) || !strings.Contains(got, "X-Ratelimit-Remaining") {
			t.Errorf("request %d: %s", i+1, got)
		}
	}
	redistest.WaitFor(t, "a line for each", func() bool { return strings.Count(site.Log.String(), `"path":"/api/products"`) == 4 })
}

func TestWire_leaves_requests_to_net_http_that_may_be_personal(t *testing.T) {
	t.Parallel()
	site := wiredSite(t, web.Options{})
	for _, field := range []string{
		"Cookie: theme=dark; session=abc", "Cookie: cart=abc", "Authorization: Bearer abc", "Cart-Token: abc", "HX-Request: true",
	} {
		w := warmWire(t, site)
		before := web.Wired(site.Server)
		w.ask(t, http.MethodGet, "GET /p/warm HTTP/1.1\r\nHost: x\r\n"+field+"\r\n\r\n")
		if web.Wired(site.Server) != before {
			t.Errorf("%s: answered at its connection", field)
		}
	}
}

func TestWire_stops_with_the_server(t *testing.T) {
	t.Parallel()
	site := wiredSite(t, web.Options{DrainDelay: time.Minute})
	w := warmWire(t, site)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan struct{})
	go func() { _ = site.Server.Stop(ctx); close(stopped) }()
	t.Cleanup(func() { cancel(); <-stopped })
	redistest.WaitFor(t, "the last answer", func() bool {
		return strings.Contains(w.ask(t, http.MethodGet, "GET /p/warm HTTP/1.1\r\nHost: x\r\n\r\n"), "close true")
	})
}
