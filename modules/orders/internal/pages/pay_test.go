package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/platform/web/webtest"
)

// sentAway places an order whose payment the shopper has to confirm, and returns
// the order's page and that of the bank.
func sentAway(t *testing.T, c *webtest.Client) (orderPage, bankPage string) {
	t.Helper()
	form := readyToPlace(t, c)
	form.Set("email", "ada+redirect@example.com")
	onward := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location")
	orderPage, found := strings.CutSuffix(onward, "/pay")
	if !found {
		t.Fatalf("the checkout leads to %q, want the way to the payment", onward)
	}
	page := c.Get(onward).Want(http.StatusOK)
	bankPage, found = strings.CutPrefix(page.Header.Get("Refresh"), "0;url=")
	if !found || !strings.Contains(page.Body, `href="`+bankPage+`"`) {
		t.Fatalf("no browser gets on to the payment: Refresh %q\n%s", page.Header.Get("Refresh"), page.Body)
	}
	return orderPage, bankPage
}

// decide does what a payer does at the bank, and comes back.
func decide(t *testing.T, c *webtest.Client, bankPage, decision string) {
	t.Helper()
	back := c.Post(bankPage, url.Values{"decision": {decision}}).Want(http.StatusSeeOther).Header.Get("Location")
	c.Get(back).Want(http.StatusSeeOther)
}

func TestPay_away_and_back(t *testing.T) {
	t.Parallel()
	s := serve(t)
	for decision, heading := range map[string]string{
		"approve": "Thank you, your order is in", "decline": "The payment did not go through",
	} {
		c := buyer(t, s)
		orderPage, bankPage := sentAway(t, c)
		for _, says := range []string{"One step is left: your payment", bankPage, "Cancel this order"} {
			if page := c.Get(orderPage).Want(http.StatusOK); !strings.Contains(page.Body, says) {
				t.Errorf("before, the order's page doesn't say %q", says)
			}
		}
		bank := c.Get(bankPage).Want(http.StatusOK)
		if !strings.Contains(bank.Body, "€19.99") || !strings.Contains(bank.Header.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("the bank's page: %q\n%s", bank.Header.Get("Content-Security-Policy"), bank.Body)
		}
		c.Post(bankPage, url.Values{"decision": {"dance"}}).Want(http.StatusUnprocessableEntity)
		decide(t, c, bankPage, decision)
		if page := c.Get(orderPage).Want(http.StatusOK); !strings.Contains(page.Body, heading) {
			t.Errorf("%s: the order's page doesn't say %q", decision, heading)
		}
		// What is over leads back, wherever one looks.
		if to := c.Get(orderPage + "/pay").Want(http.StatusSeeOther).Header.Get("Location"); to != orderPage {
			t.Errorf("the way to a payment that is over leads to %q", to)
		}
		c.Get(bankPage).Want(http.StatusSeeOther)
	}
	s.Audit(t)
}

func TestPay_walking_away_changes_nothing(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	orderPage, bankPage := sentAway(t, c)
	c.Get(orderPage + "/return").Want(http.StatusSeeOther)
	if page := c.Get(orderPage).Want(http.StatusOK); !strings.Contains(page.Body, bankPage) {
		t.Error("the order's page doesn't lead to the payment any more")
	}
	c.Post(orderPage+"/cancel", nil).Want(http.StatusSeeOther)
	if page := c.Get(orderPage).Want(http.StatusOK); !strings.Contains(page.Body, "Nothing was charged") {
		t.Error("the order's page doesn't say that nothing was charged")
	}
	decide(t, c, bankPage, "approve")
	s.Audit(t)
}

func TestPay_is_for_the_shopper_alone(t *testing.T) {
	t.Parallel()
	s := serve(t)
	orderPage, _ := sentAway(t, buyer(t, s))
	stranger := s.Client(t)
	for _, way := range []string{"/pay", "/return"} {
		stranger.Get(orderPage + way).Want(http.StatusNotFound)
	}
	stranger.Get("/test-payments/unheard-of").Want(http.StatusNotFound)
}

func TestPay_on_delivery(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := buyer(t, s)
	form := readyToPlace(t, c)
	form.Set("paymentMethod", "cash-on-delivery")
	orderPage := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location")
	const wanted = "Please have <strong>€19.99</strong> ready for the carrier."
	contains(t, c.Get(orderPage).Want(http.StatusOK), "Thank you, your order is in", wanted)

	staff := s.StaffMember(t)
	adminPage := "/admin" + orderPage
	contains(t, staff.Get(adminPage).Want(http.StatusOK), "On delivery", "Confirmed, payment on delivery")
	staff.Post(adminPage+"/transitions", url.Values{"to": {"shipped"}}).Want(http.StatusSeeOther)
	contains(t, c.Get(orderPage).Want(http.StatusOK), "Your order is on its way", wanted)
	staff.Post(adminPage+"/transitions", url.Values{"to": {"delivered"}}).Want(http.StatusSeeOther)
	if page := c.Get(orderPage).Want(http.StatusOK); strings.Contains(page.Body, "ready for the carrier") {
		t.Error("the carrier has been there, and the order's page asks to have the money ready")
	}
	staff.Post(adminPage+"/transitions", url.Values{"to": {"paid"}}).Want(http.StatusSeeOther)
	s.Audit(t)
}
