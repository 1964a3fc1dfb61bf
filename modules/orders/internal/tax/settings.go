package tax

import (
	"cmp"
	"maps"
	"slices"

	"shop/platform/address"
)

// Pricing says whether the shop's prices contain the tax.
type Pricing string

// The two ways to price.
const (
	// Inclusive prices stay the same wherever they go; the tax in them differs.
	Inclusive Pricing = "inclusive"
	// Exclusive prices have the destination's tax added to them.
	Exclusive Pricing = "exclusive"
)

// Settings are how a shop taxes.
type Settings struct {
	Pricing Pricing `bson:"pricing"`
	// HomeCountry is assumed as long as the destination isn't known.
	HomeCountry string `bson:"homeCountry"`
	// ShippingTaxed says whether delivery is taxed, like goods without a class.
	ShippingTaxed bool   `bson:"shippingTaxed"`
	Rules         []Rule `bson:"rules"`
}

// Rule is the rate for goods of one class that go to one place.
type Rule struct {
	Country string `bson:"country"`
	// Region limits the rule to one of the country's, by its code; empty means
	// all of them.
	Region string `bson:"region,omitempty"`
	// Class limits the rule to goods of this tax class; empty means all.
	Class string `bson:"class,omitempty"`
	Rate  Rate   `bson:"rate"`
}

// applies reports whether the rule is about goods of the class that go there.
func (r Rule) applies(to address.Destination, class string) bool {
	return r.Country == to.Country && (r.Region == "" || r.Region == to.Region) && (r.Class == "" || r.Class == class)
}

// compare puts the rule that wins last: one for the class of the goods beats
// one for all, and then one for the region beats one for the whole country.
func (r Rule) compare(o Rule) int {
	return cmp.Or(
		cmp.Compare(min(len(r.Class), 1), min(len(o.Class), 1)),
		cmp.Compare(min(len(r.Region), 1), min(len(o.Region), 1)),
	)
}

// Rate returns the rate of goods of a class ("" is none in particular) at a
// destination. Where no rule applies nothing is taxed.
func (s Settings) Rate(to address.Destination, class string) Rate {
	var rules []Rule
	for _, r := range s.Rules {
		if r.applies(s.Place(to), class) {
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return 0
	}
	return slices.MaxFunc(rules, Rule.compare).Rate
}

// ShippingRate returns the rate of the delivery itself.
func (s Settings) ShippingRate(to address.Destination) Rate {
	if !s.ShippingTaxed {
		return 0
	}
	return s.Rate(to, "")
}

// Place returns the destination, or home as long as that isn't known.
func (s Settings) Place(to address.Destination) address.Destination {
	if to.Country == "" {
		return address.Destination{Country: s.HomeCountry}
	}
	return to
}

// Defaults are the settings of a shop that stored none: prices with tax, at home
// in Germany, and the standard rates of the European Union as of 2026. What
// goes elsewhere is not taxed.
func Defaults() Settings {
	s := Settings{Pricing: Inclusive, HomeCountry: "DE", ShippingTaxed: true}
	for _, country := range slices.Sorted(maps.Keys(standard)) {
		s.Rules = append(s.Rules, Rule{Country: country, Rate: standard[country]})
	}
	return s
}

var standard = map[string]Rate{
	"AT": 2000, "BE": 2100, "BG": 2000, "CY": 1900, "CZ": 2100, "DE": 1900, "DK": 2500, "EE": 2400, "ES": 2100,
	"FI": 2550, "FR": 2000, "GR": 2400, "HR": 2500, "HU": 2700, "IE": 2300, "IT": 2200, "LT": 2100, "LU": 1700,
	"LV": 2100, "MT": 1800, "NL": 2100, "PL": 2300, "PT": 2300, "RO": 2100, "SE": 2500, "SI": 2200, "SK": 2300,
}
