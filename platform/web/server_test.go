package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"shop/platform/config"
	"shop/platform/fault"
	"shop/platform/logging"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

func logger(w io.Writer) *slog.Logger { return logging.New(w, true) }

func TestRateLimit(t *testing.T) {
	t.Parallel()
	redistest.Each(t, func(t *testing.T, client *redis.Client) {
		site := webtest.Start(t, web.Params{
			Options: web.Options{
				RateAPI:        config.Rate{Limit: 3, Per: time.Hour},
				TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
			},
			Redis:  client,
			Routes: []web.Routes{routes(whoami), routes(pages), routes(costly)},
		})
		from := func(ip string) *webtest.Response { return site.Client(t).Get("/api/whoami", "X-Forwarded-For", ip) }
		t.Run("lets the limit pass and refuses the next", func(t *testing.T) {
			for left := 2; left >= 0; left-- {
				h := from("1.2.3.4").Want(200).Header
				if h.Get("X-Ratelimit-Limit") != "3" || h.Get("X-Ratelimit-Remaining") != fmt.Sprint(left) || h.Get("X-Ratelimit-Reset") == "" {
					t.Errorf("%d left: %v", left, h)
				}
				if want := fmt.Sprintf(`"api";r=%d;t=`, left); !strings.HasPrefix(h.Get("Ratelimit"), want) || h.Get("Ratelimit-Policy") != `"api";q=3;w=3600` {
					t.Errorf("%d left: %q, %q", left, h.Get("Ratelimit"), h.Get("Ratelimit-Policy"))
				}
			}
			res := from("1.2.3.4").Want(429)
			if res.Problem()["code"] != "rate-limit" || res.Header.Get("Retry-After") == "" || res.Header.Get("X-Ratelimit-Remaining") != "0" {
				t.Errorf("%s, %v", res.Body, res.Header)
			}
		})
		t.Run("counts each address by itself", func(t *testing.T) { from("1.2.3.5").Want(200) })
		t.Run("counts a network of IPv6 as one", func(t *testing.T) {
			for i := range 3 {
				from(fmt.Sprintf("2001:db8:1:2::%d", i)).Want(200)
			}
			from("2001:db8:1:2:ffff::").Want(429)
			from("2001:db8:1:3::").Want(200)
		})
		t.Run("counts an account, wherever it is", func(t *testing.T) {
			c := site.SignedIn(t, ada)
			for i := range 3 {
				c.Get("/api/whoami", "X-Forwarded-For", fmt.Sprintf("9.9.9.%d", i)).Want(200)
			}
			c.Get("/api/whoami", "X-Forwarded-For", "9.9.9.9").Want(429)
		})
		t.Run("counts bad tokens", func(t *testing.T) {
			for range 3 {
				site.Client(t).Get("/api/whoami", "X-Forwarded-For", "5.5.5.5", "Authorization", "Bearer guess").Want(401)
			}
			site.Client(t).Get("/api/whoami", "X-Forwarded-For", "5.5.5.5", "Authorization", "Bearer guess").Want(429)
		})
		t.Run("leaves pages alone", func(t *testing.T) {
			for range 10 {
				site.Client(t).Get("/", "X-Forwarded-For", "1.2.3.4").Want(200)
			}
		})
		t.Run("counts costly pages and forms, each by their own limit", func(t *testing.T) {
			post := func(path, ip string) *webtest.Response {
				return site.Client(t).Post(path, nil, "X-Forwarded-For", ip)
			}
			for i := range 9 {
				for _, path := range []string{"/forms/a", "/forms/b"} { // share one
					want := 200
					if i > 4 || i == 4 && path == "/forms/b" {
						want = 429
					}
					post(path, "7.7.7.7").Want(want)
				}
				post("/costly", "7.7.7.7").Want(200)
			}
			res := post("/costly", "7.7.7.7").Want(429)
			if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") || res.Header.Get("Retry-After") == "" ||
				!strings.Contains(res.Body, "Please wait a moment") {
				t.Errorf("%v\n%s", res.Header, res.Body)
			}
			post("/costly", "7.7.7.8").Want(200)
			from("7.7.7.7").Want(200)
		})
		t.Run("counts an operation with the page for the same thing, and names what decided", func(t *testing.T) {
			const ip = "8.8.8.8"
			operate := func() *webtest.Response {
				return site.Client(t).JSON("POST", "/api/costly", nil, "X-Forwarded-For", ip)
			}
			policy := func(res *webtest.Response, want string) {
				t.Helper()
				if got := res.Header.Get("Ratelimit-Policy"); got != want {
					t.Errorf("policy %s, want %s", got, want)
				}
			}
			policy(operate().Want(204), `"api";q=3;w=3600`) // has fewer left
			for range 7 {
				site.Client(t).Post("/costly", nil, "X-Forwarded-For", ip).Want(200)
			}
			policy(operate().Want(204), `"costly";q=9;w=3600`)
			res := operate().Want(429)
			policy(res, `"costly";q=9;w=3600`)
			if res.Problem()["code"] != "rate-limit" || res.Header.Get("Retry-After") == "" || !strings.HasPrefix(res.Header.Get("Ratelimit"), `"costly";r=0;`) {
				t.Errorf("%s, %v", res.Body, res.Header)
			}
			policy(operate().Want(429), `"api";q=3;w=3600`) // all three are used
		})
	})
}

