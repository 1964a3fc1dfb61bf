package rediscache

import (
	"context"
	"errors"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/platform/redis"
)

// Caches are the catalogue's caches.
type Caches struct {
	details *redis.Cache[product.Detail]
	lists   *redis.Cache[search.Result]
	trees   *redis.Cache[category.Tree]
	slugs   *redis.Cache[[]string]
	debts   Debts
}

// New returns the caches in Redis.
func New(c *redis.Client, debts Debts) *Caches {
	return &Caches{
		debts:   debts,
		details: redis.NewCache[product.Detail](c, redis.Products, redis.CacheOptions{}),
		lists:   redis.NewCache[search.Result](c, redis.ProductLists, redis.CacheOptions{}),
		trees:   redis.NewCache[category.Tree](c, redis.Categories, redis.CacheOptions{}),
		slugs:   redis.NewCache[[]string](c, redis.SiteMap, redis.CacheOptions{}),
	}
}

// DropProduct forgets a product under its id and the slugs it has or had, or has
// another instance do it within a second. Errors: those of [Debts.Owe].
func (c *Caches) DropProduct(ctx context.Context, p product.Product) error {
	return c.owe(ctx, redis.Products, c.details.Invalidate(ctx, append([]string{string(p.ID), p.Slug}, p.FormerSlugs...)...))
}

// DropLists forgets all lists and the site map, as [Caches.DropProduct] does a
// product.
func (c *Caches) DropLists(ctx context.Context) error {
	return errors.Join(
		c.owe(ctx, redis.ProductLists, c.lists.InvalidateAll(ctx)), c.owe(ctx, redis.SiteMap, c.slugs.Invalidate(ctx, productSlugs)),
	)
}

// DropTree forgets the categories and what shows them, as [Caches.DropProduct]
// does a product.
func (c *Caches) DropTree(ctx context.Context) error {
	return errors.Join(
		c.owe(ctx, redis.Categories, c.trees.InvalidateAll(ctx)), c.DropLists(ctx), c.owe(ctx, redis.Products, c.details.InvalidateAll(ctx)),
	)
}

// Finder is a cached [product.Finder].
type Finder struct {
	caches *Caches
	next   product.Finder
}

// NewFinder returns next behind the cache.
func NewFinder(c *Caches, next product.Finder) *Finder { return &Finder{c, next} }

// Find implements [product.Finder].
func (f *Finder) Find(ctx context.Context, key string) (product.Detail, error) {
	return f.caches.details.Get(ctx, key, func(ctx context.Context) (product.Detail, error) {
		return f.next.Find(ctx, key)
	})
}

// Lister is a cached [search.Lister].
type Lister struct {
	caches *Caches
	next   search.Lister
}

// NewLister returns next behind the cache.
func NewLister(c *Caches, next search.Lister) *Lister { return &Lister{c, next} }

// List implements [search.Lister].
func (l *Lister) List(ctx context.Context, q search.Query) (search.Result, error) {
	get := l.caches.lists.Get
	if q.Arbitrary() {
		get = l.caches.lists.GetArbitrary
	}
	return get(ctx, q.Key(), func(ctx context.Context) (search.Result, error) { return l.next.List(ctx, q) })
}

// Directory is a cached [search.Directory].
type Directory struct {
	caches *Caches
	next   search.Directory
}

// NewDirectory returns next behind the cache.
func NewDirectory(c *Caches, next search.Directory) *Directory { return &Directory{c, next} }

// productSlugs is the one value of its family.
const productSlugs = "products"

// Slugs implements [search.Directory].
func (d *Directory) Slugs(ctx context.Context) ([]string, error) {
	return d.caches.slugs.Get(ctx, productSlugs, d.next.Slugs)
}

// Tree reads the cached categories. It implements [search.Categories].
type Tree struct {
	caches *Caches
	store  category.Store
}

// NewTree returns the store's tree behind the cache.
func NewTree(c *Caches, store category.Store) *Tree { return &Tree{c, store} }

// Tree implements [search.Categories].
func (t *Tree) Tree(ctx context.Context) (category.Tree, error) {
	return t.caches.trees.Get(ctx, "all", t.store.Tree)
}
