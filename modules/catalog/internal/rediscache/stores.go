package rediscache

import (
	"context"
	"errors"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/events"
)

// Products is a [product.Store] whose writes drop what they made old. Its
// reads are those of the record. A drop that fails fails no write, which
// stands: the event that was written along repeats the drop.
type Products struct {
	product.Store
	caches *Caches
}

// NewProducts returns the store.
func NewProducts(c *Caches, store product.Store) *Products { return &Products{store, c} }

// Insert implements [product.Store].
func (s *Products) Insert(ctx context.Context, p product.Product, ev events.Event) error {
	err := s.Store.Insert(ctx, p, ev)
	s.drop(ctx, p)
	return err
}

// Save implements [product.Store].
func (s *Products) Save(ctx context.Context, p product.Product, ev events.Event) error {
	err := s.Store.Save(ctx, p, ev)
	s.drop(ctx, p)
	return err
}

// drop is called after failures too: a write whose answer was lost may stand.
func (s *Products) drop(ctx context.Context, p product.Product) {
	ctx = context.WithoutCancel(ctx)
	_ = s.caches.DropProduct(ctx, p)
	_ = s.caches.DropLists(ctx)
}

// Categories is a [category.Store] whose writes drop what they made old, as
// those of [Products] do.
type Categories struct {
	category.Store
	caches *Caches
}

// NewCategories returns the store.
func NewCategories(c *Caches, store category.Store) *Categories { return &Categories{store, c} }

// Save implements [category.Store].
func (s *Categories) Save(ctx context.Context, t category.Tree, ev events.Event) error {
	err := s.Store.Save(ctx, t, ev)
	_ = s.caches.DropTree(context.WithoutCancel(ctx))
	return err
}

// Follower keeps what lists and caches show in step with the stock.
type Follower struct {
	products product.Store
	follower *product.Follower
	caches   *Caches
}

// NewFollower returns a follower.
func NewFollower(c *Caches, products product.Store, follower *product.Follower) *Follower {
	return &Follower{products, follower, c}
}

// StockMoved brings a product in step with its stock. Lists are dropped only
// when they look different: most sales don't change them. Errors:
// [product.ErrNotFound], and as [redis.Cache.Invalidate].
func (f *Follower) StockMoved(ctx context.Context, id catalog.ProductID) error {
	p, err := f.products.Product(ctx, id)
	if err != nil {
		return err
	}
	err = f.follower.StockMoved(ctx, p, f.caches.DropLists)
	return errors.Join(err, f.caches.DropProduct(ctx, p))
}

// Ledger is a [stock.Ledger] whose changes lists and caches show at once.
type Ledger struct {
	stock.Ledger
	follower *Follower
}

// NewLedger returns the ledger.
func NewLedger(ledger stock.Ledger, follower *Follower) *Ledger { return &Ledger{ledger, follower} }

// Apply implements [stock.Ledger].
func (l *Ledger) Apply(ctx context.Context, c stock.Change) (bool, error) {
	made, err := l.Ledger.Apply(ctx, c)
	if made {
		l.show(context.WithoutCancel(ctx), c.SKU)
	}
	return made, err
}

// show does now what the event that waits in the account does a moment later;
// so what goes wrong here is left to that.
func (l *Ledger) show(ctx context.Context, sku catalog.SKU) {
	if account, err := l.Brief(ctx, sku); err == nil {
		_ = l.follower.StockMoved(ctx, account.ProductID)
	}
}
