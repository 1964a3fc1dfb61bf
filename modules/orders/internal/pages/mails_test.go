package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/mail/mailtest"
)

func TestMails_shows_staff_what_shoppers_get(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Tray & <more>", Stock: 50})
	o := s.Place(t, s.Buyer(t, "tray", 1), orderstest.EUR(1000))
	staff, shopper := s.StaffMember(t), s.Shopper(t)
	const page = "/admin/settings/mails"
	shopper.Get(page).Want(http.StatusForbidden)
	shopper.Get(page + "/html").Want(http.StatusForbidden)
	shopper.Post(page+"/test", nil).Want(http.StatusForbidden)

	for kind, words := range map[string]string{
		"placed": "We have your payment", "paid": "your payment has arrived", "shipped": "on its way to you",
		"cancelled": "Your order was cancelled", "refunded": "back to you",
	} {
		for _, number := range []string{"", o.Order.Number} {
			query := "?kind=" + kind + "&order=" + number
			shown := staff.Get(page + query).Want(http.StatusOK)
			framed := staff.Get(page + "/html" + query).Want(http.StatusOK)
			if !strings.Contains(shown.Body, words) || !strings.Contains(framed.Body, words) {
				t.Errorf("the %s mail of %q lacks %q:\n%s", kind, number, words, shown.Body)
			}
			if policy := framed.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox; default-src 'none'") ||
				!strings.Contains(policy, "frame-ancestors 'self'") || framed.Header.Get("X-Frame-Options") != "SAMEORIGIN" {
				t.Errorf("the frame's policy is %q", policy)
			}
			if strings.Contains(shown.Body+framed.Body, o.Token) {
				t.Errorf("the %s mail shows the guest's token", kind)
			}
		}
	}
	if framed := staff.Get(page + "/html?kind=placed&order=" + o.Order.Number); !strings.Contains(framed.Body, "Tray &amp; &lt;more&gt;") {
		t.Errorf("the mail of an order is %s", framed.Body)
	}
	if missing := staff.Get(page + "?order=9x").Want(http.StatusNotFound); !strings.Contains(missing.Body, "no order of this number") ||
		!strings.Contains(missing.Body, `value="9x"`) {
		t.Errorf("without such an order: %s", missing.Body)
	}
	staff.Get(page + "?kind=nonsense").Want(http.StatusNotFound)

	staff.Post(page+"/test", url.Values{"kind": {"refunded"}}).Want(http.StatusSeeOther)
	tests := 0
	for _, m := range mailtest.Sent(t, s.Mailer) {
		if m.Subject == "Test: Your refund for order 1001" && m.To == "staff@example.com" {
			tests++
		}
	}
	if tests != 1 {
		t.Errorf("%d tests were sent", tests)
	}
}
