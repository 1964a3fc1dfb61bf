package address_test

import (
	"errors"
	"strings"
	"testing"

	"shop/modules/orders/internal/address"
	"shop/platform/fault"
)

func berlin() address.Address {
	return address.Address{Name: "Ada Lovelace", Line1: "Unter den Linden 1", City: "Berlin", PostalCode: "10117", Country: "DE"}
}

func TestAddress_Normalise(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ country, typed, want string }{
		"keeps_a_good_one":         {"DE", "10117", "10117"},
		"drops_space":              {"DE", " 101 17 ", "10117"},
		"spaces_a_British_one":     {"GB", "sw1a1aa", "SW1A 1AA"},
		"spaces_a_Canadian_one":    {"CA", "k1a-0b1", "K1A 0B1"},
		"spaces_a_Dutch_one":       {"NL", "1012ab", "1012 AB"},
		"puts_the_dash_in_Poland":  {"PL", "00001", "00-001"},
		"keeps_a_short_ZIP":        {"US", "10001", "10001"},
		"puts_the_dash_in_a_ZIP+4": {"US", "100011234", "10001-1234"},
		"adds_Lithuania's_prefix":  {"LT", "01001", "LT-01001"},
		"leaves_others_alone":      {"BR", "01310-100", "01310-100"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := berlin()
			a.Country, a.PostalCode = strings.ToLower(c.country), c.typed
			got := a.Normalise()
			if got.PostalCode != c.want || got.Country != c.country {
				t.Errorf("got %q %q, want %q %q", got.Country, got.PostalCode, c.country, c.want)
			}
			if again := got.Normalise(); again != got {
				t.Errorf("normalising again changed it: %+v", again)
			}
		})
	}
}

func TestAddress_Validate(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		change func(*address.Address)
		want   string
	}{
		"accepts_a_complete_one":                {func(*address.Address) {}, ""},
		"wants_a_name":                          {func(a *address.Address) { a.Name = " " }, "name"},
		"wants_a_street":                        {func(a *address.Address) { a.Line1 = "" }, "line1"},
		"wants_a_town":                          {func(a *address.Address) { a.City = "" }, "city"},
		"wants_a_postal_code":                   {func(a *address.Address) { a.PostalCode = "" }, "postalCode"},
		"checks_the_postal_code":                {func(a *address.Address) { a.PostalCode = "1011" }, "postalCode"},
		"wants_a_country":                       {func(a *address.Address) { a.Country = "" }, "country"},
		"refuses_a_country_that_is_none":        {func(a *address.Address) { a.Country = "EU" }, "country"},
		"wants_a_state_in_the_US":               {func(a *address.Address) { a.Country = "US" }, "region"},
		"needs_no_postal_code_in_Hong_Kong":     {func(a *address.Address) { a.Country, a.PostalCode = "HK", "" }, ""},
		"refuses_what_fits_no_label":            {func(a *address.Address) { a.Line2 = strings.Repeat("x", 101) }, "line2"},
		"counts_characters_not_bytes":           {func(a *address.Address) { a.Line2 = strings.Repeat("ß", 100) }, ""},
		"refuses_control_characters":            {func(a *address.Address) { a.City = "Ber\x00lin" }, "city"},
		"refuses_a_long_region_of_no_country":   {func(a *address.Address) { a.Country, a.Region = "??", strings.Repeat("x", 101) }, "region"},
		"refuses_a_long_code_where_none_has_to": {func(a *address.Address) { a.Country, a.PostalCode = "HK", strings.Repeat("1", 101) }, "postalCode"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := berlin()
			c.change(&a)
			err := a.Normalise().Validate()
			if c.want == "" {
				if err != nil {
					t.Errorf("got %v", err)
				}
				return
			}
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid {
				t.Fatalf("got %v, want an invalid %s", err, c.want)
			}
			for _, field := range f.Fields {
				if field.Path == c.want {
					return
				}
			}
			t.Errorf("got %v, want the field %s", err, c.want)
		})
	}
}

func TestCountries(t *testing.T) {
	t.Parallel()
	list := address.Countries()
	if len(list) < 200 {
		t.Fatalf("only %d countries", len(list))
	}
	for i, c := range list {
		if c.Name == "" || c.Name == c.Code || !address.Known(c.Code) || address.CountryName(c.Code) != c.Name {
			t.Errorf("country %+v is not known by its name", c)
		}
		if i > 0 && list[i-1].Name > c.Name {
			t.Errorf("%s stands before %s", list[i-1].Name, c.Name)
		}
	}
	if got := address.CountryName("DE"); got != "Germany" {
		t.Errorf("DE is called %q", got)
	}
	if address.Known("de") || address.CountryName("??") != "??" {
		t.Error("a code that is none was taken for a country")
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("GB", "sw1a1aa", "London")
	f.Add("LT", "", "x")
	f.Add("\xff", "-", "\x00")
	f.Fuzz(func(t *testing.T, country, code, city string) {
		a := address.Address{Name: "A", Line1: "1", City: city, PostalCode: code, Region: "R", Country: country}.Normalise()
		if a.Validate() == nil && a.Normalise() != a {
			t.Errorf("%+v is valid, but not normal", a)
		}
	})
}
