package product

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/events"
	"shop/platform/fault"
	"shop/platform/identity"
)

// The errors of this package.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-such-product", "There is no such product.")
	// ErrConflict: the product was changed since it was read.
	ErrConflict = fault.New(fault.Conflict, "product-changed", "Somebody else changed this product meanwhile. Please look at it again.")
	// ErrSlugTaken and ErrSKUTaken: another product has it. They name the
	// field.
	ErrSlugTaken = fault.New(fault.Invalid, "slug-taken", "This address is taken.").
			WithField("slug", "Another product has this address.")
	ErrSKUTaken = fault.New(fault.Invalid, "sku-taken", "A SKU is taken.")
	// ErrExists: there is a product of the given id.
	ErrExists = fault.New(fault.Conflict, "product-exists", "This product exists already.")
)

// SKUTaken returns [ErrSKUTaken] naming the variant.
func SKUTaken(c Content, sku catalog.SKU) error {
	i := slices.IndexFunc(c.Variants, func(v Variant) bool { return v.SKU == sku })
	return ErrSKUTaken.WithField(fmt.Sprintf("variants[%d].sku", i), "Another product has this SKU.")
}

// Store keeps products.
type Store interface {
	// Insert stores a new product with its event. Errors: [ErrExists],
	// [ErrSKUTaken], [ErrSlugTaken].
	Insert(ctx context.Context, p Product, ev events.Event) error
	// Save stores what staff edit of p with its event, where the stored version
	// is p.Version, and counts the version up. Errors: [ErrConflict],
	// [ErrNotFound], [ErrSlugTaken], [ErrSKUTaken].
	Save(ctx context.Context, p Product, ev events.Event) error
	// Product returns the product. Errors: [ErrNotFound].
	Product(ctx context.Context, id catalog.ProductID) (Product, error)
	// WithSKUs returns the products that have any of the SKUs.
	WithSKUs(ctx context.Context, skus []catalog.SKU) ([]Product, error)
	// BySlug returns the product that has the slug now. Errors: [ErrNotFound].
	BySlug(ctx context.Context, slug string) (Product, error)
}

// Service changes products for staff. It implements [catalog.Items].
type Service struct {
	store    Store
	lister   Lister
	stock    *stock.Service
	currency string
}

// NewService returns a service whose prices are in the currency.
func NewService(store Store, lister Lister, stock *stock.Service, currency string) *Service {
	return &Service{store: store, lister: lister, stock: stock, currency: currency}
}

// Currency returns the currency of all prices.
func (s *Service) Currency() string { return s.currency }

// Input is a product as staff enter it.
type Input struct {
	// ID is the new product's where it has to be known beforehand, so that two
	// who create the same product at once create one; empty otherwise.
	ID catalog.ProductID
	Content
	// Quantities are the units that new SKUs start with; those that exist keep
	// their stock.
	Quantities map[catalog.SKU]int
}

// Create adds a product. An empty slug is made from the name; one that is
// taken gets a number. Errors: those of identity.RequireStaff, [ErrSKUTaken],
// [ErrExists], fault.Invalid naming each wrong field.
func (s *Service) Create(ctx context.Context, in Input) (Product, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Product{}, err
	}
	content, err := s.Check(in.Content)
	if err != nil {
		return Product{}, err
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	p := Product{ID: in.ID, Content: content, Version: 1, CreatedAt: now, UpdatedAt: now}
	if p.ID == "" {
		p.ID = catalog.ProductID(strings.ToLower(rand.Text()))
	}
	if err := s.free(ctx, p); err != nil {
		return Product{}, err
	}
	// The accounts come first: a product that can be seen has its stock.
	if err := s.open(ctx, &p, in.Quantities); err != nil {
		return Product{}, err
	}
	base := p.Slug
	for n := 1; ; n++ {
		p.Slug = Numbered(base, n)
		err := s.store.Insert(ctx, p, changed(p, ""))
		if errors.Is(err, ErrSKUTaken) {
			if err := s.giveBack(ctx, p); err != nil {
				return p, err
			}
		}
		if !errors.Is(err, ErrSlugTaken) || n >= maxSlugTries {
			return p, err
		}
	}
}

// giveBack lets the accounts that p opened follow the products that were
// faster.
func (s *Service) giveBack(ctx context.Context, p Product) error {
	owners, err := s.store.WithSKUs(ctx, p.SKUs())
	if err != nil {
		return err
	}
	for _, owner := range owners {
		if err := s.open(ctx, &owner, nil); err != nil {
			return err
		}
	}
	return nil
}

// maxSlugTries bounds the search for a free slug.
const maxSlugTries = 50

// Check returns content as it would be stored. Errors: fault.Invalid naming
// each wrong field.
func (s *Service) Check(content Content) (Content, error) {
	content = content.normalise()
	return content, content.validate(s.currency)
}

