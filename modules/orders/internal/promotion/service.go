package promotion

import (
	"context"
	"crypto/rand"
	"strings"

	"shop/modules/catalog"
	"shop/platform/fault"
	"shop/platform/identity"
)

// The errors of promotions.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-promotion", "There is no such promotion.")
	// ErrConflict says that the promotion was changed since it was read.
	ErrConflict = fault.New(fault.Conflict, "promotion-changed", "Somebody else changed this promotion meanwhile. Please look at it again.")
)

// Store keeps promotions.
type Store interface {
	// Active returns the active promotions, in no order.
	Active(ctx context.Context) ([]Promotion, error)
	// All returns every promotion, those of the highest priority first.
	All(ctx context.Context) ([]Promotion, error)
	// Find returns the promotion. Errors: [ErrNotFound].
	Find(ctx context.Context, id string) (Promotion, error)
	// Save stores the promotion if its version is the stored one, and returns
	// it with the next; a new one has version 0. Errors: [ErrConflict].
	Save(ctx context.Context, p Promotion) (Promotion, error)
	// Delete removes the promotion. Errors: [ErrNotFound].
	Delete(ctx context.Context, id string) error
}

// History tells what accounts have ordered.
type History interface {
	// HasOrdered reports whether an order of the account was ever placed.
	HasOrdered(ctx context.Context, account string) (bool, error)
}

// Service keeps promotions for staff, and finds those that may apply.
type Service struct {
	store      Store
	history    History
	categories catalog.Categories
	currency   string
}

// NewService returns the service over the stores; amounts are in the currency.
func NewService(store Store, history History, categories catalog.Categories, currency string) *Service {
	return &Service{store: store, history: history, categories: categories, currency: currency}
}

// Offer is what promotions there are for a caller.
type Offer struct {
	Promotions []Promotion
	Customer   Customer
}

// For returns the active promotions and what of the caller they depend on.
// Categories stand for those below them, too. What no promotion asks for isn't
// looked up.
func (s *Service) For(ctx context.Context) (Offer, error) {
	promotions, err := s.store.Active(ctx)
	if err != nil {
		return Offer{}, err
	}
	caller := identity.From(ctx)
	o := Offer{Promotions: promotions, Customer: Customer{SignedIn: caller.SignedIn()}}
	var byCategory, byHistory bool
	for _, p := range promotions {
		byCategory = byCategory || len(p.CategoryIDs) > 0
		byHistory = byHistory || p.Customers == FirstOrder
	}
	if byCategory {
		if err := s.widen(ctx, o.Promotions); err != nil {
			return Offer{}, err
		}
	}
	if byHistory && caller.SignedIn() {
		o.Customer.Ordered, err = s.history.HasOrdered(ctx, caller.Account)
	}
	return o, err
}

// widen adds to the categories of each promotion those below them.
func (s *Service) widen(ctx context.Context, promotions []Promotion) error {
	categories, err := s.categories.All(ctx)
	if err != nil {
		return err
	}
	for i := range promotions {
		promotions[i].CategoryIDs = catalog.WithDescendants(categories, promotions[i].CategoryIDs)
	}
	return nil
}

// All returns every promotion, for staff. Errors: identity.ErrSignIn,
// identity.ErrStaffOnly.
func (s *Service) All(ctx context.Context) ([]Promotion, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	return s.store.All(ctx)
}

// Get returns a promotion, for staff. Errors: [ErrNotFound],
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Get(ctx context.Context, id string) (Promotion, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Promotion{}, err
	}
	return s.store.Find(ctx, id)
}

// Create stores a new promotion, for staff; its id and version are made.
// Errors: identity.ErrSignIn, identity.ErrStaffOnly, fault.Invalid naming each
// wrong value.
func (s *Service) Create(ctx context.Context, p Promotion) (Promotion, error) {
	p.ID, p.Version = strings.ToLower(rand.Text()), 0
	return s.save(ctx, p)
}

// Update replaces the promotion with its id where the stored version is the
// given one, for staff. Orders keep what it took off them. Errors: those of
// [Service.Create], [ErrNotFound], [ErrConflict].
func (s *Service) Update(ctx context.Context, p Promotion) (Promotion, error) {
	if _, err := s.Get(ctx, p.ID); err != nil {
		return Promotion{}, err
	}
	if p.Version < 1 {
		return Promotion{}, ErrConflict
	}
	return s.save(ctx, p)
}

func (s *Service) save(ctx context.Context, p Promotion) (Promotion, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Promotion{}, err
	}
	p = p.normalise()
	if err := s.validate(ctx, p); err != nil {
		return Promotion{}, err
	}
	return s.store.Save(ctx, p)
}

// Delete removes a promotion, for staff. Errors: [ErrNotFound],
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Delete(ctx context.Context, id string) error {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return err
	}
	return s.store.Delete(ctx, id)
}
