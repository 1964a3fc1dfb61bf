package letters

import (
	"shop/modules/orders/internal/offline"
	views "shop/views/orders"
)

// Transfer is how mails and pages show what a shopper has to transfer, nil where
// nothing is awaited.
func Transfer(told *offline.Instructions) *views.Transfer {
	if told == nil {
		return nil
	}
	return &views.Transfer{
		Amount: told.Amount.String(), Reference: told.Reference, Holder: told.Account.Holder, Number: told.Account.Written(),
		IBAN: told.Account.IBAN(), BIC: told.Account.BIC, Bank: told.Account.Bank, Note: told.Text,
	}
}
