package web_test

import (
	"context"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

func TestGuard(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(pages), routes(orders))
	t.Run("sends an anonymous visitor to the sign-in form and back", func(t *testing.T) {
		res := site.Client(t).Get("/account?tab=2").Want(303)
		if got := res.Header.Get("Location"); got != "/login?next=%2Faccount%3Ftab%3D2" {
			t.Errorf("Location = %q", got)
		}
	})
	t.Run("leads from a form back to the page that held it", func(t *testing.T) {
		res := site.Client(t).Post("/account", nil, "Referer", site.URL+"/account?tab=2").Want(303)
		if got := res.Header.Get("Location"); got != "/login?next=%2Faccount%3Ftab%3D2" {
			t.Errorf("Location = %q", got)
		}
		res = site.Client(t).Post("/account", nil, "Referer", "https://elsewhere.example/x").Want(303)
		if got := res.Header.Get("Location"); got != "/login" {
			t.Errorf("Location = %q", got)
		}
	})
	t.Run("has htmx leave the page for the sign-in form", func(t *testing.T) {
		res := site.Client(t).Get("/account", "HX-Request", "true", "HX-Request-Type", "partial").Want(200)
		if got := res.Header.Get("HX-Redirect"); got != "/login" {
			t.Errorf("HX-Redirect = %q", got)
		}
	})
	t.Run("lets the signed-in pass", func(t *testing.T) {
		site.SignedIn(t, ada).Get("/account").Want(200)
		site.SignedIn(t, grace).Get("/admin").Want(200)
	})
	t.Run("keeps a shopper out of the admin", func(t *testing.T) {
		res := site.SignedIn(t, ada).Get("/admin").Want(403)
		if !strings.Contains(res.Body, templ.EscapeString(identity.ErrStaffOnly.Message)) {
			t.Error(res.Body)
		}
	})
	t.Run("answers programs with a problem", func(t *testing.T) {
		res := site.Client(t).Get("/api/orders").Want(401)
		if res.Problem()["code"] != "sign-in" || res.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s, %v", res.Body, res.Header)
		}
		site.SignedIn(t, ada).JSON("DELETE", "/api/orders/1", nil).Want(403).Problem()
		site.SignedIn(t, grace).JSON("DELETE", "/api/orders/1", nil).Want(204)
	})
	t.Run("comes before the body is read", func(t *testing.T) {
		site.Client(t).JSON("DELETE", "/api/orders/1", strings.Repeat("x", 100)).Want(401)
	})
}

// whoami answers with what the server knows of the caller.
func whoami(r *web.Router) {
	type output struct{ Body identity.Caller }
	web.Operation(r, web.Public, huma.Operation{Method: "GET", Path: "/api/whoami"},
		func(ctx context.Context, _ *struct{}) (*output, error) { return &output{identity.From(ctx)}, nil })
	r.Page("GET", "/whoami", web.Public, func(c echo.Context) error {
		return c.JSON(200, identity.From(c.Request().Context()))
	})
	r.Page("POST", "/whoami", web.Public, func(c echo.Context) error {
		return c.JSON(200, identity.From(c.Request().Context()))
	})
}

