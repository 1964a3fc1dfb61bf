package mongo

import (
	"context"
	"crypto/rand"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Key returns the 32 random bytes that are stored under id in c; the first call
// ever, by any instance, makes them. Errors: fault.Unavailable.
func Key(ctx context.Context, c *driver.Collection, id string) ([]byte, error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails, see crypto/rand
	filter := bson.D{{Key: "_id", Value: id}}
	insert := bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "key", Value: fresh}}}}
	for {
		var stored struct {
			Key []byte `bson:"key"`
		}
		err := c.FindOneAndUpdate(ctx, filter, insert,
			options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)).Decode(&stored)
		// Of two first upserts at once one may meet the other's _id.
		if !IsDuplicate(err) {
			return stored.Key, Fault(err)
		}
	}
}
