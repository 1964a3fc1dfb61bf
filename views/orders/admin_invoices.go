package orders

// AdminInvoicesView is GET and POST /admin/settings/invoices.
//
// The form posts version, name, address, email, taxId, footer, invoicePrefix and
// creditNotePrefix.
type AdminInvoicesView struct {
	Version                         string
	Name, Address, Email, TaxID     string
	Footer                          string
	InvoicePrefix, CreditNotePrefix string
	// Errors are by field name; Message is about the form as a whole.
	Errors  map[string]string
	Message string
}

// invoiceFields is the order of the fields, for the summary of errors.
var invoiceFields = []string{"name", "address", "email", "taxId", "footer", "invoicePrefix", "creditNotePrefix"}
