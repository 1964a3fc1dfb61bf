package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"
)

// stop is a page of the main path, as one person sees it.
type stop struct{ name, path string }

// sizes are the widths pages are looked at in, in CSS pixels.
var sizes = []int64{390, 1280}

// TestBrowser_pages_are_accessible walks the main path as shopper and as
// merchant, in both widths and both colour schemes, and has axe-core look at
// each page. With -artifacts it keeps a screenshot of each.
func TestBrowser_pages_are_accessible(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	app := newClient(t, s)
	p := app.stocked(7)

	shopper := newTab(t, s)
	shopper.visit("/p/" + p.Slug)
	shopper.click(`#buy button[type="submit"]`)
	shopper.see("#added", "cart")
	shopper.visit("/checkout")
	shopper.fillCheckout("axe@example.com")
	shopper.see("#delivery", "standard")
	shopper.submit("#place")
	number := shopper.number()
	shopper.visit("/p/" + app.stocked(8).Slug)
	shopper.click(`#buy button[type="submit"]`)
	shopper.see("#added", "cart")
	shopper.look(t,
		stop{"home", "/"}, stop{"category", "/c/kitchen"}, stop{"search", "/search?q=mug"}, stop{"nothing-found", "/search?q=zeppelin"},
		stop{"product", "/p/" + p.Slug}, stop{"cart", "/cart"}, stop{"checkout", "/checkout"}, stop{"order", "/orders/" + number},
		stop{"login", "/login"}, stop{"register", "/register"}, stop{"forgot", "/forgot"}, stop{"not-found", "/nowhere"}, stop{"privacy", "/legal/privacy"},
	)

	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.look(t,
		stop{"account", "/account"}, stop{"addresses", "/account/addresses"}, stop{"profile", "/account/profile"},
		stop{"sessions", "/account/sessions"}, stop{"orders", "/account/orders"},
		stop{"admin", "/admin"}, stop{"admin-orders", "/admin/orders"}, stop{"admin-order", "/admin/orders/" + number},
		stop{"admin-products", "/admin/products"}, stop{"admin-product", "/admin/products/" + p.ID}, stop{"admin-product-new", "/admin/products/new"},
		stop{"admin-categories", "/admin/categories"}, stop{"admin-customers", "/admin/customers"}, stop{"dev-mail", "/dev/mail"},
	)
}

// look visits each page in each size and scheme.
func (b *tab) look(t *testing.T, stops ...stop) {
	for _, width := range sizes {
		b.viewport(width, 900)
		for _, scheme := range []string{"light", "dark"} {
			b.scheme(scheme)
			for _, at := range stops {
				b.visit(at.path)
				b.axe()
				b.fits(width)
				b.screenshot(filepath.Join(t.ArtifactDir(), fmt.Sprintf("%s-%d-%s.png", at.name, width, scheme)))
			}
		}
	}
}
