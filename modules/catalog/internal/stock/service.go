package stock

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"shop/modules/catalog"
	"shop/platform/fault"
	"shop/platform/identity"
)

// The bounds of an adjustment.
const (
	maxDelta  = 1_000_000
	maxReason = 200
)

// Service counts units for orders and for staff. It implements
// [catalog.Stock].
type Service struct {
	holds  HoldStore
	ledger Ledger
}

// NewService returns a service over the stores.
func NewService(holds HoldStore, ledger Ledger) *Service {
	return &Service{holds: holds, ledger: ledger}
}

// Open makes accounts for SKUs that have none, each with its Available units
// as received, and renews what the others say of their product. What a new SKU
// starts with has no effect on one that exists.
func (s *Service) Open(ctx context.Context, accounts []Account) error {
	for i, a := range accounts {
		if a.Available < 0 || a.Available > maxDelta {
			return fault.New(fault.Invalid, "invalid", "This is no number of units.").
				WithField(fmt.Sprintf("variants[%d].quantity", i), "Please give a number of units from 0 to a million.")
		}
		accounts[i].Received = a.Available
		accounts[i].Threshold = DefaultThreshold
	}
	if len(accounts) == 0 {
		return nil
	}
	return s.ledger.Open(ctx, accounts)
}

// Levels returns those of the SKUs that have an account.
func (s *Service) Levels(ctx context.Context, skus []catalog.SKU) (Levels, error) {
	if len(skus) == 0 {
		return Levels{}, nil
	}
	return s.ledger.Levels(ctx, skus)
}

// Account returns the account of a SKU. Errors: [catalog.ErrNoSuchSKU].
func (s *Service) Account(ctx context.Context, sku catalog.SKU) (Account, error) {
	account, _, err := s.holds.Look(ctx, sku)
	return account, err
}

// Report returns the account of a SKU to staff. Errors: those of
// identity.RequireStaff, [catalog.ErrNoSuchSKU].
func (s *Service) Report(ctx context.Context, sku catalog.SKU) (Account, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Account{}, err
	}
	return s.Account(ctx, sku)
}

// Low returns up to limit accounts whose stock is low, lowest first, to staff.
func (s *Service) Low(ctx context.Context, limit int) ([]Account, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	return s.ledger.Low(ctx, limit)
}

// Adjustment is a correction by staff.
type Adjustment struct {
	// ID makes a repeated adjustment count once; empty stands for a new one.
	ID  string
	SKU catalog.SKU
	// Delta is how many units came (positive) or went (negative).
	Delta  int
	Reason string
}

// Adjust corrects the stock and returns the account after it. Errors: those of
// identity.RequireStaff, [catalog.ErrNoSuchSKU], [ErrReused], fault.Invalid naming
// delta or reason.
func (s *Service) Adjust(ctx context.Context, a Adjustment) (Account, error) {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return Account{}, err
	}
	a.Reason = strings.TrimSpace(a.Reason)
	var wrong fault.Fields
	if a.Delta == 0 || a.Delta > maxDelta || a.Delta < -maxDelta {
		wrong.Add("delta", "Please give how many units came, or with a minus, went.")
	}
	if a.Reason == "" || utf8.RuneCountInString(a.Reason) > maxReason {
		wrong.Add("reason", "Please say in a few words why the stock changes.")
	}
	if err := wrong.Err(); err != nil {
		return Account{}, err
	}
	if a.ID == "" {
		a.ID = strings.ToLower(rand.Text())
	}
	return s.apply(ctx, correction(a, caller), 0)
}

// SetThreshold changes at how many units the stock of a SKU is low and returns
// the account after it. Errors: those of identity.RequireStaff,
// [catalog.ErrNoSuchSKU], fault.Invalid naming threshold.
func (s *Service) SetThreshold(ctx context.Context, sku catalog.SKU, units int) (Account, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Account{}, err
	}
	if units < 0 || units > maxDelta {
		return Account{}, fault.New(fault.Invalid, "invalid", "This is no number of units.").
			WithField("threshold", "Please give a number of units from 0 to a million.")
	}
	if err := s.ledger.SetThreshold(ctx, sku, units); err != nil {
		return Account{}, err
	}
	return s.Account(ctx, sku)
}

