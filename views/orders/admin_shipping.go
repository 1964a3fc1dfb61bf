package orders

import (
	"strconv"

	"shop/views/ui"
)

// AdminShippingView is GET and POST /admin/settings/shipping.
//
// The form posts version and for each method i, from 0 without gaps:
// method.i.id (empty in a new one), method.i.name, method.i.note,
// method.i.price, method.i.freeFrom (plain decimals) and method.i.countries
// (codes separated by commas); and action: save, add, or up.i, down.i and
// remove.i, which change the form only.
type AdminShippingView struct {
	Version string
	Methods []AdminShippingMethod
	// Currency is the shop's ISO 4217 code.
	Currency string
	// Most is how many methods a shop may have.
	Most int
	// Unsaved says that the form has what isn't stored yet.
	Unsaved bool
	// Errors are by field name; Message is about the form as a whole.
	Errors  map[string]string
	Message string
}

// AdminShippingMethod is one way to deliver, as typed.
type AdminShippingMethod struct {
	// ID is empty in one that isn't stored yet.
	ID, Name, Note, Price, FreeFrom, Countries string
}

// title heads the method's part of the form.
func (m AdminShippingMethod) title() string {
	if m.Name == "" {
		return "New method"
	}
	return m.Name
}

// shippingFields are the names of a method's fields, in the form's order.
var shippingFields = []string{"name", "note", "price", "freeFrom", "countries"}

func shippingCell(i int, field string) string { return "method." + strconv.Itoa(i) + "." + field }

func (v AdminShippingView) field(i int, name, label, value string) ui.Field {
	cell := shippingCell(i, name)
	return ui.Field{Name: cell, Label: label, Value: value, Error: v.Errors[cell], Autocomplete: "off"}
}

func (v AdminShippingView) price(i int) ui.Field {
	f := v.field(i, "price", "Price, "+v.Currency, v.Methods[i].Price)
	f.InputMode = "decimal"
	return f
}

func (v AdminShippingView) freeFrom(i int) ui.Field {
	f := v.field(i, "freeFrom", "Free from, "+v.Currency, v.Methods[i].FreeFrom)
	f.Optional, f.InputMode, f.Hint = true, "decimal", "The value of goods from which it costs nothing."
	return f
}

func (v AdminShippingView) note(i int) ui.Field {
	f := v.field(i, "note", "Note", v.Methods[i].Note)
	f.Optional, f.MaxLength, f.Hint = true, 200, "What to expect, such as the days it takes."
	return f
}

func (v AdminShippingView) countries(i int) ui.Field {
	f := v.field(i, "countries", "Countries", v.Methods[i].Countries)
	f.Optional, f.Hint = true, "Two letters each, separated by commas, such as DE, AT. Everywhere where it is empty."
	return f
}

func (v AdminShippingView) name(i int) ui.Field {
	f := v.field(i, "name", "Name", v.Methods[i].Name)
	f.MaxLength = 80
	return f
}

// order is the order of the fields, for the summary of errors.
func (v AdminShippingView) order() []string {
	var names []string
	for i := range v.Methods {
		for _, field := range shippingFields {
			names = append(names, shippingCell(i, field))
		}
	}
	return names
}
