package mongostore

import (
	"context"
	"errors"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/platform/events"
	"shop/platform/mongo"
)

// keptSales is how many events of sales a product remembers.
const keptSales = 200

// Products keeps products in the collection "products". It implements
// [product.Store] and [product.Counters].
type Products struct {
	db       *mongo.DB
	products *driver.Collection
	outbox   *mongo.Outbox
	byID     *mongo.Finder[catalog.ProductID, product.Product]
	bySKU    *mongo.Finder[catalog.SKU, product.Product]
	sales    *mongo.Gatherer[sale, bool]
}

// NewProducts returns the store in db.
func NewProducts(db *mongo.DB, outbox *mongo.Outbox) *Products {
	s := &Products{db: db, products: db.Collection("products"), outbox: outbox}
	s.byID = mongo.NewFinder[catalog.ProductID, product.Product](db, s.products, unread)
	s.bySKU = mongo.NewFinderBy[catalog.SKU, product.Product](db, s.products, unread, mongo.By("variants.sku"), skusIn)
	s.sales = mongo.NewGatherer(together, s.countAll)
	outbox.Watch(s.products)
	return s
}

// ProductIndexes are those of the products.
func ProductIndexes() mongo.Indexes {
	listed := func(name string, keys ...bson.E) driver.IndexModel {
		keys = append(bson.D{field("status", 1)}, keys...)
		return driver.IndexModel{Keys: append(keys, field("_id", 1)), Options: options.Index().SetName(name)}
	}
	return mongo.Indexes{Collection: "products", Models: []driver.IndexModel{
		{Keys: bson.D{field("slug", 1)}, Options: options.Index().SetUnique(true)},
		{Keys: bson.D{field("variants.sku", 1)}, Options: options.Index().SetUnique(true)},
		{Keys: bson.D{field("formerSlugs", 1)}, Options: options.Index().SetSparse(true)},
		{Keys: bson.D{field("categoryIds", 1)}},
		listed("newest", field("createdAt", -1)),
		listed("cheapest", field("priceFrom", 1)),
		listed("named", field("nameFolded", 1)),
		listed("popular", field("soldCount", -1)),
		{Keys: bson.D{field("repriceAt", 1)}, Options: options.Index().SetName("reprice").
			SetPartialFilterExpression(bson.D{field("repriceAt", bson.D{field("$type", "date")})})},
		{
			Keys: bson.D{
				field("name", "text"), field("tags", "text"), field("vendor", "text"), field("type", "text"),
				field("variants.sku", "text"), field("text", "text"),
			},
			Options: options.Index().SetName("text").SetDefaultLanguage("english").
				SetLanguageOverride("textLanguage").
				SetWeights(bson.D{field("name", 10), field("variants.sku", 10), field("tags", 5), field("type", 5), field("vendor", 3), field("text", 1)}),
		},
	}}
}

// edited are the fields that a change by staff stores.
type edited struct {
	product.Content `bson:",inline"`
	FormerSlugs     []string             `bson:"formerSlugs,omitempty"`
	Availability    product.Availability `bson:"availability"`
	// StockVersion is that of the stock Availability was made from.
	StockVersion int64 `bson:"stockVersion"`
	// PriceFrom, NameFolded and Text are what lists sort, filter and search by.
	PriceFrom  int64     `bson:"priceFrom"`
	NameFolded string    `bson:"nameFolded"`
	Text       string    `bson:"text"`
	Version    int64     `bson:"version"`
	UpdatedAt  time.Time `bson:"updatedAt"`
}

// inserted is a new product's document.
type inserted struct {
	ID        catalog.ProductID   `bson:"_id"`
	Edited    edited              `bson:",inline"`
	SoldCount int                 `bson:"soldCount"`
	Sales     []string            `bson:"sales"`
	CreatedAt time.Time           `bson:"createdAt"`
	Outbox    []mongo.OutboxEntry `bson:"outbox"`
}

