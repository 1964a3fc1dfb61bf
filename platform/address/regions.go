package address

import (
	"slices"
	"strings"
)

// Region is a state, province or territory.
type Region struct {
	// Code is the part of ISO 3166-2 behind the country, in capitals: "CA" for
	// California.
	Code string
	// Name is the English name.
	Name string
}

// Destination is the part of an address that prices depend on.
type Destination struct {
	// Country is an ISO 3166-1 alpha-2 code, "" while it isn't known.
	Country string
	// Region is a code where [Regions] has a table for the country, else as
	// typed.
	Region string
}

// Destination returns where the normalised address is. A country that isn't
// known is none.
func (a Address) Destination() Destination {
	if !Known(a.Country) {
		return Destination{}
	}
	return Destination{Country: a.Country, Region: a.Region}
}

// Regions returns the regions of a country by name, or nil where mail and taxes
// don't need them. The caller may keep the slice but not change it.
func Regions(country string) []Region { return regions[country] }

// KnownRegion reports whether code is one of the country's regions; any is,
// where [Regions] has no table.
func KnownRegion(country, code string) bool {
	table := regions[country]
	return table == nil || slices.ContainsFunc(table, func(r Region) bool { return r.Code == code })
}

// regionCode returns the code of what was typed: the code itself or the name,
// in any case. What is neither stays as it is.
func regionCode(country, typed string) string {
	for _, r := range regions[country] {
		if strings.EqualFold(typed, r.Code) || strings.EqualFold(typed, r.Name) {
			return r.Code
		}
	}
	return typed
}

// regions are the tables of the countries whose taxes differ by region, by
// name. Those of the United States have the places the post serves as states,
// armed forces included.
var regions = map[string][]Region{
	"CA": table("AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|" +
		"NT Northwest Territories|NS Nova Scotia|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|" +
		"SK Saskatchewan|YT Yukon"),
	"US": table("AL Alabama|AK Alaska|AS American Samoa|AZ Arizona|AR Arkansas|AA Armed Forces Americas|" +
		"AE Armed Forces Europe|AP Armed Forces Pacific|CA California|CO Colorado|CT Connecticut|DE Delaware|" +
		"DC District of Columbia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|" +
		"KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|" +
		"MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|" +
		"NY New York|NC North Carolina|ND North Dakota|MP Northern Mariana Islands|OH Ohio|OK Oklahoma|OR Oregon|" +
		"PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|" +
		"VI U.S. Virgin Islands|UT Utah|VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"),
}

// table reads "CODE Name|CODE Name".
func table(text string) []Region {
	var all []Region
	for entry := range strings.SplitSeq(text, "|") {
		code, name, _ := strings.Cut(entry, " ")
		all = append(all, Region{Code: code, Name: name})
	}
	return all
}
