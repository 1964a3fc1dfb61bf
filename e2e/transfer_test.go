package e2e_test

import (
	"net/http"
	"testing"
)

// TestBrowser_a_transfer_is_told_where_to_go until staff note that it has come,
// which the open page hears of. A demo has an account from its beginning.
func TestBrowser_a_transfer_is_told_where_to_go(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api := staff(t, s)
	p := api.stocked(5)
	shopper := newTab(t, s)
	shopper.fillCart(p)
	shopper.visit("/checkout")
	shopper.fillCheckout("transfer@example.com")
	shopper.see("#delivery", "standard")
	shopper.click(`input[name="paymentMethod"][value="transfer"]`)
	shopper.submit("#place")
	shopper.see("h1", "the transfer is next")
	number := shopper.number()
	shopper.see(".transfer", "DE89 3704 0044 0532 0130 00")
	shopper.see(".transfer", number)
	shopper.fitsEvery()
	shopper.inspect(t, "order-transfer")

	merchant := newTab(t, s)
	merchant.enter(ownerEmail, ownerPassword)
	merchant.visit("/admin/settings/payments")
	merchant.inspect(t, "admin-settings-payments")
	merchant.fill(`[name="account.number"]`, "DE89 3704 0044 0532 0130 01")
	merchant.expects("422")
	merchant.submit("#payments .save-bar button")
	merchant.see("main", "this IBAN has a typing error")
	merchant.inspect(t, "admin-settings-payments-wrong")

	shopper.visit("/orders/" + number)
	shopper.listening()
	api.want(http.StatusOK, http.MethodPost, "/api/admin/orders/"+number+"/transitions", object{"to": "paid"})
	shopper.see("#order", "payment received")
	if left := shopper.strings(`[...document.querySelectorAll(".transfer")].map(e => e.textContent)`); len(left) > 0 {
		t.Errorf("it is still asked for: %q", left)
	}
}

// TestAPI_a_transfer_is_told_where_to_go holds the answers against the API's
// description, too.
func TestAPI_a_transfer_is_told_where_to_go(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	app, merchant := newClient(t, s), staff(t, s)
	app.add(app.stocked(5).Variants[0].SKU, 1)
	body := app.checkout("transfer-api@example.com")
	body["paymentMethod"] = "transfer"
	var o struct {
		order
		PaymentInstructions struct {
			Reference string
			Account   struct{ Number string }
		}
	}
	app.want(http.StatusCreated, http.MethodPost, "/api/checkout", body, header("Idempotency-Key: transfer-key-1")).into(t, &o)
	if told := o.PaymentInstructions; told.Reference != o.Number || told.Account.Number != "DE89370400440532013000" {
		t.Errorf("told %+v", told)
	}
	app.want(http.StatusOK, http.MethodGet, "/api/orders/"+o.Number, nil, header("Order-Token: "+o.OrderToken))
	var settings object
	merchant.want(http.StatusOK, http.MethodGet, "/api/admin/payment-settings", nil).into(t, &settings)
	merchant.want(http.StatusOK, http.MethodPut, "/api/admin/payment-settings", settings)
	merchant.want(http.StatusConflict, http.MethodPut, "/api/admin/payment-settings", settings)
}
