package orders

import (
	"strconv"

	"shop/views/ui"
)

// AdminShippingView is GET and POST /admin/settings/shipping.
//
// The form posts version and, from 0 without gaps, for each zone i:
// zone.i.name and zone.i.places (codes of countries and regions separated by
// commas), and for each method j in it: zone.i.method.j.id (empty in a new one),
// .name, .note, .kind (flat, weight, total, pickup), .price, .freeFrom (plain
// decimals), .tiers (one a line) and .maxWeight (grams); and action: save,
// addZone, removeZone.i, add.i, or up.i.j, down.i.j and remove.i.j, all but the
// first of which change the form only.
type AdminShippingView struct {
	ui.Form
	Zones []AdminShippingZone
	// Currency is the shop's ISO 4217 code.
	Currency string
	// MostZones and MostMethods (in a zone) are how many there may be.
	MostZones, MostMethods int
	// Unsaved says that the form has what isn't stored yet.
	Unsaved bool
}

// AdminShippingZone is a part of the world, as typed.
type AdminShippingZone struct {
	Name, Places string
	Methods      []AdminShippingMethod
}

// AdminShippingMethod is one way to deliver, as typed.
type AdminShippingMethod struct {
	// ID is empty in one that isn't stored yet.
	ID, Name, Note, Kind, Price, Tiers, FreeFrom, MaxWeight string
}

func titled(name, none string) string {
	if name == "" {
		return none
	}
	return name
}

func (z AdminShippingZone) title() string { return titled(z.Name, "New zone") }

func (m AdminShippingMethod) title() string { return titled(m.Name, "New method") }

// at is where a method stands in the form, as its actions say it.
func at(i, j int) string { return strconv.Itoa(i) + "." + strconv.Itoa(j) }

func zoneCell(i int, field string) string { return "zone." + strconv.Itoa(i) + "." + field }

func methodCell(i, j int, field string) string {
	return zoneCell(i, "method."+strconv.Itoa(j)+"."+field)
}

// methodFields are the names of a method's fields, in the form's order.
var methodFields = []string{"name", "kind", "note", "price", "tiers", "freeFrom", "maxWeight"}

// order is the order of the fields, for the summary of errors.
func (v AdminShippingView) order() []string {
	var names []string
	for i, z := range v.Zones {
		names = append(names, zoneCell(i, "name"), zoneCell(i, "places"))
		for j := range z.Methods {
			for _, field := range methodFields {
				names = append(names, methodCell(i, j, field))
			}
		}
	}
	return names
}

func (v AdminShippingView) field(name, label, value string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: value, Error: v.Errors[name], Autocomplete: "off"}
}

func (v AdminShippingView) zoneName(i int) ui.Field {
	f := v.field(zoneCell(i, "name"), "Name", v.Zones[i].Name)
	f.MaxLength = 80
	return f
}

func (v AdminShippingView) places(i int) ui.Field {
	f := v.field(zoneCell(i, "places"), "Where", v.Zones[i].Places)
	f.Optional = true
	f.Hint = "Countries by their two letters, states and provinces behind a hyphen, separated by commas: DE, AT, US-CA. " +
		"Everywhere that no other zone is, where it is empty."
	return f
}

// methodField is a field of a method; one with a hint may stay empty.
func (v AdminShippingView) methodField(i, j int, name, label, value, hint string) ui.Field {
	f := v.field(methodCell(i, j, name), label, value)
	f.Hint, f.Optional = hint, hint != ""
	return f
}

func (v AdminShippingView) amount(i, j int, name, label, value, hint string) ui.Field {
	f := v.methodField(i, j, name, label+", "+v.Currency, value, hint)
	f.InputMode = "decimal"
	return f
}

func (m AdminShippingMethod) kinds() []ui.Choice {
	kinds := []ui.Choice{
		{Value: "flat", Label: "One price"}, {Value: "weight", Label: "By weight"},
		{Value: "total", Label: "By the value of goods"}, {Value: "pickup", Label: "Picked up, no address needed"},
	}
	for i := range kinds {
		kinds[i].Selected = kinds[i].Value == m.Kind
	}
	return kinds
}
