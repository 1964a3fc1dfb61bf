package shipping

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
)

var idPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Replace stores other methods in place of the present ones, for staff.
// Orders keep the method they were placed with. Errors: identity.ErrSignIn,
// identity.ErrStaffOnly, fault.Invalid naming each wrong value.
func (s *Methods) Replace(ctx context.Context, methods []Method) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	if err := s.check(methods); err != nil {
		return err
	}
	return s.settings.SetShippingMethods(ctx, methods)
}

func (s *Methods) check(methods []Method) error {
	var wrong fault.Fields
	if len(methods) == 0 || len(methods) > 20 {
		wrong.Add("methods", "Please keep between 1 and 20 methods.")
	}
	seen := map[string]bool{}
	for i, m := range methods {
		at := fmt.Sprintf("methods[%d].", i)
		if !idPattern.MatchString(m.ID) || seen[m.ID] {
			wrong.Add(at+"id", "Please use a unique id of lower-case letters, digits and hyphens.")
		}
		seen[m.ID] = true
		if n := utf8.RuneCountInString(m.Name); n == 0 || n > 80 {
			wrong.Add(at+"name", "Please use 1 to 80 characters.")
		}
		if m.Price.Currency != s.currency || m.Price.Amount < 0 {
			wrong.Add(at+"price", "Please use an amount in "+s.currency+", 0 or more.")
		}
		if m.FreeFrom != nil && (m.FreeFrom.Currency != s.currency || m.FreeFrom.Amount < 0) {
			wrong.Add(at+"freeFrom", "Please use an amount in "+s.currency+", 0 or more.")
		}
		if utf8.RuneCountInString(m.Note) > 200 {
			wrong.Add(at+"note", "Please use at most 200 characters.")
		}
		if i := slices.IndexFunc(m.Countries, func(code string) bool { return !address.Known(code) }); i >= 0 {
			wrong.Add(fmt.Sprintf("%scountries[%d]", at, i), "Please use the two capital letters of a country, such as DE.")
		}
	}
	return wrong.Err()
}
