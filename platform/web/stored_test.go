package web_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"shop/platform/config"
	"shop/platform/identity"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// long is worth compressing.
var long = strings.Repeat("oak chair, linen, small batch. ", 300)

// counted counts what it serves.
type counted struct {
	calls atomic.Int32
	serve echo.HandlerFunc
}

func (h *counted) handle(c echo.Context) error {
	h.calls.Add(1)
	return h.serve(c)
}

// storedSite has one stored page at /p/:slug.
func storedSite(t *testing.T, serve echo.HandlerFunc, params ...string) (*webtest.Site, *counted) {
	t.Helper()
	h := &counted{serve: serve}
	return webtest.New(t, routes(func(r *web.Router) {
		r.Page(http.MethodGet, "/p/:slug", web.Public, h.handle, web.StoredPage(params...))
	})), h
}

func showLong(c echo.Context) error {
	return web.Page(c, http.StatusOK, web.Head{Title: c.Param("slug")}, text(long))
}

func TestStored_answers_from_memory(t *testing.T) {
	t.Parallel()
	site, h := storedSite(t, showLong)
	first := site.Client(t).Get("/p/a").Want(200)
	second := site.Client(t).Get("/p/a").Want(200)
	if h.calls.Load() != 1 {
		t.Errorf("the handler ran %d times", h.calls.Load())
	}
	if first.Body != second.Body || !strings.Contains(first.Body, long) {
		t.Error("the stored answer is another one")
	}
	for _, same := range []string{"Content-Type", "Cache-Control", "Vary", "Etag", "Content-Security-Policy", "Speculation-Rules"} {
		if first.Header.Get(same) != second.Header.Get(same) || first.Header.Get(same) == "" {
			t.Errorf("%s: %q, then %q", same, first.Header.Get(same), second.Header.Get(same))
		}
	}
	if id := second.Header.Get("X-Request-Id"); id == "" || id == first.Header.Get("X-Request-Id") {
		t.Errorf("request id %q after %q", id, first.Header.Get("X-Request-Id"))
	}
	if strings.HasPrefix(first.Header.Get("Etag"), "W/") {
		t.Error("a weak tag for bytes that are kept")
	}
}

func TestStored_answers_HEAD_from_the_entry_of_GET(t *testing.T) {
	t.Parallel()
	site, h := storedSite(t, showLong)
	c := site.Client(t)
	for range 2 { // made for HEAD, and kept
		head := c.Do(c.NewRequest(http.MethodHead, "/p/a", nil)).Want(200)
		if head.Body != "" || head.Header.Get("Content-Length") == "" || head.Header.Get("Etag") == "" {
			t.Errorf("%d bytes, %v", len(head.Body), head.Header)
		}
	}
	if got := c.Get("/p/a").Want(200); !strings.Contains(got.Body, long) || h.calls.Load() != 1 {
		t.Errorf("%d bytes, %d calls", len(got.Body), h.calls.Load())
	}
}

func TestStored_has_a_form_for_each_coding(t *testing.T) {
	t.Parallel()
	site, h := storedSite(t, showLong)
	plain := site.Client(t).Get("/p/a", "Accept-Encoding", "identity")
	tags := map[string]bool{plain.Header.Get("Etag"): true}
	for coding, decode := range map[string]func(io.Reader) (io.Reader, error){
		"br":   func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
	} {
		for range 2 {
			res := site.Client(t).Get("/p/a", "Accept-Encoding", coding)
			r, err := decode(strings.NewReader(res.Body))
			if err != nil {
				t.Fatal(coding, err)
			}
			body, err := io.ReadAll(r)
			if err != nil || string(body) != plain.Body || len(res.Body) > len(plain.Body)/4 {
				t.Errorf("%s: %d of %d bytes, %v", coding, len(res.Body), len(plain.Body), err)
			}
			if res.Header.Get("Content-Encoding") != coding || res.Header.Get("Content-Length") != fmt.Sprint(len(res.Body)) {
				t.Errorf("%s: %v", coding, res.Header)
			}
			tags[res.Header.Get("Etag")] = true
		}
	}
	if len(tags) != 3 || h.calls.Load() != 1 {
		t.Errorf("tags %v, %d calls", tags, h.calls.Load())
	}
	if vary := strings.Join(plain.Header.Values("Vary"), ", "); vary != "HX-Request, Accept-Encoding" {
		t.Errorf("Vary: %q", vary)
	}
}

