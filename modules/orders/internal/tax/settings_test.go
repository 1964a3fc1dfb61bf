package tax_test

import (
	"testing"

	"shop/modules/orders/internal/tax"
	"shop/platform/address"
)

func TestSettings_Rate(t *testing.T) {
	t.Parallel()
	s := tax.Settings{HomeCountry: "DE", ShippingTaxed: true, Rules: []tax.Rule{
		{Country: "US", Region: "CA", Class: "food", Rate: 100},
		{Country: "US", Region: "CA", Rate: 725},
		{Country: "US", Class: "food", Rate: 50},
		{Country: "US", Rate: 10},
		{Country: "DE", Class: "reduced", Rate: 700},
		{Country: "DE", Rate: 1900},
	}}
	for _, tc := range []struct {
		country, region, class string
		want                   tax.Rate
	}{
		{"DE", "", "", 1900}, {"DE", "", "reduced", 700}, {"DE", "Bayern", "reduced", 700}, {"DE", "", "unheard-of", 1900},
		{"", "", "reduced", 700}, // home, as long as the destination isn't known
		{"US", "CA", "food", 100}, {"US", "CA", "", 725}, {"US", "NY", "food", 50}, {"US", "NY", "", 10},
		{"FR", "", "", 0},
	} {
		if got := s.Rate(address.Destination{Country: tc.country, Region: tc.region}, tc.class); got != tc.want {
			t.Errorf("%q of class %q to %q: %v, want %v", tc.country, tc.class, tc.region, got, tc.want)
		}
	}

	t.Run("one_for_the_class_beats_one_for_the_region", func(t *testing.T) {
		t.Parallel()
		s := tax.Settings{Rules: []tax.Rule{{Country: "US", Class: "food", Rate: 0}, {Country: "US", Region: "NY", Rate: 400}}}
		if got := s.Rate(address.Destination{Country: "US", Region: "NY"}, "food"); got != 0 {
			t.Errorf("food in New York has %v", got)
		}
	})
	t.Run("of_the_delivery", func(t *testing.T) {
		t.Parallel()
		home := address.Destination{Country: "DE"}
		untaxed := s
		untaxed.ShippingTaxed = false
		if s.ShippingRate(home) != 1900 || untaxed.ShippingRate(home) != 0 {
			t.Errorf("%v and %v, want 19 %% and nothing", s.ShippingRate(home), untaxed.ShippingRate(home))
		}
	})
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s := tax.Defaults()
	for country, want := range map[string]tax.Rate{"DE": 1900, "FI": 2550, "": 1900, "US": 0, "??": 0} {
		if got := s.Rate(address.Destination{Country: country}, ""); got != want {
			t.Errorf("%q has %v, want %v", country, got, want)
		}
	}
	if s.Pricing != tax.Inclusive || len(s.Rules) != 27 {
		t.Errorf("%s prices, %d rules", s.Pricing, len(s.Rules))
	}
}