func editedOf(p product.Product) edited {
	low, _ := p.PriceRange()
	return edited{
		Content: p.Content, FormerSlugs: p.FormerSlugs, Availability: p.Availability,
		PriceFrom: low.Amount, NameFolded: strings.ToLower(p.Name), Text: product.PlainText(p.DescriptionHTML),
		Version: p.Version, UpdatedAt: p.UpdatedAt,
	}
}

// Insert implements [product.Store].
func (s *Products) Insert(ctx context.Context, p product.Product, ev events.Event) error {
	_, err := s.products.InsertOne(ctx, inserted{
		ID: p.ID, Edited: editedOf(p), Sales: []string{}, CreatedAt: p.CreatedAt,
		Outbox: append([]mongo.OutboxEntry{}, s.outbox.Entries(ev)...),
	})
	if err != nil {
		if _, there := s.Product(ctx, p.ID); mongo.IsDuplicate(err) && there == nil {
			return product.ErrExists.Because(err)
		}
		return s.taken(ctx, p, err)
	}
	s.outbox.Nudge()
	return nil
}

// taken says which unique value a failed write met; other errors are mapped.
func (s *Products) taken(ctx context.Context, p product.Product, err error) error {
	if !mongo.IsDuplicate(err) {
		return mongo.Fault(err)
	}
	found, findErr := s.WithSKUs(ctx, p.SKUs())
	if findErr != nil {
		return findErr
	}
	for _, other := range found {
		for _, sku := range p.SKUs() {
			if _, has := other.Variant(sku); has && other.ID != p.ID {
				return product.SKUTaken(p.Content, sku)
			}
		}
	}
	return product.ErrSlugTaken.Because(err)
}

// Save implements [product.Store].
func (s *Products) Save(ctx context.Context, p product.Product, ev events.Event) error {
	set := editedOf(p)
	set.Version++
	result, err := s.products.UpdateOne(ctx,
		bson.D{field("_id", p.ID), field("version", p.Version)},
		bson.D{field("$set", set), field("$push", bson.D{s.outbox.Push(ev)})})
	if err != nil {
		return s.taken(ctx, p, err)
	}
	if result.MatchedCount == 0 {
		if _, err := s.Product(ctx, p.ID); err != nil {
			return err
		}
		return product.ErrConflict
	}
	s.outbox.Nudge()
	return nil
}

// Product implements [product.Store].
func (s *Products) Product(ctx context.Context, id catalog.ProductID) (product.Product, error) {
	p, err := s.byID.One(ctx, id)
	if errors.Is(err, mongo.ErrNotFound) {
		err = product.ErrNotFound
	}
	return p, err
}

// BySlug implements [product.Store].
func (s *Products) BySlug(ctx context.Context, slug string) (product.Product, error) {
	found, err := s.find(ctx, bson.D{field("slug", slug)})
	if err != nil {
		return product.Product{}, err
	}
	if len(found) == 0 {
		return product.Product{}, product.ErrNotFound
	}
	return found[0], nil
}

// unread are the fields that only updates and the index use.
var unread = bson.D{field("outbox", 0), field("sales", 0), field("text", 0)}

func (s *Products) find(ctx context.Context, filter bson.D) ([]product.Product, error) {
	cursor, err := s.products.Find(ctx, filter, options.Find().SetProjection(unread))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var found []product.Product
	return found, mongo.Fault(cursor.All(ctx, &found))
}

// WithSKUs implements [product.Store].
func (s *Products) WithSKUs(ctx context.Context, skus []catalog.SKU) ([]product.Product, error) {
	return s.bySKU.Find(ctx, skus...)
}

func skusIn(document bson.Raw) []string {
	variants, _ := document.Lookup("variants").ArrayOK()
	values, _ := variants.Values()
	skus := make([]string, len(values))
	for i, v := range values {
		if variant, is := v.DocumentOK(); is {
			skus[i], _ = variant.Lookup("sku").StringValueOK()
		}
	}
	return skus
}

// sale is a number of units that an event tells of.
type sale struct {
	product catalog.ProductID
	units   int
	event   string
}

