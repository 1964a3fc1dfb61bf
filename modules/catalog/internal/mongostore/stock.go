package mongostore

import (
	"context"
	"errors"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/events"
	"shop/platform/mongo"
)

// The bounds of what an account remembers.
const (
	keptChanges   = 500
	keptMovements = 50
	// crowdedOutbox is how many events may wait in an account before one more
	// "it moved" says nothing new: those that wait read the account after it.
	crowdedOutbox = 64
)

// Stock keeps accounts in the collection "stock". It implements
// [stock.HoldStore] and [stock.Ledger].
type Stock struct {
	accounts *driver.Collection
	outbox   *mongo.Outbox
}

// NewStock returns the store in db.
func NewStock(db *mongo.DB, outbox *mongo.Outbox) *Stock {
	s := &Stock{accounts: db.Collection("stock"), outbox: outbox}
	outbox.Watch(s.accounts)
	return s
}

// StockIndexes are those of the accounts.
func StockIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: "stock", Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "productId", Value: 1}}},
		// Whoever looks for unsettled holds finds the few accounts that have any.
		{Keys: bson.D{{Key: "holds.state", Value: 1}}},
	}}
}

// field is a path and the value it is compared with or set to.
func field(key string, value any) bson.E { return bson.E{Key: key, Value: value} }

func moved(sku catalog.SKU) events.Event {
	return events.New(string(sku), catalog.StockMoved{SKU: sku})
}

// Hold implements [stock.HoldStore].
func (s *Stock) Hold(ctx context.Context, h catalog.Hold) (bool, error) {
	filter := bson.D{
		field("_id", h.SKU),
		field("tracked", true),
		field("available", bson.D{field("$gte", h.Quantity)}),
		field("holds.id", bson.D{field("$ne", h.Order)}),
		field(elementOf("holds", stock.MaxHolds), bson.D{field("$exists", false)}),
		field("$expr", bson.D{field("$lt", bson.A{"$$NOW", h.By})}),
	}
	inc := field("$inc", bson.D{field("available", -h.Quantity), field("version", 1)})
	hold := field("holds", stock.Held{Order: h.Order, Quantity: h.Quantity, By: h.By, State: stock.Open})
	crowded := bson.A{mongo.Crowded(catalog.StockMoved{}.EventName(), crowdedOutbox)}
	made, err := s.update(ctx,
		append(filter, field("$nor", crowded)),
		bson.D{inc, field("$push", bson.D{hold, s.outbox.Push(moved(h.SKU))})})
	if made || err != nil {
		return made, err
	}
	return s.update(ctx,
		append(filter, field("$and", crowded)),
		bson.D{inc, field("$push", bson.D{hold})})
}

// update changes the one account that matches and wakes the outbox's worker.
func (s *Stock) update(ctx context.Context, filter bson.D, change any) (bool, error) {
	result, err := s.accounts.UpdateOne(ctx, filter, change)
	if err != nil {
		return false, mongo.Fault(err)
	}
	if result.MatchedCount > 0 {
		s.outbox.Nudge()
	}
	return result.MatchedCount > 0, nil
}