func TestStored_answers_304_to_who_has_it(t *testing.T) {
	t.Parallel()
	site, h := storedSite(t, showLong)
	c := site.Client(t)
	plain := c.Get("/p/a", "Accept-Encoding", "identity").Header.Get("Etag")
	zipped := c.Get("/p/a", "Accept-Encoding", "gzip").Header.Get("Etag")
	for _, test := range []struct {
		name, accept, has string
		status            int
	}{
		{"its tag", "identity", plain, 304},
		{"its tag among others", "identity", `"x", ` + plain, 304},
		{"its tag made weak by a proxy", "identity", "W/" + plain, 304},
		{"anything", "identity", "*", 304},
		{"the tag of the coding", "gzip", zipped, 304},
		{"another coding's tag", "gzip", plain, 200},
		{"an old tag", "identity", `"x"`, 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := site.Client(t).Get("/p/a", "Accept-Encoding", test.accept, "If-None-Match", test.has).Want(test.status)
			if test.status != 304 {
				return
			}
			if res.Body != "" || res.Header.Get("Content-Type") != "" || res.Header.Get("Content-Encoding") != "" {
				t.Errorf("%q %v", res.Body, res.Header)
			}
			for _, name := range []string{"Etag", "Cache-Control", "Vary", "X-Request-Id"} {
				if res.Header.Get(name) == "" {
					t.Errorf("a 304 without %s", name)
				}
			}
		})
	}
	if h.calls.Load() != 1 {
		t.Errorf("%d calls", h.calls.Load())
	}
}

// What is personal, or is no success, is made anew for each who asks.
func TestStored_refuses(t *testing.T) {
	t.Parallel()
	ok := func(c echo.Context) error { return c.String(http.StatusOK, "ok") }
	with := func(name, value string) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Response().Header().Add(name, value)
			return ok(c)
		}
	}
	for name, test := range map[string]struct {
		serve  echo.HandlerFunc
		status int
	}{
		"a cookie": {func(c echo.Context) error {
			web.SetGuest(c, "token-of-the-first")
			return ok(c)
		}, 200},
		"a flash": {func(c echo.Context) error {
			web.SetFlash(c, "Saved.")
			return ok(c)
		}, 200},
		"what must not be stored":      {with("Cache-Control", "private, No-Store"), 200},
		"a header that isn't listed":   {with("X-Customer", "ada"), 200},
		"what depends on the cookie":   {with("Vary", "Accept-Encoding, Cookie"), 200},
		"what depends on anything":     {with("Vary", "*"), 200},
		"what is encoded already":      {with("Content-Encoding", "identity"), 200},
		"what is not there":            {func(echo.Context) error { return failures["missing"] }, 404},
		"what is not there, as a page": {func(c echo.Context) error { return c.String(http.StatusNotFound, "no") }, 404},
		"a failure":                    {func(echo.Context) error { return failures["plain"] }, 500},
		"a panic":                      {func(echo.Context) error { panic(secret) }, 500},
		"a redirect":                   {func(c echo.Context) error { return c.Redirect(http.StatusMovedPermanently, "/p/b") }, 301},
		"no content":                   {func(c echo.Context) error { return c.NoContent(http.StatusNoContent) }, 204},
		"what is huge":                 {func(c echo.Context) error { return c.Blob(http.StatusOK, "text/plain", make([]byte, 3<<20)) }, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, h := storedSite(t, test.serve)
			for n := int32(1); n < 4; n++ {
				res := site.Client(t).Get("/p/a").Want(test.status)
				if h.calls.Load() != n {
					t.Fatalf("%d calls after %d requests", h.calls.Load(), n)
				}
				if strings.Contains(res.Body, secret) {
					t.Error("it tells its secret")
				}
			}
		})
	}
}

