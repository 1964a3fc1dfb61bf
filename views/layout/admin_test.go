package layout_test

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"shop/views/layout"
	"shop/views/viewtest"
)

func TestAdmin(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin", layout.Admin(
		layout.Frame{
			Shop: "Linden", Path: "/admin/orders", Section: "orders", Demo: true, Flash: "The order was marked as packed.",
			Account: &layout.Account{Name: "Olga <Owner>", Staff: true},
		},
		layout.Head{Title: "Orders", NoIndex: true}, templ.Raw("<h1>Orders</h1>")))
}

func TestSettings(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "settings", layout.Settings())
	page := viewtest.Render(t, layout.Admin(
		layout.Frame{Shop: "Linden", Path: "/admin/settings/webhooks/new", Section: "settings"}, layout.Head{Title: "New webhook"}, templ.Raw("")))
	if !strings.Contains(page, `<a href="/admin/settings/webhooks" aria-current="page">`) || strings.Contains(page, `<a href="/admin/settings/shipping" aria-current`) {
		t.Errorf("another page of the settings is marked:\n%s", page)
	}
}
