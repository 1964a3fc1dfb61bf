package mongostore

import (
	"context"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/coupon"
	"shop/platform/mongo"
)

const couponUsagesName = "coupon_usages"

// Coupons implements [coupon.Store].
type Coupons struct {
	db         *mongo.DB
	collection *driver.Collection
	counts     *mongo.Finder[string, coupon.Usage]
}

// CouponIndexes returns the usages' collection, which needs no index.
func CouponIndexes() mongo.Indexes { return mongo.Indexes{Collection: couponUsagesName} }

// NewCoupons returns the usages in db.
func NewCoupons(db *mongo.DB) *Coupons {
	c := db.Collection(couponUsagesName)
	return &Coupons{
		db: db, collection: c,
		counts: mongo.NewFinder[string, coupon.Usage](db, c, bson.D{{Key: "taken", Value: 1}, {Key: "used", Value: 1}}),
	}
}

// Reserve implements [coupon.Store].
func (s *Coupons) Reserve(ctx context.Context, key string, limit int, e coupon.Entry, since time.Time) (bool, error) {
	unknown := bson.D{{Key: "$ne", Value: e.Order}}
	filter := bson.D{
		{Key: "_id", Value: key}, {Key: "reserved.id", Value: unknown}, {Key: "ended.id", Value: unknown},
		{Key: "reserved." + strconv.Itoa(coupon.MaxReserved-1), Value: bson.D{{Key: "$exists", Value: false}}},
		{Key: "$expr", Value: bson.D{{Key: "$lt", Value: bson.A{"$$NOW", e.By}}}},
	}
	if limit > 0 {
		filter = append(filter, bson.E{Key: "taken", Value: bson.D{{Key: "$lt", Value: limit}}})
	}
	return s.db.Write(ctx, mongo.Write{Collection: s.collection, Filter: filter, Update: bson.D{
		{Key: "$inc", Value: bson.D{{Key: "taken", Value: 1}}},
		{Key: "$push", Value: bson.D{{Key: "reserved", Value: e}}},
		{Key: "$pull", Value: bson.D{{Key: "ended", Value: bson.D{{Key: "by", Value: bson.D{{Key: "$lt", Value: since}}}}}}},
	}})
}

// Settle implements [coupon.Store].
func (s *Coupons) Settle(ctx context.Context, key string, e coupon.Entry, outcome coupon.Outcome) error {
	counted := bson.D{{Key: "used", Value: 1}}
	if outcome == coupon.Released {
		counted = bson.D{{Key: "taken", Value: -1}}
	}
	_, err := s.db.Write(ctx, mongo.Write{
		Collection: s.collection,
		Filter:     bson.D{{Key: "_id", Value: key}, {Key: "reserved.id", Value: e.Order}},
		Update: bson.D{
			{Key: "$inc", Value: counted},
			{Key: "$pull", Value: bson.D{{Key: "reserved", Value: bson.D{{Key: "id", Value: e.Order}}}}},
			{Key: "$push", Value: bson.D{{Key: "ended", Value: e}}},
		},
	})
	return err
}

// Open implements [coupon.Store].
func (s *Coupons) Open(ctx context.Context, key string) error {
	blank, err := mongo.Document(coupon.Usage{Reserved: []coupon.Entry{}, Ended: []coupon.Entry{}})
	if err != nil {
		return err
	}
	insert := bson.D{{Key: "$setOnInsert", Value: without(blank, "_id")}}
	_, err = s.collection.UpdateByID(ctx, key, insert, options.UpdateOne().SetUpsert(true))
	if mongo.IsDuplicate(err) { // of two first upserts at once one may meet the other's _id
		return nil
	}
	return mongo.Fault(err)
}

// Look implements [coupon.Store].
func (s *Coupons) Look(ctx context.Context, key string) (coupon.Usage, time.Time, error) {
	cursor, err := s.collection.Aggregate(ctx, bson.A{
		bson.D{{Key: "$match", Value: bson.D{{Key: "_id", Value: key}}}},
		bson.D{{Key: "$set", Value: bson.D{{Key: "now", Value: "$$NOW"}}}},
	})
	if err != nil {
		return coupon.Usage{}, time.Time{}, mongo.Fault(err)
	}
	var found []struct {
		coupon.Usage `bson:",inline"`
		Now          time.Time `bson:"now"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return coupon.Usage{}, time.Time{}, mongo.Fault(err)
	}
	if len(found) == 0 {
		return coupon.Usage{}, time.Time{}, coupon.ErrNoUsage
	}
	return found[0].Usage, found[0].Now, nil
}

// Find implements [coupon.Store].
func (s *Coupons) Find(ctx context.Context, keys ...string) ([]coupon.Usage, error) {
	return s.counts.Find(ctx, keys...)
}
