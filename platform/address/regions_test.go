package address_test

import (
	"slices"
	"strings"
	"testing"

	"shop/platform/address"
)

func TestRegions(t *testing.T) {
	t.Parallel()
	for country, count := range map[string]int{"US": 59, "CA": 13, "DE": 0, "??": 0} {
		regions := address.Regions(country)
		if len(regions) != count {
			t.Errorf("%s has %d regions, want %d", country, len(regions), count)
		}
		if !slices.IsSortedFunc(regions, func(a, b address.Region) int { return strings.Compare(a.Name, b.Name) }) {
			t.Errorf("%s: not by name", country)
		}
		seen := map[string]bool{}
		for _, r := range regions {
			if len(r.Code) != 2 || r.Name == "" || seen[r.Code] || !address.KnownRegion(country, r.Code) {
				t.Errorf("%s: %+v", country, r)
			}
			seen[r.Code] = true
		}
	}
}

func TestAddress_takes_a_region_by_code_or_name(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ country, typed, want string }{
		{"US", "ca", "CA"}, {"us", " new   YORK ", "NY"}, {"CA", "quebec", "QC"}, {"CA", "California", "California"},
		{"DE", "bayern", "bayern"}, {"AU", "NSW", "NSW"},
	} {
		a := address.Address{Country: tc.country, Region: tc.typed}.Normalise()
		if a.Region != tc.want {
			t.Errorf("%s, %q is %q, want %q", tc.country, tc.typed, a.Region, tc.want)
		}
		if want := (address.Destination{Country: strings.ToUpper(tc.country), Region: tc.want}); a.Destination() != want {
			t.Errorf("destination %+v, want %+v", a.Destination(), want)
		}
	}
	if d := (address.Address{Country: "XX", Region: "Somewhere"}).Destination(); d != (address.Destination{}) {
		t.Errorf("no country is %+v", d)
	}
}

func TestAddress_refuses_a_region_that_is_none(t *testing.T) {
	t.Parallel()
	a := address.Address{Name: "A", Line1: "1", City: "X", PostalCode: "10001", Country: "US", Region: "Ontario"}
	if err := a.Normalise().Validate(); err == nil || !strings.Contains(err.Error(), "Please enter the state") {
		t.Errorf("a state of Canada in the US: %v", err)
	}
	a.Region = "oregon"
	if err := a.Normalise().Validate(); err != nil {
		t.Errorf("Oregon: %v", err)
	}
}
