package e2e_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBrowser_an_order_goes_in_two_parcels_and_a_part_of_it_comes_back is what
// happens after the sale, as both sides see it: the shopper's page follows the
// merchant's, who uses nothing but the forms.
func TestBrowser_an_order_goes_in_two_parcels_and_a_part_of_it_comes_back(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	p := newClient(t, s).stocked(10)

	shopper := newTab(t, s)
	shopper.fillCart(p)
	shopper.order(p, "two-parcels@example.com")
	number := shopper.number()
	shopper.listening()
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/orders/" + number)
	merchant.settled()

	merchant.click(".order-part:has(#part-0) summary")
	merchant.fill("#part-0", "1")
	merchant.fill("#part-carrier", "DHL")
	merchant.fill("#part-tracking", "JD0142")
	merchant.submit(`.order-part:has(#part-0) button[value="shipped"]`)
	merchant.settled()
	merchant.see("main", "parcel 1")
	shopper.see("#parcels + ul", "JD0142")
	merchant.inspect(t, "admin-order-partly-shipped")
	shopper.inspect(t, "order-partly-shipped")

	merchant.submit(`.admin-parcel[aria-labelledby="parcel-1"] button[value="delivered"]`)
	merchant.settled()
	merchant.see(`.admin-parcel[aria-labelledby="parcel-1"]`, "delivered")
	shopper.see("#order", "send something back")

	shopper.click(".cancel summary")
	shopper.fill("#return-0", "1")
	shopper.fill(`[name="reason"]`, "The glaze is chipped")
	shopper.inspect(t, "order-return-form")
	shopper.submit(".cancel form button")
	shopper.see("#returns + ul", "requested")
	merchant.visit("/admin/orders/" + number)
	merchant.settled()
	merchant.see(`[aria-labelledby="return-1"]`, "the glaze is chipped")
	merchant.inspect(t, "admin-order-return-requested")
	merchant.fill("#return-1-words", "Please use the label in the parcel.")
	merchant.submit(`[aria-labelledby="return-1"] button[value="approved"]`)
	merchant.settled()
	shopper.see("#returns + ul", "approved")
	shopper.see(".timeline", "please use the label")

	merchant.fill("#restock-1-0", "1")
	merchant.submit(`[aria-labelledby="return-1"] button[value="received"]`)
	merchant.settled()
	merchant.see(`.panel[aria-labelledby="payment-title"]`, "partly refunded")
	shopper.see("#order", "was given back to you")
	merchant.inspect(t, "admin-order-return-received")
	shopper.inspect(t, "order-return-received")
}

func TestBrowser_a_parcel_comes_back_and_its_order_is_cancelled(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	p := newClient(t, s).stocked(10)

	shopper := newTab(t, s)
	shopper.fillCart(p)
	shopper.order(p, "came-back@example.com")
	number := shopper.number()
	shopper.listening()
	staff(t, s).want(http.StatusOK, http.MethodPost, "/api/admin/orders/"+number+"/transitions", object{"to": "shipped", "carrier": "DHL", "tracking": "JD0143"})
	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/orders/" + number)
	merchant.settled()

	shopper.see("h1", "on its way")
	merchant.click(".admin-parcel .ask summary")
	merchant.inspect(t, "admin-order-parcel-came-back")
	merchant.submit(`.admin-parcel .ask button`)
	merchant.settled()
	merchant.see(".admin-parcel", "returned")
	shopper.see("h1", "came back to us")
	shopper.inspect(t, "order-came-back")

	merchant.click(".order-steps .ask summary")
	merchant.submit(`.order-steps .ask button`)
	merchant.settled()
	shopper.see("h1", "was cancelled")
}

// settled waits until the page has caught up with what happened while it was
// loaded: where that takes the part away that has the focus, a key is lost.
func (b *tab) settled() {
	b.t.Helper()
	b.listening()
	for quiet, deadline := 0, time.Now().Add(patience); quiet < 3; time.Sleep(100 * time.Millisecond) {
		busy, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.querySelector(".htmx-request") !== null`))
		if err != nil || time.Now().After(deadline) {
			b.t.Fatalf("the page doesn't come to rest: %v%s", err, b.where())
		}
		quiet++
		if busy {
			quiet = 0
		}
	}
}
