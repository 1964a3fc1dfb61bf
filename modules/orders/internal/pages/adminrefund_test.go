package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAdminOrder_GivesMoneyBack(t *testing.T) {
	t.Parallel()
	s := serve(t)
	number := trays(t, s, 2)
	staff := s.StaffMember(t)
	at := "/admin/orders/" + number
	page := staff.Get(at).Want(http.StatusOK)
	contains(t, page, "Up to €39.98.", "(of 2)")
	form := func(amount string) url.Values {
		return url.Values{"amount": {amount}, "reason": {"A scratch."}, "key": {formKey.FindStringSubmatch(page.Body)[1]}}
	}
	s.Shopper(t).Post(at+"/refunds", form("1")).Want(http.StatusForbidden)
	for amount, status := range map[string]int{
		"40": http.StatusConflict, "0": http.StatusUnprocessableEntity, "-1": http.StatusUnprocessableEntity, "a lot": http.StatusUnprocessableEntity,
	} {
		refused := staff.Post(at+"/refunds", form(amount)).Want(status)
		contains(t, refused, `value="`+amount+`"`, `value="A scratch."`, `<details class="order-part" open>`)
	}
	units := func(n, amount string) url.Values {
		f := form(amount)
		f.Set("sku", "tray")
		f.Set("quantity", n)
		return f
	}
	for typed, want := range map[string]struct {
		status int
		error  string
	}{
		"3":   {http.StatusConflict, "Of tray only 2 can be taken."},
		"-1":  {http.StatusUnprocessableEntity, "Please enter a whole number of at least 1."},
		"one": {http.StatusUnprocessableEntity, "Please enter a whole number."},
	} {
		refused := staff.Post(at+"/refunds", units(typed, "7.50")).Want(want.status)
		contains(t, refused, `value="`+typed+`"`, `value="7.50"`, `id="field-refund-0-error"`, want.error)
	}
	contains(t, staff.Post(at+"/refunds", units("1", "a lot")).Want(http.StatusUnprocessableEntity), `id="field-amount-error"`)
	for range 2 { // sent twice, it counts once
		staff.Post(at+"/refunds", form("5")).Want(http.StatusSeeOther)
	}
	page = staff.Get(at).Want(http.StatusOK)
	contains(t, page, "Partly refunded", "Refund of €5.00", "Up to €34.98.", "A scratch.", "Refund confirmed")
	if n := strings.Count(page.Body, "Refund of €5.00"); n != 1 {
		t.Errorf("%d refunds, want 1", n)
	}
	staff.Post(at+"/refunds", units("1", "")).Want(http.StatusSeeOther)
	page = staff.Get(at).Want(http.StatusOK)
	contains(t, page, "€19.99 goes back", "Refund of €19.99", "Up to €14.99.", "(of 1)")
	staff.Post(at+"/refunds", units("1", "2,50")).Want(http.StatusSeeOther)
	contains(t, staff.Get(at).Want(http.StatusOK), "Refund of €2.50", "Up to €12.49.")
}

func TestOrder_TellsOfARefund(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	at := order(t, c)
	s.StaffMember(t).Post("/admin"+at+"/refunds", url.Values{"amount": {"5"}, "reason": {"for staff only"}, "key": {"a-good-key"}}).Want(http.StatusSeeOther)
	page := c.Get(at).Want(http.StatusOK)
	contains(t, page, "€5.00 was given back to you", "Money given back")
	if strings.Contains(page.Body, "for staff only") {
		t.Error("the shopper sees the reason")
	}
}

func TestAdmin_ConfirmsWhatIsGivenBackByHand(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	form := readyToPlace(t, c)
	form.Set("paymentMethod", "transfer")
	at := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location")
	staff := s.StaffMember(t)
	staff.Post("/admin"+at+"/transitions", url.Values{"to": {"paid"}}).Want(http.StatusSeeOther)
	staff.Post("/admin"+at+"/refunds", url.Values{"amount": {"5.00"}, "reason": {"A scratch"}, "key": {"by-hand-please"}}).Want(http.StatusSeeOther)
	const asks = "Please give it back the way it was paid."
	contains(t, staff.Get("/admin"+at).Want(http.StatusOK), asks, "Refunding", `action="/admin`+at+`/refunds/1"`)
	if page := c.Get(at).Want(http.StatusOK); strings.Contains(page.Body, "was given back to you") {
		t.Error("the shopper is told that it went back before it did")
	}
	c.Post("/admin"+at+"/refunds/1", url.Values{}).Want(http.StatusSeeOther) // to sign in
	staff.Post("/admin"+at+"/refunds/1", url.Values{}).Want(http.StatusSeeOther)
	page := staff.Get("/admin" + at).Want(http.StatusOK)
	contains(t, page, "given back", "Partly refunded")
	if strings.Contains(page.Body, asks) {
		t.Error("staff are asked for it again")
	}
	contains(t, c.Get(at).Want(http.StatusOK), "€5.00 was given back to you.")
}
