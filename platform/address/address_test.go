package address_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"shop/platform/address"
	"shop/platform/fault"
)

// public are addresses of public buildings as people type them, with the
// postal code and the lines that their countries' post asks for.
var public = map[string]struct {
	typed address.Address
	code  string
	lines string
}{
	"Germany": {
		address.Address{Name: "Deutscher Bundestag", Line1: "Platz der Republik 1", City: "Berlin", PostalCode: "DE-11011", Country: "de"},
		"11011", "Deutscher Bundestag|Platz der Republik 1|11011 Berlin|Germany",
	},
	"Austria": {
		address.Address{Name: "Wiener Staatsoper", Line1: "Opernring 2", City: "Wien", PostalCode: "1010", Country: "AT"},
		"1010", "Wiener Staatsoper|Opernring 2|1010 Wien|Austria",
	},
	"Switzerland": {
		address.Address{Name: "Kunsthaus", Line1: "Heimplatz 1", City: "Zürich", PostalCode: "CH-8001", Country: "CH"},
		"8001", "Kunsthaus|Heimplatz 1|8001 Zürich|Switzerland",
	},
	"the_United_Kingdom": {
		address.Address{Name: "The British Library", Line1: "96 Euston Road", City: "London", PostalCode: "nw12db", Country: "GB"},
		"NW1 2DB", "The British Library|96 Euston Road|London|NW1 2DB|United Kingdom",
	},
	"Ireland": {
		address.Address{Name: "National Library", Line1: "Kildare Street", City: "Dublin", PostalCode: "d02p638", Country: "IE"},
		"D02 P638", "National Library|Kildare Street|Dublin|D02 P638|Ireland",
	},
	"the_United_States": {
		address.Address{Name: "The Met", Line1: "1000 Fifth Avenue", City: "New York", PostalCode: "100280198", Region: "NY", Country: "US"},
		"10028-0198", "The Met|1000 Fifth Avenue|New York, NY 10028-0198|United States",
	},
	"Canada": {
		address.Address{Name: "CN Tower", Line1: "290 Bremner Blvd", City: "Toronto", PostalCode: "m5v-3l9", Region: "ON", Country: "CA"},
		"M5V 3L9", "CN Tower|290 Bremner Blvd|Toronto, ON M5V 3L9|Canada",
	},
	"Australia": {
		address.Address{Name: "Opera House", Line1: "Bennelong Point", City: "Sydney", PostalCode: "2000", Region: "NSW", Country: "AU"},
		"2000", "Opera House|Bennelong Point|Sydney, NSW 2000|Australia",
	},
	"the_Netherlands": {
		address.Address{Name: "Rijksmuseum", Line1: "Museumstraat 1", City: "Amsterdam", PostalCode: "1071xx", Country: "NL"},
		"1071 XX", "Rijksmuseum|Museumstraat 1|1071 XX Amsterdam|Netherlands",
	},
	"Sweden": {
		address.Address{Name: "Nationalmuseum", Line1: "Södra Blasieholmshamnen 2", City: "Stockholm", PostalCode: "SE-11148", Country: "SE"},
		"111 48", "Nationalmuseum|Södra Blasieholmshamnen 2|111 48 Stockholm|Sweden",
	},
	"Poland": {
		address.Address{Name: "Zamek Królewski", Line1: "plac Zamkowy 4", City: "Warszawa", PostalCode: "00277", Country: "PL"},
		"00-277", "Zamek Królewski|plac Zamkowy 4|00-277 Warszawa|Poland",
	},
	"Lithuania": {
		address.Address{Name: "Seimas", Line1: "Gedimino pr. 53", City: "Vilnius", PostalCode: "01109", Country: "LT"},
		"LT-01109", "Seimas|Gedimino pr. 53|LT-01109 Vilnius|Lithuania",
	},
	"Japan": {
		address.Address{Name: "National Museum", Line1: "13-9 Uenokoen", City: "Taito-ku", PostalCode: "1108712", Region: "Tokyo", Country: "JP"},
		"110-8712", "National Museum|13-9 Uenokoen|Taito-ku, Tokyo 110-8712|Japan",
	},
	"Hong_Kong_which_has_no_codes": {
		address.Address{Name: "M+", Line1: "38 Museum Drive", City: "Kowloon", Country: "HK"},
		"", "M+|38 Museum Drive|Kowloon|Hong Kong SAR China",
	},
	"Brazil_which_has_no_rule": {
		address.Address{Name: "MASP", Line1: "Av. Paulista, 1578", City: "São Paulo", PostalCode: "01310-200", Region: "SP", Country: "BR"},
		"01310-200", "MASP|Av. Paulista, 1578|01310-200 São Paulo|SP|Brazil",
	},
}

