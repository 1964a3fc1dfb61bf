package e2e_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestBrowser_an_offer_is_paid_by_its_link: staff promise somebody a price, who
// pays it by a link in another browser, and gets an invoice.
func TestBrowser_an_offer_is_paid_by_its_link(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	p := newClient(t, s).stocked(10)
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/settings/invoices")
	merchant.inspect(t, "admin-settings-invoices")
	merchant.visit("/admin/drafts/new")
	merchant.fill(`.draft-line input[name="sku"]`, "no-such-thing")
	merchant.submit(`button[value="save"]`)
	merchant.see("main", "there is nothing for sale")
	merchant.inspect(t, "admin-draft-wrong")
	merchant.fill(`.draft-line input[name="sku"]`, p.Variants[0].SKU)
	merchant.fill(`.draft-line input[name="quantity"]`, "2")
	merchant.fill(`.draft-line input[name="price"]`, "5.00")
	merchant.fill(`#draft input[name="name"]`, "Grace Hopper")
	merchant.fill(`#draft input[name="email"]`, "offer@example.com")
	merchant.submit(`button[value="save"]`)
	merchant.see("main", "payment link")
	merchant.submit(`form[action$="/mail"] button`)
	merchant.see("main", "the link is on its way to offer@example.com")
	merchant.see("main", "mail it again")
	merchant.inspect(t, "admin-draft")
	link := merchant.strings(`[document.querySelector(".draft-link a").getAttribute("href")]`)[0]
	_, token, _ := strings.Cut(link, "/drafts/")
	at := "/drafts/" + token

	shopper := newTab(t, s)
	shopper.visit(at)
	shopper.see("main", "the shop has put this order together for you")
	shopper.see("#summary", "10.00")
	shopper.fillCheckout("offer@example.com")
	shopper.see("#delivery", "standard")
	shopper.inspect(t, "draft-checkout")
	shopper.submit("#place")
	shopper.see("h1", "thank you")
	shopper.see("#order", "invoice inv-")
	shopper.inspect(t, "order-with-invoice")
	document := shopper.strings(`[document.querySelector('a[type="application/pdf"]').getAttribute("href")]`)[0]
	kind := shopper.strings(`fetch("` + document + `").then(r => [String(r.status), r.headers.get("Content-Type")])`)
	if kind[0] != "200" || kind[1] != "application/pdf" {
		t.Errorf("the invoice is %v", kind)
	}
	if got := newClient(t, s).do(http.MethodGet, "/api"+document, nil); got.status != http.StatusNotFound {
		t.Errorf("others get the invoice: %d", got.status)
	}
	merchant.visit("/admin/drafts")
	merchant.see("main", "ordered")
	merchant.inspect(t, "admin-drafts")
	merchant.visit("/admin/documents?q=offer@example.com")
	merchant.see("main", "1 document")
	merchant.see("main", "download as csv")
	merchant.inspect(t, "admin-documents")
}