func correction(a Adjustment, caller identity.Caller) Change {
	c := Change{Entry: Entry{SKU: a.SKU, Movement: Movement{
		ID: a.ID, Kind: Received, Quantity: a.Delta, Reason: a.Reason, By: name(caller), At: time.Now().UTC(),
	}}}
	if a.Delta < 0 {
		c.Kind, c.Quantity = WrittenOff, -a.Delta
	}
	return c
}

func name(c identity.Caller) string {
	if c.Name != "" {
		return c.Name
	}
	return c.Account
}

func (s *Service) apply(ctx context.Context, c Change, version int64) (Account, error) {
	c.Version = version
	made, err := s.ledger.Apply(ctx, c)
	if err != nil {
		return Account{}, err
	}
	account, err := s.Account(ctx, c.SKU)
	if err != nil || made {
		return account, err
	}
	return account, account.refusal(c)
}

// refusal returns why the account did not take the change, nil where it had
// taken it before.
func (a Account) refusal(c Change) error {
	invalid := fault.New(fault.Invalid, "invalid", "The stock can't be changed like this.")
	if slices.Contains(a.Applied, c.ID) {
		return a.repeated(c)
	}
	switch {
	case c.Version != 0 && a.Version != c.Version:
		return errMoved
	case !a.Tracked:
		return invalid.WithField("delta", "The stock of this variant isn't counted.")
	default:
		return invalid.WithField("delta", fmt.Sprintf("There are only %d units.", a.Available))
	}
}

// ErrReused means that the id stood for another correction before.
var ErrReused = fault.New(fault.Invalid, "idempotency-key-reused", "This key stood for another correction before.").
	WithField("Idempotency-Key", "Please use another key.")

// repeated checks that a change that was made before was this one, as far back
// as movements are remembered.
func (a Account) repeated(c Change) error {
	i := slices.IndexFunc(a.Movements, func(m Movement) bool { return m.ID == c.ID })
	if i >= 0 && (a.Movements[i].Kind != c.Kind || a.Movements[i].Quantity != c.Quantity || a.Movements[i].Reason != c.Reason) {
		return ErrReused
	}
	return nil
}

var errMoved = fault.New(fault.Conflict, "stock-moved", "The stock changed meanwhile. Please try again.")

// SetTo corrects the stock so that quantity units are available, of which there
// may be fewer than none only as long as it is so already. Errors: those of
// [Service.Adjust], and fault.Conflict where sales keep changing it.
func (s *Service) SetTo(ctx context.Context, sku catalog.SKU, quantity int, reason string) (changed bool, err error) {
	caller, err := identity.RequireStaff(ctx)
	if err != nil {
		return false, err
	}
	for range tries {
		account, err := s.Account(ctx, sku)
		if err != nil || !account.Tracked || account.Available == quantity {
			return false, err
		}
		if quantity < 0 || quantity > maxDelta {
			return false, fault.New(fault.Invalid, "invalid", "This is no number of units.").
				WithField("quantity", "Please give a number of units from 0 to a million.")
		}
		a := Adjustment{ID: strings.ToLower(rand.Text()), SKU: sku, Delta: quantity - account.Available, Reason: reason}
		_, err = s.apply(ctx, correction(a, caller), account.Version)
		if err == nil || fault.KindOf(err) != fault.Conflict {
			return err == nil, err
		}
	}
	return false, errMoved
}

// Restock implements [catalog.Stock]. Units that were sold while the SKU was
// not counted don't come back to the count.
func (s *Service) Restock(ctx context.Context, r catalog.Restock) error {
	if r.ID == "" || r.Quantity < 1 {
		return fault.New(fault.Invalid, "restock", "A restock needs an id and at least one unit.")
	}
	made, err := s.ledger.Apply(ctx, Change{Entry: Entry{SKU: r.SKU, Order: r.Order, Movement: Movement{
		ID: r.ID, Kind: Restocked, Quantity: r.Quantity, Reason: r.Reason, By: name(identity.From(ctx)), At: time.Now().UTC(),
	}}})
	if made || err != nil {
		return err
	}
	_, err = s.Account(ctx, r.SKU)
	return err
}

// Watch compares a SKU's stock with its threshold and tells once when it has
// become low. It returns what [Ledger.Brief] says of the account. Errors:
// [catalog.ErrNoSuchSKU].
func (s *Service) Watch(ctx context.Context, sku catalog.SKU) (Account, error) {
	account, err := s.ledger.Brief(ctx, sku)
	if err != nil || account.IsLow() == account.Low {
		return account, err
	}
	return account, s.ledger.MarkLow(ctx, account, account.IsLow())
}