// Settle implements [stock.HoldStore] in one pipeline: what it adds follows
// from the hold as it is stored.
func (s *Stock) Settle(ctx context.Context, order string, sku catalog.SKU, outcome catalog.Outcome) error {
	id := bson.D{field("$literal", order)}
	mine := bson.D{field("$first", bson.D{field("$filter", bson.D{
		field("input", "$holds"), field("as", "h"), field("cond", bson.D{field("$eq", bson.A{"$$h.id", id})}),
	})})}
	units := bson.D{field("$let", bson.D{field("vars", bson.D{field("mine", mine)}), field("in", "$$mine.qty")})}
	settled := bson.D{field("$map", bson.D{
		field("input", "$holds"), field("as", "h"),
		field("in", bson.D{field("$cond", bson.A{
			bson.D{field("$eq", bson.A{"$$h.id", id})},
			bson.D{field("$mergeObjects", bson.A{"$$h", bson.D{field("state", string(outcome))}})},
			"$$h",
		})}),
	})}
	set := bson.D{
		field("holds", unpruned(settled)),
		field("version", bson.D{field("$add", bson.A{"$version", 1})}),
	}
	if outcome == catalog.Sold {
		set = append(set, field("sold", bson.D{field("$add", bson.A{"$sold", units})}))
	} else {
		entries := s.outbox.Entries(moved(sku))
		set = append(set,
			field("available", bson.D{field("$add", bson.A{"$available", units})}),
			field("outbox", bson.D{field("$concatArrays", bson.A{
				bson.D{field("$ifNull", bson.A{"$outbox", bson.A{}})},
				bson.D{field("$literal", append([]mongo.OutboxEntry{}, entries...))},
			})}))
	}
	open := bson.D{field("id", order), field("state", stock.Open)}
	_, err := s.update(ctx,
		bson.D{field("_id", sku), field("holds", bson.D{field("$elemMatch", open)})},
		bson.A{bson.D{field("$set", set)}})
	return err
}

// unpruned is the expression for the holds that must stay: open ones, and
// settled ones that a delayed retry may still look for.
func unpruned(holds any) bson.D {
	return bson.D{field("$filter", bson.D{
		field("input", holds), field("as", "h"),
		field("cond", bson.D{field("$or", bson.A{
			bson.D{field("$eq", bson.A{"$$h.state", stock.Open})},
			bson.D{field("$gte", bson.A{"$$h.by", "$$NOW"})},
		})}),
	})}
}

// Prune implements [stock.HoldStore].
func (s *Stock) Prune(ctx context.Context, sku catalog.SKU) error {
	_, err := s.accounts.UpdateByID(ctx, sku, bson.A{bson.D{field("$set", bson.D{field("holds", unpruned("$holds"))})}})
	return mongo.Fault(err)
}

