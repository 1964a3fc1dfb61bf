package e2e_test

import (
	"net/http"
	"path/filepath"
	"testing"
)

// A code is made by a merchant, mistyped and entered by a shopper with a script
// and by one without, and seen on the order.
func TestBrowser_a_code_is_entered_in_the_cart(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api := staff(t, s)
	p := api.stocked(7)
	api.want(http.StatusCreated, http.MethodPost, "/api/admin/promotions", object{
		"name": "A fifth off", "active": true, "kind": "percentage", "percent": 2000, "code": "FIFTH-OFF", "usageLimit": 2,
	})

	shopper := newTab(t, s)
	shopper.fillCart(p)
	shopper.visit("/cart")
	shopper.fill(`[name="coupon"]`, "fith-off")
	shopper.expects("422")
	shopper.click(".coupon-form button")
	shopper.see(".coupon", "isn't known")
	if got := shopper.value(`[name="coupon"]`); got != "fith-off" {
		t.Errorf("the field has %q after a refusal", got)
	}
	shopper.axe()
	shopper.fill(`[name="coupon"]`, "fifth-off")
	shopper.click(".coupon-form button")
	shopper.see(".totals", "a fifth off (fifth-off)")
	shopper.fitsEvery()
	shopper.axe()
	for width, name := range map[int64]string{390: "cart-code-phone.png", 1280: "cart-code-desktop.png"} {
		shopper.viewport(width, 860)
		shopper.screenshot(filepath.Join(t.ArtifactDir(), name))
	}
	shopper.visit("/checkout")
	shopper.fillCheckout("coupon@example.com")
	shopper.see("#delivery", "standard")
	shopper.submit("#place")
	shopper.see("h1", "thank you")
	shopper.see("#order", "a fifth off (fifth-off)")

	plain := newTab(t, s)
	plain.javascript(false)
	plain.visit("/p/" + p.Slug)
	plain.submit(`#buy button[type="submit"]`)
	plain.visit("/cart")
	plain.fill(`[name="coupon"]`, "fifth-off")
	plain.submit(".coupon-form button")
	plain.see(".totals", "a fifth off (fifth-off)")
	plain.submit(".coupon-entered button")
	plain.see(".coupon", "have a code?")

	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/promotions")
	merchant.see("table", "used 1 of 2")
}
