// Package mongostore keeps what the naive way of selling keeps, beside the shop
// in the same database, and just as durably.
//
// Only cmd/shop imports it. It has no invariant: that is the point.
package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"shop/platform/mongo"
)

// Naive implements prove.NaiveStore.
type Naive struct{ stock, orders *driver.Collection }

// NewNaive returns the store in db.
func NewNaive(db *mongo.DB) *Naive {
	return &Naive{stock: db.Collection("naive_stock"), orders: db.Collection("naive_orders")}
}

// Stock implements prove.NaiveStore.
func (n *Naive) Stock(ctx context.Context, sku string, units int) error {
	_, err := n.stock.InsertOne(ctx, bson.D{{Key: "_id", Value: sku}, {Key: "available", Value: units}})
	return mongo.Fault(err)
}

// Available implements prove.NaiveStore.
func (n *Naive) Available(ctx context.Context, sku string) (int, error) {
	var stock struct{ Available int }
	err := n.stock.FindOne(ctx, bson.D{{Key: "_id", Value: sku}}).Decode(&stock)
	return stock.Available, mongo.Fault(err)
}

// Sell implements prove.NaiveStore.
func (n *Naive) Sell(ctx context.Context, sku string, left int) error {
	if _, err := n.orders.InsertOne(ctx, bson.D{{Key: "sku", Value: sku}, {Key: "quantity", Value: 1}}); err != nil {
		return mongo.Fault(err)
	}
	_, err := n.stock.UpdateByID(ctx, sku, bson.D{{Key: "$set", Value: bson.D{{Key: "available", Value: left}}}})
	return mongo.Fault(err)
}

// Sold implements prove.NaiveStore.
func (n *Naive) Sold(ctx context.Context, sku string) (int, error) {
	count, err := n.orders.CountDocuments(ctx, bson.D{{Key: "sku", Value: sku}})
	return int(count), mongo.Fault(err)
}
