package layout

import (
	"strings"

	"shop/views/href"
)

// settingsPart is one page of the settings.
type settingsPart struct{ label, note, href string }

// settingsParts are in the order in which a new shop needs them. A page under
// /admin/settings that isn't here is found by nobody.
var settingsParts = []settingsPart{
	{"Shipping", "The ways to deliver, what they cost, and where to.", href.AdminShipping()},
	{"Taxes", "Whether prices are with or without, and how much by country, region and class of goods.", href.AdminTax()},
	{"Payments", "The account that transfers go to, and whether shoppers may pay by transfer or on delivery.", href.AdminPayments()},
	{"Invoices", "What invoices and credit notes say of the shop, and how they are numbered.", href.AdminInvoices()},
	{"Mails", "What shoppers are written about their orders, shown before they get it.", href.AdminMails()},
	{"Webhooks", "Other programs that are told what happens in the shop.", href.AdminWebhooks()},
}

// holds reports whether the path is the part's page or one below it.
func (p settingsPart) holds(path string) bool {
	return path == p.href || strings.HasPrefix(path, p.href+"/")
}
