package search

import (
	"context"

	"shop/modules/catalog/internal/category"
	"shop/platform/fault"
)

// Index looks products up.
type Index interface {
	// Search returns the active products that match. within are the categories
	// that q.Category stands for. bounds are the lower ends of the price bands.
	Search(ctx context.Context, q Query, within []string, bounds []int64) (Found, error)
}

// Lister answers canonical queries; a cache stands before it.
type Lister interface {
	// List returns the page of the canonical query q. Errors:
	// [ErrNoSuchCategory].
	List(ctx context.Context, q Query) (Result, error)
}

// MaxAddresses is how many addresses a site map may have (sitemaps.org).
const MaxAddresses = 50_000

// Directory lists the shop's products for a site map; a cache stands before it.
type Directory interface {
	// Slugs returns the slugs of the active products, the newest first, and not
	// more than a site map may have.
	Slugs(ctx context.Context) ([]string, error)
}

// ErrNoSuchCategory says that a query names a category that doesn't exist.
var ErrNoSuchCategory = fault.New(fault.Invalid, "no-such-category", "There is no such category.").
	WithField("category", "There is no such category.")

// Categories reads the tree.
type Categories interface {
	Tree(ctx context.Context) (category.Tree, error)
}

// Service answers queries from an index. It implements [Lister].
type Service struct {
	index      Index
	categories Categories
	bounds     []int64
}

// NewService returns a service over the index. digits is how many decimals the
// shop's currency has.
func NewService(index Index, categories Categories, digits int) *Service {
	unit := int64(1)
	for range digits {
		unit *= 10
	}
	bounds := []int64{0, 10, 25, 50, 100, 250, 500, 1000}
	for i := range bounds {
		bounds[i] *= unit
	}
	return &Service{index: index, categories: categories, bounds: bounds}
}

// List implements [Lister].
func (s *Service) List(ctx context.Context, q Query) (Result, error) {
	tree, err := s.categories.Tree(ctx)
	if err != nil {
		return Result{}, err
	}
	var within []string
	if q.Category != "" {
		c, ok := tree.BySlug(q.Category)
		if !ok {
			return Result{}, ErrNoSuchCategory
		}
		within = tree.Within(c.ID)
	}
	found, err := s.index.Search(ctx, q, within, s.bounds)
	if err != nil {
		return Result{}, err
	}
	return Result{
		Cards: found.Cards,
		Total: found.Total,
		Page:  q.Page,
		Pages: max(1, (found.Total+q.Limit-1)/q.Limit),
		Facets: Facets{
			Categories: tree.RollUp(found.Categories),
			Prices:     found.Prices,
			InStock:    found.InStock,
			All:        found.All,
			Vendors:    found.Vendors,
			Tags:       found.Tags,
		},
	}, nil
}
