package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
)

const paymentsPath = "/admin/settings/payments"

func paymentsForm(version, number string) url.Values {
	return url.Values{
		"version": {version}, "offered": {"transfer"}, "account.holder": {"Linden GmbH"}, "account.number": {number},
		"account.bic": {"cobadeffxxx"}, "account.bank": {"Example Bank"}, "instructions": {"Within 7 days."},
	}
}

func TestPaymentSettings_are_changed_by_staff_without_script(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	const untold = "but aren&#39;t told where to"
	contains(t, staff.Get(paymentsPath).Want(http.StatusOK), `name="version" value="0"`, `value="transfer" checked`, untold)
	staff.Post(paymentsPath, paymentsForm("0", "de89370400440532013000")).Want(http.StatusSeeOther)
	page := staff.Get(paymentsPath).Want(http.StatusOK)
	contains(t, page, "How you are paid is saved.", `value="Linden GmbH"`, `value="DE89 3704 0044 0532 0130 00"`, `value="COBADEFFXXX"`,
		"Within 7 days.", `value="transfer" checked`, `value="cash-on-delivery"> `)
	if strings.Contains(page.Body, untold) {
		t.Error("staff are asked for what they entered")
	}
	staff.Post(paymentsPath, url.Values{"version": {"1"}}).Want(http.StatusSeeOther)
	if page := staff.Get(paymentsPath).Want(http.StatusOK); strings.Contains(page.Body, " checked") {
		t.Error("what isn't offered is ticked")
	}
}

func TestPaymentSettings_say_what_is_wrong_and_lose_nothing_typed(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	form := paymentsForm("0", "DE89 3704 0044 0532 0130 01")
	form.Set("account.bic", "COBA")
	form.Set("instructions", "<b>soon</b>")
	r := staff.Post(paymentsPath, form).Want(http.StatusUnprocessableEntity)
	contains(t, r, "This IBAN has a typing error.", `id="field-account-number-error"`, `href="#field-account-number"`, `value="DE89 3704 0044 0532 0130 01"`,
		"Please enter a BIC of 8 or 11 characters", `value="COBA"`, "&lt;b&gt;soon&lt;/b&gt;", `value="transfer" checked`)
	r = staff.Post(paymentsPath, url.Values{"version": {"0"}, "offered": {"transfer"}}).Want(http.StatusUnprocessableEntity)
	contains(t, r, "Please enter the account that transfers go to, or don&#39;t offer bank transfer.")
	r = staff.Post(paymentsPath, url.Values{"version": {"0"}, "offered": {"shells"}}).Want(http.StatusUnprocessableEntity)
	contains(t, r, `href="#field-offered"`, `id="field-offered-error"`)
}

func TestPaymentSettings_tell_what_somebody_else_saved_before_it_is_saved_over(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	staff.Post(paymentsPath, paymentsForm("0", "1111")).Want(http.StatusSeeOther)
	r := staff.Post(paymentsPath, paymentsForm("0", "2222")).Want(http.StatusConflict)
	contains(t, r, "Somebody else changed how the shop is paid meanwhile.", `value="2222"`, `name="version" value="1"`)
	staff.Post(paymentsPath, paymentsForm("1", "2222")).Want(http.StatusSeeOther)
	s.Shopper(t).Post(paymentsPath, paymentsForm("2", "3333")).Want(http.StatusForbidden)
	s.Client(t).Get(paymentsPath).Want(http.StatusSeeOther)
}

func TestOrder_tells_where_to_transfer_to_until_it_has_come(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	form := readyToPlace(t, c)
	form.Set("paymentMethod", "transfer")
	at := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location")
	number := strings.TrimPrefix(at, "/orders/")
	const entered, byHand = "DE89 3704 0044 0532 0130 00", "We will send you the details of our account."
	contains(t, c.Get(at).Want(http.StatusOK), "<dt>Reference</dt><dd>"+number+"</dd>", byHand)

	staff := s.StaffMember(t)
	staff.Post(paymentsPath, paymentsForm("0", entered)).Want(http.StatusSeeOther)
	page := c.Get(at).Want(http.StatusOK)
	contains(t, page, "<dt>Account holder</dt><dd>Linden GmbH</dd>", "<dt>IBAN</dt><dd>"+entered+"</dd>", "<dt>BIC</dt><dd>COBADEFFXXX</dd>",
		"<dt>Bank</dt><dd>Example Bank</dd>", "<dt>Amount</dt><dd>€19.99</dd>", "<dt>Reference</dt><dd>"+number+"</dd>", "Within 7 days.")
	if strings.Contains(page.Body, byHand) {
		t.Error("what is on the page is promised besides")
	}
	contains(t, staff.Get("/admin"+at).Want(http.StatusOK), "<h1>Order "+number)
	if body := s.Client(t).Get(at).Want(http.StatusNotFound).Body; strings.Contains(body, entered) {
		t.Error("a stranger sees it")
	}

	staff.Post("/admin"+at+"/transitions", url.Values{"to": {"paid"}}).Want(http.StatusSeeOther)
	if body := c.Get(at).Want(http.StatusOK).Body; strings.Contains(body, entered) || strings.Contains(body, "Your transfer") {
		t.Error("it is asked for again although it has come")
	}
}
