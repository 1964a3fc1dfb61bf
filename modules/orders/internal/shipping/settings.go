package shipping

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

// ErrConflict says that the methods were changed since they were read.
var ErrConflict = fault.New(fault.Conflict, "shipping-methods-changed",
	"Somebody else changed the ways to deliver meanwhile. Please look at them again.")

// The bounds of what staff enter; lengths are in characters.
const (
	// MaxMethods is how many methods a shop may have.
	MaxMethods = 20

	maxID    = 40
	maxName  = 80
	maxNote  = 200
	maxPrice = 1_000_000_000_00
)

var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Read returns the methods with their version, for staff. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Methods) Read(ctx context.Context) (List, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return List{}, err
	}
	return s.list(ctx)
}

// Replace stores other methods in place of those that were read at version,
// for staff; nil replaces any. An empty id is made from the name. Orders keep
// the method they were placed with. Errors: those of [Methods.Read],
// [ErrConflict], fault.Invalid naming each wrong value.
func (s *Methods) Replace(ctx context.Context, methods []Method, version *int64) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	methods = normalise(methods)
	if err := s.check(methods); err != nil {
		return err
	}
	return s.settings.SetShippingMethods(ctx, methods, version)
}

// normalise returns the methods trimmed, with ids for those that have none.
func normalise(methods []Method) []Method {
	methods = slices.Clone(methods)
	taken := map[string]bool{}
	for _, m := range methods {
		taken[m.ID] = true
	}
	for i := range methods {
		m := &methods[i]
		m.Name, m.Note = oneLine(m.Name), oneLine(m.Note)
		if m.ID == "" {
			m.ID = newID(m.Name, taken)
		}
	}
	return methods
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

func (s *Methods) check(methods []Method) error {
	var wrong fault.Fields
	if len(methods) == 0 || len(methods) > MaxMethods {
		wrong.Add("methods", fmt.Sprintf("Please keep between 1 and %d methods.", MaxMethods))
	}
	seen := map[string]bool{}
	for i, m := range methods {
		at := fmt.Sprintf("methods[%d].", i)
		if !idPattern.MatchString(m.ID) || seen[m.ID] {
			wrong.Add(at+"id", "Please use a unique id of lower-case letters, digits and hyphens.")
		}
		seen[m.ID] = true
		s.checkMethod(&wrong, at, m)
	}
	return wrong.Err()
}

func (s *Methods) checkMethod(wrong *fault.Fields, at string, m Method) {
	if n := utf8.RuneCountInString(m.Name); n == 0 || n > maxName {
		wrong.Add(at+"name", fmt.Sprintf("Please use 1 to %d characters.", maxName))
	}
	if !s.isAmount(m.Price) {
		wrong.Add(at+"price", "Please use an amount in "+s.currency+", 0 or more.")
	}
	if m.FreeFrom != nil && !s.isAmount(*m.FreeFrom) {
		wrong.Add(at+"freeFrom", "Please use an amount in "+s.currency+", 0 or more.")
	}
	if utf8.RuneCountInString(m.Note) > maxNote {
		wrong.Add(at+"note", fmt.Sprintf("Please use at most %d characters.", maxNote))
	}
	if i := slices.IndexFunc(m.Countries, func(code string) bool { return !address.Known(code) }); i >= 0 {
		wrong.Add(fmt.Sprintf("%scountries[%d]", at, i), "Please use the two capital letters of a country, such as DE.")
	}
}

// isAmount reports whether m is one that an order can be added up with.
func (s *Methods) isAmount(m money.Money) bool {
	return m.Currency == s.currency && m.Amount >= 0 && m.Amount <= maxPrice
}
