package promotion

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/platform/fault"
	"shop/platform/identity"
)

// The errors of promotions.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-promotion", "There is no such promotion.")
	// ErrConflict says that the promotion was changed since it was read.
	ErrConflict = fault.New(fault.Conflict, "promotion-changed", "Somebody else changed this promotion meanwhile. Please look at it again.")
	// ErrCodeTaken says that another promotion has the code.
	ErrCodeTaken = fault.New(fault.Invalid, "code-taken", "Some of the values need another look.").WithField("code", "Another promotion has this code.")
)

// Store keeps promotions.
type Store interface {
	// Active returns, in no order, the active promotions that apply by
	// themselves and, unless code is empty, the one with that code, active or
	// not.
	Active(ctx context.Context, code string) ([]Promotion, error)
	// All returns every promotion, those of the highest priority first.
	All(ctx context.Context) ([]Promotion, error)
	// Find returns the promotion. Errors: [ErrNotFound].
	Find(ctx context.Context, id string) (Promotion, error)
	// Save stores the promotion if its version is the stored one, and returns
	// it with the next; a new one has version 0. Errors: [ErrConflict],
	// [ErrCodeTaken].
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
	coupons    *coupon.Service
	currency   string
}

// NewService returns the service over the stores; amounts are in the currency.
func NewService(store Store, history History, categories catalog.Categories, coupons *coupon.Service, currency string) *Service {
	return &Service{store: store, history: history, categories: categories, coupons: coupons, currency: currency}
}

// Offer is what promotions there are for a caller.
type Offer struct {
	Promotions []Promotion
	Customer   Customer
	// Coupon is the code that was entered; nil for none.
	Coupon *Coupon
}

// Basket returns the lines as the offer's promotions are evaluated on them.
func (o Offer) Basket(lines []Line, now time.Time) Basket {
	return Basket{Lines: lines, Customer: o.Customer, Code: o.Coupon.usable(), Now: now}
}

// For returns the active promotions, what of the caller they depend on, and
// what becomes of an entered code. Categories stand for those below them, too.
// What no promotion asks for isn't looked up.
func (s *Service) For(ctx context.Context, e Entered) (Offer, error) {
	promotions, err := s.store.Active(ctx, e.Code)
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
		if o.Customer.Ordered, err = s.history.HasOrdered(ctx, caller.Account); err != nil {
			return Offer{}, err
		}
	}
	o.Coupon, err = s.coupon(ctx, o.Promotions, e)
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

// counted fills in how often each promotion's code was used.
func (s *Service) counted(ctx context.Context, list ...Promotion) ([]Promotion, error) {
	if len(list) == 0 {
		return list, nil
	}
	ids := make([]string, len(list))
	for i, p := range list {
		ids[i] = p.ID
	}
	usages, err := s.coupons.Usages(ctx, ids...)
	for i := range list {
		list[i].Usage = usages[list[i].ID]
	}
	return list, err
}

// All returns every promotion, for staff. Errors: identity.ErrSignIn,
// identity.ErrStaffOnly.
func (s *Service) All(ctx context.Context) ([]Promotion, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	list, err := s.store.All(ctx)
	if err != nil {
		return nil, err
	}
	return s.counted(ctx, list...)
}

// Get returns a promotion, for staff. Errors: [ErrNotFound],
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Get(ctx context.Context, id string) (Promotion, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Promotion{}, err
	}
	p, err := s.store.Find(ctx, id)
	if err != nil {
		return Promotion{}, err
	}
	list, err := s.counted(ctx, p)
	return list[0], err
}

// Create stores a new promotion, for staff; its id and version are made.
// Errors: identity.ErrSignIn, identity.ErrStaffOnly, fault.Invalid naming each
// wrong value, [ErrCodeTaken].
func (s *Service) Create(ctx context.Context, p Promotion) (Promotion, error) {
	p.ID, p.Version = strings.ToLower(rand.Text()), 0
	return s.save(ctx, p)
}

// Update replaces the promotion with its id where the stored version is the
// given one, for staff. Orders keep what it took off them, and uses of its code
// stay counted. Errors: those of [Service.Create], [ErrNotFound], [ErrConflict].
func (s *Service) Update(ctx context.Context, p Promotion) (Promotion, error) {
	stored, err := s.Get(ctx, p.ID)
	if err != nil {
		return Promotion{}, err
	}
	if p.Version < 1 {
		return Promotion{}, ErrConflict
	}
	p.Usage = stored.Usage
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
