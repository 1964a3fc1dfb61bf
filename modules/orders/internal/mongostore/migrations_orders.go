package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/platform/mongo"
)

// fulfilmentsOfParcels makes one fulfilment of each order that was packed or
// more, which until then was moved as a whole.
func fulfilmentsOfParcels(ctx context.Context, db *mongo.DB) error {
	parcel := func(field string) bson.D {
		first := bson.D{{Key: "$first", Value: bson.D{{Key: "$ifNull", Value: bson.A{"$parcels." + field, bson.A{}}}}}}
		return bson.D{{Key: "$ifNull", Value: bson.A{first, "$$REMOVE"}}}
	}
	lines := bson.D{{Key: "$map", Value: bson.D{
		{Key: "input", Value: "$lines"},
		{Key: "in", Value: bson.D{{Key: "sku", Value: "$$this.sku"}, {Key: "quantity", Value: "$$this.quantity"}}},
	}}}
	last := bson.D{{Key: "$last", Value: "$history.at"}}
	_, err := db.Collection(ordersName).UpdateMany(ctx,
		bson.D{
			{Key: "fulfilment", Value: bson.D{{Key: "$in", Value: bson.A{"packed", "shipped", "delivered"}}}},
			{Key: "fulfilments", Value: bson.D{{Key: "$exists", Value: false}}},
		},
		bson.A{
			bson.D{{Key: "$set", Value: bson.D{{Key: "fulfilments", Value: bson.A{bson.D{
				{Key: "id", Value: "1"}, {Key: "lines", Value: lines}, {Key: "state", Value: "$fulfilment"},
				{Key: "carrier", Value: parcel("carrier")}, {Key: "tracking", Value: parcel("tracking")},
				{Key: "at", Value: bson.D{{Key: "$ifNull", Value: bson.A{parcel("at"), last}}}},
			}}}}}},
			bson.D{{Key: "$unset", Value: "parcels"}},
		})
	return mongo.Fault(err)
}

// statesOfRefunds gives refunds a state, which until then were done or not.
func statesOfRefunds(ctx context.Context, db *mongo.DB) error {
	state := bson.D{{Key: "$cond", Value: bson.A{"$$this.done", "succeeded", "pending"}}}
	refunds := bson.D{{Key: "$map", Value: bson.D{
		{Key: "input", Value: "$refunds"},
		{Key: "in", Value: bson.D{{Key: "$mergeObjects", Value: bson.A{"$$this", bson.D{{Key: "state", Value: state}}}}}},
	}}}
	_, err := db.Collection(ordersName).UpdateMany(ctx,
		bson.D{{Key: "refunds.done", Value: bson.D{{Key: "$exists", Value: true}}}},
		bson.A{
			bson.D{{Key: "$set", Value: bson.D{{Key: "refunds", Value: refunds}}}},
			bson.D{{Key: "$unset", Value: "refunds.done"}},
		})
	return mongo.Fault(err)
}
