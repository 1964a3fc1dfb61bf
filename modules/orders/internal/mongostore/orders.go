package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/platform/mongo"
)

const ordersName = "orders"

// OrderIndexes are those of the orders.
func OrderIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: ordersName, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "number", Value: 1}}, Options: options.Index().SetName("number").SetUnique(true)},
		{Keys: bson.D{{Key: "account", Value: 1}, {Key: "createdAt", Value: -1}}, Options: options.Index().SetName("account")},
		{Keys: bson.D{{Key: "email", Value: 1}, {Key: "createdAt", Value: -1}}, Options: options.Index().SetName("email")},
		{Keys: bson.D{{Key: "cartId", Value: 1}}, Options: options.Index().SetName("cart")},
		{Keys: bson.D{{Key: "createdAt", Value: -1}}, Options: options.Index().SetName("newest")},
		{Keys: bson.D{{Key: "placedAt", Value: 1}}, Options: options.Index().SetName("placed").
			SetPartialFilterExpression(bson.D{{Key: "placedAt", Value: bson.D{{Key: "$exists", Value: true}}}})},
		{Keys: bson.D{{Key: "leasedUntil", Value: 1}}, Options: options.Index().SetName("open").
			SetPartialFilterExpression(bson.D{{Key: "open", Value: true}})},
	}}
}

// Orders implements [order.Store], [order.Lister], [cart.Numbers] and
// lifecycle.Queue.
type Orders struct {
	db         *mongo.DB
	collection *driver.Collection
	byID       *mongo.Finder[orders.OrderID, order.Order]
	// carts are looked at for statistics only.
	carts    *driver.Collection
	outbox   *mongo.Outbox
	currency string
}

// NewOrders returns the orders in db, whose events go through outbox, and whose
// sales are counted in the currency.
func NewOrders(db *mongo.DB, outbox *mongo.Outbox, currency string) *Orders {
	s := &Orders{db: db, collection: db.Collection(ordersName), carts: db.Collection(cartsName), outbox: outbox, currency: currency}
	s.byID = mongo.NewFinder[orders.OrderID, order.Order](db, s.collection, bson.D{{Key: "outbox", Value: 0}})
	outbox.Watch(s.collection)
	return s
}

// fixed are the fields that never change once an order is stored.
var fixed = []string{
	"_id", "createdAt", "by", "number", "requestHash", "cartId", "cartVersion", "cartFilledAt", "email", "shippingAddress",
	"lines", "totals", "priceSteps", "coupon", "shippingMethod", "paymentMethod",
}

// optional are the fields that are left out of the document when empty.
var optional = []string{
	"account", "tokenHash", "restocked", "next", "paymentId", "failure", "refunds", "fulfilments", "returns", "placedAt",
}

// Insert implements [order.Store].
func (s *Orders) Insert(ctx context.Context, o order.Order, hold, lease time.Duration) (order.Order, error) {
	now, err := s.db.Now(ctx)
	if err != nil {
		return order.Order{}, err
	}
	o.Version, o.CreatedAt, o.By = 1, now, now.Add(hold)
	fields, err := mongo.Document(o)
	if err != nil {
		return order.Order{}, err
	}
	fields = append(fields, bson.E{Key: "leasedUntil", Value: now.Add(lease)})
	_, err = s.db.Write(ctx, mongo.Write{Collection: s.collection, Insert: fields})
	if mongo.IsDuplicate(err) {
		return order.Order{}, s.whichDuplicate(ctx, o)
	}
	if err != nil {
		return order.Order{}, err
	}
	return o, nil
}

// whichDuplicate tells an order that is there from a number that is taken.
func (s *Orders) whichDuplicate(ctx context.Context, o order.Order) error {
	_, err := s.Find(ctx, o.ID)
	switch {
	case err == nil:
		return order.ErrExists
	case errors.Is(err, order.ErrNotFound):
		return order.ErrNumberTaken
	default:
		return err
	}
}

// Find implements [order.Store].
func (s *Orders) Find(ctx context.Context, ids ...orders.OrderID) (order.Order, error) {
	found, err := s.byID.Find(ctx, ids...)
	if err == nil && len(found) == 0 {
		err = order.ErrNotFound
	}
	if err != nil {
		return order.Order{}, err
	}
	return found[0], nil
}

// Number implements [cart.Numbers].
func (s *Orders) Number(ctx context.Context, id orders.OrderID) (string, error) {
	o, err := s.Find(ctx, id)
	if errors.Is(err, order.ErrNotFound) {
		return "", nil
	}
	return o.Number, err
}

// ByNumber implements [order.Store].
func (s *Orders) ByNumber(ctx context.Context, number string) (order.Order, error) {
	return s.one(ctx, bson.D{{Key: "number", Value: number}})
}

func (s *Orders) one(ctx context.Context, filter bson.D) (order.Order, error) {
	var o order.Order
	err := mongo.Fault(s.collection.FindOne(ctx, filter).Decode(&o))
	if errors.Is(err, mongo.ErrNotFound) {
		return order.Order{}, order.ErrNotFound
	}
	return o, err
}

// Save implements [order.Store].
func (s *Orders) Save(ctx context.Context, o order.Order) (order.Order, error) {
	filter := bson.D{{Key: "_id", Value: o.ID}, {Key: "version", Value: o.Version}}
	o.Version++
	fields, err := mongo.Document(o)
	if err != nil {
		return order.Order{}, err
	}
	change := bson.D{{Key: "$set", Value: without(fields, fixed...)}}
	if gone := absent(fields, optional...); len(gone) > 0 {
		change = append(change, bson.E{Key: "$unset", Value: gone})
	}
	evs := o.Events()
	if len(evs) > 0 {
		change = append(change, bson.E{Key: "$push", Value: bson.D{s.outbox.Push(evs...)}})
	}
	saved, err := s.db.Write(ctx, mongo.Write{Collection: s.collection, Filter: filter, Update: change})
	if err == nil && !saved {
		err = order.ErrStale
	}
	if err != nil {
		return order.Order{}, err
	}
	if len(evs) > 0 {
		s.outbox.Nudge()
	}
	return o.Saved(), nil
}

// Lease implements [order.Store].
func (s *Orders) Lease(ctx context.Context, id orders.OrderID, lease time.Duration) (order.Order, error) {
	return s.lease(ctx, bson.D{{Key: "_id", Value: id}}, lease)
}

// Due implements lifecycle.Queue.
func (s *Orders) Due(ctx context.Context, lease time.Duration) (order.Order, error) {
	return s.lease(ctx, bson.D{}, lease)
}

// lease takes an open order that matches and whose lease has ended, the one
// that waits longest.
func (s *Orders) lease(ctx context.Context, filter bson.D, lease time.Duration) (order.Order, error) {
	filter = append(filter, bson.E{Key: "open", Value: true}, before("$leasedUntil", 0))
	extend := bson.A{bson.D{{Key: "$set", Value: bson.D{{Key: "leasedUntil", Value: mongo.FromNow(lease)}}}}}
	var o order.Order
	err := mongo.Fault(s.collection.FindOneAndUpdate(ctx, filter, extend, options.FindOneAndUpdate().
		SetReturnDocument(options.After).SetSort(bson.D{{Key: "leasedUntil", Value: 1}})).Decode(&o))
	if errors.Is(err, mongo.ErrNotFound) {
		return order.Order{}, order.ErrNotFound
	}
	return o, err
}
