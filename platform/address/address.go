package address

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shop/platform/fault"
)

// Address is where a parcel goes. It is the same in JSON, in the database and
// in the API's description; the lengths there only keep what can't be an
// address from being read at all. Which fields are needed is for [Address.Validate]
// to say: what is picked up in the shop needs a name only.
type Address struct {
	Name       string `json:"name" bson:"name" maxLength:"200" example:"Ada Lovelace"`
	Line1      string `json:"line1" bson:"line1" required:"false" maxLength:"200" example:"Unter den Linden 1" doc:"Street and number"`
	Line2      string `json:"line2,omitempty" bson:"line2,omitempty" maxLength:"200"`
	City       string `json:"city" bson:"city" required:"false" maxLength:"200" example:"Berlin"`
	PostalCode string `json:"postalCode,omitempty" bson:"postalCode" maxLength:"200" example:"10117"`
	// Region is the state or province, required where mail needs it.
	Region string `json:"region,omitempty" bson:"region,omitempty" maxLength:"200" doc:"State or province, where mail needs it"`
	// Country is an ISO 3166-1 alpha-2 code in capitals.
	Country string `json:"country" bson:"country" required:"false" maxLength:"200" example:"DE" doc:"ISO 3166-1 alpha-2"`
}

// maxLength bounds each field, in characters: what fits on a label.
const maxLength = 100

// Normalise returns the address with surplus space removed, the country in
// capitals, the postal code as its country writes it, and the region as its
// code where the country has a table of them.
func (a Address) Normalise() Address {
	for _, field := range []*string{&a.Name, &a.Line1, &a.Line2, &a.City, &a.PostalCode, &a.Region, &a.Country} {
		*field = strings.Join(strings.Fields(*field), " ")
	}
	a.Country = strings.ToUpper(a.Country)
	a.PostalCode = rules[a.Country].normalise(a.Country, a.PostalCode)
	a.Region = regionCode(a.Country, a.Region)
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
	}
	r := rules[a.Country]
	r.checkPostalCode(&wrong, a.PostalCode)
	if r.region != "" {
		require(&wrong, "region", a.Region, "Please enter the "+r.region+".")
		if a.Region != "" && !KnownRegion(a.Country, a.Region) {
			wrong.Add("region", "Please enter the "+r.region+" by its name or its two letters.")
		}
	} else {
		limit(&wrong, "region", a.Region)
	}
	return wrong.Err()
}

// NameOnly reports whether nothing was given that a parcel would need: a
// country alone is none.
func (a Address) NameOnly() bool { return a.Line1+a.Line2+a.City+a.PostalCode+a.Region == "" }

// ValidateName checks the name of a normalised address of which nothing else is
// needed. The error is fault.Invalid and names the field by its JSON name.
func (a Address) ValidateName() error {
	var wrong fault.Fields
	require(&wrong, "name", a.Name, "Please enter the recipient's name.")
	if a.Country != "" && !Known(a.Country) {
		wrong.Add("country", "Please choose a country.")
	}
	return wrong.Err()
}

// Lines returns the address as its country writes it on an envelope, the
// country's name last. Parts that are empty leave no gap.
func (a Address) Lines() []string {
	lines := append([]string{a.Name, a.Line1, a.Line2}, rules[a.Country].locality(a)...)
	filled := lines[:0]
	if a.NameOnly() {
		lines = []string{a.Name}
	} else {
		lines = append(lines, CountryName(a.Country))
	}
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			filled = append(filled, line)
		}
	}
	return filled
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
	case strings.ContainsFunc(value, unprintable):
		wrong.Add(path, "Please use letters, digits and punctuation only.")
	}
}

// unprintable reports whether r can't stand on a label; utf8.RuneError stands
// for bytes that are no text.
func unprintable(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }
