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
	db       *mongo.DB
	accounts *driver.Collection
	outbox   *mongo.Outbox
	briefs   *mongo.Finder[catalog.SKU, stock.Account]
	holds    *mongo.Gatherer[catalog.Hold, bool]
	ends     *mongo.Gatherer[ending, bool]
}

// NewStock returns the store in db.
func NewStock(db *mongo.DB, outbox *mongo.Outbox) *Stock {
	s := &Stock{db: db, accounts: db.Collection("stock"), outbox: outbox}
	s.briefs = mongo.NewFinder[catalog.SKU, stock.Account](db, s.accounts, bson.D{
		field("productId", 1), field("productName", 1), field("tracked", 1), field("available", 1), field("backorder", 1),
		field("threshold", 1), field("low", 1), field("version", 1),
	})
	s.holds = mongo.NewGatherer(together, s.holdAll)
	s.ends = mongo.NewGatherer(together, s.settleAll)
	outbox.Watch(s.accounts)
	return s
}

// StockIndexes are those of the accounts.
func StockIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: "stock", Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "productId", Value: 1}}},
	}}
}

// field is a path and the value it is compared with or set to.
func field(key string, value any) bson.E { return bson.E{Key: key, Value: value} }

func moved(sku catalog.SKU) events.Event {
	return events.New(string(sku), catalog.StockMoved{SKU: sku})
}

func recorded(e stock.Entry) events.Event {
	return events.New(string(e.SKU), stock.Recorded{Entry: e})
}

// opening are the events of an account that is made.
func (s *Stock) opening(a stock.Account) []mongo.OutboxEntry {
	if a.Available == 0 {
		return []mongo.OutboxEntry{}
	}
	first := stock.Entry{SKU: a.SKU, Movement: stock.Movement{
		ID: "opening", Kind: stock.Received, Quantity: a.Available, Reason: "Opening stock", At: time.Now().UTC(),
	}}
	return append([]mongo.OutboxEntry{}, s.outbox.Entries(recorded(first))...)
}

// update changes the one account that matches and wakes the outbox's worker.
func (s *Stock) update(ctx context.Context, filter bson.D, change any) (bool, error) {
	matched, err := s.db.Write(ctx, mongo.Write{Collection: s.accounts, Filter: filter, Update: change})
	if matched {
		s.outbox.Nudge()
	}
	return matched, err
}

// Prune implements [stock.HoldStore].
func (s *Stock) Prune(ctx context.Context, sku catalog.SKU) error {
	kept := bson.D{field("$filter", bson.D{
		field("input", "$settled"), field("as", "h"), field("cond", bson.D{field("$gte", bson.A{"$$h.by", "$$NOW"})}),
	})}
	_, err := s.accounts.UpdateByID(ctx, sku, bson.A{bson.D{field("$set", bson.D{field("settled", kept)})}})
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
		set := bson.D{
			field("productId", a.ProductID), field("productName", a.ProductName),
			field("options", a.Options), field("tracked", a.Tracked), field("backorder", a.Backorder),
		}
		if a.Backorder {
			set = append(set, field("mayOwe", true))
		}
		models[i] = driver.NewUpdateOneModel().SetFilter(bson.D{field("_id", a.SKU)}).SetUpsert(true).SetUpdate(bson.D{
			field("$set", set),
			field("$inc", bson.D{field("version", 1)}),
			field("$setOnInsert", bson.D{
				field("available", a.Available), field("received", a.Received), field("sold", 0), field("writtenOff", 0),
				field("holds", bson.A{}), field("settled", bson.A{}), field("applied", bson.A{}), field("movements", bson.A{}), field("outbox", s.opening(a)),
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
			s.outbox.Push(moved(c.SKU), recorded(c.Entry)),
		}),
	})
}

// latest pushes a value and keeps the newest values only.
func latest(value any, kept int) bson.D {
	return bson.D{field("$each", bson.A{value}), field("$slice", -kept)}
}

// Levels implements [stock.Ledger].
func (s *Stock) Levels(ctx context.Context, skus []catalog.SKU) (stock.Levels, error) {
	accounts, err := s.briefs.Find(ctx, skus...)
	if err != nil {
		return nil, err
	}
	levels := make(stock.Levels, len(accounts))
	for _, a := range accounts {
		levels[a.SKU] = stock.Level{Tracked: a.Tracked, Available: a.Available, Backorder: a.Backorder, Version: a.Version}
	}
	return levels, nil
}

// Brief implements [stock.Ledger].
func (s *Stock) Brief(ctx context.Context, sku catalog.SKU) (stock.Account, error) {
	account, err := s.briefs.One(ctx, sku)
	if errors.Is(err, mongo.ErrNotFound) {
		return stock.Account{}, catalog.ErrNoSuchSKU
	}
	return account, err
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

// SetThreshold implements [stock.Ledger]. Whoever watches the stock compares it
// with the threshold anew.
func (s *Stock) SetThreshold(ctx context.Context, sku catalog.SKU, units int) error {
	found, err := s.update(ctx, bson.D{field("_id", sku)}, bson.D{
		field("$set", bson.D{field("threshold", units)}),
		field("$push", bson.D{s.outbox.Push(moved(sku))}),
	})
	if err == nil && !found {
		return catalog.ErrNoSuchSKU
	}
	return err
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
