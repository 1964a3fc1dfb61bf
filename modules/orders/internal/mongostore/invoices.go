package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders"
	"shop/modules/orders/internal/invoice"
	"shop/platform/failpoint"
	"shop/platform/mongo"
)

const (
	invoicesName = "invoices"
	registerName = "invoice_register"
	registerID   = "register"
)

// issuesAtOnce is how many orders' documents are numbered by one command.
const issuesAtOnce = 50

// InvoiceIndexes are those of invoices and credit notes.
func InvoiceIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: invoicesName, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "kind", Value: 1}, {Key: "sequence", Value: 1}}, Options: options.Index().SetName("sequence").SetUnique(true)},
		{Keys: bson.D{{Key: "orderId", Value: 1}, {Key: "kind", Value: -1}, {Key: "sequence", Value: 1}}, Options: options.Index().SetName("order")},
		{Keys: bson.D{{Key: "issuedAt", Value: 1}}, Options: options.Index().SetName("issued")},
	}}
}

// Invoices implements [invoice.Store].
//
// Numbers run without a gap and no crash leaves one, without a transaction: one
// conditional update of the register gives the numbers and keeps the whole
// documents as pending in the same step. Whoever comes next stores what is
// pending, under its id, before anything else is numbered; so a number that was
// given always becomes the document it was given to, and what is pending may be
// stored twice with the same result.
type Invoices struct {
	db        *mongo.DB
	documents *driver.Collection
	registers *driver.Collection
	gatherer  *mongo.Gatherer[issue, struct{}]
}

// issue is a call of [Invoices.Issue].
type issue struct {
	order   orders.OrderID
	compose invoice.Compose
}

// NewInvoices returns the documents in db.
func NewInvoices(db *mongo.DB) *Invoices {
	s := &Invoices{db: db, documents: db.Collection(invoicesName), registers: db.Collection(registerName)}
	s.gatherer = mongo.NewGatherer(issuesAtOnce, func(ctx context.Context, calls []issue) []mongo.Result[struct{}] {
		return mongo.Failed[struct{}](len(calls), s.issue(ctx, calls))
	})
	return s
}

// register is the head of the numbers.
type register struct {
	// Version counts the times that numbers were given.
	Version int64                  `bson:"version"`
	Last    map[invoice.Kind]int64 `bson:"last"`
	// At is when the last numbers were given: a document is never dated before
	// one with a smaller number.
	At      time.Time          `bson:"at"`
	Pending []invoice.Document `bson:"pending,omitempty"`
}

// Issue implements [invoice.Store]. Calls that come at the same time are
// numbered together.
func (s *Invoices) Issue(ctx context.Context, id orders.OrderID, compose invoice.Compose) error {
	_, err := s.gatherer.Do(ctx, issue{id, compose})
	return err
}

func (s *Invoices) issue(ctx context.Context, calls []issue) error {
	ids := make([]orders.OrderID, len(calls))
	for i, c := range calls {
		ids[i] = c.order
	}
	for {
		head, err := s.head(ctx)
		if err != nil {
			return err
		}
		if err := s.store(ctx, head); err != nil {
			return err
		}
		issued, err := s.find(ctx, bson.D{{Key: "$in", Value: ids}})
		if err != nil {
			return err
		}
		next := head.next(calls, issued)
		if len(next.Pending) == 0 {
			return nil
		}
		given, err := s.give(ctx, head, next)
		if err != nil {
			return err
		}
		if given {
			failpoint.Here(failpoint.InvoiceNumbered)
			return s.store(ctx, next)
		}
	}
}

// next returns the register after the documents that are due got their numbers.
func (r register) next(calls []issue, issued []invoice.Document) register {
	next := register{Version: r.Version + 1, Last: map[invoice.Kind]int64{}, At: time.Now().UTC().Truncate(time.Millisecond)}
	for kind, last := range r.Last {
		next.Last[kind] = last
	}
	if next.At.Before(r.At) {
		next.At = r.At
	}
	byOrder := map[orders.OrderID][]invoice.Document{}
	for _, d := range issued {
		byOrder[d.OrderID] = append(byOrder[d.OrderID], d)
	}
	seen := map[string]bool{} // two calls may be about one order
	for _, c := range calls {
		for _, d := range c.compose(byOrder[c.order]) {
			if seen[d.ID] {
				continue
			}
			seen[d.ID] = true
			next.Last[d.Kind]++
			d.Sequence, d.IssuedAt = next.Last[d.Kind], next.At
			next.Pending = append(next.Pending, d)
		}
	}
	return next
}

// head returns the register; that of a shop without documents is the zero one.
func (s *Invoices) head(ctx context.Context) (register, error) {
	var head register
	err := mongo.Fault(s.registers.FindOne(ctx, bson.D{{Key: "_id", Value: registerID}}).Decode(&head))
	if errors.Is(err, mongo.ErrNotFound) {
		return register{}, nil
	}
	return head, err
}

// give puts next in the place of head, unless somebody else was faster.
func (s *Invoices) give(ctx context.Context, head, next register) (bool, error) {
	filter := bson.D{{Key: "_id", Value: registerID}, {Key: "version", Value: head.Version}}
	if head.Version == 0 {
		filter[1].Value = bson.D{{Key: "$exists", Value: false}}
	}
	given, err := s.db.Write(ctx, mongo.Write{
		Collection: s.registers, Filter: filter, Update: bson.D{{Key: "$set", Value: next}}, Upsert: head.Version == 0,
	})
	if mongo.IsDuplicate(err) {
		return false, nil
	}
	return given, err
}

// store puts what is pending among the documents, whoever gave the numbers.
func (s *Invoices) store(ctx context.Context, head register) error {
	if len(head.Pending) == 0 {
		return nil
	}
	_, err := s.documents.InsertMany(ctx, head.Pending, options.InsertMany().SetOrdered(false))
	if mongo.IsDuplicate(err) {
		err = s.unlessStored(ctx, head.Pending, err)
	}
	if err != nil {
		return mongo.Fault(err)
	}
	failpoint.Here(failpoint.InvoiceStored)
	_, err = s.db.Write(ctx, mongo.Write{
		Collection: s.registers,
		Filter:     bson.D{{Key: "_id", Value: registerID}, {Key: "version", Value: head.Version}},
		Update:     bson.D{{Key: "$unset", Value: bson.D{{Key: "pending", Value: ""}}}},
	})
	return err
}

// unlessStored returns the error of storing the documents, or nil where all are
// there since somebody else was faster.
func (s *Invoices) unlessStored(ctx context.Context, documents []invoice.Document, duplicate error) error {
	ids := make([]string, len(documents))
	for i, d := range documents {
		ids[i] = d.ID
	}
	n, err := s.documents.CountDocuments(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}})
	if err == nil && int(n) < len(ids) {
		err = duplicate
	}
	return err
}

// OfOrder implements [invoice.Store].
func (s *Invoices) OfOrder(ctx context.Context, id orders.OrderID) ([]invoice.Document, error) {
	return s.find(ctx, id)
}

func (s *Invoices) find(ctx context.Context, order any) ([]invoice.Document, error) {
	found, err := s.documents.Find(ctx, bson.D{{Key: "orderId", Value: order}},
		options.Find().SetSort(bson.D{{Key: "kind", Value: -1}, {Key: "sequence", Value: 1}}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var list []invoice.Document
	return list, mongo.Fault(found.All(ctx, &list))
}