func TestStored_refuses_a_page_without_a_part_of_its_frame(t *testing.T) {
	t.Parallel()
	h := &counted{serve: showLong}
	site := webtest.Start(t, web.Params{
		Routes: []web.Routes{routes(func(r *web.Router) {
			r.Page(http.MethodGet, "/p/:slug", web.Public, h.handle, web.StoredPage())
		})},
		Fillers: []web.FrameFiller{filler(func(_ context.Context, f *web.Frame) error {
			if h.calls.Load() == 1 {
				return errors.New("not now")
			}
			f.CartCount = 7
			return nil
		})},
	})
	for range 3 {
		site.Client(t).Get("/p/a").Want(200)
	}
	if got := site.Client(t).Get("/p/a").Body; h.calls.Load() != 2 || !strings.Contains(got, `data-cart="7"`) {
		t.Errorf("%d calls: %.100s", h.calls.Load(), got)
	}
}

// Whoever shows who they are is answered past the store, and leaves nothing in
// it.
func TestStored_is_for_anonymous_callers(t *testing.T) {
	t.Parallel()
	site, h := storedSite(t, func(c echo.Context) error {
		caller := identity.From(c.Request().Context())
		return web.Page(c, http.StatusOK, web.Head{}, text("for "+caller.Name+caller.Guest))
	}, "sku")
	anonymous := site.Client(t).Get("/p/a").Want(200).Body
	session := site.Sessions.Token(ada)
	for name, test := range map[string]struct{ header, value, sees string }{
		"a session":             {"Cookie", "theme=dark; session=" + session, "for Ada"},
		"a session that ended":  {"Cookie", "session=gone", "for "},
		"a cart":                {"Cookie", "cart=guest-1", "for guest-1"},
		"a message":             {"Cookie", "flash=SGVsbG8", "Hello"},
		"a token":               {"Authorization", "Bearer " + session, "for Ada"},
		"a cart's token":        {"Cart-Token", "guest-2", "for guest-2"},
		"a cart, oddly spelled": {"Cookie", " cart=guest-3;", "for guest-3"},
	} {
		t.Run(name, func(t *testing.T) {
			calls := h.calls.Load()
			got := site.Client(t).Get("/p/a", test.header, test.value).Want(200)
			if !strings.Contains(got.Body, test.sees) || h.calls.Load() != calls+1 {
				t.Errorf("%d calls more: %s", h.calls.Load()-calls, got.Body)
			}
			if after := site.Client(t).Get("/p/a").Body; after != anonymous || h.calls.Load() != calls+1 {
				t.Errorf("it was stored: %s", after)
			}
		})
	}
	t.Run("a cookie that isn't the shop's", func(t *testing.T) {
		calls := h.calls.Load()
		if got := site.Client(t).Get("/p/a", "Cookie", "theme=dark; cart_banner=1").Body; got != anonymous || h.calls.Load() != calls {
			t.Errorf("it was made anew: %s", got)
		}
	})
}

// The handler can't put into an answer what it isn't told.
func TestStored_shows_handlers_nothing_but_the_address(t *testing.T) {
	t.Parallel()
	var (
		mu   sync.Mutex
		seen []string
	)
	site, _ := storedSite(t, func(c echo.Context) error {
		r := c.Request()
		caller := identity.From(r.Context())
		mu.Lock()
		seen = append(seen, fmt.Sprintf("%s %s %v %q %q %t %q", r.Method, r.RequestURI, r.Header, r.Host, r.RemoteAddr, caller == identity.Caller{}, web.Cookie(r.Context(), "orders")))
		mu.Unlock()
		return c.String(http.StatusOK, "ok")
	}, "sku", "page")
	for _, slug := range []string{"a", "b"} {
		c := site.Client(t)
		req := c.NewRequest(http.MethodGet, "/p/"+slug+"?sku=1&page=2", nil, "Cookie", "orders=secret", "User-Agent", "Spy/"+slug,
			"X-Forwarded-For", "192.0.2.1", "Referer", "https://elsewhere.example/", "Accept-Language", "de", "X-Request-Id", "mine")
		req.Host = "attacker.example"
		c.Do(req)
	}
	mu.Lock()
	defer mu.Unlock()
	for i, slug := range []string{"a", "b"} {
		if want := `GET /p/` + slug + `?page=2&sku=1 map[] "" "" true ""`; seen[i] != want {
			t.Errorf("the handler sees %s", seen[i])
		}
	}
}

