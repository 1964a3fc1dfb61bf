package orders

import (
	"time"

	"shop/views/href"
)

// AdminDocumentsView is GET /admin/documents.
type AdminDocumentsView struct {
	Filter             AdminDocumentFilter
	Rows               []AdminDocumentRow
	Total, Page, Pages int
	// Errors are by field name.
	Errors map[string]string
}

// AdminDocumentFilter is what of the list is shown, as its address says it.
type AdminDocumentFilter struct {
	// Query is q: an order's number or an e-mail address.
	Query string
	// Kind is kind: "", "invoice" or "credit-note".
	Kind string
	// From and To are days: 2026-01-31.
	From, To string
}

// AdminDocumentRow is an invoice or a credit note.
type AdminDocumentRow struct {
	Number, Href string
	// Kind is what people read ("Credit note"), Corrects the number of the
	// invoice that a credit note is about.
	Kind, Corrects   string
	Order, OrderHref string
	Customer         string
	IssuedAt         time.Time
	Tax, Total       string
}

// what says what the document is.
func (r AdminDocumentRow) what() string {
	if r.Corrects == "" {
		return r.Kind
	}
	return r.Kind + " to " + r.Corrects
}

func (f AdminDocumentFilter) list() href.AdminQuery { return f.at(href.AdminDocuments()) }

func (f AdminDocumentFilter) at(path string) href.AdminQuery {
	return href.NewAdminQuery(path, "q", f.Query, "kind", f.Kind, "from", f.From, "to", f.To)
}

// documentFields is the order of the fields, for the summary of errors.
var documentFields = []string{"from", "to"}
