package orders

import (
	"shop/views/ui"
)

// AdminPaymentsView is GET and POST /admin/settings/payments.
//
// The form posts version, offered (transfer, cash-on-delivery; both, one or
// none), account.holder, account.number, account.bic, account.bank and
// instructions.
type AdminPaymentsView struct {
	ui.Form
	Transfer, OnDelivery bool
	// Holder, Number, BIC, Bank and Instructions are as typed.
	Holder, Number, BIC, Bank string
	Instructions              string
	// Untold: bank transfer is offered, and nothing says where to.
	Untold bool
}

// paymentFields is the order of the fields, for the summary of errors.
var paymentFields = []string{"offered", "account.holder", "account.number", "account.bic", "account.bank", "instructions"}
