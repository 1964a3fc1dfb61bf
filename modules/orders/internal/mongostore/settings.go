package mongostore

import (
	"context"
	"crypto/rand"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/shipping"
	"shop/platform/mongo"
)

const settingsName = "order_settings"

// The settings' documents.
const (
	serverKeyID = "server-key"
	shippingID  = "shipping-methods"
)

// Settings implements checkout.KeyStore and [shipping.Settings].
type Settings struct {
	collection *driver.Collection
	shipping   *mongo.Finder[string, shippingList]
}

// shippingList is a [shipping.List] as it is stored.
type shippingList struct {
	Methods []shipping.Method `bson:"methods"`
	Version int64             `bson:"version"`
}

// SettingsIndexes returns the settings' collection, which needs no index.
func SettingsIndexes() mongo.Indexes { return mongo.Indexes{Collection: settingsName} }

// NewSettings returns the settings in db.
func NewSettings(db *mongo.DB) *Settings {
	c := db.Collection(settingsName)
	return &Settings{collection: c, shipping: mongo.NewFinder[string, shippingList](c, nil)}
}

// ServerKey implements checkout.KeyStore.
func (s *Settings) ServerKey(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails, see crypto/rand
	filter := bson.D{{Key: "_id", Value: serverKeyID}}
	insert := bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "key", Value: fresh}}}}
	for {
		var stored struct {
			Key []byte `bson:"key"`
		}
		err := s.collection.FindOneAndUpdate(ctx, filter, insert,
			options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&stored)
		// Of two first upserts at once one may meet the other's _id.
		if !mongo.IsDuplicate(err) {
			return stored.Key, mongo.Fault(err)
		}
	}
}

// ShippingMethods implements [shipping.Settings].
func (s *Settings) ShippingMethods(ctx context.Context) (shipping.List, error) {
	stored, err := s.shipping.One(ctx, shippingID)
	if errors.Is(err, mongo.ErrNotFound) {
		return shipping.List{}, nil
	}
	return shipping.List(stored), err
}

// SetShippingMethods implements [shipping.Settings].
func (s *Settings) SetShippingMethods(ctx context.Context, methods []shipping.Method, version *int64) error {
	filter := bson.D{{Key: "_id", Value: shippingID}}
	switch {
	case version == nil:
	case *version == 0:
		filter = append(filter, bson.E{Key: "version", Value: bson.D{{Key: "$exists", Value: false}}})
	default:
		filter = append(filter, bson.E{Key: "version", Value: *version})
	}
	change := bson.D{
		{Key: "$set", Value: bson.D{{Key: "methods", Value: methods}}},
		{Key: "$inc", Value: bson.D{{Key: "version", Value: int64(1)}}},
	}
	// What may be the first one is inserted by upsert; where there is one by
	// now that doesn't match, the insert meets its _id.
	first := version == nil || *version == 0
	result, err := s.collection.UpdateOne(ctx, filter, change, options.UpdateOne().SetUpsert(first))
	if mongo.IsDuplicate(err) || err == nil && result.MatchedCount+result.UpsertedCount == 0 {
		return shipping.ErrConflict.Because(err)
	}
	return mongo.Fault(err)
}
