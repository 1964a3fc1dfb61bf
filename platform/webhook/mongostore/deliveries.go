package mongostore

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/mongo"
	"shop/platform/webhook"
)

const deliveriesCollection = "webhook_deliveries"

// retention is how long the log goes back, and an event's delivery is known.
const retention = 30 * 24 * time.Hour

// DeliveryIndexes are what the queries below need.
func DeliveryIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: deliveriesCollection, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "state", Value: 1}, {Key: "due", Value: 1}}},
		{Keys: bson.D{{Key: "hook", Value: 1}, {Key: "queuedAt", Value: -1}}},
		{Keys: bson.D{{Key: "expiresAt", Value: 1}}, Options: options.Index().SetExpireAfterSeconds(0)},
	}}
}

// Deliveries implements [webhook.Deliveries].
type Deliveries struct{ deliveries *driver.Collection }

// NewDeliveries returns the deliveries of db.
func NewDeliveries(db *mongo.DB) *Deliveries {
	return &Deliveries{deliveries: db.Collection(deliveriesCollection)}
}

type deliveryDocument struct {
	ID       string        `bson:"_id"`
	Hook     string        `bson:"hook"`
	Event    string        `bson:"event"`
	Body     []byte        `bson:"body"`
	State    webhook.State `bson:"state"`
	QueuedAt time.Time     `bson:"queuedAt"`
	// Due is when the next attempt may begin; while one is under way, when
	// another instance may take over.
	Due       time.Time `bson:"due"`
	Attempts  int       `bson:"attempts"`
	Status    int       `bson:"status,omitempty"`
	Answer    string    `bson:"answer,omitempty"`
	Error     string    `bson:"error,omitempty"`
	Lease     string    `bson:"lease,omitempty"`
	ExpiresAt time.Time `bson:"expiresAt"`
}

func (d deliveryDocument) delivery() webhook.Delivery {
	return webhook.Delivery{
		ID: d.ID, HookID: d.Hook, Event: d.Event, Body: d.Body, State: d.State, QueuedAt: d.QueuedAt, Due: d.Due,
		Attempts: d.Attempts, Lease: d.Lease, Result: webhook.Result{Status: d.Status, Answer: d.Answer, Error: d.Error},
	}
}

// Put implements [webhook.Deliveries].
func (s *Deliveries) Put(ctx context.Context, d webhook.Delivery) error {
	_, err := s.deliveries.InsertOne(ctx, deliveryDocument{
		ID: d.ID, Hook: d.HookID, Event: d.Event, Body: d.Body, State: d.State, QueuedAt: d.QueuedAt,
		// Due since ever: only the server's clock decides, see Lease.
		Due:       time.Unix(0, 0),
		ExpiresAt: d.QueuedAt.Add(retention),
	})
	if mongo.IsDuplicate(err) {
		return nil
	}
	return mongo.Fault(err)
}

// Lease implements [webhook.Deliveries].
func (s *Deliveries) Lease(ctx context.Context, d time.Duration, except []string) (webhook.Delivery, error) {
	due := bson.D{
		{Key: "state", Value: webhook.Queued},
		{Key: "hook", Value: bson.D{{Key: "$nin", Value: append([]string{}, except...)}}},
		{Key: "$expr", Value: bson.D{{Key: "$lte", Value: bson.A{"$due", "$$NOW"}}}},
	}
	take := driver.Pipeline{set(bson.D{
		{Key: "due", Value: mongo.FromNow(d)},
		{Key: "lease", Value: rand.Text()},
		{Key: "attempts", Value: bson.D{{Key: "$add", Value: bson.A{"$attempts", 1}}}},
	})}
	first := options.FindOneAndUpdate().SetSort(bson.D{{Key: "due", Value: 1}}).SetReturnDocument(options.After)
	var leased deliveryDocument
	err := mongo.Fault(s.deliveries.FindOneAndUpdate(ctx, due, take, first).Decode(&leased))
	if errors.Is(err, mongo.ErrNotFound) {
		return webhook.Delivery{}, webhook.ErrNoDelivery
	}
	return leased.delivery(), err
}

// Settle implements [webhook.Deliveries].
func (s *Deliveries) Settle(ctx context.Context, d webhook.Delivery, o webhook.Outcome) error {
	_, err := s.deliveries.UpdateOne(ctx, bson.D{{Key: "_id", Value: d.ID}, {Key: "lease", Value: d.Lease}}, driver.Pipeline{
		set(bson.D{
			{Key: "state", Value: o.State},
			{Key: "due", Value: mongo.FromNow(o.RetryIn)},
			{Key: "status", Value: o.Status},
			// What a receiver says may begin with a dollar sign.
			{Key: "answer", Value: bson.D{{Key: "$literal", Value: o.Answer}}},
			{Key: "error", Value: bson.D{{Key: "$literal", Value: o.Error}}},
		}),
		{{Key: "$unset", Value: "lease"}},
	})
	return mongo.Fault(err)
}

// Requeue implements [webhook.Deliveries]. What is sent again stays in the log
// as long as what is new.
func (s *Deliveries) Requeue(ctx context.Context, hook, id string) error {
	result, err := s.deliveries.UpdateOne(ctx,
		bson.D{{Key: "_id", Value: id}, {Key: "hook", Value: hook}, {Key: "state", Value: bson.D{{Key: "$ne", Value: webhook.Queued}}}},
		driver.Pipeline{set(bson.D{
			{Key: "state", Value: webhook.Queued}, {Key: "due", Value: "$$NOW"}, {Key: "attempts", Value: 0},
			{Key: "expiresAt", Value: mongo.FromNow(retention)},
		})})
	if err != nil {
		return mongo.Fault(err)
	}
	if result.MatchedCount == 0 {
		return webhook.ErrNoDelivery
	}
	return nil
}

// List implements [webhook.Deliveries].
func (s *Deliveries) List(ctx context.Context, hook string, skip, limit int) ([]webhook.Delivery, int, error) {
	of := bson.D{{Key: "hook", Value: hook}}
	total, err := s.deliveries.CountDocuments(ctx, of)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	latest := options.Find().SetSort(bson.D{{Key: "queuedAt", Value: -1}}).SetSkip(int64(skip)).SetLimit(int64(limit))
	cursor, err := s.deliveries.Find(ctx, of, latest)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	var found []deliveryDocument
	if err := cursor.All(ctx, &found); err != nil {
		return nil, 0, mongo.Fault(err)
	}
	list := make([]webhook.Delivery, len(found))
	for i, d := range found {
		list[i] = d.delivery()
	}
	return list, int(total), nil
}

// Dead implements [webhook.Deliveries].
func (s *Deliveries) Dead(ctx context.Context) (int, error) {
	n, err := s.deliveries.CountDocuments(ctx, bson.D{{Key: "state", Value: webhook.Dead}})
	return int(n), mongo.Fault(err)
}

func set(fields bson.D) bson.D { return bson.D{{Key: "$set", Value: fields}} }
