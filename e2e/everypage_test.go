package e2e_test

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// windows are the widths in which nothing may need scrolling sideways: the
// narrowest that WCAG asks for, a small phone, and a desktop's at 200 % zoom.
var windows = []int64{320, 360, 640}

// lengthy is a name that nobody thought of when the page was drawn.
const lengthy = "Zweckmäßige Donaudampfschifffahrtsgesellschaftskapitänsmützenaufbewahrungsschachtel with a lid, a handle and a second lid"

// TestBrowser_every_page_fits_every_window opens each page that the route table
// knows, with the longest names in it and no picture, in each narrow window.
func TestBrowser_every_page_fits_every_window(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api := staff(t, s)
	p := api.scarce(lengthy, 4)
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.order(p, "lengthy@example.com")
	number := merchant.number()
	merchant.fillCart(p)

	addresses := slices.DeleteFunc(everyAddress(t, s, number), func(address string) bool { return !isPage(address, s.base) })
	addresses = append(addresses, s.base+"/p/"+p.Slug, s.base+"/admin/products/"+p.ID, s.base+"/admin/system/events")
	if len(addresses) < 30 {
		t.Fatalf("only %d pages", len(addresses))
	}
	for _, address := range addresses {
		merchant.visit(strings.TrimPrefix(address, s.base))
		merchant.fitsEvery()
		merchant.axe()
	}
}

// isPage tells the pages from what programs read, and from a mail, which a page
// shows in a frame.
func isPage(address, base string) bool {
	at, _, _ := strings.Cut(strings.TrimPrefix(address, base), "?")
	for _, prefix := range []string{"/api/", "/static/", "/media/", "/healthz", "/admin/settings/mails/html"} {
		if strings.HasPrefix(at, prefix) {
			return false
		}
	}
	return path.Ext(at) == ""
}

// TestBrowser_a_shop_with_little_to_sell has one product, and then none.
func TestBrowser_a_shop_with_little_to_sell(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	api := staff(t, s)
	visitor := newTab(t, s)
	api.archiveBut("everyday-mug")
	visitor.seeEverywhere("everyday mug")
	api.archiveBut("")
	visitor.seeEverywhere("empty", "nothing")
}

// seeEverywhere looks at the pages that list products, each of which says one of
// the words.
func (b *tab) seeEverywhere(words ...string) {
	b.t.Helper()
	for _, at := range []string{"/", "/search", "/c/ceramics"} {
		b.visit(at)
		text, err := chromedp.Run(b.ctx, chromedp.Text("main"))
		if err != nil {
			b.t.Fatalf("read the page: %v", err)
		}
		if !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(strings.ToLower(text), word) }) {
			b.t.Errorf("%s says none of %q:\n%s", at, words, text)
		}
		b.fitsEvery()
		b.axe()
	}
}

// fitsEvery fails the test when the page is wider than one of the narrow
// windows, cuts words off in its bar, or shows a picture that isn't there.
func (b *tab) fitsEvery() {
	b.t.Helper()
	for _, width := range windows {
		b.viewport(width, 700)
		b.fits(width)
		for _, words := range b.strings(`[...document.querySelectorAll(".bottom-bar li > *, .admin-nav li > *")]
			.filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)`) {
			b.t.Errorf("%s has no room for %q in the bar of a window of %d", b.location(), words, width)
		}
	}
	for _, source := range b.strings(`[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.outerHTML)`) {
		b.t.Errorf("%s shows no picture for %s", b.location(), source)
	}
}

// strings evaluates a script that gives some, or promises to.
func (b *tab) strings(script string) []string {
	b.t.Helper()
	list, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("look at the page: %v", err)
	}
	return list
}

// scarce makes a product without a picture that has so many units.
func (c *client) scarce(name string, units int) product {
	c.t.Helper()
	var p product
	c.want(http.StatusCreated, http.MethodPost, "/api/admin/products", object{
		"name": name, "vendor": strings.Repeat("Übergrößenschneiderei ", 4), "status": "active",
		"variants": []object{{"price": object{"amount": 1234500, "currency": "EUR"}, "quantity": units}},
	}).into(c.t, &p)
	return p
}

// adjust changes how many units of a product's first variant there are.
func (c *client) adjust(p product, delta int) {
	c.t.Helper()
	c.want(http.StatusOK, http.MethodPost, "/api/admin/stock/"+p.Variants[0].SKU+"/adjustments", object{"delta": delta, "reason": "counted again"})
}

// archiveBut takes all products off the shelves but the one of that slug.
func (c *client) archiveBut(slug string) {
	c.t.Helper()
	var list struct{ Products []product }
	c.want(http.StatusOK, http.MethodGet, "/api/products?limit=100", nil).into(c.t, &list)
	for _, p := range list.Products {
		if p.Slug != slug {
			c.want(http.StatusOK, http.MethodPost, "/api/admin/products/"+p.ID+"/archive", nil)
		}
	}
}

// fillCart puts one unit of a product into the cart by its page.
func (b *tab) fillCart(p product) {
	b.t.Helper()
	b.visit("/p/" + p.Slug)
	b.click(`#buy button[type="submit"]`)
	b.see("#added", "cart")
}

// order buys one unit of a product, as the person of that e-mail address, and
// waits for its page.
func (b *tab) order(p product, email string) {
	b.t.Helper()
	b.fillCart(p)
	b.visit("/checkout")
	b.fillCheckout(email)
	b.see("#delivery", "standard")
	b.submit("#place")
	b.do("reach the order's page", chromedp.WaitVisible("#order"))
}