func caller(res *webtest.Response) (c identity.Caller) {
	res.Want(200).Decode(&c)
	return c
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(whoami))
	t.Run("knows nobody without a token", func(t *testing.T) {
		if got := caller(site.Client(t).Get("/api/whoami")); got.SignedIn() || got.IP != "127.0.0.1" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("knows the holder of a bearer token", func(t *testing.T) {
		res := site.Client(t).Get("/api/whoami", "Authorization", "bearer "+site.Sessions.Token(ada), "User-Agent", strings.Repeat("é", 400))
		got := caller(res)
		if got.Account != "a1" || got.Email != ada.Email || len(got.UserAgent) != 400 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("knows the holder of a session cookie", func(t *testing.T) {
		if got := caller(site.SignedIn(t, ada).Get("/whoami")); got.Account != "a1" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("refuses a bad bearer token", func(t *testing.T) {
		for _, token := range []string{"nobody's", "", strings.Repeat("x", 5000)} {
			p := site.Client(t).Get("/api/whoami", "Authorization", "Bearer "+token).Want(401).Problem()
			if p["code"] != "bad-token" {
				t.Error(p)
			}
		}
	})
	t.Run("a bad bearer token is not made good by a cookie", func(t *testing.T) {
		site.SignedIn(t, ada).Get("/api/whoami", "Authorization", "Bearer x").Want(401)
	})
	t.Run("forgets a bad cookie", func(t *testing.T) {
		c := site.Client(t)
		c.SetCookie("session", "nobody's")
		if got := caller(c.Get("/whoami")); got.SignedIn() {
			t.Errorf("%+v", got)
		}
		if c.Cookie("session") != "" {
			t.Error("the cookie is still there")
		}
	})
	t.Run("takes a guest's token from the header, else from the cookie", func(t *testing.T) {
		c := site.SignedIn(t, ada)
		c.SetCookie("cart", "from-cookie")
		if got := caller(c.Get("/whoami")); got.Guest != "from-cookie" || got.Account != "a1" {
			t.Errorf("%+v", got)
		}
		if got := caller(c.Get("/whoami", "Cart-Token", "from-header")); got.Guest != "from-header" {
			t.Errorf("%+v", got)
		}
		if got := caller(c.Get("/whoami", "Cart-Token", strings.Repeat("x", 1000))); got.Guest != "" {
			t.Errorf("%+v", got)
		}
	})
}

// away is an authenticator whose sessions can't be asked.
type away struct{}

func (away) Authenticate(context.Context, string) (identity.Caller, error) {
	return identity.Caller{}, fault.New(fault.Unavailable, "away", "Please try again.").Because(errors.New(secret))
}

func TestAuthentication_Away(t *testing.T) {
	t.Parallel()
	site := webtest.Start(t, web.Params{Auth: away{}, Routes: []web.Routes{routes(whoami)}})
	c := site.Client(t)
	c.SetCookie("session", "somebody's")
	c.Get("/whoami").Want(503)
	if c.Cookie("session") == "" {
		t.Error("an outage signed somebody out")
	}
	site.Client(t).Get("/whoami").Want(200)
}

func TestCrossSite(t *testing.T) {
	t.Parallel()
	site := webtest.Start(t, web.Params{
		Options: web.Options{BaseURL: "https://shop.example.org"},
		Routes:  []web.Routes{routes(whoami), routes(orders)},
	})
	post := func(t *testing.T, header ...string) *webtest.Response {
		t.Helper()
		c := site.Client(t)
		c.SetCookie("__Host-session", site.Sessions.Token(ada))
		return c.Do(c.NewRequest("POST", "/whoami", nil, header...))
	}
	t.Run("refuses another site's form", func(t *testing.T) {
		for _, header := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
		} {
			if res := post(t, header...).Want(403); !strings.Contains(res.Body, "another site") {
				t.Errorf("%q: %s", header, res.Body)
			}
		}
	})
	t.Run("refuses another site's call of the API", func(t *testing.T) {
		site.Client(t).JSON("POST", "/api/orders", map[string]any{}, "Origin", "https://evil.example").Want(403).Problem()
	})
	t.Run("lets the shop's own forms pass", func(t *testing.T) {
		for _, header := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "https://shop.example.org"}, {}} {
			post(t, header...).Want(200)
		}
	})
	t.Run("lets another site link here", func(t *testing.T) {
		site.Client(t).Get("/whoami", "Sec-Fetch-Site", "cross-site").Want(200)
	})
	t.Run("lets a program with its own token pass", func(t *testing.T) {
		post(t, "Origin", "https://app.example", "Authorization", "Bearer "+site.Sessions.Token(ada)).Want(200)
	})
}

func TestClientIP(t *testing.T) {
	t.Parallel()
	trusting := func(proxies ...string) *webtest.Site {
		var o web.Options
		for _, p := range proxies {
			o.TrustedProxies = append(o.TrustedProxies, netip.MustParsePrefix(p))
		}
		return webtest.Start(t, web.Params{Options: o, Routes: []web.Routes{routes(whoami)}})
	}
	none, local, chain := trusting(), trusting("127.0.0.0/8"), trusting("127.0.0.0/8", "10.0.0.0/8", "fd00::/8")
	for name, test := range map[string]struct {
		site            *webtest.Site
		forwarded, want string
	}{
		"believes nobody by default":             {none, "1.2.3.4", "127.0.0.1"},
		"believes a trusted proxy":               {local, "1.2.3.4", "1.2.3.4"},
		"doesn't believe what a client adds":     {local, "6.6.6.6, 1.2.3.4", "1.2.3.4"},
		"follows a chain of trusted proxies":     {chain, "6.6.6.6, 1.2.3.4, 10.0.0.7", "1.2.3.4"},
		"follows proxies over IPv6":              {chain, "2001:db8::1, fd00::1", "2001:db8::1"},
		"reads an address with a port":           {local, "1.2.3.4:55", "1.2.3.4"},
		"reads IPv6 in brackets":                 {local, "[2001:db8::1]:55", "2001:db8::1"},
		"stops at what it can't read":            {chain, "1.2.3.4, unknown, 10.0.0.7", "10.0.0.7"},
		"takes the last hop when all is trusted": {chain, "10.0.0.9", "10.0.0.9"},
		"takes the connection without a header":  {local, "", "127.0.0.1"},
		"unmaps IPv4 in IPv6":                    {local, "::ffff:1.2.3.4", "1.2.3.4"},
	} {
		t.Run(name, func(t *testing.T) {
			var header []string
			if test.forwarded != "" {
				header = []string{"X-Forwarded-For", test.forwarded, "X-Real-Ip", "6.6.6.6", "Forwarded", "for=6.6.6.6"}
			}
			if got := caller(test.site.Client(t).Get("/whoami", header...)).IP; got != test.want {
				t.Errorf("IP %q, want %q", got, test.want)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	t.Parallel()
	trusting := webtest.Start(t, web.Params{Options: web.Options{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}})
	for id, kept := range map[string]bool{"abc-DEF_123": true, "with space": false, strings.Repeat("x", 65): false, `"quoted"`: false} {
		got := trusting.Client(t).Get("/healthz", "X-Request-Id", id).Header.Get("X-Request-Id")
		if (got == id) != kept || got == "" {
			t.Errorf("%q became %q", id, got)
		}
	}
	if got := webtest.New(t).Client(t).Get("/healthz", "X-Request-Id", "abc").Header.Get("X-Request-Id"); got == "abc" {
		t.Error("a stranger chose the id")
	}
}

func TestLocalPath(t *testing.T) {
	for next, want := range map[string]string{
		"/account": "/account", "/p/x?y=1#z": "/p/x?y=1#z", "/": "/",
		"": "/home", "account": "/home", "//evil.example": "/home", "https://evil.example": "/home", `/\evil.example`: "/home",
		"javascript:alert(1)": "/home", "/\t/evil.example": "/home", "///evil.example": "/home", "/a\r\nSet-Cookie: x": "/home", "\x00": "/home",
	} {
		if got := web.LocalPath(next, "/home"); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", next, got, want)
		}
	}
}

func FuzzLocalPath(f *testing.F) {
	for _, s := range []string{"/a", "//a", `/\a`, "/%2f/evil", "http:/a", "/;@a"} {
		f.Add(s)
	}
	base := &url.URL{Scheme: "https", Host: "shop.example.org", Path: "/login"}
	f.Fuzz(func(t *testing.T, next string) {
		got := web.LocalPath(next, "/")
		// Browsers read a backslash as a slash and skip tabs and line breaks.
		browser := strings.NewReplacer(`\`, "/", "\t", "", "\n", "", "\r", "").Replace(got)
		u, err := base.Parse(browser)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme {
			t.Errorf("LocalPath(%q) = %q leads to %v, %v", next, got, u, err)
		}
	})
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	plain := webtest.New(t, routes(pages), routes(orders))
	secure := webtest.Start(t, web.Params{Options: web.Options{BaseURL: "https://shop.example.org"}, Routes: []web.Routes{routes(pages)}})
	for _, path := range []string{"/", "/nowhere", "/api/orders/missing", "/docs", "/healthz", "/fail/panic"} {
		h := plain.Client(t).Get(path).Header
		want := "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; " +
			"form-action 'self'; frame-ancestors 'none'; img-src 'self' data:"
		if h.Get("Content-Security-Policy") != want || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: %v", path, h)
		}
		if h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: a shop over http must not forbid http", path)
		}
	}
	if secure.Client(t).Get("/").Header.Get("Strict-Transport-Security") == "" {
		t.Error("a shop over https doesn't insist on it")
	}
	for path, want := range map[string]string{"/": "private, no-cache", "/api/orders/1": "no-store"} {
		if got := plain.Client(t).Get(path).Header.Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control = %q", path, got)
		}
	}
}
