package draft

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/paging"
)

// The bounds of what staff enter.
const (
	// DefaultDays is how long a draft can be paid where nobody says it, MaxDays
	// the longest.
	DefaultDays = 14
	MaxDays     = 365
	maxName     = 100
	maxNote     = 1000
)

// Request is what staff put together.
type Request struct {
	Lines       []Line
	Name, Email string
	Note        string
	// Days is how long it can be paid; 0 means [DefaultDays].
	Days int
}

// Line is so many of one variant. Price is what one costs; nil means the
// catalogue's price of now.
type Line struct {
	SKU      catalog.SKU
	Quantity int
	Price    *money.Money
}

// The errors of drafts.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-draft", "There is no such draft.")
	// ErrOrdered: it is being ordered, or was.
	ErrOrdered = fault.New(fault.Conflict, "draft-ordered", "This draft is being ordered, or was; there is nothing left to discard.")
	// ErrNotOpen: nobody can pay it any more.
	ErrNotOpen = fault.New(fault.Conflict, "draft-not-open", "This draft can't be paid any more: it is being ordered, was, or has ended.")
)

// Store finds drafts among the carts.
type Store interface {
	// Drafts returns up to limit drafts after those skipped, the newest first,
	// and how many there are.
	Drafts(ctx context.Context, skip, limit int) ([]cart.Cart, int, error)
	// Discard deletes a draft that isn't ordered, and reports whether there was
	// one.
	Discard(ctx context.Context, id string) (bool, error)
}

// Service makes drafts, for staff.
type Service struct {
	store    Store
	carts    cart.Store
	items    catalog.Items
	currency string
}

// NewService returns the service over the stores, of a shop that sells in the
// currency.
func NewService(store Store, carts cart.Store, items catalog.Items, currency string) *Service {
	return &Service{store: store, carts: carts, items: items, currency: currency}
}

// Create makes a draft. Nothing is held for it: what sold out meanwhile can't be
// ordered. Errors: identity.ErrSignIn, identity.ErrStaffOnly, fault.Invalid
// naming each wrong value.
func (s *Service) Create(ctx context.Context, r Request) (cart.Cart, error) {
	staff, err := identity.RequireStaff(ctx)
	if err != nil {
		return cart.Cart{}, err
	}
	r.Name, r.Email, r.Note = strings.TrimSpace(r.Name), identity.NormalEmail(r.Email), strings.TrimSpace(r.Note)
	if r.Days == 0 {
		r.Days = DefaultDays
	}
	lines, err := s.lines(ctx, r)
	if err != nil {
		return cart.Cart{}, err
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	return s.carts.Save(ctx, cart.Cart{
		ID: cart.DraftID(rand.Text()), State: cart.Open, Lines: lines,
		Draft: &cart.Draft{
			Name: r.Name, Email: r.Email, Note: r.Note, By: staff.Name, CreatedAt: now, Until: now.AddDate(0, 0, r.Days),
		},
	})
}

// lines checks the request and returns its lines as a cart has them.
func (s *Service) lines(ctx context.Context, r Request) ([]cart.Line, error) {
	var wrong fault.Fields
	if utf8.RuneCountInString(r.Name) > maxName {
		wrong.Add("name", "Please keep it shorter.")
	}
	if utf8.RuneCountInString(r.Note) > maxNote {
		wrong.Add("note", "Please keep it shorter.")
	}
	if r.Email != "" && !identity.ValidEmail(r.Email) {
		wrong.Add("email", "Please enter an e-mail address, such as name@example.com.")
	}
	if r.Days < 1 || r.Days > MaxDays {
		wrong.Add("days", fmt.Sprintf("Please choose between 1 and %d.", MaxDays))
	}
	switch {
	case len(r.Lines) == 0:
		wrong.Add("lines", "Please enter at least one item.")
	case len(r.Lines) > cart.MaxLines:
		wrong.Add("lines", fmt.Sprintf("Please keep at most %d items.", cart.MaxLines))
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	skus := make([]catalog.SKU, len(r.Lines))
	for i, l := range r.Lines {
		skus[i] = l.SKU
	}
	items, err := s.items.Items(ctx, skus)
	if err != nil {
		return nil, err
	}
	lines := make([]cart.Line, len(r.Lines))
	seen := map[catalog.SKU]bool{}
	for i, l := range r.Lines {
		at := fmt.Sprintf("lines[%d].", i)
		item, known := items[l.SKU]
		switch {
		case !known || !item.Active || item.Price.Currency != s.currency:
			wrong.Add(at+"sku", fmt.Sprintf("There is nothing for sale with the SKU %q.", l.SKU))
		case seen[l.SKU]:
			wrong.Add(at+"sku", "This SKU is there twice.")
		}
		seen[l.SKU] = true
		if l.Quantity < 1 || l.Quantity > cart.MaxQuantity {
			wrong.Add(at+"quantity", fmt.Sprintf("Please choose between 1 and %d.", cart.MaxQuantity))
		}
		price := item.Price
		if l.Price != nil {
			price = *l.Price
		}
		if price.Amount < 0 || price.Currency != s.currency && known {
			wrong.Add(at+"price", fmt.Sprintf("Please enter an amount in %s.", s.currency))
		} else if _, err := price.Times(int64(max(l.Quantity, 1))); err != nil {
			wrong.Add(at+"price", "This is more than can be reckoned with.")
		}
		lines[i] = cart.Line{SKU: l.SKU, Quantity: l.Quantity, Name: item.ProductName, Price: price, Agreed: true}
	}
	return lines, wrong.Err()
}

// List returns a page of the drafts, the newest first. Errors:
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) List(ctx context.Context, page, limit int) (paging.Page[cart.Cart], error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return paging.Page[cart.Cart]{}, err
	}
	return paging.Read(page, limit, paging.Limits{Default: 20, Max: 100}, func(skip, limit int) ([]cart.Cart, int, error) {
		return s.store.Drafts(ctx, skip, limit)
	})
}

// Get returns a draft by the token of its link. Errors: [ErrNotFound],
// identity.ErrSignIn, identity.ErrStaffOnly.
func (s *Service) Get(ctx context.Context, token string) (cart.Cart, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return cart.Cart{}, err
	}
	c, err := s.carts.Find(ctx, cart.DraftID(token))
	if errors.Is(err, cart.ErrNotInCart) {
		return cart.Cart{}, ErrNotFound
	}
	return c, err
}

// Open is as [Service.Get], of one that can be paid. Errors: [ErrNotOpen] too.
func (s *Service) Open(ctx context.Context, token string) (cart.Cart, error) {
	c, err := s.Get(ctx, token)
	if err == nil && c.DraftState(time.Now()) != cart.DraftOpen {
		err = ErrNotOpen
	}
	return c, err
}

// NoteMailed notes that the draft's link was mailed, for staff to see. Where the
// draft changed since it was read, that stands and nothing is noted.
func (s *Service) NoteMailed(ctx context.Context, c cart.Cart) error {
	noted := *c.Draft
	noted.MailedAt = time.Now().UTC().Truncate(time.Millisecond)
	c.Draft = &noted
	if _, err := s.carts.Save(ctx, c); err != nil && !errors.Is(err, cart.ErrStale) {
		return err
	}
	return nil
}

// Discard deletes a draft: its link opens nothing any more. Errors:
// [ErrOrdered], those of [Service.Get].
func (s *Service) Discard(ctx context.Context, token string) error {
	if _, err := s.Get(ctx, token); err != nil {
		return err
	}
	gone, err := s.store.Discard(ctx, cart.DraftID(token))
	if err == nil && !gone {
		return ErrOrdered
	}
	return err
}
