package mongostore

import (
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
	// active finds by entered code; "" is none.
	active *mongo.Gatherer[string, []promotion.Promotion]
}

// NewPromotions returns the promotions in db.
func NewPromotions(db *mongo.DB) *Promotions {
	s := &Promotions{collection: db.Collection(promotionsName)}
	s.active = mongo.NewGatherer(pricedAtOnce, s.allActive)
	return s
}

// pricedAtOnce bounds how many carts look for their promotions in one query.
const pricedAtOnce = 64

// Active implements [promotion.Store].
func (s *Promotions) Active(ctx context.Context, code string) ([]promotion.Promotion, error) {
	return s.active.Do(ctx, code)
}

// allActive finds what applies by itself, which is the same for all calls, and
// what their codes stand for.
func (s *Promotions) allActive(ctx context.Context, codes []string) []mongo.Result[[]promotion.Promotion] {
	filter := bson.D{{Key: "active", Value: true}, {Key: "code", Value: bson.D{{Key: "$exists", Value: false}}}}
	if entered := slices.DeleteFunc(slices.Clone(codes), func(code string) bool { return code == "" }); len(entered) > 0 {
		filter = bson.D{{Key: "$or", Value: bson.A{filter, bson.D{{Key: "code", Value: bson.D{{Key: "$in", Value: entered}}}}}}}
	}
	list, err := s.list(ctx, filter)
	if err != nil {
		return mongo.Failed[[]promotion.Promotion](len(codes), err)
	}
	results := make([]mongo.Result[[]promotion.Promotion], len(codes))
	for i, code := range codes {
		for _, p := range list {
			if p.Code == "" || p.Code == code {
				results[i].Value = append(results[i].Value, p)
			}
		}
	}
	return results
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
