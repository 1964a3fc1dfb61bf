package auth

import (
	"strconv"

	"shop/views/href"
	"shop/views/ui"
)

// accountLinks are the account's pages.
var accountLinks = []ui.Link{
	{Label: "Overview", Href: href.Account()},
	{Label: "Orders", Href: href.AccountOrders()},
	{Label: "Addresses", Href: href.AccountAddresses()},
	{Label: "Profile", Href: href.AccountProfile()},
	{Label: "Security", Href: href.AccountSessions()},
}

// places says in how many places somebody is signed in.
func places(sessions int) string {
	if sessions <= 1 {
		return "only here"
	}
	return "in " + strconv.Itoa(sessions) + " places"
}

// field is a field of the address form.
func (f AddressForm) field(name, label, autocomplete, value string) ui.Field {
	return ui.Field{
		Name: name, Label: label, Value: value, Autocomplete: autocomplete,
		Error: f.Errors[name], MaxLength: 120,
	}
}

func (f AddressForm) optional(name, label, autocomplete, value string) ui.Field {
	field := f.field(name, label, autocomplete, value)
	field.Optional = true
	return field
}
