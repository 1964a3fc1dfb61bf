package orders

import (
	"cmp"
	"strconv"

	"github.com/a-h/templ"

	"shop/views/ui"
)

// couponProblem says why the cart's code takes nothing off.
func (m Checkout) couponProblem() string { return cmp.Or(m.Errors["coupon"], m.Coupon.Problem) }

// along are the hidden fields, as they came. They stand in a part that is
// swapped when the order is priced again.
func (m Checkout) along() []ui.Pair {
	return []ui.Pair{
		{Name: "key", Value: m.Key},
		{Name: "cartVersion", Value: m.CartVersion},
		{Name: "expectedTotal", Value: m.ExpectedTotal},
	}
}

// field is a field of the address.
func (m Checkout) field(part, label, autocomplete, value string) ui.Field {
	name := "shippingAddress." + part
	return ui.Field{
		Name: name, Label: label, Value: value, Autocomplete: autocomplete,
		Error: m.Errors[name], MaxLength: 120,
	}
}

func (m Checkout) optional(part, label, autocomplete, value string) ui.Field {
	f := m.field(part, label, autocomplete, value)
	f.Optional = true
	return f
}

// countWords says how many units are being ordered.
func (m Checkout) countWords() string {
	units := 0
	for _, l := range m.Lines {
		units += l.Quantity
	}
	if units == 1 {
		return "1 item"
	}
	return strconv.Itoa(units) + " items"
}

// reprice are the attributes of a control whose change asks for new prices: it
// posts the whole form and takes what depends on them from the answered page.
func reprice(action string) templ.Attributes {
	return templ.Attributes{
		"hx-post":       action,
		"hx-trigger":    "change",
		"hx-vals":       `{"action":"update"}`,
		"hx-swap":       "none",
		"hx-select-oob": "#delivery:outerMorph,#payment:outerMorph,#review:outerMorph,#summary:outerMorph",
		"hx-sync":       "closest form:replace",
	}
}
