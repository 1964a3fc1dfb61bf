package shipping

import (
	"context"

	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

// ErrConflict says that the zones were changed since they were read.
var ErrConflict = fault.New(fault.Conflict, "shipping-zones-changed",
	"Somebody else changed the ways to deliver meanwhile. Please look at them again.")

// List is all of a shop's zones as they were at one time.
type List struct {
	Zones []Zone
	// Version counts the changes: 0 for the defaults.
	Version int64
}

// Store keeps the shop's zones.
type Store interface {
	// ShippingZones returns the stored zones, the zero List where none were
	// stored.
	ShippingZones(ctx context.Context) (List, error)
	// SetShippingZones replaces them and counts the version up, where the
	// stored version is the given one; nil is any. Errors: [ErrConflict].
	SetShippingZones(ctx context.Context, zones []Zone, version *int64) error
}

// Service offers the shop's ways to deliver.
type Service struct {
	store    Store
	currency string
}

// NewService returns the service of the zones in store; a shop that stored none
// has [Defaults] in the currency.
func NewService(store Store, currency string) *Service {
	return &Service{store: store, currency: currency}
}

// Nothing returns the price of what is free, in the shop's currency.
func (s *Service) Nothing() money.Money { return money.Zero(s.currency) }

// Zones returns the zones that hold now.
func (s *Service) Zones(ctx context.Context) (Zones, error) {
	list, err := s.list(ctx)
	return list.Zones, err
}

// Zones are a shop's ways to deliver, in its order.
type Zones []Zone

// Offer returns the methods that carry the consignment to the destination, in
// the shop's order, with what they cost. What needs no delivery is offered none.
func (z Zones) Offer(to address.Destination, c Consignment) []Offer {
	if !c.Needed {
		return nil
	}
	var offers []Offer
	for _, m := range zoneOf(z, to).Methods {
		if rate, ok := m.Rate(c); ok {
			offers = append(offers, Offer{Method: m, Rate: rate})
		}
	}
	return offers
}

func (s *Service) list(ctx context.Context) (List, error) {
	list, err := s.store.ShippingZones(ctx)
	if err == nil && list.Zones == nil {
		list.Zones = Defaults(s.currency)
	}
	return list, err
}

// Read returns the zones with their version, for staff. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Read(ctx context.Context) (List, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return List{}, err
	}
	return s.list(ctx)
}

// Replace stores other zones in place of those that were read at version, for
// staff; nil replaces any. A method's empty id is made from its name. Orders
// keep the method they were placed with. Errors: those of [Service.Read],
// [ErrConflict], fault.Invalid naming each wrong value.
func (s *Service) Replace(ctx context.Context, zones []Zone, version *int64) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	zones = normalise(zones, s.currency)
	if err := s.check(zones); err != nil {
		return err
	}
	return s.store.SetShippingZones(ctx, zones, version)
}
