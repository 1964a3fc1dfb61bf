package orders

import (
	"shop/views/ui"
)

// AdminInvoicesView is GET and POST /admin/settings/invoices.
//
// The form posts version, name, address, email, taxId, footer, invoicePrefix and
// creditNotePrefix.
type AdminInvoicesView struct {
	ui.Form
	Name, Address, Email, TaxID     string
	Footer                          string
	InvoicePrefix, CreditNotePrefix string
}

// invoiceFields is the order of the fields, for the summary of errors.
var invoiceFields = []string{"name", "address", "email", "taxId", "footer", "invoicePrefix", "creditNotePrefix"}
