package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders/internal/cart"
	"shop/platform/mongo"
)

const cartsName = "carts"

// idleGuests is how long a guest's cart is kept after it was last touched.
const idleGuests = 60 * 24 * time.Hour

// CartIndexes are those of the carts.
func CartIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: cartsName, Models: []driver.IndexModel{
		{
			Keys: bson.D{{Key: "touchedAt", Value: 1}},
			Options: options.Index().SetName("idle-guests").SetExpireAfterSeconds(int32(idleGuests.Seconds())).
				SetPartialFilterExpression(bson.D{{Key: "forgettable", Value: true}}),
		},
		{
			Keys: bson.D{{Key: "filledAt", Value: 1}},
			Options: options.Index().SetName("filled").
				SetPartialFilterExpression(bson.D{{Key: "filledAt", Value: bson.D{{Key: "$exists", Value: true}}}}),
		},
		{
			Keys: bson.D{{Key: "state", Value: 1}, {Key: "touchedAt", Value: 1}},
			Options: options.Index().SetName("claimed").
				SetPartialFilterExpression(bson.D{{Key: "state", Value: string(cart.Ordering)}}),
		},
		{
			Keys: bson.D{{Key: "draft.createdAt", Value: -1}},
			Options: options.Index().SetName("drafts").
				SetPartialFilterExpression(bson.D{{Key: "draft.createdAt", Value: bson.D{{Key: "$exists", Value: true}}}}),
		},
	}}
}

// Carts implements [cart.Store].
type Carts struct {
	db         *mongo.DB
	collection *driver.Collection
	byID       *mongo.Finder[string, cart.Cart]
}

// NewCarts returns the carts in db.
func NewCarts(db *mongo.DB) *Carts {
	c := db.Collection(cartsName)
	return &Carts{db: db, collection: c, byID: mongo.NewFinder[string, cart.Cart](db, c, nil)}
}

// Find implements [cart.Store].
func (s *Carts) Find(ctx context.Context, id string) (cart.Cart, error) {
	c, err := s.byID.One(ctx, id)
	if errors.Is(err, mongo.ErrNotFound) {
		return cart.Cart{}, cart.ErrNotInCart
	}
	return c, err
}

// Save implements [cart.Store].
func (s *Carts) Save(ctx context.Context, c cart.Cart) (cart.Cart, error) {
	read := c.Version
	c.Version++
	fields, err := mongo.Document(c)
	if err != nil {
		return cart.Cart{}, err
	}
	// A cart that is being ordered, or an account's, is never forgotten.
	fields = append(fields, bson.E{Key: "forgettable", Value: c.Guest && c.State != cart.Ordering})
	write := mongo.Write{Collection: s.collection}
	if read == 0 { // one that is there by now has the _id
		fields = append(fields, bson.E{Key: "touchedAt", Value: time.Now()})
		write.Insert = fields
	} else {
		write.Filter = bson.D{{Key: "_id", Value: c.ID}, {Key: "version", Value: read}}
		write.Update = changed(without(fields, "_id"))
	}
	saved, err := s.db.Write(ctx, write)
	if mongo.IsDuplicate(err) || err == nil && !saved {
		return cart.Cart{}, cart.ErrStale
	}
	return c, err
}

// changed is the update that makes a cart's fields those.
func changed(fields bson.D) bson.D {
	set := bson.D{
		{Key: "$set", Value: fields},
		{Key: "$currentDate", Value: bson.D{{Key: "touchedAt", Value: true}}},
	}
	if gone := absent(fields, "filledAt", "coupon", "order", "lastOrder", "incoming", "from", "into"); len(gone) > 0 {
		set = append(set, bson.E{Key: "$unset", Value: gone})
	}
	return set
}

// Empty implements [cart.Store].
func (s *Carts) Empty(ctx context.Context, c cart.Claimed) (bool, error) {
	return s.db.Write(ctx, mongo.Write{
		Collection: s.collection,
		Filter: bson.D{
			{Key: "_id", Value: c.Cart}, {Key: "version", Value: c.Version},
			{Key: "state", Value: cart.Ordering}, {Key: "order", Value: c.Order},
		},
		Update: bson.D{
			{Key: "$set", Value: bson.D{
				{Key: "version", Value: c.Version + 1}, {Key: "state", Value: cart.Open}, {Key: "lines", Value: bson.A{}},
				{Key: "lastOrder", Value: c.Number}, {Key: "forgettable", Value: cart.OfGuest(c.Cart)},
			}},
			{Key: "$unset", Value: bson.D{{Key: "order", Value: 1}, {Key: "filledAt", Value: 1}, {Key: "coupon", Value: 1}}},
			{Key: "$currentDate", Value: bson.D{{Key: "touchedAt", Value: true}}},
		},
	})
}

// Drafts implements [draft.Store].
func (s *Carts) Drafts(ctx context.Context, skip, limit int) ([]cart.Cart, int, error) {
	filter := bson.D{{Key: "draft.createdAt", Value: bson.D{{Key: "$exists", Value: true}}}}
	total, err := s.collection.CountDocuments(ctx, filter)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	found, err := s.collection.Find(ctx, filter, options.Find().
		SetSort(bson.D{{Key: "draft.createdAt", Value: -1}, {Key: "_id", Value: 1}}).SetSkip(int64(skip)).SetLimit(int64(limit)))
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	var list []cart.Cart
	return list, int(total), mongo.Fault(found.All(ctx, &list))
}

// Discard implements [draft.Store].
func (s *Carts) Discard(ctx context.Context, id string) (bool, error) {
	result, err := s.collection.DeleteOne(ctx, bson.D{
		{Key: "_id", Value: id}, {Key: "draft.createdAt", Value: bson.D{{Key: "$exists", Value: true}}},
		{Key: "state", Value: cart.Open}, {Key: "lines.0", Value: bson.D{{Key: "$exists", Value: true}}},
	})
	if err != nil {
		return false, mongo.Fault(err)
	}
	return result.DeletedCount > 0, nil
}

// Claimed implements [cart.Store].
func (s *Carts) Claimed(ctx context.Context, idle time.Duration, limit int) ([]cart.Cart, error) {
	filter := bson.D{
		{Key: "state", Value: cart.Ordering},
		before("$touchedAt", -idle),
	}
	found, err := s.collection.Find(ctx, filter,
		options.Find().SetSort(bson.D{{Key: "touchedAt", Value: 1}}).SetLimit(int64(limit)))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var carts []cart.Cart
	return carts, mongo.Fault(found.All(ctx, &carts))
}
