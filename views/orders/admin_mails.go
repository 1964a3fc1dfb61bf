package orders

import (
	"shop/views/href"
	"shop/views/ui"
)

// AdminMailsView is GET /admin/settings/mails.
type AdminMailsView struct {
	Kind MailKind
	// Number is that of the order it is about; empty for the sample.
	Number string
	// Error says why the order can't be shown.
	Error string
	// To is where a test goes.
	To            string
	Subject, Text string
}

// mailKindLabel says when a kind of mail is sent.
func mailKindLabel(k MailKind) string {
	switch k {
	case MailPlaced:
		return "Placed"
	case MailPaid:
		return "Paid"
	case MailShipped:
		return "Shipped"
	case MailCancelled:
		return "Cancelled"
	case MailDraft:
		return "Draft"
	default:
		return "Refunded"
	}
}

// mailKindNote says when shoppers get it.
func mailKindNote(k MailKind) string {
	switch k {
	case MailPlaced:
		return "Sent when an order is paid, or confirmed before its payment."
	case MailPaid:
		return "Sent when the payment of a confirmed order has come in."
	case MailShipped:
		return "Sent when an order is shipped, with its tracking."
	case MailCancelled:
		return "Sent when an order is cancelled."
	case MailDraft:
		return "Sent when staff mail the payment link of a draft."
	default:
		return "Sent when money has gone back, once for each refund."
	}
}

func (v AdminMailsView) at(k MailKind) string {
	return href.NewAdminQuery(href.AdminMails(), "kind", string(k), "order", v.Number).URL()
}

func (v AdminMailsView) frame() string {
	return href.NewAdminQuery(href.AdminMailHTML(), "kind", string(v.Kind), "order", v.Number).URL()
}

func (v AdminMailsView) order() ui.Field {
	return ui.Field{
		Name: "order", Label: "Order", Value: v.Number, Error: v.Error, Optional: true, Autocomplete: "off", MaxLength: 40,
		Hint: "The number of an order to show it with. Without one it is a sample.",
	}
}
