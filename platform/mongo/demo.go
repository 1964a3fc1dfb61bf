package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// ErrLive is returned by [MarkDemo] for a database that was made for a real
// shop.
var ErrLive = errors.New("mongo: the database belongs to a live shop")

// aboutCollection has one document that says what the database was made for.
const (
	aboutCollection = "about"
	aboutID         = "shop"
)

// MarkDemo makes the database a demo's for ever, if nothing is in it yet; so it
// is called before [Setup]. On a demo it does nothing. Errors: [ErrLive] for
// any other database, fault.Unavailable.
func MarkDemo(ctx context.Context, db *DB) error {
	if demo, err := IsDemo(ctx, db); demo || err != nil {
		return err
	}
	names, err := db.database.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return Fault(err)
	}
	if len(names) > 0 {
		return ErrLive
	}
	if err := settle(ctx, db, true); err != nil {
		return err
	}
	demo, err := IsDemo(ctx, db)
	if err == nil && !demo {
		return ErrLive // somebody else made it at the same time
	}
	return err
}

// IsDemo reports whether the database was made for a demo. That never changes.
// Errors: fault.Unavailable.
func IsDemo(ctx context.Context, db *DB) (bool, error) {
	var about struct{ Demo bool }
	err := db.Collection(aboutCollection).FindOne(ctx, bson.D{{Key: "_id", Value: aboutID}}).Decode(&about)
	if errors.Is(err, driver.ErrNoDocuments) {
		return false, nil
	}
	return about.Demo, Fault(err)
}

// settled notes when the database was last set up. Its being journalled means
// that so is all that was made before.
func settled(ctx context.Context, db *DB) error {
	_, err := db.Collection(aboutCollection).UpdateOne(ctx, bson.D{{Key: "_id", Value: aboutID}},
		bson.D{{Key: "$currentDate", Value: bson.D{{Key: "setUpAt", Value: true}}}})
	return Fault(err)
}

// settle decides what the database is for, unless that is decided.
func settle(ctx context.Context, db *DB, demo bool) error {
	_, err := db.Collection(aboutCollection).UpdateOne(ctx,
		bson.D{{Key: "_id", Value: aboutID}},
		bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "demo", Value: demo}}}},
		options.UpdateOne().SetUpsert(true))
	if IsDuplicate(err) {
		return nil
	}
	return Fault(err)
}
