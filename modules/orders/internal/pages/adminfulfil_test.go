package pages_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
)

var formKey = regexp.MustCompile(`name="key" value="([^"]+)"`)

// trays places an order of that many trays and returns its number.
func trays(t *testing.T, s *orderstest.Site, n int) string {
	t.Helper()
	return s.Place(t, s.Buyer(t, "tray", n), orderstest.EUR(int64(1999*n))).Order.Number
}

func TestAdminOrder_SendsAPart(t *testing.T) {
	t.Parallel()
	s := serve(t)
	number := trays(t, s, 3)
	staff := s.StaffMember(t)
	at := "/admin/orders/" + number
	page := staff.Get(at).Want(http.StatusOK)
	contains(t, page, "Send a part of the order", "(of 3)")
	key := formKey.FindStringSubmatch(page.Body)[1]
	part := func(quantity string) url.Values {
		return url.Values{"sku": {"tray"}, "quantity": {quantity}, "carrier": {"DHL"}, "tracking": {"X1"}, "state": {"shipped"}, "key": {key}}
	}
	s.Shopper(t).Post(at+"/fulfilments", part("2")).Want(http.StatusForbidden)
	for quantity, status := range map[string]int{
		"4": http.StatusConflict, "0": http.StatusUnprocessableEntity, "-1": http.StatusUnprocessableEntity, "two": http.StatusUnprocessableEntity,
	} {
		refused := staff.Post(at+"/fulfilments", part(quantity)).Want(status)
		contains(t, refused, `value="`+quantity+`"`, `value="X1"`, `<details class="order-part" open>`)
	}
	for range 2 { // sent twice, it is one parcel
		staff.Post(at+"/fulfilments", part("2")).Want(http.StatusSeeOther)
	}
	page = staff.Get(at).Want(http.StatusOK)
	contains(t, page, "Partly shipped", "2 × Oak tray", "tracking-id=X1", "Marked as shipped: parcel 1")
	if strings.Contains(page.Body, "Parcel 2") {
		t.Error("the parcel was made twice")
	}
	staff.Post(at+"/fulfilments/1", url.Values{"to": {"delivered"}}).Want(http.StatusSeeOther)
	contains(t, staff.Post(at+"/fulfilments/1", url.Values{"to": {"delivered"}}).Want(http.StatusConflict), "the parcel is delivered")
	staff.Post(at+"/fulfilments/9", url.Values{"to": {"delivered"}}).Want(http.StatusNotFound)
	staff.Post(at+"/transitions", url.Values{"to": {"shipped"}}).Want(http.StatusSeeOther)
	contains(t, staff.Get(at).Want(http.StatusOK), "Parcel 2", "1 × Oak tray", "Came back undelivered")
	staff.Post(at+"/fulfilments/2", url.Values{"to": {"returned"}}).Want(http.StatusSeeOther)
	contains(t, staff.Get(at).Want(http.StatusOK), "parcel 2 is back", "Came back undelivered: parcel 2", "Mark as shipped")
}

func TestOrder_ShowsItsParcels(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	c.Post("/cart/lines", url.Values{"sku": {"tray"}, "quantity": {"1"}}).Want(http.StatusSeeOther)
	at := order(t, c)
	staff := s.StaffMember(t)
	staff.Post("/admin"+at+"/fulfilments", url.Values{
		"sku": {"tray"}, "quantity": {"1"}, "carrier": {"UPS"}, "tracking": {"1Z"}, "state": {"shipped"},
	}).Want(http.StatusSeeOther)
	contains(t, c.Get(at).Want(http.StatusOK), "A part of your order is on its way", "https://www.ups.com/track?tracknum=1Z", "Shipped: 1 × Oak tray")
	staff.Post("/admin"+at+"/fulfilments/1", url.Values{"to": {"returned"}}).Want(http.StatusSeeOther)
	page := c.Get(at).Want(http.StatusOK)
	contains(t, page, "Came back to us undelivered", "A parcel came back to us")
	if strings.Contains(page.Body, "Cancel this order") || strings.Contains(page.Body, at+"/cancel") {
		t.Error("its shopper may cancel what was on its way")
	}
	if strings.Contains(page.Body, "tracknum=1Z") {
		t.Error("a parcel that came back can still be followed")
	}
}
