package mongostore

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/auth/internal/account"
	"shop/platform/identity"
	"shop/platform/mongo"
)

// HasStaff implements [account.Directory].
func (s *Accounts) HasStaff(ctx context.Context) (bool, error) {
	n, err := s.accounts.CountDocuments(ctx, bson.D{{Key: "role", Value: identity.Staff}}, options.Count().SetLimit(1))
	return n > 0, mongo.Fault(err)
}

// Search implements [account.Directory].
func (s *Accounts) Search(ctx context.Context, q account.Query) ([]account.Account, int, error) {
	filter := bson.D{}
	if q.Text != "" {
		part := mongo.Containing(q.Text)
		filter = append(filter, bson.E{Key: "$or", Value: bson.A{
			bson.D{{Key: "email", Value: part}}, bson.D{{Key: "name", Value: part}},
		}})
	}
	if q.Role != "" {
		filter = append(filter, bson.E{Key: "role", Value: q.Role})
	}
	total, err := s.accounts.CountDocuments(ctx, filter)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	page := options.Find().SetProjection(withoutOutbox).SetSort(order(q.Sort)).
		SetSkip(int64(q.Page-1) * int64(q.Limit)).SetLimit(int64(q.Limit)).
		SetCollation(&options.Collation{Locale: "en", Strength: 2})
	cursor, err := s.accounts.Find(ctx, filter, page)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	var docs []accountDoc
	if err := cursor.All(ctx, &docs); err != nil {
		return nil, 0, mongo.Fault(err)
	}
	found := make([]account.Account, len(docs))
	for i, d := range docs {
		found[i] = d.account()
	}
	return found, int(total), nil
}

// order ends with the id, so that pages neither repeat nor lose an account.
func order(s account.Sort) bson.D {
	by := bson.E{Key: "createdAt", Value: -1}
	switch s {
	case account.NewestFirst:
	case account.OldestFirst:
		by.Value = 1
	case account.ByName:
		by = bson.E{Key: "name", Value: 1}
	case account.ByNameDown:
		by = bson.E{Key: "name", Value: -1}
	}
	return bson.D{by, {Key: "_id", Value: 1}}
}