// free checks that no other product has one of p's SKUs, before accounts are
// opened for them.
func (s *Service) free(ctx context.Context, p Product) error {
	others, err := s.store.WithSKUs(ctx, p.SKUs())
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID == p.ID {
			continue
		}
		for _, sku := range p.SKUs() {
			if _, ok := other.Variant(sku); ok {
				return SKUTaken(p.Content, sku)
			}
		}
	}
	return nil
}

// open makes the accounts of p's variants and notes what is available.
func (s *Service) open(ctx context.Context, p *Product, quantities map[catalog.SKU]int) error {
	accounts := make([]stock.Account, len(p.Variants))
	for i, v := range p.Variants {
		accounts[i] = stock.Account{
			SKU: v.SKU, ProductID: p.ID, ProductName: p.Name, Options: v.Options,
			Tracked: v.Tracked, Backorder: v.Backorder, Available: quantities[v.SKU],
		}
	}
	if err := s.stock.Open(ctx, accounts); err != nil {
		return err
	}
	levels, err := s.stock.Levels(ctx, p.SKUs())
	p.Availability = p.availability(levels)
	return err
}

// Update changes the product that was read at version. A former slug goes on
// leading to the product. Errors: those of [Service.Create], [ErrNotFound],
// [ErrConflict], [ErrSlugTaken].
func (s *Service) Update(ctx context.Context, id catalog.ProductID, version int64, in Input) (Product, error) {
	p, err := s.Product(ctx, id)
	if err != nil {
		return Product{}, err
	}
	if p.Version != version {
		return p, ErrConflict
	}
	if in.Slug == "" {
		in.Slug = p.Slug
	}
	content, err := s.Check(in.Content)
	if err != nil {
		return p, err
	}
	before := p.Slug
	p.Content = content
	if p.Slug != before {
		p.FormerSlugs = append(slices.DeleteFunc(slices.Clone(p.FormerSlugs), func(f string) bool { return f == before || f == p.Slug }), before)
	} else {
		before = ""
	}
	if err := s.free(ctx, p); err != nil {
		return p, err
	}
	if err := s.open(ctx, &p, in.Quantities); err != nil {
		return p, err
	}
	p.UpdatedAt = time.Now().UTC().Truncate(time.Millisecond)
	if err := s.store.Save(ctx, p, changed(p, before)); err != nil {
		return p, err
	}
	p.Version++
	return p, nil
}

func changed(p Product, former string) events.Event {
	return events.New(string(p.ID), catalog.ProductChanged{ProductID: p.ID, Slug: p.Slug, FormerSlug: former})
}

// SetStatus publishes, withdraws, archives or restores a product, whichever
// version it has. Errors: as [Service.Update].
func (s *Service) SetStatus(ctx context.Context, id catalog.ProductID, status Status) (Product, error) {
	return s.edit(ctx, id, func(p *Product) error {
		p.Status = status
		return nil
	})
}

// edit changes one aspect of the product, again from the start where somebody
// else was faster.
func (s *Service) edit(ctx context.Context, id catalog.ProductID, change func(*Product) error) (Product, error) {
	for n := 1; ; n++ {
		p, err := s.Product(ctx, id)
		if err != nil {
			return p, err
		}
		p.Images = slices.Clone(p.Images)
		p.Variants = slices.Clone(p.Variants)
		if err := change(&p); err != nil {
			return p, err
		}
		p, err = s.Update(ctx, id, p.Version, Input{Content: p.Content})
		if n == maxEdits || err == nil || fault.KindOf(err) != fault.Conflict {
			return p, err
		}
	}
}

const maxEdits = 5

// Product returns a product in any status to staff. Errors: those of
// identity.RequireStaff, [ErrNotFound].
func (s *Service) Product(ctx context.Context, id catalog.ProductID) (Product, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Product{}, err
	}
	return s.store.Product(ctx, id)
}

// Match returns the product that has the slug now or, where none has, the one
// that had it before and has one of the SKUs. It is for staff. Errors: as
// [Service.Product].
func (s *Service) Match(ctx context.Context, slug string, skus []catalog.SKU) (Product, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Product{}, err
	}
	p, err := s.store.BySlug(ctx, slug)
	if !errors.Is(err, ErrNotFound) || len(skus) == 0 {
		return p, err
	}
	others, err := s.store.WithSKUs(ctx, skus)
	if err != nil {
		return Product{}, err
	}
	for _, sku := range skus {
		for _, other := range others {
			if _, has := other.Variant(sku); has && slices.Contains(other.FormerSlugs, slug) {
				return other, nil
			}
		}
	}
	return Product{}, ErrNotFound
}