// One address has one entry, and only parameters that count make an address.
func TestStored_keeps_addresses_apart(t *testing.T) {
	t.Parallel()
	site, h := storedSite(t, func(c echo.Context) error {
		return c.String(http.StatusOK, c.Param("slug")+" "+c.Request().URL.RawQuery)
	}, "q", "page")
	for _, test := range []struct {
		path, body string
		calls      int32
	}{
		{"/p/a", "a ", 1},
		{"/p/b", "b ", 1},
		{"/p/a?page=2", "a page=2", 1},
		{"/p/a?page=3", "a page=3", 1},
		{"/p/a?page=2&q=oak", "a page=2&q=oak", 1},
		{"/p/a?q=oak&page=2", "a page=2&q=oak", 0},
		{"/p/a?q=%6Fak&page=2", "a page=2&q=oak", 0},
		{"/p/a?q=o+k", "a q=o+k", 1},
		{"/p/a?q=o%20k", "a q=o+k", 0},
		{"/p/a%3Fpage=2", "a?page=2 ", 1},
		{"/p/a?other=1", "a other=1", 1},
		{"/p/a?other=1", "a other=1", 1},
		{"/p/a?page=2&other=1", "a page=2&other=1", 1},
		{"/p/a?page=2&page=2", "a page=2&page=2", 1},
		{"/p/a?page=2&page=2", "a page=2&page=2", 1},
		{"/p/a?q=%zz", "a q=%zz", 1},
		{"/p/a?q=" + strings.Repeat("x", 1100), "a q=" + strings.Repeat("x", 1100), 1},
		{"/p/a?page=2", "a page=2", 0},
	} {
		calls := h.calls.Load()
		got := site.Client(t).Get(test.path).Want(200).Body
		if got != test.body || h.calls.Load() != calls+test.calls {
			t.Errorf("%s: %q after %d calls, want %q after %d", test.path, got, h.calls.Load()-calls, test.body, test.calls)
		}
	}
}

func TestStored_leaves_fragments_alone(t *testing.T) {
	t.Parallel()
	site, h := storedSite(t, func(c echo.Context) error {
		if web.IsFragment(c) {
			return web.Fragment(c, http.StatusOK, text("part"))
		}
		return showLong(c)
	})
	whole := site.Client(t).Get("/p/a").Body
	if got := site.Client(t).Get("/p/a", "HX-Request", "true", "HX-Request-Type", "partial").Body; got != "part" {
		t.Error(got)
	}
	// htmx takes its part of a whole page by itself.
	if got := site.Client(t).Get("/p/a", "HX-Request", "true", "HX-Request-Type", "full").Body; got != whole || h.calls.Load() != 2 {
		t.Errorf("%d calls", h.calls.Load())
	}
}

// An Asset is the same for everybody, whatever cookies come along.
func TestStored_asset_is_for_all(t *testing.T) {
	t.Parallel()
	h := &counted{serve: func(c echo.Context) error { return c.String(http.StatusOK, "User-agent: *") }}
	site := webtest.New(t, routes(func(r *web.Router) {
		r.Page(http.MethodGet, "/robots.txt", web.Asset, h.handle, web.StoredPage())
	}))
	site.Client(t).Get("/robots.txt").Want(200)
	site.SignedIn(t, ada).Get("/robots.txt").Want(200)
	if h.calls.Load() != 1 {
		t.Errorf("%d calls", h.calls.Load())
	}
}

type itemInput struct {
	ID   string `path:"id" maxLength:"20"`
	Page int    `query:"page" minimum:"1" default:"1"`
}

type itemOutput struct {
	Body struct {
		ID   string `json:"id"`
		Page int    `json:"page"`
	}
}

func storedItem(calls *atomic.Int32) routes {
	return func(r *web.Router) {
		web.Operation(r, web.Public, web.Stored(huma.Operation{Method: http.MethodGet, Path: "/api/items/{id}"}),
			func(_ context.Context, in *itemInput) (*itemOutput, error) {
				calls.Add(1)
				if in.ID == "none" {
					return nil, failures["missing"]
				}
				out := &itemOutput{}
				out.Body.ID, out.Body.Page = in.ID, in.Page
				return out, nil
			})
	}
}

