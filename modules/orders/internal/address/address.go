package address

import (
	"strings"
	"unicode/utf8"

	"shop/platform/fault"
)

// Address is where a parcel goes.
type Address struct {
	Name       string `json:"name" bson:"name"`
	Line1      string `json:"line1" bson:"line1"`
	Line2      string `json:"line2,omitempty" bson:"line2,omitempty"`
	City       string `json:"city" bson:"city"`
	PostalCode string `json:"postalCode" bson:"postalCode"`
	// Region is the state or province, required where mail needs it.
	Region string `json:"region,omitempty" bson:"region,omitempty"`
	// Country is an ISO 3166-1 alpha-2 code in capitals.
	Country string `json:"country" bson:"country"`
}

// maxLength bounds each field, in characters: what fits on a label.
const maxLength = 100

// Normalise returns the address with surplus space removed, the country in
// capitals and the postal code as its country writes it.
func (a Address) Normalise() Address {
	for _, field := range []*string{&a.Name, &a.Line1, &a.Line2, &a.City, &a.PostalCode, &a.Region, &a.Country} {
		*field = strings.Join(strings.Fields(*field), " ")
	}
	a.Country = strings.ToUpper(a.Country)
	a.PostalCode = ruleFor(a.Country).normalise(a.PostalCode)
	return a
}

// Validate checks a normalised address. The error is fault.Invalid and names
// every wrong field by its JSON name.
func (a Address) Validate() error {
	var wrong fault.Fields
	require(&wrong, "name", a.Name, "Please enter the recipient's name.")
	require(&wrong, "line1", a.Line1, "Please enter street and house number.")
	limit(&wrong, "line2", a.Line2)
	require(&wrong, "city", a.City, "Please enter the town or city.")
	if !Known(a.Country) {
		wrong.Add("country", "Please choose a country.")
		limit(&wrong, "postalCode", a.PostalCode)
		limit(&wrong, "region", a.Region)
		return wrong.Err()
	}
	r := ruleFor(a.Country)
	r.checkPostalCode(&wrong, a.PostalCode)
	if r.region != "" {
		require(&wrong, "region", a.Region, "Please enter the "+r.region+".")
	} else {
		limit(&wrong, "region", a.Region)
	}
	return wrong.Err()
}

func require(wrong *fault.Fields, path, value, message string) {
	if value == "" {
		wrong.Add(path, message)
		return
	}
	limit(wrong, path, value)
}

func limit(wrong *fault.Fields, path, value string) {
	switch {
	case utf8.RuneCountInString(value) > maxLength:
		wrong.Add(path, "Please use at most 100 characters.")
	case strings.ContainsFunc(value, isControl):
		wrong.Add(path, "Please use letters, digits and punctuation only.")
	}
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f || r == utf8.RuneError }
