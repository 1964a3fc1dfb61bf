package product

import (
	"context"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
)

// Detail is a product with the levels of its variants.
type Detail struct {
	Product
	Levels stock.Levels `json:"levels"`
}

// Finder finds products for shoppers.
type Finder interface {
	// Find returns the product whose id, slug or, after those, former slug is
	// key. Errors: [ErrNotFound].
	Find(ctx context.Context, key string) (Detail, error)
}

// Shelf is what shoppers see of products: the published ones, from the cache.
type Shelf struct{ finder Finder }

// NewShelf returns a shelf over the finder.
func NewShelf(finder Finder) *Shelf { return &Shelf{finder: finder} }

// Product returns the published product whose id or slug is key; whoever finds
// it by a former slug sees so from its Slug. Errors: [ErrNotFound].
func (s *Shelf) Product(ctx context.Context, key string) (Detail, error) {
	if !ValidSlug(key) {
		return Detail{}, ErrNotFound
	}
	d, err := s.finder.Find(ctx, key)
	if err != nil {
		return Detail{}, err
	}
	if !d.Sellable() {
		return Detail{}, ErrNotFound
	}
	return d, nil
}

// Counters are the parts of a product that follow what others do. None counts
// as a change by staff.
type Counters interface {
	// CountSale adds units sold, once per event id, and does nothing for a
	// product that doesn't exist.
	CountSale(ctx context.Context, id catalog.ProductID, units int, eventID string) error
	// SetAvailability stores what lists show of the stock as it was at
	// stockVersion, where the product still has the version and no later stock
	// was noted. It returns the stock version of the latest change that shows in
	// lists and that [Counters.Listed] wasn't told of, or 0.
	SetAvailability(ctx context.Context, p Product, a Availability, stockVersion int64) (unlisted int64, err error)
	// Listed notes that no cached list is older than the change that
	// SetAvailability returned.
	Listed(ctx context.Context, id catalog.ProductID, unlisted int64) error
}

// Follower keeps products in step with stock and sales.
type Follower struct {
	counters Counters
	levels   Levels
}

// Levels reads the stock.
type Levels interface {
	Levels(ctx context.Context, skus []catalog.SKU) (stock.Levels, error)
}

// NewFollower returns a follower of the levels.
func NewFollower(counters Counters, levels Levels) *Follower {
	return &Follower{counters: counters, levels: levels}
}

// StockMoved brings what lists show of p, as it was read just now, in step with
// its stock. If they look different now, drop is called to drop those that are
// cached, until one call went through: whoever dies or fails in between leaves
// it to the next one who looks. Errors: those of drop, too.
//
// Most sales change nothing that shows, and write nothing. Somebody may be about
// to store what was true before such a sale; so whoever stores something looks
// once more afterwards.
func (f *Follower) StockMoved(ctx context.Context, p Product, drop func(context.Context) error) error {
	for {
		levels, err := f.levels.Levels(ctx, p.SKUs())
		if err != nil {
			return err
		}
		shown := p.availability(levels)
		if shown == p.Availability && p.Unlisted == 0 {
			return nil
		}
		if err := f.show(ctx, p, shown, levels, drop); err != nil {
			return err
		}
		p.Availability, p.Unlisted = shown, 0
	}
}

// show stores what lists show of p at those levels, and drops the lists that are
// older.
func (f *Follower) show(ctx context.Context, p Product, a Availability, levels stock.Levels, drop func(context.Context) error) error {
	var version int64
	for _, l := range levels {
		version += l.Version
	}
	unlisted, err := f.counters.SetAvailability(ctx, p, a, version)
	if err != nil || unlisted == 0 {
		return err
	}
	if err := drop(ctx); err != nil {
		return err
	}
	return f.counters.Listed(ctx, p.ID, unlisted)
}
