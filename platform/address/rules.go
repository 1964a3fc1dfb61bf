package address

import (
	"regexp"
	"strings"

	"shop/platform/fault"
)

// rule is what a country asks of an address beyond name, street and town. The
// zero value asks for nothing more.
type rule struct {
	// postal matches a normalised postal code; nil accepts anything, and none.
	postal *regexp.Regexp
	// example is a postal code as it should look.
	example string
	// region names the state or province where mail needs one.
	region string
	// form brings a compact postal code ("SW1A1AA") into the country's form.
	form func(compact string) string
	// layout is where the postal code stands on an envelope.
	layout layout
}

// layout is how the lines below the street are written.
type layout uint8

const (
	codeFirst layout = iota // "10117 Berlin", and the region below
	codeLast                // "New York, NY 10001" on one line
	codeBelow               // "London", and "SW1A 1AA" below
)

// locality returns town, region and postal code as lines.
func (r rule) locality(a Address) []string {
	switch r.layout {
	case codeLast:
		town := a.City
		if a.Region != "" {
			town += ", " + a.Region
		}
		return []string{town + " " + a.PostalCode}
	case codeBelow:
		return []string{a.City, a.Region, a.PostalCode}
	default:
		return []string{a.PostalCode + " " + a.City, a.Region}
	}
}

func digits(n, example string) rule {
	return rule{postal: regexp.MustCompile(`^\d{` + n + `}$`), example: example}
}

func pattern(expression, example string, form func(string) string) rule {
	return rule{postal: regexp.MustCompile(expression), example: example, form: form}
}

func (r rule) withRegion(name string) rule { r.region = name; return r }

func (r rule) written(l layout) rule { r.layout = l; return r }

// rules are those of the countries most parcels go to; any other country has
// the zero rule.
var rules = map[string]rule{
	"AT": digits("4", "1010"),
	"AU": digits("4", "2000").withRegion("state").written(codeLast),
	"BE": digits("4", "1000"),
	"BG": digits("4", "1000"),
	"CA": pattern(`^[A-Z]\d[A-Z] \d[A-Z]\d$`, "K1A 0B1", spaced(3)).withRegion("province").written(codeLast),
	"CH": digits("4", "8001"),
	"CY": digits("4", "1010"),
	"CZ": pattern(`^\d{3} \d{2}$`, "110 00", spaced(2)),
	"DE": digits("5", "10115"),
	"DK": digits("4", "1050"),
	"EE": digits("5", "10111"),
	"ES": digits("5", "28001"),
	"FI": digits("5", "00100"),
	"FR": digits("5", "75001"),
	"GB": pattern(`^([A-Z]{1,2}\d[A-Z\d]?|GIR) \d[A-Z]{2}$`, "SW1A 1AA", spaced(3)).written(codeBelow),
	"GR": pattern(`^\d{3} \d{2}$`, "104 31", spaced(2)),
	"HR": digits("5", "10000"),
	"HU": digits("4", "1011"),
	"IE": pattern(`^[A-Z]\d[\dW] [A-Z\d]{4}$`, "D02 AF30", spaced(4)).written(codeBelow),
	"IN": digits("6", "110001").withRegion("state").written(codeLast),
	"IT": digits("5", "00118"),
	"JP": pattern(`^\d{3}-\d{4}$`, "100-0001", dashed(3)).withRegion("prefecture").written(codeLast),
	"LI": digits("4", "9490"),
	"LT": pattern(`^LT-\d{5}$`, "LT-01001", prefixed("LT")),
	"LU": digits("4", "1111"),
	"LV": pattern(`^LV-\d{4}$`, "LV-1050", prefixed("LV")),
	"MT": pattern(`^[A-Z]{3} \d{4}$`, "VLT 1117", spaced(4)).written(codeBelow),
	"MX": digits("5", "06000").withRegion("state"),
	"NL": pattern(`^[1-9]\d{3} [A-Z]{2}$`, "1012 AB", spaced(2)),
	"NO": digits("4", "0150"),
	"NZ": digits("4", "6011").written(codeLast),
	"PL": pattern(`^\d{2}-\d{3}$`, "00-001", dashed(2)),
	"PT": pattern(`^\d{4}-\d{3}$`, "1000-001", dashed(4)),
	"RO": digits("6", "010011"),
	"SE": pattern(`^\d{3} \d{2}$`, "111 22", spaced(2)),
	"SI": digits("4", "1000"),
	"SK": pattern(`^\d{3} \d{2}$`, "811 01", spaced(2)),
	"TR": digits("5", "34000"),
	"US": pattern(`^\d{5}(-\d{4})?$`, "10001", dashed(5)).withRegion("state").written(codeLast),
}

// spaced puts a space before the last n characters.
func spaced(n int) func(string) string {
	return func(compact string) string {
		if len(compact) <= n {
			return compact
		}
		return compact[:len(compact)-n] + " " + compact[len(compact)-n:]
	}
}

// dashed puts a hyphen after the first n characters.
func dashed(n int) func(string) string {
	return func(compact string) string {
		if len(compact) <= n {
			return compact
		}
		return compact[:n] + "-" + compact[n:]
	}
}

func prefixed(country string) func(string) string {
	return func(compact string) string { return country + "-" + compact }
}

var compacter = strings.NewReplacer(" ", "", "-", "")

// normalise returns the code in capitals and in the country's form, without
// the country in front of it ("SE-111 22") unless that belongs to the form. A
// country without a rule keeps the code as typed.
func (r rule) normalise(country, code string) string {
	code = strings.ToUpper(code)
	if r.postal == nil || code == "" {
		return code
	}
	compact := compacter.Replace(code)
	if without := strings.TrimPrefix(compact, country); startsWithDigit(without) {
		compact = without
	}
	if r.form == nil {
		return compact
	}
	return r.form(compact)
}

func startsWithDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

func (r rule) checkPostalCode(wrong *fault.Fields, code string) {
	switch {
	case r.postal == nil:
		limit(wrong, "postalCode", code)
	case code == "":
		wrong.Add("postalCode", "Please enter the postal code, such as "+r.example+".")
	case !r.postal.MatchString(code):
		wrong.Add("postalCode", "This doesn't look like a postal code of the country; one looks like "+r.example+".")
	}
}
