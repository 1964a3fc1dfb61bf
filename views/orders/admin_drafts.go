package orders

import (
	"fmt"
	"time"

	"shop/views/ui"
)

// AdminDraftsView is GET /admin/drafts.
type AdminDraftsView struct {
	Rows        []AdminDraftRow
	Page, Pages int
}

// AdminDraftRow is a draft in the list.
type AdminDraftRow struct {
	Href string
	// Customer is who it is for, Items "3 items".
	Customer, Items, Total string
	State                  AdminState
	At                     time.Time
}

// AdminDraftView is GET /admin/drafts/{token}.
type AdminDraftView struct {
	Customer, Email, Note string
	// Link is the whole address of the way to pay.
	Link      string
	State     AdminState
	By        string
	At, Until time.Time
	// MailedAt is when the link was mailed last; zero for never.
	MailedAt time.Time
	Lines    []AdminOrderLine
	Subtotal string
	// OrderHref leads to the order that it became; empty for none.
	OrderHref string
	// MailHref takes the POST that mails the link; empty where that can't be.
	MailHref string
	// DiscardHref takes the POST that deletes it; empty where that can't be.
	DiscardHref string
}

// AdminNewDraftView is GET and POST /admin/drafts/new.
//
// The form posts sku, quantity and price for each line, name, email, note and
// days; action=more asks for more lines.
type AdminNewDraftView struct {
	Lines                   []AdminDraftLine
	Name, Email, Note, Days string
	Currency                string
	// Errors are by field name; those of lines are of the kind lines-2-sku.
	Errors map[string]string
}

// AdminDraftLine is a line as typed.
type AdminDraftLine struct{ SKU, Quantity, Price string }

// fields are in the order of the form, for the summary of errors.
func (v AdminNewDraftView) fields() []string {
	list := []string{"lines"}
	for i := range v.Lines {
		for _, part := range []string{"sku", "quantity", "price"} {
			list = append(list, draftField(i, part))
		}
	}
	return append(list, "name", "email", "days", "note")
}

// draftField names an input of a line in errors.
func draftField(line int, part string) string { return fmt.Sprintf("lines[%d].%s", line, part) }

// draftTone is the tone of a draft's state.
func draftTone(s AdminState) ui.Tone {
	switch s.Code {
	case "ordered":
		return ui.ToneGood
	case "over":
		return ui.ToneQuiet
	default:
		return ui.ToneWait
	}
}
