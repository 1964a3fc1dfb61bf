package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"shop/platform/mongo"
)

// Debts implements [rediscache.Debts]: a document for each family counts how
// often it was owed, and up to where that was paid.
type Debts struct {
	db         *mongo.DB
	collection *driver.Collection
}

// NewDebts returns the debts in db.
func NewDebts(db *mongo.DB) *Debts { return &Debts{db: db, collection: db.Collection("cache_debts")} }

// Owe implements [rediscache.Debts].
func (s *Debts) Owe(ctx context.Context, family string) error {
	write := mongo.Write{
		Collection: s.collection, Filter: bson.D{field("_id", family)}, Update: bson.D{field("$inc", bson.D{field("owed", 1)})}, Upsert: true,
	}
	_, err := s.db.Write(ctx, write)
	if mongo.IsDuplicate(err) { // of two first ones at once
		_, err = s.db.Write(ctx, write)
	}
	return err
}

// Owed implements [rediscache.Debts].
func (s *Debts) Owed(ctx context.Context) (map[string]int64, error) {
	unpaid := bson.D{field("$gt", bson.A{"$owed", bson.D{field("$ifNull", bson.A{"$paid", 0})}})}
	found, err := s.collection.Find(ctx, bson.D{field("$expr", unpaid)})
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var debts []struct {
		Family string `bson:"_id"`
		Owed   int64  `bson:"owed"`
	}
	if err := found.All(ctx, &debts); err != nil {
		return nil, mongo.Fault(err)
	}
	owed := make(map[string]int64, len(debts))
	for _, d := range debts {
		owed[d.Family] = d.Owed
	}
	return owed, nil
}

// Paid implements [rediscache.Debts].
func (s *Debts) Paid(ctx context.Context, family string, n int64) error {
	_, err := s.db.Write(ctx, mongo.Write{
		Collection: s.collection, Filter: bson.D{field("_id", family)}, Update: bson.D{field("$max", bson.D{field("paid", n)})},
	})
	return err
}
