package web_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"shop/platform/config"
	"shop/platform/redis"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// TestModule starts the server as the program does and looks for each part
// that came in through a group.
func TestModule(t *testing.T) {
	t.Parallel()
	var server *web.Server
	var panels *web.Panels
	app := fxtest.New(t,
		web.Module,
		fx.Supply(
			web.Options{Addr: "127.0.0.1:0", RateAPI: config.Rate{Off: true}},
			webtest.Discard(), web.Shell(webtest.Shell), web.ErrorPage(webtest.ErrorPage), (*redis.Client)(nil),
		),
		fx.Provide(
			func() web.Authenticator { return &webtest.Sessions{} },
			web.AsRoutes(func() routes { return pages }),
			web.AsFrameFiller(func() filler {
				return func(_ context.Context, f *web.Frame) error { f.CartCount = 7; return nil }
			}),
			web.AsCheck(func() web.Check {
				return web.Check{Name: "lamp", Probe: func(context.Context) (string, error) { return "lit", nil }}
			}),
			web.AsPanel(func() web.Panel {
				return web.Panel{Slot: "account", Render: func(context.Context) (templ.Component, error) { return text("a panel"), nil }}
			}),
		),
		fx.Populate(&server, &panels),
	).RequireStart()
	base := "http://" + server.Addr().String()
	for path, want := range map[string]string{"/": `data-cart="7"`, "/readyz": `"lamp":{"status":"ready","state":"lit"}`} {
		if got := fetch(t, base+path); !strings.Contains(got, want) {
			t.Errorf("%s is missing from %s", want, got)
		}
	}
	var slot strings.Builder
	if err := panels.Render(t.Context(), "account").Render(t.Context(), &slot); err != nil || slot.String() != "a panel" {
		t.Errorf("the slot holds %q, %v", slot.String(), err)
	}
	app.RequireStop()
	if _, _, err := get(t.Context(), base+"/"); err == nil {
		t.Error("the server still serves")
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	var b strings.Builder
	if err := res.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
