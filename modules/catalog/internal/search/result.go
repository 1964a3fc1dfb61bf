package search

import (
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/platform/money"
)

// Card is a product as lists show it.
type Card struct {
	ID           catalog.ProductID    `json:"id" bson:"_id"`
	Slug         string               `json:"slug" bson:"slug"`
	Name         string               `json:"name" bson:"name"`
	Vendor       string               `json:"vendor" bson:"vendor"`
	Tags         []string             `json:"tags" bson:"tags"`
	CategoryIDs  []string             `json:"categoryIds" bson:"categoryIds"`
	Images       []product.Image      `json:"images" bson:"images"`
	Options      []product.Option     `json:"options" bson:"options"`
	Variants     []Variant            `json:"variants" bson:"variants"`
	Availability product.Availability `json:"availability" bson:"availability"`
	CreatedAt    time.Time            `json:"createdAt" bson:"createdAt"`
}

// Variant is what a card knows of a variant.
type Variant struct {
	SKU       catalog.SKU      `json:"sku" bson:"sku"`
	Options   []catalog.Option `json:"options" bson:"options"`
	Price     money.Money      `json:"price" bson:"price"`
	CompareAt *money.Money     `json:"compareAt,omitempty" bson:"compareAt,omitempty"`
}

// Cheapest returns the variant with the lowest price, and whether others cost
// more.
func (c Card) Cheapest() (v Variant, from bool) {
	for i, x := range c.Variants {
		if i > 0 && x.Price.Amount != v.Price.Amount {
			from = true
		}
		if i == 0 || x.Price.Amount < v.Price.Amount {
			v = x
		}
	}
	return v, from
}

// Result is one page of what was found.
type Result struct {
	Cards []Card `json:"cards"`
	// Total counts the products on all pages; Pages is at least 1.
	Total  int    `json:"total"`
	Page   int    `json:"page"`
	Pages  int    `json:"pages"`
	Facets Facets `json:"facets"`
}

// Facets say how many products each further filter would leave. Those of one
// kind disregard the filter of that kind, so that another can be chosen.
type Facets struct {
	// Categories counts by category, those above included.
	Categories map[string]int `json:"categories"`
	Prices     []PriceBand    `json:"prices"`
	// InStock counts what can be bought, All what there is besides.
	InStock int     `json:"inStock"`
	All     int     `json:"all"`
	Vendors []Value `json:"vendors"`
	Tags    []Value `json:"tags"`
}

// PriceBand counts the products whose lowest price is from Min to Max, both
// inclusive, in minor units; Max 0 means no bound.
type PriceBand struct {
	Min   int64 `json:"min"`
	Max   int64 `json:"max"`
	Count int   `json:"count"`
}

// Value counts the products that have a value.
type Value struct {
	Value string `json:"value" bson:"_id"`
	Count int    `json:"count" bson:"count"`
}

// Found is what an [Index] returns: facets as they are counted, not yet put
// into the category tree.
type Found struct {
	Cards      []Card
	Total      int
	Categories []category.Set
	Prices     []PriceBand
	InStock    int
	All        int
	Vendors    []Value
	Tags       []Value
}
