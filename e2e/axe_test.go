package e2e_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
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
	shopper.order(p, "axe@example.com")
	number := shopper.number()
	shopper.fillCart(app.stocked(8))
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
		stop{"admin-categories", "/admin/categories"}, stop{"admin-customers", "/admin/customers"},
		stop{"admin-system", "/admin/system"}, stop{"admin-events", "/admin/system/events"}, stop{"admin-cache", "/admin/system/cache"},
		stop{"dev-mail", "/dev/mail"}, stop{"docs", "/docs"},
	)
}

// TestBrowser_states_are_accessible is the same for what a page becomes when
// something goes otherwise than hoped.
func TestBrowser_states_are_accessible(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	shopper, api := newTab(t, s), staff(t, s)

	p := newClient(t, s).stocked(9)
	shopper.fillCart(p)
	shopper.visit("/checkout")
	shopper.submit("#place")
	shopper.see("main", "please check what you entered")
	shopper.inspect(t, "checkout-wrong")
	shopper.order(p, "axe+decline@example.com")
	shopper.see("h1", "did not go through")
	shopper.inspect(t, "declined")

	last := api.scarce("Last of its kind", 1)
	shopper.fillCart(last)
	shopper.visit("/checkout")
	shopper.fillCheckout("axe@example.com")
	shopper.see("#delivery", "standard")
	api.adjust(last, -1)
	shopper.submit("#place")
	shopper.see("main", "sold out")
	shopper.inspect(t, "checkout-sold-out")
	shopper.visit("/p/" + last.Slug)
	shopper.see("#add", "sold out")
	shopper.inspect(t, "product-sold-out")

	few := api.scarce("Few of its kind", 2)
	shopper.fillCart(few)
	shopper.fillCart(few)
	api.adjust(few, -1)
	shopper.visit("/cart")
	shopper.see("main", "only 1")
	shopper.inspect(t, "cart-changed")

	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/products")
	merchant.click("td.pick label")
	merchant.see(".bulk", "1 selected")
	merchant.inspect(t, "admin-products-picked")
	merchant.click(`[data-dialog="palette"]`)
	merchant.see("#palette", "new product")
	merchant.inspect(t, "admin-palette")
	merchant.viewport(390, 900)
	merchant.visit("/admin/system")
	merchant.click(".admin-nav-more button")
	merchant.see("#admin-menu", "sign out")
	merchant.inspect(t, "admin-menu")
}

// TestBrowser_failures_are_accessible is the same for the shop's own failures.
func TestBrowser_failures_are_accessible(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	s := newShop(t, "SHOP_RATE_LOGIN=1/15m", "MONGO_URL="+withDatabase(proxy.URL(), mongotest.NewName()), "REDIS_URL="+redistest.Server(t).URL()).start(t)
	visitor := newTab(t, s)
	visitor.expects("status of 503")
	visitor.enter("nobody@example.com", "not a password")
	visitor.see("main", "wrong")
	visitor.inspect(t, "login-wrong")
	visitor.enter("nobody@example.com", "not a password")
	visitor.see("main", "429")
	visitor.inspect(t, "too-many-requests")

	proxy.Cut()
	visitor.visit("/search?q=lamp")
	visitor.see("main", "503")
	visitor.inspect(t, "unavailable")
}

// still ends the fading from one scheme's colours to the other's. It begins
// when the next frame is styled, which is after that frame's callbacks.
const still = `(async () => {
	const frame = () => new Promise(requestAnimationFrame);
	await frame();
	await frame();
	document.getAnimations().forEach(a => a.finish());
	await frame();
	return [];
})()`

// look visits each page in each size and scheme.
func (b *tab) look(t *testing.T, stops ...stop) {
	for _, at := range stops {
		b.visit(at.path)
		b.inspect(t, at.name)
	}
}

// inspect has axe-core look at the page as it is now, in each size and scheme.
// The dark one differs in its colours alone.
func (b *tab) inspect(t *testing.T, name string) {
	for _, width := range sizes {
		b.viewport(width, 900)
		for _, scheme := range []string{"light", "dark"} {
			b.scheme(scheme)
			b.strings(still)
			b.axeRules(map[string]string{"light": everyRule, "dark": colourRule}[scheme])
			b.fits(width)
			b.screenshot(filepath.Join(t.ArtifactDir(), fmt.Sprintf("%s-%d-%s.png", name, width, scheme)))
		}
	}
}
