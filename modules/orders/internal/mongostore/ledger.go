package mongostore

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/payment"
	"shop/platform/mongo"
)

const ledgerName = "test_payments"

// Ledger implements [payment.Ledger].
type Ledger struct{ collection *driver.Collection }

// LedgerIndexes returns the ledger's collection, which needs no index.
func LedgerIndexes() mongo.Indexes { return mongo.Indexes{Collection: ledgerName} }

// NewLedger returns the test provider's ledger in db.
func NewLedger(db *mongo.DB) *Ledger { return &Ledger{collection: db.Collection(ledgerName)} }

// Record implements [payment.Ledger].
func (s *Ledger) Record(ctx context.Context, e payment.Entry) (payment.Entry, error) {
	_, err := s.collection.InsertOne(ctx, e)
	if mongo.IsDuplicate(err) {
		return s.Find(ctx, e.Key)
	}
	return e, mongo.Fault(err)
}

// Move implements [payment.Ledger].
func (s *Ledger) Move(ctx context.Context, e payment.Entry, from payment.State) (payment.Entry, error) {
	result, err := s.collection.ReplaceOne(ctx, bson.D{{Key: "_id", Value: e.Key}, {Key: "state", Value: from}}, e)
	if err != nil {
		return payment.Entry{}, mongo.Fault(err)
	}
	if result.MatchedCount == 0 {
		return s.Find(ctx, e.Key)
	}
	return e, nil
}

// Entries implements [payment.Book].
func (s *Ledger) Entries(ctx context.Context) ([]payment.Entry, error) {
	found, err := s.collection.Find(ctx, bson.D{})
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var entries []payment.Entry
	return entries, mongo.Fault(found.All(ctx, &entries))
}

// Find implements [payment.Ledger].
func (s *Ledger) Find(ctx context.Context, key string) (payment.Entry, error) {
	var e payment.Entry
	err := mongo.Fault(s.collection.FindOne(ctx, bson.D{{Key: "_id", Value: key}}).Decode(&e))
	if errors.Is(err, mongo.ErrNotFound) {
		return payment.Entry{}, payment.ErrUnknown
	}
	return e, err
}

// AddRefund implements [payment.Ledger].
func (s *Ledger) AddRefund(ctx context.Context, key string, r payment.EntryRefund) error {
	refunded := bson.D{{Key: "$sum", Value: bson.D{{Key: "$ifNull", Value: bson.A{"$refunds.amount.amount", bson.A{}}}}}}
	filter := bson.D{
		{Key: "_id", Value: key},
		{Key: "refunds.id", Value: bson.D{{Key: "$ne", Value: r.ID}}},
		{Key: "captured.currency", Value: r.Amount.Currency},
		{Key: "$expr", Value: bson.D{{Key: "$lte", Value: bson.A{
			bson.D{{Key: "$add", Value: bson.A{refunded, r.Amount.Amount}}}, "$captured.amount",
		}}}},
	}
	result, err := s.collection.UpdateOne(ctx, filter, bson.D{{Key: "$push", Value: bson.D{{Key: "refunds", Value: r}}}},
		options.UpdateOne())
	if err != nil || result.MatchedCount == 1 {
		return mongo.Fault(err)
	}
	return s.whyNoRefund(ctx, key, r.ID)
}

// whyNoRefund tells a refund made before from one that may not be.
func (s *Ledger) whyNoRefund(ctx context.Context, key, id string) error {
	e, err := s.Find(ctx, key)
	if err != nil {
		return err
	}
	for _, r := range e.Refunds {
		if r.ID == id {
			return nil
		}
	}
	return payment.ErrRefundTooLarge
}