func TestStored_operation(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	site := webtest.New(t, storedItem(&calls))
	for range 3 {
		res := site.Client(t).Get("/api/items/lamp?page=2").Want(200)
		if res.Body != "{\"id\":\"lamp\",\"page\":2}\n" || res.Header.Get("Cache-Control") != "private, no-cache" || res.Header.Get("Etag") == "" {
			t.Errorf("%q %v", res.Body, res.Header)
		}
	}
	if calls.Load() != 1 {
		t.Errorf("%d calls", calls.Load())
	}
	for path, status := range map[string]int{"/api/items/lamp?page=0": 422, "/api/items/lamp?other=1": 422, "/api/items/none": 404} {
		first := site.Client(t).Get(path).Want(status).Problem()
		second := site.Client(t).Get(path).Want(status)
		if id := second.Problem()["requestId"]; id == first["requestId"] || id != second.Header.Get("X-Request-Id") {
			t.Errorf("%s: the problem names request %v", path, id)
		}
	}
}

// A hit counts towards the rate limit, once.
func TestStored_is_limited(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	site := webtest.Start(t, web.Params{
		Options: web.Options{RateAPI: config.Rate{Limit: 3, Per: 3600e9}}, Redis: redistest.New(t),
		Routes: []web.Routes{storedItem(&calls)},
	})
	for left := 2; left >= 0; left-- {
		res := site.Client(t).Get("/api/items/lamp").Want(200)
		if got := res.Header.Get("X-RateLimit-Remaining"); got != fmt.Sprint(left) {
			t.Errorf("%s left, want %d", got, left)
		}
	}
	res := site.Client(t).Get("/api/items/lamp").Want(429)
	if res.Problem()["code"] != "rate-limit" || res.Header.Get("Retry-After") == "" || res.Header.Get("Etag") != "" {
		t.Errorf("%s %v", res.Body, res.Header)
	}
}

func TestStored_refuses_marks_it_cannot_honour(t *testing.T) {
	t.Parallel()
	page := func(method, path string, g web.Guard) func(*web.Router) {
		return func(r *web.Router) { r.Page(method, path, g, showLong, web.StoredPage()) }
	}
	for name, add := range map[string]func(*web.Router){
		"a form":          page(http.MethodPost, "/p", web.Public),
		"an account":      page(http.MethodGet, "/p", web.SignedIn),
		"the admin":       page(http.MethodGet, "/p", web.StaffOnly),
		"a secret's page": page(http.MethodGet, "/p/:token", web.Public),
		"an answer that depends on a header": func(r *web.Router) {
			type input struct {
				Language string `header:"Accept-Language"`
			}
			web.Operation(r, web.Public, web.Stored(huma.Operation{Method: http.MethodGet, Path: "/api/x"}),
				func(context.Context, *input) (*itemOutput, error) { return &itemOutput{}, nil })
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if v := fmt.Sprint(recover()); !strings.Contains(v, "can't be stored") {
					t.Errorf("panic: %s", v)
				}
			}()
			webtest.New(t, routes(add))
		})
	}
}

func TestStored_hits_have_their_line_in_the_log(t *testing.T) {
	t.Parallel()
	site, _ := storedSite(t, func(c echo.Context) error { return c.String(http.StatusOK, "lamp") })
	site.Client(t).Get("/p/a")
	res := site.Client(t).Get("/p/a")
	redistest.WaitFor(t, "both lines", func() bool { return strings.Count(site.Log.String(), "\n") == 2 })
	lines := strings.Split(strings.TrimSpace(site.Log.String()), "\n")
	want := `"msg":"request","method":"GET","path":"/p/a","status":200,"bytes":4,`
	if !strings.Contains(lines[1], want) || !strings.Contains(lines[1], fmt.Sprintf(`"requestId":%q`, res.Header.Get("X-Request-Id"))) {
		t.Errorf("%q", lines)
	}
}
