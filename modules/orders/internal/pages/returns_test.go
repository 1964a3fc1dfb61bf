package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestReturns(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	at := order(t, c)
	staff := s.StaffMember(t)
	if strings.Contains(c.Get(at).Want(http.StatusOK).Body, "Send something back") {
		t.Error("what hasn't arrived can be sent back")
	}
	for _, to := range []string{"shipped", "delivered"} {
		staff.Post("/admin"+at+"/transitions", url.Values{"to": {to}}).Want(http.StatusSeeOther)
	}
	page := c.Get(at).Want(http.StatusOK)
	contains(t, page, "Send something back", "(of 1)")
	form := url.Values{"sku": {"tray"}, "quantity": {"1"}, "reason": {"Too <large>."}, "key": {formKey.FindStringSubmatch(page.Body)[1]}}
	s.Client(t).Post(at+"/returns", form).Want(http.StatusNotFound)
	for quantity, status := range map[string]int{"2": http.StatusConflict, "0": http.StatusUnprocessableEntity, "x": http.StatusUnprocessableEntity} {
		wrong := url.Values{"sku": {"tray"}, "quantity": {quantity}, "reason": {"Too <large>."}}
		contains(t, c.Post(at+"/returns", wrong).Want(status), `value="Too &lt;large&gt;."`, `value="`+quantity+`"`, `<details class="cancel send-back" open>`)
	}
	for range 2 { // sent twice, it is one return
		c.Post(at+"/returns", form).Want(http.StatusSeeOther)
	}
	contains(t, staff.Get("/admin"+at).Want(http.StatusOK), "Return 1", "Too &lt;large&gt;.", "Approve")
	staff.Post("/admin"+at+"/returns/1", url.Values{"to": {"approved"}, "words": {"Gladly."}}).Want(http.StatusSeeOther)
	contains(t, c.Get(at).Want(http.StatusOK), "Approved. Please send it to us.", "Return approved", "Gladly.")

	received := url.Values{"to": {"received"}, "sku": {"tray"}, "quantity": {"1"}, "refund": {"lots"}}
	contains(t, staff.Post("/admin"+at+"/returns/1", received).Want(http.StatusUnprocessableEntity), `value="lots"`)
	received.Set("refund", "19.99")
	staff.Post("/admin"+at+"/returns/1", received).Want(http.StatusSeeOther)
	contains(t, c.Get(at).Want(http.StatusOK), "It has come back to us.", "€19.99 was given back to you")
	contains(t, staff.Get("/admin"+at).Want(http.StatusOK), "Units are back in stock", "Refunded")
}
