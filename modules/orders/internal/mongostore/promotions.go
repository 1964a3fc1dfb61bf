package mongostore

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/promotion"
	"shop/platform/mongo"
)

const promotionsName = "promotions"

// PromotionIndexes are those of the promotions.
func PromotionIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: promotionsName, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "active", Value: 1}}, Options: options.Index().SetName("active").
			SetPartialFilterExpression(bson.D{{Key: "active", Value: true}})},
		{Keys: bson.D{{Key: "code", Value: 1}}, Options: options.Index().SetName("code").SetUnique(true).
			SetPartialFilterExpression(bson.D{{Key: "code", Value: bson.D{{Key: "$exists", Value: true}}}})},
	}}
}

// Promotions implements [promotion.Store].
type Promotions struct {
	collection *driver.Collection
	// active finds what applies by itself, by [byItself], and by code what one
	// stands for.
	active *mongo.Finder[string, promotion.Promotion]
}

// NewPromotions returns the promotions in db.
func NewPromotions(db *mongo.DB) *Promotions {
	c := db.Collection(promotionsName)
	return &Promotions{collection: c, active: mongo.NewFinderBy[string, promotion.Promotion](db, c, nil, applying, entered).Shared()}
}

// byItself is the key of what needs no code.
const byItself = ""

// applying matches what the keys stand for.
func applying(keys bson.A) bson.D {
	alone := bson.D{{Key: "active", Value: true}, {Key: "code", Value: bson.D{{Key: "$exists", Value: false}}}}
	codes := slices.DeleteFunc(slices.Clone(keys), func(key any) bool { return key == byItself })
	if len(codes) == 0 {
		return alone
	}
	return bson.D{{Key: "$or", Value: bson.A{alone, bson.D{{Key: "code", Value: bson.D{{Key: "$in", Value: codes}}}}}}}
}

// entered returns the key that finds a promotion.
func entered(document bson.Raw) []string {
	code, _ := document.Lookup("code").StringValueOK()
	return []string{code}
}

// Active implements [promotion.Store].
func (s *Promotions) Active(ctx context.Context, code string) ([]promotion.Promotion, error) {
	keys := []string{byItself}
	if code != "" {
		keys = append(keys, code)
	}
	list, err := s.active.Find(ctx, keys...)
	slices.SortFunc(list, func(a, b promotion.Promotion) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.ID, b.ID))
	})
	return list, err
}

// All implements [promotion.Store].
func (s *Promotions) All(ctx context.Context) ([]promotion.Promotion, error) {
	return s.list(ctx, bson.D{})
}

func (s *Promotions) list(ctx context.Context, filter bson.D) ([]promotion.Promotion, error) {
	found, err := s.collection.Find(ctx, filter, options.Find().SetSort(bson.D{{Key: "priority", Value: -1}, {Key: "_id", Value: 1}}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var list []promotion.Promotion
	return list, mongo.Fault(found.All(ctx, &list))
}

// Find implements [promotion.Store].
func (s *Promotions) Find(ctx context.Context, id string) (promotion.Promotion, error) {
	var p promotion.Promotion
	err := mongo.Fault(s.collection.FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Decode(&p))
	if errors.Is(err, mongo.ErrNotFound) {
		return promotion.Promotion{}, promotion.ErrNotFound
	}
	return p, err
}

// Save implements [promotion.Store].
func (s *Promotions) Save(ctx context.Context, p promotion.Promotion) (promotion.Promotion, error) {
	// A new one is inserted by upsert: if there is one by now, its version is
	// not 0, and the insert meets its _id.
	filter := bson.D{{Key: "_id", Value: p.ID}, {Key: "version", Value: p.Version}}
	first := p.Version == 0
	p.Version++
	result, err := s.collection.ReplaceOne(ctx, filter, p, options.Replace().SetUpsert(first))
	if mongo.IsDuplicate(err) && s.codeTaken(ctx, p) {
		return promotion.Promotion{}, promotion.ErrCodeTaken
	}
	if mongo.IsDuplicate(err) || err == nil && result.MatchedCount+result.UpsertedCount == 0 {
		return promotion.Promotion{}, promotion.ErrConflict.Because(err)
	}
	return p, mongo.Fault(err)
}

// codeTaken tells another promotion with the code from one with the id.
func (s *Promotions) codeTaken(ctx context.Context, p promotion.Promotion) bool {
	filter := bson.D{{Key: "code", Value: p.Code}, {Key: "_id", Value: bson.D{{Key: "$ne", Value: p.ID}}}}
	return p.Code != "" && s.collection.FindOne(ctx, filter).Err() == nil
}

// Delete implements [promotion.Store].
func (s *Promotions) Delete(ctx context.Context, id string) error {
	result, err := s.collection.DeleteOne(ctx, bson.D{{Key: "_id", Value: id}})
	if err == nil && result.DeletedCount == 0 {
		return promotion.ErrNotFound
	}
	return mongo.Fault(err)
}

// HasOrdered implements [promotion.History].
func (s *Orders) HasOrdered(ctx context.Context, account string) (bool, error) {
	filter := bson.D{{Key: "account", Value: account}, {Key: "placedAt", Value: bson.D{{Key: "$exists", Value: true}}}}
	n, err := s.collection.CountDocuments(ctx, filter, options.Count().SetLimit(1))
	return n > 0, mongo.Fault(err)
}
