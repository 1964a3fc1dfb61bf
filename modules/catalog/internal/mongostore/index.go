package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/platform/mongo"
)

// maxValues is how many values of a facet are counted.
const maxValues = 30

// Index finds active products by MongoDB's text index. It implements
// [search.Index] and [search.Directory].
type Index struct{ products *driver.Collection }

// NewIndex returns the index of the products in db.
func NewIndex(db *mongo.DB) *Index { return &Index{products: db.Collection("products")} }

// Search implements [search.Index].
func (x *Index) Search(ctx context.Context, q search.Query, within []string, bounds []int64) (search.Found, error) {
	filters := filtersOf(q, within)
	found, err := x.count(ctx, filters, bounds)
	if err != nil {
		return found, err
	}
	found.Cards, err = x.cards(ctx, q, filters)
	return found, err
}

// filters are the conditions of a query: base for all, the others by facet,
// each absent where nothing is chosen.
type filters struct {
	base    bson.D
	byFacet []bson.E
}

func filtersOf(q search.Query, within []string) filters {
	f := filters{base: bson.D{field("status", product.Active)}}
	if q.Text != "" {
		f.base = append(f.base, field("$text", bson.D{field("$search", q.Text)}))
	}
	if q.Category != "" {
		f.byFacet = append(f.byFacet, field("categoryIds", bson.D{field("$in", within)}))
	}
	price := bson.D{}
	if q.MinPrice > 0 {
		price = append(price, field("$gte", q.MinPrice))
	}
	if q.MaxPrice > 0 {
		price = append(price, field("$lte", q.MaxPrice))
	}
	if len(price) > 0 {
		f.byFacet = append(f.byFacet, field("priceFrom", price))
	}
	if q.InStock {
		f.byFacet = append(f.byFacet, field("availability.inStock", true))
	}
	if q.Vendor != "" {
		f.byFacet = append(f.byFacet, field("vendor", q.Vendor))
	}
	if q.Tag != "" {
		f.byFacet = append(f.byFacet, field("tags", q.Tag))
	}
	return f
}

// all returns every condition.
func (f filters) all() bson.D { return append(f.base[:len(f.base):len(f.base)], f.byFacet...) }

// but returns the conditions of the facets other than the one of path.
func (f filters) but(path string) bson.D {
	rest := bson.D{}
	for _, e := range f.byFacet {
		if e.Key != path {
			rest = append(rest, e)
		}
	}
	return rest
}

func (x *Index) cards(ctx context.Context, q search.Query, f filters) ([]search.Card, error) {
	find := options.Find().
		SetSort(order(q.Sort)).
		SetSkip(int64(q.Page-1) * int64(q.Limit)).
		SetLimit(int64(q.Limit)).
		SetProjection(bson.D{
			field("slug", 1), field("name", 1), field("vendor", 1), field("tags", 1), field("categoryIds", 1),
			field("images", bson.D{field("$slice", 1)}), field("options", 1), field("availability", 1), field("createdAt", 1),
			field("variants.sku", 1), field("variants.options", 1), field("variants.price", 1), field("variants.compareAt", 1),
		})
	if q.Text == "" && len(f.byFacet) == 0 {
		// The order's own index answers it best, so the server need not try the
		// others first; on a page far back that took the embedded engine to a
		// part of MongoDB that it lacks.
		find.SetHint(listing(q.Sort))
	}
	cursor, err := x.products.Find(ctx, f.all(), find)
	if err != nil {
		return nil, mongo.Fault(err)
	}
	cards := []search.Card{}
	return cards, mongo.Fault(cursor.All(ctx, &cards))
}

