package orders_test

import (
	"strings"
	"testing"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

func checkout() orders.Checkout {
	return orders.Checkout{
		Action: "/checkout",
		Email:  viewtest.Nasty,
		Address: orders.Address{
			Name: viewtest.Nasty, Line1: "1 <b>", Line2: "2 <b>", City: "3 <b>", PostalCode: "4 <b>", Region: "5 <b>", Country: "DE",
		},
		Countries:       []ui.Choice{{Value: "DE", Label: "Germany", Selected: true}, {Value: "FR", Label: "France"}},
		ShippingMethods: []orders.Method{{ID: "standard", Label: viewtest.Nasty, Note: "2 to 4 days", Price: "€4.90", Chosen: true}, {ID: "express", Label: "Express"}},
		PaymentMethods:  []orders.Method{{ID: "test", Label: "Test payment"}},
		Lines:           []orders.Line{line("A"), gone()}, Totals: totals,
		ExpectedTotal: "1590", CartVersion: "7", Key: "key-1",
	}
}

func TestCheckoutPage(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "checkout", orders.CheckoutPage(checkout()))
	wrong := checkout()
	wrong.Message = viewtest.Nasty
	wrong.Errors = map[string]string{
		"email": viewtest.Nasty, "shippingAddress.postalCode": "Enter the postal code.",
		"shippingMethod": "Choose how it should come.", "paymentMethod": "Choose how to pay.",
	}
	viewtest.Golden(t, "checkout-wrong", orders.CheckoutPage(wrong))
	viewtest.Golden(t, "checkout-first", orders.CheckoutPage(orders.Checkout{Action: "/checkout", Countries: checkout().Countries, Lines: checkout().Lines, SignedIn: true}))
}

func TestCheckoutPage_loses_nothing_that_was_typed(t *testing.T) {
	t.Parallel()
	m := checkout()
	m.Errors = map[string]string{"email": "Wrong."}
	html := viewtest.Render(t, orders.CheckoutPage(m))
	for _, want := range []string{
		`value="1 &lt;b&gt;"`, `value="2 &lt;b&gt;"`, `value="3 &lt;b&gt;"`, `value="4 &lt;b&gt;"`, `value="5 &lt;b&gt;"`,
		`<option value="DE" selected>`, `value="standard" checked`,
		`name="key" value="key-1"`, `name="cartVersion" value="7"`, `name="expectedTotal" value="1590"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

func TestCheckoutPage_tells_browsers_what_to_fill_in(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, orders.CheckoutPage(checkout()))
	for _, token := range []string{
		"email", "shipping name", "shipping address-line1", "shipping address-line2",
		"shipping address-level1", "shipping address-level2", "shipping postal-code", "shipping country",
	} {
		if !strings.Contains(html, `autocomplete="`+token+`"`) {
			t.Errorf("no field is for %q", token)
		}
	}
}

func TestCheckoutPage_has_a_button_that_says_the_amount(t *testing.T) {
	t.Parallel()
	if html := viewtest.Render(t, orders.CheckoutPage(checkout())); !strings.Contains(html, "Order and pay €15.90") {
		t.Error("the amount is missing")
	}
}

// Each part that a change of country or delivery swaps must be on the page.
func TestCheckoutPage_has_the_parts_that_are_swapped(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, orders.CheckoutPage(checkout()))
	for _, id := range []string{"delivery", "payment", "review", "summary"} {
		if strings.Count(html, `id="`+id+`"`) != 1 || !strings.Contains(html, "#"+id+":outerMorph") {
			t.Errorf("the part %q isn't there or isn't swapped", id)
		}
	}
}