// costly adds pages that cost something.
func costly(r *web.Router) {
	done := func(c echo.Context) error { return c.NoContent(http.StatusOK) }
	r.Page(http.MethodPost, "/forms/a", web.Public, done)
	r.Page(http.MethodPost, "/forms/b", web.Public, done)
	r.Page(http.MethodPost, "/costly", web.Public, done, web.Limited("costly"))
	web.Operation(r, web.Public, web.LimitedOperation("costly", huma.Operation{Method: http.MethodPost, Path: "/api/costly"}),
		func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
}

func TestRateLimit_Off(t *testing.T) {
	t.Parallel()
	site := webtest.Start(t, web.Params{Options: web.Options{RateAPI: config.Rate{Off: true, Limit: 1}}, Routes: []web.Routes{routes(whoami), routes(costly)}})
	for range 4 {
		site.Client(t).Post("/costly", nil).Want(200)
		if h := site.Client(t).Get("/api/whoami").Want(200).Header; h.Get("X-Ratelimit-Limit") != "" {
			t.Error("a limit is told where there is none")
		}
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	check := func(name string, required bool, err error) web.Check {
		return web.Check{Name: name, Required: required, Probe: func(context.Context) (string, error) { return "up for 3 s", err }}
	}
	gone := errors.New(secret)
	for name, test := range map[string]struct {
		checks []web.Check
		status int
		want   string
	}{
		"ready with all it needs":       {[]web.Check{check("mongodb", true, nil), check("redis", false, nil)}, 200, "ready"},
		"degraded without what it may":  {[]web.Check{check("mongodb", true, nil), check("redis", false, gone)}, 200, "degraded"},
		"not ready without what it has": {[]web.Check{check("redis", false, gone), check("mongodb", true, gone)}, 503, "unavailable"},
	} {
		t.Run("is "+name, func(t *testing.T) {
			t.Parallel()
			site := webtest.Start(t, web.Params{Checks: test.checks})
			res := site.Client(t).Get("/readyz").Want(test.status)
			var r web.Readiness
			res.Decode(&r)
			if r.Status != test.want || len(r.Checks) != len(test.checks) || strings.Contains(res.Body, "hunter2") {
				t.Error(res.Body)
			}
			site.Client(t).Get("/healthz").Want(200)
		})
	}
	t.Run("asks at most once a second", func(t *testing.T) {
		t.Parallel()
		var mu sync.Mutex
		asked := 0
		site := webtest.Start(t, web.Params{Checks: []web.Check{{Name: "x", Probe: func(context.Context) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			asked++
			return "", nil
		}}}})
		start := time.Now()
		for range 20 {
			site.Client(t).Get("/readyz").Want(200)
		}
		mu.Lock()
		defer mu.Unlock()
		if limit := 1 + int(time.Since(start).Seconds()); asked > limit {
			t.Errorf("asked %d times", asked)
		}
	})
}

func TestTagged(t *testing.T) {
	t.Parallel()
	type output struct {
		Body struct {
			Name string `json:"name"`
		}
	}
	type input struct {
		Name string `path:"name"`
	}
	site := webtest.New(t, routes(func(r *web.Router) {
		web.Operation(r, web.Public, web.Tagged(huma.Operation{Method: "GET", Path: "/api/things/{name}"}),
			func(_ context.Context, in *input) (*output, error) {
				if in.Name == "missing" {
					return nil, fault.New(fault.NotFound, "missing", "It is gone.")
				}
				out := &output{}
				out.Body.Name = strings.Repeat(in.Name, 1000)
				return out, nil
			})
	}))
	tag := site.Client(t).Get("/api/things/a").Want(200).Header.Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	t.Run("answers 304 to who has it", func(t *testing.T) {
		res := site.Client(t).Get("/api/things/a", "If-None-Match", tag).Want(304)
		if res.Body != "" || res.Header.Get("ETag") != tag {
			t.Errorf("%q, %v", res.Body, res.Header)
		}
		site.Client(t).Get("/api/things/b", "If-None-Match", tag).Want(200)
	})
	t.Run("puts none on failures", func(t *testing.T) {
		if got := site.Client(t).Get("/api/things/missing").Want(404).Header.Get("ETag"); got != "" {
			t.Error(got)
		}
	})
}

func TestRouter(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(orders), routes(pages))
	t.Run("knows all routes", func(t *testing.T) {
		table := site.Router().Table()
		for _, want := range []web.RouteInfo{
			{Method: "GET", Path: "/account", Guard: web.SignedIn}, {Method: "DELETE", Path: "/api/orders/:number", Guard: web.StaffOnly},
			{Method: "GET", Path: "/readyz", Guard: web.Asset}, {Method: "GET", Path: "/docs", Guard: web.Asset},
		} {
			if !slices.Contains(table, want) {
				t.Errorf("%v is missing", want)
			}
		}
		if !slices.IsSortedFunc(table, func(a, b web.RouteInfo) int { return strings.Compare(a.Path, b.Path) }) {
			t.Error("it isn't sorted")
		}
	})
	t.Run("refuses a route declared twice", func(t *testing.T) {
		defer func() {
			if recover() == nil {
				t.Error("it did not")
			}
		}()
		site.Router().Page("GET", "/account", web.Public, nil)
	})
}