// DueForPricing implements [product.Due].
func (s *Products) DueForPricing(ctx context.Context, t time.Time, limit int) ([]catalog.ProductID, error) {
	cursor, err := s.products.Find(ctx, bson.D{field("repriceAt", bson.D{field("$lte", t), field("$type", "date")})},
		options.Find().SetSort(bson.D{field("repriceAt", 1)}).SetLimit(int64(limit)).SetProjection(bson.D{field("_id", 1)}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var found []struct {
		ID catalog.ProductID `bson:"_id"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, mongo.Fault(err)
	}
	ids := make([]catalog.ProductID, len(found))
	for i, p := range found {
		ids[i] = p.ID
	}
	return ids, nil
}

// CountSale implements [product.Counters].
func (s *Products) CountSale(ctx context.Context, id catalog.ProductID, units int, eventID string) error {
	_, err := s.sales.Do(ctx, sale{id, units, eventID})
	return err
}

func (s *Products) countAll(ctx context.Context, calls []sale) []mongo.Result[bool] {
	return fold(ctx, calls, func(c sale) catalog.ProductID { return c.product }, func(c sale) string { return c.event }, s.count)
}

// count counts sales of one product that were not counted before, all or none.
func (s *Products) count(ctx context.Context, group []sale) (bool, error) {
	units, seen := 0, make([]string, len(group))
	for i, c := range group {
		units += c.units
		seen[i] = c.event
	}
	return s.db.Write(ctx, mongo.Write{
		Collection: s.products,
		Filter:     bson.D{field("_id", group[0].product), field("sales", bson.D{field("$nin", seen)})},
		Update: bson.D{
			field("$inc", bson.D{field("soldCount", units)}),
			field("$push", bson.D{field("sales", bson.D{field("$each", seen), field("$slice", -keptSales)})}),
		},
	})
}

// SetAvailability implements [product.Counters].
func (s *Products) SetAvailability(ctx context.Context, p product.Product, a product.Availability, stockVersion int64) (int64, error) {
	shown := bson.D{field("$literal", a)}
	var now struct {
		Unlisted int64 `bson:"unlisted"`
	}
	err := s.products.FindOneAndUpdate(ctx,
		bson.D{
			field("_id", p.ID), field("version", p.Version),
			field("stockVersion", bson.D{field("$lt", stockVersion)}),
		},
		// One stage, so that the comparison sees the availability before it.
		bson.A{bson.D{field("$set", bson.D{
			field("unlisted", bson.D{field("$cond", bson.A{
				bson.D{field("$eq", bson.A{"$availability", shown})}, "$unlisted", stockVersion,
			})}),
			field("availability", shown), field("stockVersion", stockVersion),
		})}},
		options.FindOneAndUpdate().SetReturnDocument(options.After).SetProjection(bson.D{field("unlisted", 1)}),
	).Decode(&now)
	if errors.Is(err, driver.ErrNoDocuments) {
		err = s.products.FindOne(ctx, bson.D{field("_id", p.ID)},
			options.FindOne().SetProjection(bson.D{field("unlisted", 1)})).Decode(&now)
	}
	if err != nil && !errors.Is(err, driver.ErrNoDocuments) {
		return 0, mongo.Fault(err)
	}
	return now.Unlisted, nil
}

// Listed implements [product.Counters].
func (s *Products) Listed(ctx context.Context, id catalog.ProductID, unlisted int64) error {
	_, err := s.products.UpdateOne(ctx,
		bson.D{field("_id", id), field("unlisted", unlisted)},
		bson.D{field("$unset", bson.D{field("unlisted", "")})})
	return mongo.Fault(err)
}

// LeaveCategory implements [category.Products].
func (s *Products) LeaveCategory(ctx context.Context, id string) error {
	_, err := s.products.UpdateMany(ctx,
		bson.D{field("categoryIds", id)},
		bson.D{field("$pull", bson.D{field("categoryIds", id)})})
	return mongo.Fault(err)
}
