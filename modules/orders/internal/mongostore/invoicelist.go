package mongostore

import (
	"context"
	"iter"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/order"
	"shop/platform/identity"
	"shop/platform/mongo"
)

// issued sorts documents by when they were issued; those of one moment by kind
// and number.
func issued(direction int) bson.D {
	return bson.D{{Key: "issuedAt", Value: direction}, {Key: "kind", Value: direction}, {Key: "sequence", Value: direction}}
}

// List implements [invoice.Store].
func (s *Invoices) List(ctx context.Context, f invoice.Filter, skip, limit int) ([]invoice.Document, int, error) {
	total, err := s.documents.CountDocuments(ctx, wanted(f))
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	found, err := s.documents.Find(ctx, wanted(f), options.Find().SetSort(issued(-1)).SetSkip(int64(skip)).SetLimit(int64(limit)))
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	var list []invoice.Document
	return list, int(total), mongo.Fault(found.All(ctx, &list))
}

// Each implements [invoice.Store].
func (s *Invoices) Each(ctx context.Context, f invoice.Filter) iter.Seq2[invoice.Document, error] {
	return func(yield func(invoice.Document, error) bool) {
		found, err := s.documents.Find(ctx, wanted(f), options.Find().SetSort(issued(1)))
		if err != nil {
			yield(invoice.Document{}, mongo.Fault(err))
			return
		}
		defer func() { _ = found.Close(context.WithoutCancel(ctx)) }()
		for found.Next(ctx) {
			var d invoice.Document
			if err := found.Decode(&d); err != nil {
				yield(invoice.Document{}, err)
				return
			}
			if !yield(d, nil) {
				return
			}
		}
		if err := found.Err(); err != nil {
			yield(invoice.Document{}, mongo.Fault(err))
		}
	}
}

func wanted(f invoice.Filter) bson.D {
	filter, span := bson.D{}, bson.D{}
	if !f.From.IsZero() {
		span = append(span, bson.E{Key: "$gte", Value: f.From})
	}
	if !f.To.IsZero() {
		span = append(span, bson.E{Key: "$lt", Value: f.To})
	}
	if len(span) > 0 {
		filter = append(filter, bson.E{Key: "issuedAt", Value: span})
	}
	if f.Kind != "" {
		filter = append(filter, bson.E{Key: "kind", Value: f.Kind})
	}
	if text := strings.TrimSpace(f.Search); text != "" {
		filter = append(filter, bson.E{Key: "$or", Value: bson.A{
			bson.D{{Key: "orderNumber", Value: mongo.StartingWith(order.CanonicalNumber(text))}},
			bson.D{{Key: "email", Value: mongo.StartingWith(identity.NormalEmail(text))}},
		}})
	}
	return filter
}
