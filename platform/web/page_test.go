package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/platform/web"
	"shop/platform/web/webtest"
)

type filler func(ctx context.Context, f *web.Frame) error

func (fill filler) FillFrame(ctx context.Context, f *web.Frame) error { return fill(ctx, f) }

func TestPage(t *testing.T) {
	t.Parallel()
	site := webtest.Start(t, web.Params{
		Routes: []web.Routes{routes(pages)},
		Fillers: []web.FrameFiller{
			filler(func(_ context.Context, f *web.Frame) error { f.CartCount = 3; return nil }),
			filler(func(context.Context, *web.Frame) error { return errors.New("the categories are away") }),
		},
	})
	t.Run("stands in the shell with its length", func(t *testing.T) {
		res := site.Client(t).Get("/", "Accept-Encoding", "identity").Want(200)
		for _, want := range []string{"<title>A page</title>", "<main>home</main>", `data-cart="3"`, `data-area="storefront"`} {
			if !strings.Contains(res.Body, want) {
				t.Errorf("%s is missing from %s", want, res.Body)
			}
		}
		if res.Header.Get("Content-Length") == "" {
			t.Error("it is sent in chunks")
		}
	})
	t.Run("is shown without what can't be said", func(t *testing.T) {
		site.Client(t).Get("/").Want(200)
		if !strings.Contains(site.Log.String(), "the categories are away") {
			t.Error("and nobody is told why")
		}
	})
	t.Run("becomes an error page as a whole when it can't be rendered", func(t *testing.T) {
		res := site.Client(t).Get("/broken").Want(500)
		if strings.Contains(res.Body, "half a page") || !strings.Contains(res.Body, "500") {
			t.Error(res.Body)
		}
	})
	t.Run("greets who is signed in", func(t *testing.T) {
		if res := site.SignedIn(t, ada).Get("/"); !strings.Contains(res.Body, `data-account="Ada"`) {
			t.Error(res.Body)
		}
	})
}

func TestPage_EvenTheErrorPageFails(t *testing.T) {
	t.Parallel()
	broken := templ.ComponentFunc(func(context.Context, io.Writer) error { return errors.New(secret) })
	site := webtest.Start(t, web.Params{
		Routes: []web.Routes{routes(pages)},
		Shell:  func(web.Frame, web.Head, templ.Component) templ.Component { return broken },
	})
	res := site.Client(t).Get("/nowhere").Want(404)
	if !strings.Contains(res.Body, "<h1>Not Found</h1>") || strings.Contains(res.Body, "hunter2") {
		t.Error(res.Body)
	}
	if !strings.Contains(site.Log.String(), "hunter2") {
		t.Error("the log doesn't tell why")
	}
}

// The context of a request ends with its handler, but templates refuse to be
// rendered under one that has ended.
func TestPage_ErrorPageIsRenderedInTimeOfItsOwn(t *testing.T) {
	t.Parallel()
	strict := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := io.WriteString(w, "a friendly page")
		return err
	})
	site := webtest.Start(t, web.Params{
		Routes: []web.Routes{routes(pages)},
		Shell:  func(web.Frame, web.Head, templ.Component) templ.Component { return strict },
	})
	for _, path := range []string{"/nowhere", "/broken"} {
		if res := site.Client(t).Get(path); res.Body != "a friendly page" {
			t.Errorf("%s: %s", path, res.Body)
		}
	}
}

func TestFlash(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(pages))
	c := site.SignedIn(t, ada)
	if got := c.Post("/account", nil).Want(303).Header.Get("Location"); got != "/account" {
		t.Fatalf("Location = %q", got)
	}
	if body := c.Get("/account").Body; !strings.Contains(body, "Saved – &lt;b&gt;gut&lt;/b&gt;.") {
		t.Errorf("the message is missing: %s", body)
	}
	if body := c.Get("/account").Body; strings.Contains(body, "Saved") {
		t.Error("the message is shown again")
	}
	for _, forged := range []string{"no base64!", "aGk", strings.Repeat("QUFB", 2000)} {
		c.SetCookie("flash", forged)
		c.Get("/account").Want(200)
	}
}

