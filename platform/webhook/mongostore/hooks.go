package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/mongo"
	"shop/platform/webhook"
)

const hooksCollection = "webhooks"

// HookIndexes returns the hooks' collection, which needs no index.
func HookIndexes() mongo.Indexes { return mongo.Indexes{Collection: hooksCollection} }

// Hooks implements [webhook.Hooks].
type Hooks struct{ hooks, deliveries *driver.Collection }

// NewHooks returns the hooks of db.
func NewHooks(db *mongo.DB) *Hooks {
	return &Hooks{hooks: db.Collection(hooksCollection), deliveries: db.Collection(deliveriesCollection)}
}

type hookDocument struct {
	ID        string    `bson:"_id"`
	URL       string    `bson:"url"`
	Events    []string  `bson:"events"`
	Secret    string    `bson:"secret"`
	Active    bool      `bson:"active"`
	Stopped   string    `bson:"stopped"`
	CreatedAt time.Time `bson:"createdAt"`
	Version   int64     `bson:"version"`
}

// All implements [webhook.Hooks].
func (s *Hooks) All(ctx context.Context) ([]webhook.Hook, error) {
	cursor, err := s.hooks.Find(ctx, bson.D{}, options.Find().SetSort(bson.D{{Key: "createdAt", Value: 1}}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var found []hookDocument
	if err := cursor.All(ctx, &found); err != nil {
		return nil, mongo.Fault(err)
	}
	hooks := make([]webhook.Hook, len(found))
	for i, d := range found {
		hooks[i] = webhook.Hook(d)
	}
	return hooks, nil
}

// Find implements [webhook.Hooks].
func (s *Hooks) Find(ctx context.Context, id string) (webhook.Hook, error) {
	var d hookDocument
	err := mongo.Fault(s.hooks.FindOne(ctx, bson.D{{Key: "_id", Value: id}}).Decode(&d))
	if errors.Is(err, mongo.ErrNotFound) {
		return webhook.Hook{}, webhook.ErrNoHook
	}
	return webhook.Hook(d), err
}

// Insert implements [webhook.Hooks].
func (s *Hooks) Insert(ctx context.Context, h webhook.Hook) error {
	_, err := s.hooks.InsertOne(ctx, hookDocument(h))
	if mongo.IsDuplicate(err) {
		return webhook.ErrHookExists
	}
	return mongo.Fault(err)
}

// Update implements [webhook.Hooks].
func (s *Hooks) Update(ctx context.Context, h webhook.Hook) error {
	result, err := s.hooks.UpdateOne(ctx,
		bson.D{{Key: "_id", Value: h.ID}, {Key: "version", Value: h.Version}},
		bson.D{
			{Key: "$set", Value: bson.D{
				{Key: "url", Value: h.URL}, {Key: "events", Value: h.Events}, {Key: "secret", Value: h.Secret},
				{Key: "active", Value: h.Active}, {Key: "stopped", Value: h.Stopped},
			}},
			{Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}},
		})
	if err != nil {
		return mongo.Fault(err)
	}
	if result.MatchedCount == 0 {
		return webhook.ErrConflict
	}
	return nil
}

// Remove implements [webhook.Hooks]. A delivery that an instance stores in the
// same moment finds its hook gone when it is tried.
func (s *Hooks) Remove(ctx context.Context, id string) error {
	result, err := s.hooks.DeleteOne(ctx, bson.D{{Key: "_id", Value: id}})
	if err != nil {
		return mongo.Fault(err)
	}
	if result.DeletedCount == 0 {
		return webhook.ErrNoHook
	}
	_, err = s.deliveries.DeleteMany(ctx, bson.D{{Key: "hook", Value: id}})
	return mongo.Fault(err)
}
