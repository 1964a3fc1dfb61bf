package shipping

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/money"
)

// The bounds of what staff enter; lengths are in characters.
const (
	// MaxZones is how many zones a shop may have, MaxMethods how many methods
	// a zone, MaxTiers how many tiers a method.
	MaxZones   = 50
	MaxMethods = 20
	MaxTiers   = 30

	maxID     = 40
	maxName   = 80
	maxNote   = 200
	maxPrice  = 1_000_000_000_00
	maxWeight = 100_000_000
)

var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// normalise returns the zones trimmed, each method with an id and without what
// its kind has no use for.
func normalise(zones []Zone, currency string) []Zone {
	zones = slices.Clone(zones)
	for i := range zones {
		z := &zones[i]
		z.Name, z.Methods = oneLine(z.Name), slices.Clone(z.Methods)
		taken := map[string]bool{}
		for _, m := range z.Methods {
			taken[m.ID] = true
		}
		for j := range z.Methods {
			m := &z.Methods[j]
			m.Name, m.Note = oneLine(m.Name), oneLine(m.Note)
			if m.ID == "" {
				m.ID = newID(m.Name, taken)
			}
			if m.Kind == ByWeight || m.Kind == ByTotal {
				m.Price = money.Zero(currency)
			} else {
				m.Tiers = nil
			}
		}
	}
	return zones
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// newID makes an id that isn't taken yet of a name.
func newID(name string, taken map[string]bool) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	base := strings.Join(words, "-")
	base = strings.Trim(base[:min(len(base), maxID-len("-20"))], "-")
	if base == "" {
		base = "method"
	}
	id := base
	for n := 2; taken[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	taken[id] = true
	return id
}

func (s *Service) check(zones []Zone) error {
	var wrong fault.Fields
	if len(zones) == 0 || len(zones) > MaxZones {
		wrong.Add("zones", fmt.Sprintf("Please keep between 1 and %d zones.", MaxZones))
	}
	taken := map[string]string{}
	for i, z := range zones {
		at := fmt.Sprintf("zones[%d].", i)
		if n := utf8.RuneCountInString(z.Name); n == 0 || n > maxName {
			wrong.Add(at+"name", fmt.Sprintf("Please use 1 to %d characters.", maxName))
		}
		z.checkPlaces(&wrong, at, taken)
		if len(z.Methods) > MaxMethods {
			wrong.Add(at+"methods", fmt.Sprintf("Please keep at most %d methods in a zone.", MaxMethods))
		}
		seen := map[string]bool{}
		for j, m := range z.Methods {
			in := fmt.Sprintf("%smethods[%d].", at, j)
			if !idPattern.MatchString(m.ID) || seen[m.ID] {
				wrong.Add(in+"id", "Please use a unique id of lower-case letters, digits and hyphens.")
			}
			seen[m.ID] = true
			s.checkMethod(&wrong, in, m)
		}
	}
	return wrong.Err()
}

// checkPlaces checks that places exist and that each is in one zone only; taken
// has the zones of those seen so far, by place, "" for the rest of the world.
func (z Zone) checkPlaces(wrong *fault.Fields, at string, taken map[string]string) {
	claim := func(path, place, name string) {
		if other, is := taken[place]; is {
			wrong.Add(path, fmt.Sprintf("%s is in the zone %q already.", name, other))
		}
		taken[place] = z.Name
	}
	if len(z.Countries)+len(z.Regions) == 0 {
		claim(at+"countries", "", "The rest of the world")
	}
	for i, country := range z.Countries {
		path := fmt.Sprintf("%scountries[%d]", at, i)
		if !address.Known(country) {
			wrong.Add(path, "Please use the two capital letters of a country, such as DE.")
			continue
		}
		claim(path, country, address.CountryName(country))
	}
	for i, place := range z.Regions {
		path := fmt.Sprintf("%sregions[%d]", at, i)
		country, region, _ := strings.Cut(place, "-")
		if address.Regions(country) == nil || !address.KnownRegion(country, region) {
			wrong.Add(path, "Please use the letters of a state or province, such as US-CA.")
			continue
		}
		claim(path, place, place)
	}
}

func (s *Service) checkMethod(wrong *fault.Fields, at string, m Method) {
	if n := utf8.RuneCountInString(m.Name); n == 0 || n > maxName {
		wrong.Add(at+"name", fmt.Sprintf("Please use 1 to %d characters.", maxName))
	}
	if utf8.RuneCountInString(m.Note) > maxNote {
		wrong.Add(at+"note", fmt.Sprintf("Please use at most %d characters.", maxNote))
	}
	if !s.isAmount(m.Price) {
		wrong.Add(at+"price", "Please use an amount in "+s.currency+", 0 or more.")
	}
	if m.FreeFrom != nil && !s.isAmount(*m.FreeFrom) {
		wrong.Add(at+"freeFrom", "Please use an amount in "+s.currency+", 0 or more.")
	}
	if m.MaxWeightGrams < 0 || m.MaxWeightGrams > maxWeight {
		wrong.Add(at+"maxWeightGrams", "A weight is given in grams, up to a hundred tonnes.")
	}
	switch m.Kind {
	case Flat, Pickup:
	case ByWeight, ByTotal:
		s.checkTiers(wrong, at, m.Tiers)
	default:
		wrong.Add(at+"kind", "A method is flat, weight, total or pickup.")
	}
}

func (s *Service) checkTiers(wrong *fault.Fields, at string, tiers []Tier) {
	if len(tiers) == 0 || len(tiers) > MaxTiers || tiers[0].From != 0 {
		wrong.Add(at+"tiers", fmt.Sprintf("Please give 1 to %d tiers, the first of them from 0.", MaxTiers))
		return
	}
	for i, t := range tiers {
		if i > 0 && t.From <= tiers[i-1].From {
			wrong.Add(fmt.Sprintf("%stiers[%d].from", at, i), "Please let each tier begin above the one before.")
		}
		if !s.isAmount(t.Price) {
			wrong.Add(fmt.Sprintf("%stiers[%d].price", at, i), "Please use an amount in "+s.currency+", 0 or more.")
		}
	}
}

// isAmount reports whether m is one that an order can be added up with.
func (s *Service) isAmount(m money.Money) bool {
	return m.Currency == s.currency && m.Amount >= 0 && m.Amount <= maxPrice
}
