// Package mongostore is the bare loop that paid orders are held against: the
// writes that an order needs, and nothing else, by as many goroutines as there
// are buyers.
//
// Only bench imports it. Its invariant: each write waits for the journal, as
// the shop's do.
package mongostore

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"

	"shop/platform/mongo"
)

// Writes is how many journalled writes [Bare.Order] does: a cart is filled and
// claimed, an order inserted, its units taken, the order paid, the cart emptied.
const Writes = 6

// Bare writes what orders need into collections of its own.
type Bare struct {
	db                   *mongo.DB
	carts, orders, stock *driver.Collection
}

// Open returns the bare loop's collections in the database that url names.
// Errors: those of mongo.Connect and DB.Await.
func Open(ctx context.Context, url string) (*Bare, error) {
	db, err := mongo.Connect(ctx, url, "")
	if err != nil {
		return nil, err
	}
	if err := db.Await(ctx); err != nil {
		return nil, err
	}
	return &Bare{db: db, carts: db.Collection("bare_carts"), orders: db.Collection("bare_orders"), stock: db.Collection("bare_stock")}, nil
}

// Close gives the connections back.
func (b *Bare) Close(ctx context.Context) error { return b.db.Close(ctx) }

// Stock makes the accounts that orders take units from.
func (b *Bare) Stock(ctx context.Context, skus []string) error {
	accounts := make([]any, len(skus))
	for i, sku := range skus {
		accounts[i] = bson.D{{Key: "_id", Value: sku}, {Key: "available", Value: 1 << 30}, {Key: "sold", Value: 0}}
	}
	if _, err := b.stock.DeleteMany(ctx, bson.D{}); err != nil {
		return mongo.Fault(err)
	}
	_, err := b.stock.InsertMany(ctx, accounts)
	return mongo.Fault(err)
}

// address is about what an order carries besides its numbers.
var address = strings.Repeat("Unter den Linden 1, 10117 Berlin. ", 12)

// Order does the writes of one order of one unit of sku, one after the other,
// each conditional as the shop's are.
func (b *Bare) Order(ctx context.Context, sku string) error {
	id := rand.Text()
	if _, err := b.carts.InsertOne(ctx, bson.D{
		{Key: "_id", Value: id}, {Key: "version", Value: 1}, {Key: "lines", Value: bson.A{bson.D{{Key: "sku", Value: sku}, {Key: "quantity", Value: 1}}}},
	}); err != nil {
		return mongo.Fault(err)
	}
	if err := update(ctx, b.carts, id, 1, bson.D{{Key: "state", Value: "ordering"}}); err != nil {
		return err
	}
	if _, err := b.orders.InsertOne(ctx, bson.D{
		{Key: "_id", Value: id}, {Key: "version", Value: 1}, {Key: "status", Value: "new"}, {Key: "address", Value: address},
	}); err != nil {
		return mongo.Fault(err)
	}
	result, err := b.stock.UpdateOne(ctx,
		bson.D{{Key: "_id", Value: sku}, {Key: "available", Value: bson.D{{Key: "$gte", Value: 1}}}},
		bson.D{{Key: "$inc", Value: bson.D{{Key: "available", Value: -1}, {Key: "sold", Value: 1}}}})
	if err != nil || result.MatchedCount != 1 {
		return fmt.Errorf("mongostore: take a unit of %s: %w", sku, mongo.Fault(err))
	}
	if err := update(ctx, b.orders, id, 1, bson.D{{Key: "status", Value: "paid"}}); err != nil {
		return err
	}
	return update(ctx, b.carts, id, 2, bson.D{{Key: "state", Value: "open"}, {Key: "lines", Value: bson.A{}}})
}

func update(ctx context.Context, c *driver.Collection, id string, version int, set bson.D) error {
	result, err := c.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, {Key: "version", Value: version}},
		bson.D{{Key: "$set", Value: set}, {Key: "$inc", Value: bson.D{{Key: "version", Value: 1}}}})
	if err != nil {
		return mongo.Fault(err)
	}
	if result.MatchedCount != 1 {
		return fmt.Errorf("mongostore: %s changed meanwhile", id)
	}
	return nil
}
