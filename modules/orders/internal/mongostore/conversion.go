package mongostore

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/order"
	"shop/platform/mongo"
)

// Conversion implements [order.Lister]. A cart that is ordered leaves the carts
// for the orders, so both are counted; for the moment in which an order is
// placed and its lines haven't left the cart yet, it counts twice.
func (s *Orders) Conversion(ctx context.Context, from, to time.Time) (order.Conversion, error) {
	span := bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}
	waiting, err := s.carts.CountDocuments(ctx, bson.D{
		{Key: "filledAt", Value: span}, {Key: "state", Value: bson.D{{Key: "$ne", Value: cart.Merged}}},
	})
	if err != nil {
		return order.Conversion{}, mongo.Fault(err)
	}
	found, err := s.collection.Aggregate(ctx, bson.A{
		// An order is never older than its cart; there is an index of the first.
		bson.D{{Key: "$match", Value: bson.D{
			{Key: "createdAt", Value: bson.D{{Key: "$gte", Value: from}}}, {Key: "cartFilledAt", Value: span},
		}}},
		// A cart may have been sent several times before it was ordered.
		bson.D{{Key: "$group", Value: bson.D{
			{Key: "_id", Value: bson.D{{Key: "cart", Value: "$cartId"}, {Key: "filled", Value: "$cartFilledAt"}}},
			{Key: "placed", Value: most(wasPlaced)},
			{Key: "paid", Value: most(bson.D{{Key: "$and", Value: bson.A{wasPlaced, wasPaid}}})},
		}}},
		bson.D{{Key: "$group", Value: bson.D{
			{Key: "_id", Value: nil},
			{Key: "checkouts", Value: bson.D{{Key: "$sum", Value: 1}}},
			{Key: "orders", Value: bson.D{{Key: "$sum", Value: "$placed"}}},
			{Key: "paid", Value: bson.D{{Key: "$sum", Value: "$paid"}}},
		}}},
	})
	if err != nil {
		return order.Conversion{}, mongo.Fault(err)
	}
	var sums []struct{ Checkouts, Orders, Paid int }
	if err := found.All(ctx, &sums); err != nil {
		return order.Conversion{}, mongo.Fault(err)
	}
	c := order.Conversion{Carts: int(waiting)}
	for _, sum := range sums {
		c.Carts += sum.Orders
		c.Checkouts, c.Orders, c.Paid = sum.Checkouts, sum.Orders, sum.Paid
	}
	return c, nil
}

var (
	wasPlaced = bson.D{{Key: "$gt", Value: bson.A{"$placedAt", nil}}}
	// wasPaid holds where the money came, be it that it went back later.
	wasPaid = bson.D{{Key: "$in", Value: bson.A{
		"$payment", bson.A{order.PaymentPaid, order.PaymentRefunding, order.PaymentPartlyRefunded, order.PaymentRefunded},
	}}}
)

// most is 1 in a group where the condition holds for one of its documents.
func most(condition bson.D) bson.D {
	return bson.D{{Key: "$max", Value: bson.D{{Key: "$cond", Value: bson.A{condition, 1, 0}}}}}
}