func TestAddress_takes_real_ones_as_people_type_them(t *testing.T) {
	t.Parallel()
	for name, c := range public {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.typed.Normalise()
			if err := a.Validate(); err != nil {
				t.Fatalf("%+v: %v", a, err)
			}
			if a.PostalCode != c.code {
				t.Errorf("the postal code became %q, want %q", a.PostalCode, c.code)
			}
			if got := strings.Join(a.Lines(), "|"); got != c.lines {
				t.Errorf("on the envelope: %s, want %s", got, c.lines)
			}
			if again := a.Normalise(); again != a {
				t.Errorf("normalising again changed it: %+v", again)
			}
		})
	}
}

func berlin() address.Address {
	return address.Address{Name: "Ada Lovelace", Line1: "Unter den Linden 1", City: "Berlin", PostalCode: "10117", Country: "DE"}
}

func TestAddress_Normalise_brings_postal_codes_into_their_countrys_form(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ country, typed, want string }{
		"keeps_a_good_one":                 {"DE", "10117", "10117"},
		"drops_space":                      {"DE", " 101 17 ", "10117"},
		"spaces_a_British_one":             {"GB", "sw1a1aa", "SW1A 1AA"},
		"spaces_a_Dutch_one_behind_NL":     {"NL", "nl-1012ab", "1012 AB"},
		"keeps_a_short_ZIP":                {"US", "10001", "10001"},
		"keeps_a_prefix_that_belongs":      {"LT", "LT-01001", "LT-01001"},
		"keeps_a_prefix_of_elsewhere":      {"DE", "AT-1010", "AT1010"},
		"leaves_countries_without_a_form":  {"BR", "01310-100", "01310-100"},
		"leaves_what_is_too_short_to_form": {"GB", "AA", "AA"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := berlin()
			a.Country, a.PostalCode = strings.ToLower(c.country), c.typed
			if got := a.Normalise(); got.PostalCode != c.want || got.Country != c.country {
				t.Errorf("got %q %q, want %q %q", got.Country, got.PostalCode, c.country, c.want)
			}
		})
	}
}

