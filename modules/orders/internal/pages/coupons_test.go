package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
	"shop/platform/web/webtest"
)

// A code is made, entered, used and counted in pages, without a script.
func TestCoupons_in_pages(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	form := promotionForm("")
	form.Set("code", "hello-10")
	form.Set("usageLimit", "1")
	form.Set("usageLimitPerCustomer", "many")
	contains(t, staff.Post(promotionsPath+"/new", form).Want(http.StatusUnprocessableEntity), "Please give a whole number.", `value="many"`, `value="hello-10"`)
	form.Set("usageLimitPerCustomer", "1")
	at := staff.Post(promotionsPath+"/new", form).Want(http.StatusSeeOther).Header.Get("Location")
	contains(t, staff.Get(at).Want(http.StatusOK), `value="HELLO-10"`, "Used 0 of 1.")

	c, slow := buyer(t, s), buyer(t, s)
	contains(t, c.Get("/cart").Want(http.StatusOK), "Have a code?", `action="/cart/coupon"`)
	contains(t, c.Post("/cart/coupon", url.Values{"coupon": {"<b>nothing"}}).Want(http.StatusUnprocessableEntity),
		"This code isn&#39;t known.", `value="&lt;b&gt;nothing"`, `id="field-coupon`)
	for _, b := range []*webtest.Client{c, slow} {
		b.Post("/cart/coupon", url.Values{"coupon": {"hello-10"}}).Want(http.StatusSeeOther)
	}
	contains(t, c.Get("/cart").Want(http.StatusOK), "Autumn sale (HELLO-10)", "-€2.50", `action="/cart/coupon/remove"`)
	ready := readyToPlace(t, slow)
	ready.Set("email", "bob@example.com")
	placed := order(t, c)
	contains(t, c.Get(placed).Want(http.StatusOK), "Autumn sale (HELLO-10)", "€17.49")
	contains(t, staff.Get(promotionsPath).Want(http.StatusOK), "Code HELLO-10, used 1 of 1")

	refused := slow.Post("/checkout", ready).Want(http.StatusUnprocessableEntity)
	contains(t, refused, "This code has been used up.", `id="field-coupon`, "€19.99", `value="Unter den Linden 1"`)
	again := filled(t, refused)
	again.Set("email", "bob@example.com")
	slow.Post("/checkout", again).Want(http.StatusSeeOther)
	contains(t, slow.Get("/cart").Want(http.StatusOK), "There is nothing in it yet")
}

func TestCoupons_leave_the_cart(t *testing.T) {
	t.Parallel()
	s := serve(t)
	form := promotionForm("")
	form.Set("code", "HELLO")
	s.StaffMember(t).Post(promotionsPath+"/new", form).Want(http.StatusSeeOther)
	c := buyer(t, s)
	c.Post("/cart/coupon", url.Values{"coupon": {"HELLO"}}).Want(http.StatusSeeOther)
	c.Post("/cart/coupon/remove", nil).Want(http.StatusSeeOther)
	if page := c.Get("/cart").Want(http.StatusOK); strings.Contains(page.Body, "HELLO") {
		t.Errorf("it is there still: %s", page.Body)
	}
	for range 4*orderstest.LoginLimit - 1 {
		c.Post("/cart/coupon", url.Values{"coupon": {"GUESS"}}).Want(http.StatusUnprocessableEntity)
	}
	contains(t, c.Post("/cart/coupon", url.Values{"coupon": {"HELLO"}}).Want(http.StatusTooManyRequests),
		"too many codes", `value="HELLO"`)
}
