package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/platform/mongo"
)

const webhooksName = "webhook_events"

// keptWebhooks is how long a webhook is kept after it was applied, so that a
// repeat is known. Providers repeat for days, not weeks.
const keptWebhooks = 60 * 24 * time.Hour

// WebhookIndexes are those of the webhooks.
func WebhookIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: webhooksName, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "appliedAt", Value: 1}}, Options: options.Index().SetName("applied").
			SetExpireAfterSeconds(int32(keptWebhooks.Seconds()))},
		{Keys: bson.D{{Key: "leasedUntil", Value: 1}}, Options: options.Index().SetName("waiting").
			SetPartialFilterExpression(bson.D{{Key: "waiting", Value: true}})},
	}}
}

// Webhooks implements [lifecycle.WebhookStore].
type Webhooks struct{ collection *driver.Collection }

// NewWebhooks returns the webhooks in db.
func NewWebhooks(db *mongo.DB) *Webhooks { return &Webhooks{collection: db.Collection(webhooksName)} }

// Put implements [lifecycle.WebhookStore].
func (s *Webhooks) Put(ctx context.Context, w lifecycle.Webhook, lease time.Duration) (lifecycle.Webhook, error) {
	// The pipeline matches nothing but an id that isn't there, and takes the
	// times from the server's clock.
	filter := bson.D{{Key: "_id", Value: w.ID}, {Key: "receivedAt", Value: bson.D{{Key: "$exists", Value: false}}}}
	fields, err := mongo.Document(w)
	if err != nil {
		return lifecycle.Webhook{}, err
	}
	pipeline := bson.A{bson.D{{Key: "$replaceWith", Value: bson.D{{Key: "$mergeObjects", Value: bson.A{
		literal(fields),
		bson.D{{Key: "receivedAt", Value: "$$NOW"}, {Key: "leasedUntil", Value: mongo.FromNow(lease)}, {Key: "waiting", Value: true}},
	}}}}}}
	_, err = s.collection.UpdateOne(ctx, filter, pipeline, options.UpdateOne().SetUpsert(true))
	if !mongo.IsDuplicate(err) {
		return w, mongo.Fault(err)
	}
	var stored lifecycle.Webhook
	err = s.collection.FindOne(ctx, bson.D{{Key: "_id", Value: w.ID}}).Decode(&stored)
	return stored, mongo.Fault(err)
}

// Applied implements [lifecycle.WebhookStore].
func (s *Webhooks) Applied(ctx context.Context, id string) error {
	_, err := s.collection.UpdateOne(ctx,
		bson.D{{Key: "_id", Value: id}, {Key: "waiting", Value: true}},
		bson.D{
			{Key: "$currentDate", Value: bson.D{{Key: "appliedAt", Value: true}}},
			{Key: "$unset", Value: bson.D{{Key: "waiting", Value: ""}, {Key: "leasedUntil", Value: ""}}},
		})
	return mongo.Fault(err)
}

// Due implements [lifecycle.WebhookStore].
func (s *Webhooks) Due(ctx context.Context, lease time.Duration) (lifecycle.Webhook, error) {
	filter := bson.D{{Key: "waiting", Value: true}, before("$leasedUntil", 0)}
	extend := bson.A{bson.D{{Key: "$set", Value: bson.D{{Key: "leasedUntil", Value: mongo.FromNow(lease)}}}}}
	var w lifecycle.Webhook
	err := mongo.Fault(s.collection.FindOneAndUpdate(ctx, filter, extend,
		options.FindOneAndUpdate().SetSort(bson.D{{Key: "leasedUntil", Value: 1}})).Decode(&w))
	if errors.Is(err, mongo.ErrNotFound) {
		return lifecycle.Webhook{}, order.ErrNotFound
	}
	return w, err
}