func TestAddress_Validate_names_what_is_wrong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 101)
	cases := map[string]struct {
		change func(*address.Address)
		want   []string
	}{
		"nothing_of_a_complete_one":          {func(*address.Address) {}, nil},
		"a_name_of_space":                    {func(a *address.Address) { a.Name = " \t" }, []string{"name"}},
		"no_street":                          {func(a *address.Address) { a.Line1 = "" }, []string{"line1"}},
		"no_town":                            {func(a *address.Address) { a.City = "" }, []string{"city"}},
		"no_postal_code":                     {func(a *address.Address) { a.PostalCode = "" }, []string{"postalCode"}},
		"a_digit_too_few":                    {func(a *address.Address) { a.PostalCode = "1011" }, []string{"postalCode"}},
		"digits_of_another_script":           {func(a *address.Address) { a.PostalCode = "١٠١١٧" }, []string{"postalCode"}},
		"a_British_code_in_France":           {func(a *address.Address) { a.Country, a.PostalCode = "FR", "SW1A 1AA" }, []string{"postalCode"}},
		"no_country":                         {func(a *address.Address) { a.Country = "" }, []string{"country"}},
		"a_country_that_is_none":             {func(a *address.Address) { a.Country = "EU" }, []string{"country"}},
		"a_country_that_is_no_more":          {func(a *address.Address) { a.Country = "SU" }, []string{"country"}},
		"no_state_in_the_US":                 {func(a *address.Address) { a.Country = "US" }, []string{"region"}},
		"what_fits_no_label":                 {func(a *address.Address) { a.Line2 = long }, []string{"line2"}},
		"nothing_of_100_long_letters":        {func(a *address.Address) { a.Line2 = strings.Repeat("ß", 100) }, nil},
		"a_NUL":                              {func(a *address.Address) { a.City = "Ber\x00lin" }, []string{"city"}},
		"bytes_that_are_no_text":             {func(a *address.Address) { a.Name = "Ada \xff" }, []string{"name"}},
		"a_control_character_above_ASCII":    {func(a *address.Address) { a.Name = "Ada\u0080" }, []string{"name"}},
		"a_long_region_of_no_country":        {func(a *address.Address) { a.Country, a.Region = "??", long }, []string{"country", "region"}},
		"a_long_code_where_none_has_to_be":   {func(a *address.Address) { a.Country, a.PostalCode = "HK", long }, []string{"postalCode"}},
		"everything_of_an_empty_one_at_once": {func(a *address.Address) { *a = address.Address{} }, []string{"name", "line1", "city", "country"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := berlin()
			c.change(&a)
			err := a.Normalise().Validate()
			if got := fields(err); !slices.Equal(got, c.want) {
				t.Errorf("got %v (%v), want %v", got, err, c.want)
			}
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("got %v, want fault.Invalid", err)
			}
		})
	}
}

func fields(err error) []string {
	var paths []string
	var f *fault.Error
	if errors.As(err, &f) {
		for _, field := range f.Fields {
			paths = append(paths, field.Path)
		}
	}
	return paths
}

func TestAddress_Lines_of_an_incomplete_one_have_no_gaps(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]address.Address{
		"":                             {},
		"Ada":                          {Name: "Ada"},
		"Ada|Flat 2|Berlin|Germany":    {Name: "Ada", Line2: "Flat 2", City: "Berlin", Country: "DE"},
		"New York 10001|United States": {City: "New York", PostalCode: "10001", Country: "US"},
		"Berlin|??":                    {City: "Berlin", Country: "??"},
	} {
		if got := strings.Join(a.Lines(), "|"); got != want {
			t.Errorf("%+v: %q, want %q", a, got, want)
		}
	}
}

func TestCountries_are_todays_by_name(t *testing.T) {
	t.Parallel()
	list := address.Countries()
	if len(list) < 235 || len(list) > 255 {
		t.Errorf("%d countries", len(list))
	}
	for i, c := range list {
		if c.Name == "" || c.Name == c.Code || !address.Known(c.Code) || address.CountryName(c.Code) != c.Name {
			t.Errorf("country %+v is not known by its name", c)
		}
		if i > 0 && list[i-1].Name > c.Name {
			t.Errorf("%s stands before %s", list[i-1].Name, c.Name)
		}
	}
	for code, want := range map[string]string{"DE": "Germany", "GB": "United Kingdom", "SU": "SU", "ZZ": "ZZ", "EU": "EU", "de": "de", "": ""} {
		if got := address.CountryName(code); got != want {
			t.Errorf("%q is called %q, want %q", code, got, want)
		}
	}
}

func FuzzAddress(f *testing.F) {
	for _, c := range public {
		f.Add(c.typed.Country, c.typed.PostalCode, c.typed.City, c.typed.Region)
	}
	f.Add("LT", "", "x", "")
	f.Add("\xff", "-", "\x00", "\u2028")
	f.Fuzz(func(t *testing.T, country, code, city, region string) {
		a := address.Address{Name: "A", Line1: "1", City: city, PostalCode: code, Region: region, Country: country}.Normalise()
		if a.Validate() != nil {
			return
		}
		if a.Normalise() != a {
			t.Errorf("%+v is valid, but not normal", a)
		}
		if n := len(a.Lines()); n < 4 {
			t.Errorf("%+v has %d lines", a, n)
		}
	})
}
