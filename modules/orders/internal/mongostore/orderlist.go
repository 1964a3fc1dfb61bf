package mongostore

import (
	"context"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/order"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/mongo"
)

// List implements [order.Lister].
func (s *Orders) List(ctx context.Context, f order.Filter) ([]order.Order, int, error) {
	total, err := s.Count(ctx, f)
	if err != nil {
		return nil, 0, err
	}
	found, err := s.collection.Find(ctx, matching(f), options.Find().
		SetSort(append(sortKeys(f.Sort), bson.E{Key: "_id", Value: 1})).
		SetSkip(int64(f.Page-1)*int64(f.Limit)).SetLimit(int64(f.Limit)).
		SetProjection(bson.D{{Key: "outbox", Value: 0}}))
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	var list []order.Order
	return list, total, mongo.Fault(found.All(ctx, &list))
}

// OfGuest implements [order.Lister].
func (s *Orders) OfGuest(ctx context.Context, cart string) ([]order.Order, error) {
	found, err := s.collection.Find(ctx,
		bson.D{{Key: "cartId", Value: cart}, {Key: "account", Value: bson.D{{Key: "$exists", Value: false}}}},
		options.Find().SetProjection(bson.D{{Key: "outbox", Value: 0}}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var list []order.Order
	return list, mongo.Fault(found.All(ctx, &list))
}

// Count implements [order.Lister].
func (s *Orders) Count(ctx context.Context, f order.Filter) (int, error) {
	n, err := s.collection.CountDocuments(ctx, matching(f))
	return int(n), mongo.Fault(err)
}

func matching(f order.Filter) bson.D {
	filter := bson.D{}
	if f.Account != "" {
		filter = append(filter, bson.E{Key: "account", Value: f.Account})
	}
	if len(f.Statuses) > 0 {
		filter = append(filter, bson.E{Key: "status", Value: bson.D{{Key: "$in", Value: f.Statuses}}})
	}
	if len(f.Payments) > 0 {
		filter = append(filter, bson.E{Key: "payment", Value: bson.D{{Key: "$in", Value: f.Payments}}})
	}
	if len(f.Fulfilments) > 0 {
		filter = append(filter, bson.E{Key: "fulfilment", Value: bson.D{{Key: "$in", Value: f.Fulfilments}}})
	}
	if text := strings.TrimSpace(f.Search); text != "" {
		filter = append(filter, bson.E{Key: "$or", Value: bson.A{
			bson.D{{Key: "number", Value: mongo.StartingWith(order.CanonicalNumber(text))}},
			bson.D{{Key: "email", Value: mongo.StartingWith(identity.NormalEmail(text))}},
			bson.D{{Key: "shippingAddress.name", Value: mongo.StartingWithFolded(text)}},
		}})
	}
	return filter
}

func sortKeys(by order.Sort) bson.D {
	switch by {
	case order.OldestFirst:
		return bson.D{{Key: "createdAt", Value: 1}}
	case order.CheapestFirst:
		return bson.D{{Key: "totals.total.amount", Value: 1}}
	case order.DearestFirst:
		return bson.D{{Key: "totals.total.amount", Value: -1}}
	default:
		return bson.D{{Key: "createdAt", Value: -1}}
	}
}

// SalesByHour implements [order.Lister].
func (s *Orders) SalesByHour(ctx context.Context, from, to time.Time) ([]order.Sales, error) {
	hours := make([]order.Sales, (to.Sub(from)+time.Hour-1)/time.Hour)
	for i := range hours {
		hours[i].Revenue = money.Zero(s.currency)
	}
	found, err := s.collection.Aggregate(ctx, bson.A{
		bson.D{{Key: "$match", Value: bson.D{
			{Key: "placedAt", Value: bson.D{{Key: "$gte", Value: from}, {Key: "$lt", Value: to}}},
			{Key: "status", Value: bson.D{{Key: "$ne", Value: order.Cancelled}}},
			{Key: "totals.total.currency", Value: s.currency},
		}}},
		bson.D{{Key: "$group", Value: bson.D{
			{Key: "_id", Value: bson.D{{Key: "$floor", Value: bson.D{{Key: "$divide", Value: bson.A{
				bson.D{{Key: "$subtract", Value: bson.A{"$placedAt", from}}}, time.Hour.Milliseconds(),
			}}}}}},
			{Key: "orders", Value: bson.D{{Key: "$sum", Value: 1}}},
			{Key: "revenue", Value: bson.D{{Key: "$sum", Value: "$totals.total.amount"}}},
		}}},
	})
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var groups []struct {
		Hour    int   `bson:"_id"`
		Orders  int   `bson:"orders"`
		Revenue int64 `bson:"revenue"`
	}
	if err := found.All(ctx, &groups); err != nil {
		return nil, mongo.Fault(err)
	}
	for _, g := range groups {
		hours[g.Hour] = order.Sales{Orders: g.Orders, Revenue: money.New(g.Revenue, s.currency)}
	}
	return hours, nil
}
