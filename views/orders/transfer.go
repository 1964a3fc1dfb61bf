package orders

import "shop/views/ui"

// Transfer is what a shopper has to transfer, and where to.
type Transfer struct {
	// Reference is the order's number.
	Amount, Reference string
	// Number is an IBAN in groups of four, or another kind of number; empty
	// where the shop has no account entered. BIC and Bank may be empty.
	Holder, Number, BIC, Bank string
	IBAN                      bool
	// Note is what the shop says besides; it may be empty.
	Note string
}

// rows are the facts to copy, in the order in which banks ask for them.
func (t Transfer) rows() []ui.Pair {
	label := "Account number"
	if t.IBAN {
		label = "IBAN"
	}
	var rows []ui.Pair
	for _, row := range []ui.Pair{
		{Name: "Account holder", Value: t.Holder}, {Name: label, Value: t.Number}, {Name: "BIC", Value: t.BIC}, {Name: "Bank", Value: t.Bank},
		{Name: "Amount", Value: t.Amount}, {Name: "Reference", Value: t.Reference},
	} {
		if row.Value != "" {
			rows = append(rows, row)
		}
	}
	return rows
}

// note is what is said below them. Where nobody entered an account, it promises
// what the shop then has to do by hand.
func (t Transfer) note() string {
	if t.Number == "" && t.Note == "" {
		return "We will send you the details of our account."
	}
	return t.Note
}
