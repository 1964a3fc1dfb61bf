package tax

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
)

// ErrConflict says that the settings were changed since they were read.
var ErrConflict = fault.New(fault.Conflict, "tax-settings-changed",
	"Somebody else changed the taxes meanwhile. Please look at them again.")

// The bounds of what staff enter.
const (
	// MaxRules is how many rules a shop may have.
	MaxRules = 500
	// MaxRate is the highest rate: 100 %.
	MaxRate = whole
)

// Store keeps the shop's settings.
type Store interface {
	// TaxSettings returns the stored settings and how often they were changed:
	// the zero Settings and 0 where none were stored.
	TaxSettings(ctx context.Context) (Settings, int64, error)
	// SetTaxSettings replaces them and counts the version up, where the stored
	// version is the given one; nil is any. Errors: [ErrConflict].
	SetTaxSettings(ctx context.Context, s Settings, version *int64) error
}

// Service says how the shop taxes.
type Service struct{ store Store }

// NewService returns the service of the settings in store; a shop that stored
// none has [Defaults].
func NewService(store Store) *Service { return &Service{store: store} }

// Settings returns those that hold now.
func (s *Service) Settings(ctx context.Context) (Settings, error) {
	settings, _, err := s.current(ctx)
	return settings, err
}

func (s *Service) current(ctx context.Context) (Settings, int64, error) {
	settings, version, err := s.store.TaxSettings(ctx)
	if err == nil && version == 0 {
		settings = Defaults()
	}
	return settings, version, err
}

// Read returns the settings with their version, for staff. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Read(ctx context.Context) (Settings, int64, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Settings{}, 0, err
	}
	return s.current(ctx)
}

// Replace stores other settings in place of those that were read at version,
// for staff; nil replaces any. Orders keep the tax they were placed with.
// Errors: those of [Service.Read], [ErrConflict], fault.Invalid naming each
// wrong value.
func (s *Service) Replace(ctx context.Context, settings Settings, version *int64) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	settings = settings.normalise()
	if err := settings.validate(); err != nil {
		return err
	}
	return s.store.SetTaxSettings(ctx, settings, version)
}

func (s Settings) normalise() Settings {
	s.HomeCountry = strings.ToUpper(strings.TrimSpace(s.HomeCountry))
	s.Rules = slices.Clone(s.Rules)
	for i, r := range s.Rules {
		a := address.Address{Country: r.Country, Region: r.Region}.Normalise()
		s.Rules[i] = Rule{Country: a.Country, Region: a.Region, Class: strings.TrimSpace(r.Class), Rate: r.Rate}
	}
	return s
}

// classPattern is what the tax class of goods looks like: a word, or a tax code
// such as PC040100.
var classPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,39}$`)

func (s Settings) validate() error {
	var wrong fault.Fields
	if s.Pricing != Inclusive && s.Pricing != Exclusive {
		wrong.Add("pricing", "Prices are inclusive or exclusive of tax.")
	}
	if !address.Known(s.HomeCountry) {
		wrong.Add("homeCountry", "Please choose a country.")
	}
	if len(s.Rules) > MaxRules {
		wrong.Add("rules", fmt.Sprintf("Please keep at most %d rules.", MaxRules))
		return wrong.Err()
	}
	seen := map[Rule]bool{}
	for i, r := range s.Rules {
		r.validate(&wrong, fmt.Sprintf("rules[%d].", i))
		key := r
		key.Rate = 0
		if seen[key] {
			wrong.Add(fmt.Sprintf("rules[%d]", i), "There is a rule for the same place and class already.")
		}
		seen[key] = true
	}
	return wrong.Err()
}

func (r Rule) validate(wrong *fault.Fields, at string) {
	switch {
	case !address.Known(r.Country):
		wrong.Add(at+"country", "Please use the two capital letters of a country, such as DE.")
	case r.Region != "" && address.Regions(r.Country) == nil:
		wrong.Add(at+"region", address.CountryName(r.Country)+" has no regions here; please leave it out.")
	case r.Region != "" && !address.KnownRegion(r.Country, r.Region):
		wrong.Add(at+"region", "Please use the letters of a state or province, such as CA in the US.")
	}
	if r.Class != "" && !classPattern.MatchString(r.Class) {
		wrong.Add(at+"class", "Please use letters, digits and hyphens, such as reduced.")
	}
	if r.Rate < 0 || r.Rate > MaxRate {
		wrong.Add(at+"rate", "Please use a rate from 0 to 100 %.")
	}
}
