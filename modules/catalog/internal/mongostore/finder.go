package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
)

// Finder reads what a product page shows. It implements [product.Finder].
type Finder struct {
	products *Products
	stock    *Stock
}

// NewFinder returns a finder over the stores.
func NewFinder(products *Products, stock *Stock) *Finder {
	return &Finder{products: products, stock: stock}
}

// Find implements [product.Finder].
func (f *Finder) Find(ctx context.Context, key string) (product.Detail, error) {
	found, err := f.products.find(ctx, bson.D{field("$or", bson.A{
		bson.D{field("_id", key)},
		bson.D{field("slug", key)},
		bson.D{field("formerSlugs", key)},
	})})
	if err != nil {
		return product.Detail{}, err
	}
	if len(found) == 0 {
		return product.Detail{}, product.ErrNotFound
	}
	best := found[0]
	for _, p := range found {
		if p.ID == catalog.ProductID(key) || p.Slug == key && best.ID != catalog.ProductID(key) {
			best = p
		}
	}
	levels, err := f.stock.Levels(ctx, best.SKUs())
	return product.Detail{Product: best, Levels: levels}, err
}