// Slugs implements [search.Directory].
func (x *Index) Slugs(ctx context.Context) ([]string, error) {
	cursor, err := x.products.Find(ctx, bson.D{field("status", product.Active)}, options.Find().
		SetSort(order(search.Newest)).SetHint(listing(search.Newest)).SetLimit(search.MaxAddresses).
		SetProjection(bson.D{field("_id", 0), field("slug", 1)}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var found []struct {
		Slug string `bson:"slug"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, mongo.Fault(err)
	}
	slugs := make([]string, len(found))
	for i, f := range found {
		slugs[i] = f.Slug
	}
	return slugs, nil
}

// order ends with the id, so that pages neither repeat nor miss a product.
func order(s search.Sort) bson.D {
	last := field("_id", 1)
	switch s {
	case search.Cheapest:
		return bson.D{field("priceFrom", 1), last}
	case search.Dearest:
		return bson.D{field("priceFrom", -1), last}
	case search.ByName:
		return bson.D{field("nameFolded", 1), last}
	case search.Popular:
		return bson.D{field("soldCount", -1), last}
	case search.Relevance:
		return bson.D{field("score", bson.D{field("$meta", "textScore")}), last}
	default:
		return bson.D{field("createdAt", -1), last}
	}
}

// listing is the name of the index that has all products in an order.
func listing(s search.Sort) string {
	switch s {
	case search.Cheapest, search.Dearest:
		return "cheapest"
	case search.ByName:
		return "named"
	case search.Popular:
		return "popular"
	default:
		return "newest"
	}
}

func (x *Index) count(ctx context.Context, f filters, bounds []int64) (search.Found, error) {
	group := func(path string, id any, more ...any) bson.A {
		pipeline := bson.A{bson.D{field("$match", f.but(path))}}
		pipeline = append(pipeline, more...)
		return append(pipeline, bson.D{field("$group", bson.D{field("_id", id), field("count", bson.D{field("$sum", 1)})})})
	}
	top := func(pipeline bson.A) bson.A {
		return append(pipeline,
			bson.D{field("$sort", bson.D{field("count", -1), field("_id", 1)})},
			bson.D{field("$limit", maxValues)})
	}
	named := bson.D{field("$match", bson.D{field("vendor", bson.D{field("$ne", "")})})}
	cursor, err := x.products.Aggregate(ctx, bson.A{
		bson.D{field("$match", f.base)},
		bson.D{field("$facet", bson.D{
			field("total", bson.A{bson.D{field("$match", f.but(""))}, bson.D{field("$count", "count")}}),
			field("categories", group("categoryIds", "$categoryIds")),
			field("prices", bson.A{
				bson.D{field("$match", f.but("priceFrom"))},
				bson.D{field("$bucket", bson.D{field("groupBy", "$priceFrom"), field("boundaries", bounds), field("default", "above")})},
			}),
			field("stock", group("availability.inStock", "$availability.inStock")),
			field("vendors", top(group("vendor", "$vendor", named))),
			field("tags", top(group("tags", "$tags", bson.D{field("$unwind", "$tags")}))),
		})},
	})
	if err != nil {
		return search.Found{}, mongo.Fault(err)
	}
	var counts []facetCounts
	if err := cursor.All(ctx, &counts); err != nil {
		return search.Found{}, mongo.Fault(err)
	}
	return counts[0].found(bounds), nil
}

// facetCounts is what the aggregation returns.
type facetCounts struct {
	Total []struct {
		Count int `bson:"count"`
	} `bson:"total"`
	Categories []category.Set `bson:"categories"`
	Prices     []struct {
		// Low is a bound, or "above" them all.
		Low   bson.RawValue `bson:"_id"`
		Count int           `bson:"count"`
	} `bson:"prices"`
	Stock []struct {
		InStock bool `bson:"_id"`
		Count   int  `bson:"count"`
	} `bson:"stock"`
	Vendors []search.Value `bson:"vendors"`
	Tags    []search.Value `bson:"tags"`
}

func (c facetCounts) found(bounds []int64) search.Found {
	f := search.Found{Categories: c.Categories, Vendors: c.Vendors, Tags: c.Tags}
	for _, t := range c.Total {
		f.Total = t.Count
	}
	for _, s := range c.Stock {
		f.All += s.Count
		if s.InStock {
			f.InStock = s.Count
		}
	}
	counts := map[int64]int{}
	for _, p := range c.Prices {
		low, ok := p.Low.AsInt64OK()
		if !ok {
			low = bounds[len(bounds)-1]
		}
		counts[low] += p.Count
	}
	f.Prices = bands(bounds, counts)
	return f
}

// bands returns the price bands that hold products. The last bound starts one
// without an end.
func bands(bounds []int64, counts map[int64]int) []search.PriceBand {
	list := []search.PriceBand{}
	for i, low := range bounds {
		if counts[low] == 0 {
			continue
		}
		band := search.PriceBand{Min: low, Count: counts[low]}
		if i+1 < len(bounds) {
			band.Max = bounds[i+1] - 1
		}
		list = append(list, band)
	}
	return list
}
