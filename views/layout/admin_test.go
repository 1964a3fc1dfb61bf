package layout_test

import (
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
