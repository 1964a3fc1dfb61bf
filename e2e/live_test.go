package e2e_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// live is how long a test waits for what an open page shows by itself. It is
// generous, since tests assert that it comes, not how fast.
const live = 10 * time.Second

// enter signs a person in by the form.
func (b *tab) enter(email, password string) {
	b.t.Helper()
	b.visit("/login")
	b.fill(`[name="email"]`, email)
	b.fill(`[name="password"]`, password)
	b.submit(`main form button[type="submit"]`)
}

// fillCheckout types contact and address into the checkout.
func (b *tab) fillCheckout(email string) {
	b.t.Helper()
	b.fill(`[name="email"]`, email)
	for field, value := range berlin {
		if field == "country" {
			b.choose(`[name="shippingAddress.country"]`, value.(string))
			continue
		}
		b.fill(`[name="shippingAddress.`+field+`"]`, value.(string))
	}
}

// number is the number of the order whose page is shown.
func (b *tab) number() string {
	b.t.Helper()
	number, ok := strings.CutPrefix(b.location(), "/orders/")
	if !ok {
		b.t.Fatalf("no order's page is shown%s", b.where())
	}
	return number
}

func TestBrowser_shopper_and_merchant_see_each_other_live(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	p := newClient(t, s).stocked(4)

	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin")
	merchant.listening()

	shopper := newTab(t, s)
	shopper.visit("/p/" + p.Slug)
	shopper.click(`#buy button[type="submit"]`)
	shopper.see("#added", "cart")
	shopper.see(".cart-link", "1")
	onlooker := newTab(t, s)
	onlooker.visit("/p/" + p.Slug)
	onlooker.listening()

	shopper.visit("/checkout")
	shopper.fillCheckout("live@example.com")
	// Choosing the country prices the delivery without another page.
	shopper.see("#delivery", "standard")
	shopper.see("#payment", "test card")
	shopper.submit("#place")
	shopper.see("h1", "thank you")
	number := shopper.number()
	shopper.listening()

	merchant.see("#dashboard", number)
	merchant.visit("/admin/orders/" + number)
	merchant.listening()
	merchant.submit(`form.order-step button[type="submit"]`) // packed
	shopper.see("#order h1", "packed")
	merchant.submit(`form.order-step button[type="submit"]`) // shipped
	shopper.see("#order h1", "on its way")

	// Stock changes on a product page that is only looked at.
	api := staff(t, s)
	left := *api.find(p.Slug).Variants[0].Available
	api.want(http.StatusOK, http.MethodPost, "/api/admin/stock/"+p.Variants[0].SKU+"/adjustments",
		object{"delta": 1 - left, "reason": "counted again"})
	onlooker.see("#availability", "the last one")
}

func TestBrowser_a_new_order_appears_in_the_open_list(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/orders")
	merchant.listening()
	app := newClient(t, s)
	app.add(app.stocked(5).Variants[0].SKU, 1)
	merchant.see("main", app.buy("list@example.com", "list-key-1").Number)
}

func TestBrowser_low_stock_appears_on_the_open_dashboard(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t) // in which nothing else runs low
	api := staff(t, s)
	p := api.scarce("Nearly gone lantern", 9)
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin")
	merchant.listening()
	api.adjust(p, -8)
	merchant.see("#low-stock", "Nearly gone lantern")
}

func TestBrowser_the_cart_follows_its_stock_and_other_windows(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api, app := staff(t, s), newClient(t, s)
	p := api.scarce("Two of a kind", 9)
	app.want(http.StatusCreated, http.MethodPost, "/api/auth/register",
		object{"email": "cart@example.com", "password": memberPassword, "name": "Carter"})
	app.signIn("cart@example.com", memberPassword)
	app.add(p.Variants[0].SKU, 2)

	shopper := newTab(t, s)
	shopper.enter("cart@example.com", memberPassword)
	shopper.visit("/cart")
	shopper.listening()
	api.adjust(p, -8)
	shopper.see("#cart .line-problem", "only 1 left")
	// The same cart, changed on another device.
	app.want(http.StatusOK, http.MethodPatch, "/api/cart/lines/"+p.Variants[0].SKU, object{"quantity": 1})
	shopper.see("#cart .summary", "to checkout")
	shopper.see(".cart-link", "1")
	app.want(http.StatusOK, http.MethodDelete, "/api/cart/lines/"+p.Variants[0].SKU, nil)
	shopper.see("#cart", "nothing in it yet")
	// What is added there comes with its stock.
	app.add(app.stocked(11).Variants[0].SKU, 1)
	shopper.see("#cart .summary", "to checkout")
}

// mark leaves something in the page that a reload would lose.
func (b *tab) mark() {
	b.t.Helper()
	b.do("mark the page", chromedp.Evaluate[chromedp.Void]("void (window.marked = true)"))
}