func TestDocs(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(orders))
	var document struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]any
	}
	site.Client(t).Get("/openapi.json").Want(200).Decode(&document)
	if document.OpenAPI != "3.1.0" || len(document.Paths) < 3 {
		t.Errorf("%+v", document)
	}
	page := site.Client(t).Get("/docs").Want(200)
	for path, methods := range document.Paths {
		for method := range methods {
			if !strings.Contains(page.Body, strings.ToUpper(method)+"</span> <code>"+path) {
				t.Errorf("%s %s is missing from the page", method, path)
			}
		}
	}
	if strings.Contains(page.Body, "<script") || strings.Contains(page.Body, " style=") {
		t.Error("the page breaks its own policy")
	}
	_, rest, _ := strings.Cut(page.Body, `rel="stylesheet" href="`)
	stylesheet, _, _ := strings.Cut(rest, `"`)
	if css := site.Client(t).Get(stylesheet).Want(200); !strings.HasPrefix(css.Header.Get("Content-Type"), "text/css") {
		t.Errorf("%s is %s", stylesheet, css.Header.Get("Content-Type"))
	}
}

// started is a server that listens by itself, as in the program.
func started(t *testing.T, o web.Options, log io.Writer, parts ...web.Routes) (*web.Server, string) {
	t.Helper()
	o.Addr, o.RateAPI = "127.0.0.1:0", config.Rate{Off: true}
	s, err := web.New(web.Params{
		Options: o, Log: logger(log), Auth: &webtest.Sessions{}, Shell: webtest.Shell, ErrorPage: webtest.ErrorPage, Routes: parts,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context(), func(err error) { t.Error(err) }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Second)
		defer cancel()
		_ = s.Stop(ctx)
	})
	return s, "http://" + s.Addr().String()
}

