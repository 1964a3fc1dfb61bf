package mongostore

import (
	"context"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/mongo"
)

// Holds of one SKU that come at the same time are made in one update of its
// account, and so end those that end at the same time: a hot account is then
// written once for many orders. At most as many go together.
const together = 64

// ending is a hold that ends.
type ending struct {
	catalog.Hold
	outcome catalog.Outcome
}

// Hold implements [stock.HoldStore].
func (s *Stock) Hold(ctx context.Context, h catalog.Hold) (bool, error) { return s.holds.Do(ctx, h) }

// Settle implements [stock.HoldStore].
func (s *Stock) Settle(ctx context.Context, h catalog.Hold, outcome catalog.Outcome) error {
	_, err := s.ends.Do(ctx, ending{h, outcome})
	return err
}

func (s *Stock) holdAll(ctx context.Context, calls []catalog.Hold) []mongo.Result[bool] {
	sku := func(h catalog.Hold) catalog.SKU { return h.SKU }
	order := func(h catalog.Hold) string { return h.Order }
	return fold(ctx, calls, sku, order, s.hold)
}

func (s *Stock) settleAll(ctx context.Context, calls []ending) []mongo.Result[bool] {
	type kind struct {
		sku     catalog.SKU
		outcome catalog.Outcome
	}
	order := func(e ending) string { return e.Order }
	return fold(ctx, calls, func(e ending) kind { return kind{e.SKU, e.outcome} }, order, s.settle)
}

// fold does calls of the same kind together, one of each order. Where that
// can't be done for all of a kind, each is done alone.
func fold[T any, K comparable](ctx context.Context, calls []T, kind func(T) K, order func(T) string,
	do func(context.Context, []T) (bool, error),
) []mongo.Result[bool] {
	groups := make(map[K][]int)
	var again []int
	for i, c := range calls {
		twin := slices.ContainsFunc(groups[kind(c)], func(k int) bool { return order(calls[k]) == order(c) })
		if twin {
			again = append(again, i)
		} else {
			groups[kind(c)] = append(groups[kind(c)], i)
		}
	}
	results := make([]mongo.Result[bool], len(calls))
	alone := func(i int) { results[i].Value, results[i].Err = do(ctx, calls[i:i+1]) }
	var all sync.WaitGroup
	for _, members := range groups {
		all.Go(func() {
			group := make([]T, len(members))
			for k, i := range members {
				group[k] = calls[i]
			}
			done, err := do(ctx, group)
			for _, i := range members {
				if done || err != nil || len(members) == 1 {
					results[i] = mongo.Result[bool]{Value: done, Err: err}
				} else {
					alone(i)
				}
			}
		})
	}
	all.Wait()
	for _, i := range again {
		alone(i)
	}
	return results
}

// hold makes holds of one SKU, of as many orders, all or none.
func (s *Stock) hold(ctx context.Context, group []catalog.Hold) (bool, error) {
	units, by, since := 0, group[0].By, time.Time{}
	orders, held := make(bson.A, len(group)), make([]stock.Held, len(group))
	for i, h := range group {
		units += h.Quantity
		if h.By.Before(by) {
			by = h.By
		}
		if h.Since.After(since) {
			since = h.Since
		}
		orders[i], held[i] = h.Order, stock.Held{Order: h.Order, Quantity: h.Quantity, By: h.By}
	}
	unknown := bson.D{field("$nin", orders)}
	filter := bson.D{
		field("_id", group[0].SKU),
		field("tracked", true),
		field("$or", bson.A{bson.D{field("available", bson.D{field("$gte", units)})}, bson.D{field("backorder", true)}}),
		field("holds.id", unknown),
		field("settled.id", unknown),
		field(elementOf("holds", stock.MaxHolds-len(group)+1), bson.D{field("$exists", false)}),
		field(elementOf("settled", stock.MaxSettled), bson.D{field("$exists", false)}),
		field("$expr", bson.D{field("$lt", bson.A{"$$NOW", by})}),
	}
	change := bson.D{
		field("$inc", bson.D{field("available", -units), field("version", 1)}),
		field("$pull", bson.D{field("settled", bson.D{field("by", bson.D{field("$lt", since)})})}),
	}
	push := field("holds", bson.D{field("$each", held)})
	crowded := bson.A{mongo.Crowded(catalog.StockMoved{}.EventName(), crowdedOutbox)}
	made, err := s.update(ctx,
		append(slices.Clone(filter), field("$nor", crowded)),
		append(slices.Clone(change), field("$push", bson.D{push, s.outbox.Push(moved(group[0].SKU))})))
	if made || err != nil {
		return made, err
	}
	return s.update(ctx, append(filter, field("$and", crowded)), append(change, field("$push", bson.D{push})))
}

// settle ends holds of one SKU, of as many orders, in the same way: all or none.
func (s *Stock) settle(ctx context.Context, group []ending) (bool, error) {
	units := 0
	orders, open, ended := make(bson.A, len(group)), make(bson.A, len(group)), make([]stock.Settled, len(group))
	for i, e := range group {
		units += e.Quantity
		orders[i], ended[i] = e.Order, stock.Settled{Order: e.Order, By: e.By}
		open[i] = bson.D{field("$elemMatch", bson.D{field("id", e.Order), field("qty", e.Quantity)})}
	}
	sku, outcome := group[0].SKU, group[0].outcome
	push := bson.D{field("settled", bson.D{field("$each", ended)})}
	counter := "sold"
	if outcome == catalog.Released {
		counter = "available"
		push = append(push, s.outbox.Push(moved(sku)))
	}
	return s.update(ctx, bson.D{field("_id", sku), field("holds", bson.D{field("$all", open)})}, bson.D{
		field("$inc", bson.D{field(counter, units), field("version", 1)}),
		field("$pull", bson.D{field("holds", bson.D{field("id", bson.D{field("$in", orders)})})}),
		field("$push", push),
	})
}
