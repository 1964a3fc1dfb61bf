package order

import (
	"context"
	"time"

	"shop/platform/identity"
	"shop/platform/money"
)

// Filter chooses the orders of a list.
type Filter struct {
	// Account limits to one owner.
	Account string
	// Statuses, Payments and Fulfilments limit to these states; empty means
	// any.
	Statuses    []Status
	Payments    []Payment
	Fulfilments []FulfilmentState
	// Search is the beginning of a number, of an e-mail address or of the
	// recipient's name.
	Search string
	// Sort is how they are ordered; the zero value is [NewestFirst].
	Sort Sort
	// Page counts from 1; Limit is the size of a page.
	Page, Limit int
}

// Only is what a [Filter] has to limit to one state, and nothing for "", which
// stands for any.
func Only[S ~string](state S) []S {
	if state == "" {
		return nil
	}
	return []S{state}
}

// Sort is the order of a list.
type Sort string

// The ways to sort.
const (
	NewestFirst   Sort = "-placed"
	OldestFirst   Sort = "placed"
	CheapestFirst Sort = "total"
	DearestFirst  Sort = "-total"
)

// Page is one page of a list.
type Page struct {
	Orders []Order
	Total  int
	// Number counts from 1, Pages is at least 1.
	Number, Pages int
}

// Sales is what was sold in some span of time.
type Sales struct {
	Orders  int
	Revenue money.Money
}

// Average returns the revenue per order, rounded to the minor unit.
func (s Sales) Average() money.Money {
	if s.Orders == 0 {
		return money.Zero(s.Revenue.Currency)
	}
	return s.Revenue.Allocate(1, int64(s.Orders-1))[0]
}

// Lister answers questions about many orders.
type Lister interface {
	// List returns the orders on the filter's page and how many there are in
	// all.
	List(ctx context.Context, f Filter) ([]Order, int, error)
	// OfGuest returns what was ordered from a guest's cart and is no account's
	// yet.
	OfGuest(ctx context.Context, cart string) ([]Order, error)
	// SalesByHour returns the sales of orders placed in [from, to), one for
	// each hour from the first on, the last of which may be a part of one;
	// cancelled orders are left out.
	SalesByHour(ctx context.Context, from, to time.Time) ([]Sales, error)
	// Conversion tells what became of the carts that were filled in [from, to).
	Conversion(ctx context.Context, from, to time.Time) (Conversion, error)
	// Count returns how many orders match.
	Count(ctx context.Context, f Filter) (int, error)
}

// Service reads orders for those who may see them.
type Service struct {
	store  Store
	lister Lister
}

// NewService returns the service over the stores.
func NewService(store Store, lister Lister) *Service {
	return &Service{store: store, lister: lister}
}

// shown are the states in which an order is listed to its owner: what came to
// nothing is on its own page only.
var shown = []Status{Paying, Paid, Confirmed, Cancelled}

// Mine returns the caller's orders. Errors: identity.ErrSignIn.
func (s *Service) Mine(ctx context.Context, page, limit int) (Page, error) {
	c, err := identity.RequireAccount(ctx)
	if err != nil {
		return Page{}, err
	}
	return s.page(ctx, Filter{Account: c.Account, Statuses: shown, Page: page, Limit: limit})
}

// All returns everybody's orders, for staff. Errors: identity.ErrSignIn,
// identity.ErrStaffOnly.
func (s *Service) All(ctx context.Context, f Filter) (Page, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Page{}, err
	}
	return s.page(ctx, f)
}

// Get returns any order, for staff. Errors: [ErrNotFound], identity.ErrSignIn,
// identity.ErrStaffOnly.
func (s *Service) Get(ctx context.Context, number string) (Order, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Order{}, err
	}
	return s.store.ByNumber(ctx, CanonicalNumber(number))
}

// SalesByHour returns the sales of a span, for staff. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) SalesByHour(ctx context.Context, from, to time.Time) ([]Sales, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return nil, err
	}
	return s.lister.SalesByHour(ctx, from, to)
}

// Count counts orders, for staff. Errors: identity.ErrSignIn,
// identity.ErrStaffOnly.
func (s *Service) Count(ctx context.Context, f Filter) (int, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return 0, err
	}
	return s.lister.Count(ctx, f)
}

// Conversion tells what became of the carts of a span, for staff. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Conversion(ctx context.Context, from, to time.Time) (Conversion, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Conversion{}, err
	}
	return s.lister.Conversion(ctx, from, to)
}

func (s *Service) page(ctx context.Context, f Filter) (Page, error) {
	f.Page = max(f.Page, 1)
	if f.Limit < 1 || f.Limit > 100 {
		f.Limit = 20
	}
	list, total, err := s.lister.List(ctx, f)
	if err != nil {
		return Page{}, err
	}
	return Page{Orders: list, Total: total, Number: f.Page, Pages: max(1, (total+f.Limit-1)/f.Limit)}, nil
}