// Look implements [stock.HoldStore].
func (s *Stock) Look(ctx context.Context, sku catalog.SKU) (stock.Account, time.Time, error) {
	cursor, err := s.accounts.Aggregate(ctx, bson.A{
		bson.D{field("$match", bson.D{field("_id", sku)})},
		bson.D{field("$set", bson.D{field("now", "$$NOW")})},
		bson.D{field("$unset", "outbox")},
	})
	if err != nil {
		return stock.Account{}, time.Time{}, mongo.Fault(err)
	}
	var found []struct {
		stock.Account `bson:",inline"`
		Now           time.Time `bson:"now"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return stock.Account{}, time.Time{}, mongo.Fault(err)
	}
	if len(found) == 0 {
		return stock.Account{}, time.Time{}, catalog.ErrNoSuchSKU
	}
	return found[0].Account, found[0].Now, nil
}

// Open implements [stock.Ledger].
func (s *Stock) Open(ctx context.Context, accounts []stock.Account) error {
	models := make([]driver.WriteModel, len(accounts))
	for i, a := range accounts {
		models[i] = driver.NewUpdateOneModel().SetFilter(bson.D{field("_id", a.SKU)}).SetUpsert(true).SetUpdate(bson.D{
			field("$set", bson.D{
				field("productId", a.ProductID), field("productName", a.ProductName),
				field("options", a.Options), field("tracked", a.Tracked),
			}),
			field("$inc", bson.D{field("version", 1)}),
			field("$setOnInsert", bson.D{
				field("available", a.Available), field("received", a.Received), field("sold", 0), field("writtenOff", 0),
				field("holds", bson.A{}), field("applied", bson.A{}), field("movements", bson.A{}), field("outbox", bson.A{}),
				field("threshold", a.Threshold), field("low", false),
			}),
		})
	}
	write := func() error {
		_, err := s.accounts.BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
		return err
	}
	err := write()
	if mongo.IsDuplicate(err) {
		// Two upserts of one id at once: the one that lost updates now.
		err = write()
	}
	return mongo.Fault(err)
}

// Apply implements [stock.Ledger].
func (s *Stock) Apply(ctx context.Context, c stock.Change) (bool, error) {
	filter := bson.D{field("_id", c.SKU), field("tracked", true), field("applied", bson.D{field("$ne", c.ID)})}
	if c.Version != 0 {
		filter = append(filter, field("version", c.Version))
	}
	inc := bson.D{field("version", 1)}
	switch c.Kind {
	case stock.Received:
		inc = append(inc, field("available", c.Quantity), field("received", c.Quantity))
	case stock.WrittenOff:
		filter = append(filter, field("available", bson.D{field("$gte", c.Quantity)}))
		inc = append(inc, field("available", -c.Quantity), field("writtenOff", c.Quantity))
	case stock.Restocked:
		filter = append(filter, field("sold", bson.D{field("$gte", c.Quantity)}))
		inc = append(inc, field("available", c.Quantity), field("sold", -c.Quantity))
	default:
		return false, errors.New("mongostore: no such kind of movement")
	}
	return s.update(ctx, filter, bson.D{
		field("$inc", inc),
		field("$push", bson.D{
			field("applied", latest(c.ID, keptChanges)),
			field("movements", latest(c.Movement, keptMovements)),
			s.outbox.Push(moved(c.SKU)),
		}),
	})
}

// latest pushes a value and keeps the newest values only.
func latest(value any, kept int) bson.D {
	return bson.D{field("$each", bson.A{value}), field("$slice", -kept)}
}

// Levels implements [stock.Ledger].
func (s *Stock) Levels(ctx context.Context, skus []catalog.SKU) (stock.Levels, error) {
	cursor, err := s.accounts.Find(ctx, bson.D{field("_id", bson.D{field("$in", skus)})},
		options.Find().SetProjection(bson.D{field("tracked", 1), field("available", 1), field("version", 1)}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var accounts []stock.Account
	if err := cursor.All(ctx, &accounts); err != nil {
		return nil, mongo.Fault(err)
	}
	levels := make(stock.Levels, len(accounts))
	for _, a := range accounts {
		levels[a.SKU] = stock.Level{Tracked: a.Tracked, Available: a.Available, Version: a.Version}
	}
	return levels, nil
}

// Low implements [stock.Ledger].
func (s *Stock) Low(ctx context.Context, limit int) ([]stock.Account, error) {
	cursor, err := s.accounts.Find(ctx,
		bson.D{field("tracked", true), field("$expr", bson.D{field("$lte", bson.A{"$available", "$threshold"})})},
		options.Find().SetSort(bson.D{field("available", 1), field("_id", 1)}).SetLimit(int64(limit)).
			SetProjection(bson.D{field("outbox", 0), field("movements", 0), field("applied", 0)}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var accounts []stock.Account
	return accounts, mongo.Fault(cursor.All(ctx, &accounts))
}

// MarkLow implements [stock.Ledger].
func (s *Stock) MarkLow(ctx context.Context, a stock.Account, low bool) error {
	compare, change := "$gt", bson.D{field("$set", bson.D{field("low", low)})}
	if low {
		compare = "$lte"
		change = append(change, field("$push", bson.D{s.outbox.Push(events.New(string(a.SKU), catalog.LowStock{
			ProductID: a.ProductID, SKU: a.SKU, ProductName: a.ProductName, Available: a.Available, Threshold: a.Threshold,
		}))}))
	}
	_, err := s.update(ctx, bson.D{
		field("_id", a.SKU), field("low", !low),
		field("$expr", bson.D{field(compare, bson.A{"$available", "$threshold"})}),
	}, change)
	return err
}

// elementOf is the path of the last element that an array of n has; it exists
// only once the array is full.
func elementOf(array string, n int) string { return array + "." + strconv.Itoa(n-1) }
