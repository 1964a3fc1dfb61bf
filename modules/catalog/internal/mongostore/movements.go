package mongostore

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"golang.org/x/sync/errgroup"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/mongo"
)

const movementsName = "stock_movements"

// MovementIndexes are those of the ledger.
func MovementIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: movementsName, Models: []driver.IndexModel{
		{Keys: bson.D{field("sku", 1), field("at", -1), field("_id", -1)}},
	}}
}

// Movements keeps the ledger in the collection "stock_movements". It implements
// [stock.Book].
type Movements struct {
	db      *mongo.DB
	entries *driver.Collection
}

// NewMovements returns the ledger in db.
func NewMovements(db *mongo.DB) *Movements { return &Movements{db, db.Collection(movementsName)} }

// movementDocument has the SKU and the movement's id as its own id, which is
// what makes storing it again harmless.
type movementDocument struct {
	ID       string      `bson:"_id"`
	SKU      catalog.SKU `bson:"sku"`
	Movement string      `bson:"movement"`
	Kind     stock.Kind  `bson:"kind"`
	Quantity int         `bson:"qty"`
	Reason   string      `bson:"reason"`
	By       string      `bson:"by,omitempty"`
	Order    string      `bson:"order,omitempty"`
	At       time.Time   `bson:"at"`
}

// Add implements [stock.Book].
func (s *Movements) Add(ctx context.Context, entries []stock.Entry) error {
	var adding errgroup.Group
	for _, e := range entries {
		adding.Go(func() error {
			add := mongo.Write{
				Collection: s.entries,
				Insert: movementDocument{
					ID: string(e.SKU) + ":" + e.ID, SKU: e.SKU, Movement: e.ID, Kind: e.Kind, Quantity: e.Quantity,
					Reason: e.Reason, By: e.By, Order: e.Order, At: e.At,
				},
			}
			_, err := s.db.Write(ctx, add)
			if mongo.IsDuplicate(err) {
				return nil // it was stored before
			}
			return err
		})
	}
	return adding.Wait()
}

// Of implements [stock.Book].
func (s *Movements) Of(ctx context.Context, sku catalog.SKU, skip, limit int) ([]stock.Entry, int, error) {
	of := bson.D{field("sku", sku)}
	total, err := s.entries.CountDocuments(ctx, of)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	cursor, err := s.entries.Find(ctx, of,
		options.Find().SetSort(bson.D{field("at", -1), field("_id", -1)}).SetSkip(int64(skip)).SetLimit(int64(limit)))
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	var found []movementDocument
	if err := cursor.All(ctx, &found); err != nil {
		return nil, 0, mongo.Fault(err)
	}
	entries := make([]stock.Entry, len(found))
	for i, d := range found {
		entries[i] = stock.Entry{SKU: d.SKU, Order: d.Order, Movement: stock.Movement{
			ID: d.Movement, Kind: d.Kind, Quantity: d.Quantity, Reason: d.Reason, By: d.By, At: d.At,
		}}
	}
	return entries, int(total), nil
}