// get returns the status, and whether the server will close the connection.
func get(ctx context.Context, url string) (status int, closes bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, false, err
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return 0, false, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, res.Close, err
}

func TestServer_Start(t *testing.T) {
	t.Parallel()
	t.Run("says what to do about a port that is taken", func(t *testing.T) {
		t.Parallel()
		taken, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = taken.Close() }()
		s, err := web.New(web.Params{Options: web.Options{Addr: taken.Addr().String(), RateAPI: config.Rate{Off: true}}, Log: webtest.Discard()})
		if err != nil {
			t.Fatal(err)
		}
		err = s.Start(t.Context(), func(error) {})
		if err == nil || !strings.Contains(err.Error(), "SHOP_ADDR: "+taken.Addr().String()+" is already in use") {
			t.Errorf("Start = %v", err)
		}
		if err := s.Stop(t.Context()); err != nil {
			t.Errorf("Stop after a failed start: %v", err)
		}
	})
	t.Run("refuses a base URL that is none", func(t *testing.T) {
		t.Parallel()
		if _, err := web.New(web.Params{Options: web.Options{BaseURL: "shop"}, Log: webtest.Discard()}); err == nil {
			t.Error("it did not")
		}
	})
}

func TestServer_Stop(t *testing.T) {
	t.Parallel()
	t.Run("finishes what is under way and what still arrives", func(t *testing.T) {
		t.Parallel()
		arrived, release := make(chan struct{}), make(chan struct{})
		var log webtest.Log
		s, url := started(t, web.Options{DrainDelay: time.Second}, &log, routes(func(r *web.Router) {
			r.Page("GET", "/slow", web.Public, func(c echo.Context) error {
				close(arrived)
				<-release
				return c.String(200, "done")
			})
			r.Page("GET", "/quick", web.Public, func(c echo.Context) error { return c.String(200, "done") })
		}))
		slow := make(chan error)
		go func() {
			status, _, err := get(context.WithoutCancel(t.Context()), url+"/slow")
			if err == nil && status != 200 {
				err = fmt.Errorf("status %d", status)
			}
			slow <- err
		}()
		<-arrived
		stopped := make(chan error)
		go func() { stopped <- s.Stop(context.WithoutCancel(t.Context())) }()
		waitFor(t, "/readyz to say no", func() bool {
			status, closes, err := get(t.Context(), url+"/readyz")
			return err == nil && status == 503 && closes
		})
		if status, _, err := get(t.Context(), url+"/quick"); err != nil || status != 200 {
			t.Errorf("a late request got %d, %v", status, err)
		}
		close(release)
		if err := <-slow; err != nil {
			t.Errorf("the request under way: %v", err)
		}
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if _, _, err := get(t.Context(), url+"/quick"); err == nil {
			t.Error("the server still serves")
		}
	})
	t.Run("gives up on a request that never ends", func(t *testing.T) {
		t.Parallel()
		arrived, release := make(chan struct{}), make(chan struct{})
		var log webtest.Log
		s, url := started(t, web.Options{}, &log, routes(func(r *web.Router) {
			r.Page("GET", "/stuck", web.Public, func(c echo.Context) error {
				close(arrived)
				<-release
				return c.NoContent(204)
			})
		}))
		defer close(release)
		go func() { _, _, _ = get(context.WithoutCancel(t.Context()), url+"/stuck") }()
		<-arrived
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if err := s.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Stop = %v", err)
		}
	})
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(func(r *web.Router) {
		r.Page("GET", "/slow", web.Public, func(c echo.Context) error {
			<-c.Request().Context().Done()
			return fmt.Errorf("find orders: %w", c.Request().Context().Err())
		}, web.Timeout(20*time.Millisecond))
	}))
	if res := site.Client(t).Get("/slow").Want(503); !strings.Contains(res.Body, "took too long") {
		t.Error(res.Body)
	}
}
