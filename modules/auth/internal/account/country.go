package account

import (
	"cmp"
	"slices"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country is where an address can be.
type Country struct {
	// Code is ISO 3166-1 alpha-2 in capitals; Name is English.
	Code, Name string
}

// Countries returns all countries by name. The slice is shared: do not change it.
func Countries() []Country { return countries() }

var countries = sync.OnceValue(func() []Country {
	var all []Country
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string([]rune{a, b}); isCountry(code) {
				all = append(all, Country{Code: code, Name: nameOf(code)})
			}
		}
	}
	slices.SortFunc(all, func(x, y Country) int { return cmp.Compare(x.Name, y.Name) })
	return all
})

// reserved codes are in use but name parts of countries, or several.
var reserved = []string{"AC", "CP", "DG", "EA", "EZ", "IC", "TA", "UN", "ZZ"}

// isCountry reports whether code is a present country's, in capitals.
func isCountry(code string) bool {
	return nameOf(code) != "" && !slices.Contains(reserved, code)
}

// nameOf returns "" for countries that are no more.
func nameOf(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() || region.String() != code || region.Canonicalize() != region {
		return ""
	}
	return display.English.Regions().Name(region)
}
