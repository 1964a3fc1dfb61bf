package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shop/platform/fault"
)

// maxAddresses is more than anybody sends parcels to.
const maxAddresses = 20

// Address is where parcels go.
type Address struct {
	ID   string
	Name string
	// Line1 is street and number; Line2 and Region may be empty.
	Line1, Line2, City, PostalCode, Region string
	// Country is an ISO 3166-1 code: "DE".
	Country string
	Default bool
}

// Lines returns the address as on an envelope, without the name's e-mail or id.
func (a Address) Lines() []string {
	lines := []string{a.Name, a.Line1, a.Line2, strings.TrimSpace(a.PostalCode + " " + a.City), a.Region, a.Country}
	filled := lines[:0]
	for _, line := range lines {
		if line != "" {
			filled = append(filled, line)
		}
	}
	return filled
}

// The errors of addresses.
var (
	errNoAddress        = fault.New(fault.NotFound, "no-address", "There is no such address.")
	errTooManyAddresses = fault.New(fault.Conflict, "too-many-addresses", "You can keep at most 20 addresses. Please remove one first.")
)

// tidy returns a without space around its parts, or which parts are wrong.
func (a Address) tidy() (Address, error) {
	var wrong fault.Fields
	line := func(path, value string, limit int, missing string) string {
		value = strings.TrimSpace(value)
		switch {
		case value == "" && missing != "":
			wrong.Add(path, missing)
		case !oneLine(value) || utf8.RuneCountInString(value) > limit:
			wrong.Add(path, "Please shorten this to one line.")
		}
		return value
	}
	a.Name = line("name", a.Name, maxName, "Whose address is it?")
	a.Line1 = line("line1", a.Line1, 120, "Please give street and number.")
	a.Line2 = line("line2", a.Line2, 120, "")
	a.City = line("city", a.City, 80, "Please give the town.")
	a.PostalCode = line("postalCode", a.PostalCode, 16, "Please give the postal code.")
	a.Region = line("region", a.Region, 80, "")
	a.Country = strings.ToUpper(strings.TrimSpace(a.Country))
	if !isCountry(a.Country) {
		wrong.Add("country", "Please choose a country.")
	}
	return a, wrong.Err()
}

// oneLine reports whether s is readable and has no line break or other control
// character.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// putAddress adds address, or replaces the one of its id. The first address is
// the default; a new default replaces the old one.
func (a *Account) putAddress(address Address) error {
	at := a.indexOf(address.ID)
	switch {
	case address.ID == "":
		if len(a.Addresses) >= maxAddresses {
			return errTooManyAddresses
		}
		address.ID = newID()
		a.Addresses = append(a.Addresses, address)
		at = len(a.Addresses) - 1
	case at < 0:
		return errNoAddress
	default:
		address.Default = address.Default || a.Addresses[at].Default
		a.Addresses[at] = address
	}
	if address.Default || len(a.Addresses) == 1 {
		a.makeDefault(at)
	}
	return nil
}

// removeAddress removes an address; the oldest left becomes the default when it
// was the default.
func (a *Account) removeAddress(id string) error {
	at := a.indexOf(id)
	if at < 0 {
		return errNoAddress
	}
	was := a.Addresses[at].Default
	a.Addresses = append(a.Addresses[:at:at], a.Addresses[at+1:]...)
	if was && len(a.Addresses) > 0 {
		a.makeDefault(0)
	}
	return nil
}

func (a *Account) makeDefault(at int) {
	for i := range a.Addresses {
		a.Addresses[i].Default = i == at
	}
}

func (a *Account) indexOf(id string) int {
	for i, address := range a.Addresses {
		if address.ID == id {
			return i
		}
	}
	return -1
}
