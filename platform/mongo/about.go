package mongo

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
)

// About is what a database says of itself.
type About struct {
	// Version is the server's: "8.0.4".
	Version string
	// SetUpAt is when [Setup] last went through; zero for never.
	SetUpAt time.Time
	// Migrations is how many were applied so far.
	Migrations int
}

// Describe asks the database about itself. Errors: fault.Unavailable.
func Describe(ctx context.Context, db *DB) (About, error) {
	var about About
	var build struct{ Version string }
	if err := db.database.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return about, Fault(err)
	}
	var kept struct {
		SetUpAt time.Time `bson:"setUpAt"`
	}
	err := db.Collection(aboutCollection).FindOne(ctx, bson.D{{Key: "_id", Value: aboutID}}).Decode(&kept)
	if err != nil && !errors.Is(err, driver.ErrNoDocuments) {
		return about, Fault(err)
	}
	applied, err := db.Collection(migrationsCollection).CountDocuments(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$ne", Value: leaseID}}}})
	if err != nil {
		return about, Fault(err)
	}
	return About{Version: build.Version, SetUpAt: kept.SetUpAt, Migrations: int(applied)}, nil
}