// unchanged fails the test unless the page is still the one that was marked.
func (b *tab) unchanged() {
	b.t.Helper()
	marked, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("window.marked === true"))
	if err != nil || !marked {
		b.t.Errorf("the page was loaded anew (%v)%s", err, b.where())
	}
}

func TestBrowser_open_pages_catch_up_after_a_kill(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	shopper, merchant := newTab(t, s), newTab(t, s)
	for _, b := range []*tab{shopper, merchant} {
		b.expects("net::ERR_", "Failed to fetch", "network error") // while nobody answers
	}
	shopper.order(newClient(t, s).stocked(1), "killed@example.com")
	number := shopper.number()
	shopper.listening()
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/orders/" + number)
	merchant.listening()
	shopper.mark()
	merchant.mark()

	s.kill()
	s.start(t)
	// Before the pages have found the shop again, as a rule.
	staff(t, s).want(http.StatusOK, http.MethodPost, "/api/admin/orders/"+number+"/transitions", object{"to": "packed"})
	const reconnecting = 30 * time.Second
	shopper.seeWithin(reconnecting, "#order h1", "packed")
	merchant.seeWithin(reconnecting, "form.order-step", "carrier") // the step after
	shopper.unchanged()
	merchant.unchanged()
	// And they are live again.
	shopper.listening()
	staff(t, s).want(http.StatusOK, http.MethodPost, "/api/admin/orders/"+number+"/transitions", object{"to": "shipped"})
	shopper.seeWithin(reconnecting, "#order h1", "on its way")
}

func TestBrowser_everything_works_without_JavaScript(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	p := newClient(t, s).stocked(6)
	shopper := newTab(t, s)
	shopper.javascript(false)

	shopper.visit("/p/" + p.Slug)
	shopper.submit(`#buy button[type="submit"]`)
	shopper.see("body", "is in your cart")
	shopper.visit("/cart")
	shopper.fill(`.cart-line input[type="number"]`, "2")
	shopper.submit(`.cart-line button.unscripted`)
	shopper.submit(`a[href="/checkout"]`)
	shopper.fillCheckout("plain@example.com")
	shopper.submit(`button[value="update"]`)
	if got := shopper.value(`[name="shippingAddress.line1"]`); got != berlin["line1"] {
		t.Errorf("the street is %q after the update", got)
	}
	shopper.fill(`[name="email"]`, "no address")
	shopper.submit("#place")
	shopper.see("main", "e-mail address")
	if got := shopper.value(`[name="shippingAddress.city"]`); got != berlin["city"] {
		t.Errorf("the city is %q after a refusal", got)
	}
	shopper.fill(`[name="email"]`, "plain@example.com")
	shopper.submit("#place")
	shopper.see("h1", "thank you")
	number := shopper.number()

	merchant := newTab(t, s)
	merchant.javascript(false)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/orders/" + number)
	merchant.submit(`form.order-step button[type="submit"]`)
	merchant.see("main", "packed")
	shopper.visit("/orders/" + number)
	shopper.see("#order h1", "packed")

	shopper.visit("/register")
	shopper.fill(`[name="name"]`, "Plain Person")
	shopper.fill(`[name="email"]`, "plain@example.com")
	shopper.fill(`[name="password"]`, "a long password")
	shopper.submit(`main form button[type="submit"]`)
	shopper.see("body", "your account is open")
	shopper.visit("/account/sessions")
	shopper.see("main", "this one")
}

// focused returns the id of the element that keys go to; empty where that is
// the page itself.
func (b *tab) focused() string {
	b.t.Helper()
	id, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.activeElement === document.body ? '' : document.activeElement.id || document.activeElement.outerHTML"))
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

func TestBrowser_the_keyboard_stays_where_it_was_in_the_cart(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api := staff(t, s)
	first, second := api.scarce("Keyboard", 9), api.scarce("Pointer", 9)
	shopper := newTab(t, s)
	shopper.fillCart(first)
	shopper.fillCart(second)
	shopper.visit("/cart")
	shopper.listening()
	more := "quantity-" + first.Variants[0].SKU + "-more"
	press := func(element string) {
		t.Helper()
		shopper.do("press Enter", chromedp.Evaluate[chromedp.Void](element+`.focus()`), chromedp.KeyEvent(kb.Enter))
	}
	press(`document.getElementById("` + more + `")`)
	shopper.see(".cart-link", "3")
	if got := shopper.focused(); got != more {
		t.Errorf("after one more the focus is on %q, want %q", got, more)
	}
	press(`document.querySelector("#cart .link-button")`)
	shopper.see(".cart-link", "1")
	if got := shopper.focused(); got != "cart" {
		t.Errorf("after a line was removed the focus is on %q, want the cart", got)
	}
}
