package offline

import (
	"context"
	"errors"
	"slices"

	"shop/modules/orders/internal/order"
	"shop/platform/identity"
	"shop/platform/money"
)

// Service says how the shop is paid outside the program.
type Service struct {
	store   Store
	offered []string
	name    string
}

// NewService returns the service of the settings in store. A shop whose staff
// haven't chosen offers the ways to pay of the ids in offered; name is the
// shop's, for the account of a demo.
func NewService(store Store, offered []string, name string) *Service {
	return &Service{store: store, offered: offered, name: name}
}

func (s *Service) current(ctx context.Context) (Settings, int64, error) {
	settings, version, err := s.store.OfflineSettings(ctx)
	if settings.Offered == nil {
		settings.Offered = s.offered
	}
	return settings, version, err
}

// Offered returns the ids of the ways to pay that new orders may use now.
func (s *Service) Offered(ctx context.Context) ([]string, error) {
	settings, _, err := s.current(ctx)
	return settings.Offered, err
}

// Instructions are what a shopper has to do to pay an order by transfer.
type Instructions struct {
	Amount money.Money
	// Reference tells the shop what the money is for: the order's number.
	Reference string
	// Account is the zero one, and Text empty, where staff entered none.
	Account Account
	Text    string
}

// Instructions returns what the shopper has to do to pay the order, nil where it
// isn't waiting for a transfer. It is for callers who may see the order.
func (s *Service) Instructions(ctx context.Context, o order.Order) (*Instructions, error) {
	list, err := s.InstructionsOf(ctx, []order.Order{o})
	return list[0], err
}

// InstructionsOf is [Service.Instructions] for each of the orders.
func (s *Service) InstructionsOf(ctx context.Context, list []order.Order) ([]*Instructions, error) {
	told := make([]*Instructions, len(list))
	if !slices.ContainsFunc(list, func(o order.Order) bool { return o.AwaitsTransfer() }) {
		return told, nil
	}
	settings, _, err := s.current(ctx)
	if err != nil {
		return told, err
	}
	for i, o := range list {
		if o.AwaitsTransfer() {
			told[i] = &Instructions{Amount: o.Totals.Total, Reference: o.Number, Account: settings.Account, Text: settings.Instructions}
		}
	}
	return told, nil
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
// for staff; nil replaces any. Orders that wait for a transfer show them from
// then on. Errors: those of [Service.Read], [ErrConflict], fault.Invalid naming
// each wrong value.
func (s *Service) Replace(ctx context.Context, settings Settings, version *int64) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	settings = settings.normalise()
	if err := settings.validate(); err != nil {
		return err
	}
	return s.store.SetOfflineSettings(ctx, settings, version)
}

// SeedDemo implements orders.Demo. The account is the example of its country's
// banks, which is nobody's; what is offered stays up to the environment.
func (s *Service) SeedDemo(ctx context.Context) error {
	_, version, err := s.Read(ctx)
	if err != nil || version > 0 {
		return err
	}
	err = s.store.SetOfflineSettings(ctx, Settings{
		Account:      Account{Holder: s.name, Number: "DE89370400440532013000", BIC: "COBADEFFXXX", Bank: "Example Bank"},
		Instructions: "This is a demo: please transfer nothing.",
	}, &version)
	if errors.Is(err, ErrConflict) {
		return nil // another instance was faster
	}
	return err
}
