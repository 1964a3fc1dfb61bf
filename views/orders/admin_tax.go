package orders

import (
	"shop/views/ui"
)

// AdminTaxView is GET and POST /admin/settings/tax.
//
// The form posts version, pricing (inclusive or exclusive), homeCountry,
// shippingTaxed (on) and rules, one a line.
type AdminTaxView struct {
	ui.Form
	Exclusive bool
	// HomeCountry is the code of the chosen one of Countries.
	HomeCountry   string
	Countries     []ui.Choice
	ShippingTaxed bool
	// Rules are as typed.
	Rules string
}

// taxFields is the order of the fields, for the summary of errors.
var taxFields = []string{"pricing", "homeCountry", "rules"}

func (v AdminTaxView) pricing() []ui.Choice {
	return []ui.Choice{
		{Value: "inclusive", Label: "With tax: they stay the same wherever the goods go", Selected: !v.Exclusive},
		{Value: "exclusive", Label: "Without tax: it is added for each destination", Selected: v.Exclusive},
	}
}
