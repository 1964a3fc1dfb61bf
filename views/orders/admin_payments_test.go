package orders_test

import (
	"testing"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

func TestAdminPayments(t *testing.T) {
	t.Parallel()
	v := orders.AdminPaymentsView{
		Form: ui.Form{Version: "3"}, Transfer: true, Holder: "Linden GmbH", Number: "DE89 3704 0044 0532 0130 00", BIC: "COBADEFFXXX", Bank: "Example Bank",
		Instructions: "Within 7 days.",
	}
	viewtest.Golden(t, "admin_payments", orders.AdminPayments(v))
	viewtest.Golden(t, "admin_payments_first", orders.AdminPayments(orders.AdminPaymentsView{Form: ui.Form{Version: "0"}, Transfer: true, Untold: true}))
	t.Run("faults_stand_beside_their_fields_and_nothing_typed_is_lost", func(t *testing.T) {
		v.OnDelivery, v.Number, v.BIC, v.Instructions, v.Message = true, viewtest.Nasty, viewtest.Nasty, viewtest.Nasty, "Somebody else changed how the shop is paid meanwhile."
		v.Errors = map[string]string{
			"account.bic": "Please enter a BIC of 8 or 11 characters.", "account.number": "This IBAN has a typing error.", "offered": "Please choose among them.",
		}
		viewtest.Golden(t, "admin_payments_faults", orders.AdminPayments(v))
	})
}