func TestFragment(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(func(r *web.Router) {
		r.Page("GET", "/part", web.Public, func(c echo.Context) error {
			if web.IsFragment(c) {
				return web.Fragment(c, http.StatusOK, text("part"))
			}
			return web.Page(c, http.StatusOK, web.Head{}, text("whole"))
		})
	}))
	for _, test := range []struct {
		name, request, kind string
		part                bool
	}{
		{"a browser gets the page", "", "", false},
		{"htmx gets the part", "true", "partial", true},
		{"htmx gets the page when it will take a part of it", "true", "full", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := site.Client(t).Get("/part", "HX-Request", test.request, "HX-Request-Type", test.kind)
			if (res.Body == "part") != test.part {
				t.Error(res.Body)
			}
			if !strings.Contains(strings.Join(res.Header.Values("Vary"), ","), "HX-Request") {
				t.Error("a cache would mix them up")
			}
		})
	}
}

func cookiesPage(r *web.Router) {
	r.Page("GET", "/set", web.Public, func(c echo.Context) error {
		web.SetSession(c, "s3cret", time.Now().Add(time.Hour))
		web.SetGuest(c, "gu3st")
		web.SetCookie(c, "order", "0rder", time.Now().Add(time.Hour))
		return c.NoContent(http.StatusNoContent)
	})
	r.Page("GET", "/order", web.Public, func(c echo.Context) error {
		return c.String(http.StatusOK, web.Cookie(c.Request().Context(), "order"))
	})
	r.Page("GET", "/clear", web.Public, func(c echo.Context) error {
		web.ClearSession(c)
		web.ClearGuest(c)
		web.ClearCookie(c, "order")
		return c.NoContent(http.StatusNoContent)
	})
}

func TestCookies(t *testing.T) {
	t.Parallel()
	plain := webtest.New(t, routes(cookiesPage))
	secure := webtest.Start(t, web.Params{
		Options: web.Options{BaseURL: "https://shop.example.org"}, Routes: []web.Routes{routes(cookiesPage)},
	})
	t.Run("are out of reach of scripts and other sites", func(t *testing.T) {
		for _, line := range plain.Client(t).Get("/set").Header.Values("Set-Cookie") {
			if !strings.Contains(line, "HttpOnly") || !strings.Contains(line, "SameSite=Lax") || !strings.Contains(line, "Path=/") {
				t.Error(line)
			}
		}
	})
	t.Run("are bound to the host and to https where there is https", func(t *testing.T) {
		lines := secure.Client(t).Get("/set").Header.Values("Set-Cookie")
		for i, name := range []string{"session", "cart", "order"} {
			if !strings.HasPrefix(lines[i], "__Host-"+name+"=") || !strings.Contains(lines[i], "Secure") || strings.Contains(lines[i], "Domain") {
				t.Error(lines[i])
			}
		}
		if strings.Contains(plain.Client(t).Get("/set").Header.Get("Set-Cookie"), "Secure") {
			t.Error("a shop over http would lose it")
		}
	})
	t.Run("come back and go", func(t *testing.T) {
		c := plain.Client(t)
		c.Get("/set")
		if c.Cookie("session") != "s3cret" || c.Cookie("cart") != "gu3st" || c.Get("/order").Body != "0rder" {
			t.Error("a cookie is missing")
		}
		c.Get("/clear")
		for _, name := range []string{"session", "cart", "order"} {
			if c.Cookie(name) != "" {
				t.Errorf("%s is still there", name)
			}
		}
	})
	t.Run("don't exist outside a request", func(t *testing.T) {
		if got := web.Cookie(t.Context(), "order"); got != "" {
			t.Error(got)
		}
	})
}

func TestPanels(t *testing.T) {
	t.Parallel()
	var log webtest.Log
	says := func(s string) func(context.Context) (templ.Component, error) {
		return func(context.Context) (templ.Component, error) { return text(s), nil }
	}
	panels := web.NewPanels(web.PanelParams{Log: logger(&log), Panels: []web.Panel{
		{Slot: "account", Order: 2, Render: says("second ")},
		{Slot: "dashboard", Render: says("elsewhere ")},
		{Slot: "account", Order: 1, Render: says("first ")},
		{Slot: "account", Order: 3, Render: func(context.Context) (templ.Component, error) { return nil, errors.New("the orders are away") }},
		{Slot: "account", Order: 4, Render: func(context.Context) (templ.Component, error) { return nil, nil }},
	}})
	var page strings.Builder
	if err := panels.Render(t.Context(), "account").Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	if page.String() != "first second " {
		t.Errorf("the slot holds %q", page.String())
	}
	if !strings.Contains(log.String(), "the orders are away") {
		t.Error("nobody is told why a panel is missing")
	}
	if err := panels.Render(t.Context(), "no such slot").Render(t.Context(), &page); err != nil {
		t.Error(err)
	}
}
