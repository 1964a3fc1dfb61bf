package address

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is a country parcels can go to.
type Country struct {
	// Code is ISO 3166-1 alpha-2, in capitals.
	Code string
	// Name is the English name.
	Name string
}

// Known reports whether code is an ISO 3166-1 alpha-2 country in capitals.
func Known(code string) bool {
	_, ok := names()[code]
	return ok
}

// CountryName returns the country's English name, or the code itself where
// there is no such country.
func CountryName(code string) string {
	if name, ok := names()[code]; ok {
		return name
	}
	return code
}

// Countries returns all countries by name. The caller may keep the slice but
// not change it.
func Countries() []Country { return countries() }

var names = sync.OnceValue(func() map[string]string {
	all := make(map[string]string, 260)
	regions := display.English.Regions()
	for _, a := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
		for _, b := range "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
			code := string(a) + string(b)
			region, err := language.ParseRegion(code)
			if err != nil || !region.IsCountry() || region.Canonicalize().String() != code || unaddressed[code] {
				continue
			}
			if name := regions.Name(region); name != "" && name != "Unknown Region" {
				all[code] = name
			}
		}
	}
	return all
})

// unaddressed are places where nobody lives, codes that ISO keeps for groups of
// countries or for parts of some, and those of countries that are no more.
var unaddressed = setOf("AQ BV HM TF GS CP ZZ EZ EU UN AC IC EA DG TA PC CS YU CQ SU FQ NT AN QO XK XA XB UM")

func setOf(codes string) map[string]bool {
	set := map[string]bool{}
	for _, code := range strings.Fields(codes) {
		set[code] = true
	}
	return set
}

var countries = sync.OnceValue(func() []Country {
	var all []Country
	for code, name := range names() {
		all = append(all, Country{Code: code, Name: name})
	}
	slices.SortFunc(all, func(a, b Country) int { return strings.Compare(a.Name, b.Name) })
	return all
})
