package mongostore

import (
	"context"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/auth"
	"shop/modules/auth/internal/signin"
	"shop/platform/mongo"
)

const tickets = "tickets"

// TicketIndexes are what the queries on tickets need.
func TicketIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: tickets, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "account", Value: 1}, {Key: "purpose", Value: 1}}},
		{Keys: bson.D{{Key: "expiresAt", Value: 1}}, Options: options.Index().SetExpireAfterSeconds(0)},
	}}
}

// Tickets implements [signin.Tickets].
type Tickets struct{ tickets *driver.Collection }

// NewTickets returns the tickets of db.
func NewTickets(db *mongo.DB) *Tickets { return &Tickets{tickets: db.Collection(tickets)} }

type ticketDoc struct {
	Hash      string         `bson:"_id"`
	Purpose   signin.Purpose `bson:"purpose"`
	Account   auth.AccountID `bson:"account"`
	Email     string         `bson:"email,omitempty"`
	ExpiresAt time.Time      `bson:"expiresAt"`
}

// Issue implements [signin.Tickets].
func (s *Tickets) Issue(ctx context.Context, t signin.Ticket) error {
	_, err := s.tickets.InsertOne(ctx, ticketDoc(t))
	return mongo.Fault(err)
}

// Find implements [signin.Tickets].
func (s *Tickets) Find(ctx context.Context, p signin.Purpose, hash string) (signin.Ticket, error) {
	return ticket(s.tickets.FindOne(ctx, good(p, bson.E{Key: "_id", Value: hash})))
}

// Redeem implements [signin.Tickets].
func (s *Tickets) Redeem(ctx context.Context, p signin.Purpose, hash string) (signin.Ticket, error) {
	return ticket(s.tickets.FindOneAndDelete(ctx, good(p, bson.E{Key: "_id", Value: hash})))
}

// Count implements [signin.Tickets].
func (s *Tickets) Count(ctx context.Context, p signin.Purpose, id auth.AccountID) (int, error) {
	n, err := s.tickets.CountDocuments(ctx, good(p, bson.E{Key: "account", Value: id}))
	return int(n), mongo.Fault(err)
}

// Void implements [signin.Tickets].
func (s *Tickets) Void(ctx context.Context, p signin.Purpose, id auth.AccountID) error {
	_, err := s.tickets.DeleteMany(ctx, bson.D{{Key: "account", Value: id}, {Key: "purpose", Value: p}})
	return mongo.Fault(err)
}

// good matches tickets that haven't expired; MongoDB removes them only later.
func good(p signin.Purpose, by bson.E) bson.D {
	return bson.D{by, {Key: "purpose", Value: p}, {Key: "expiresAt", Value: bson.D{{Key: "$gt", Value: time.Now()}}}}
}

func ticket(result *driver.SingleResult) (signin.Ticket, error) {
	var d ticketDoc
	err := mongo.Fault(result.Decode(&d))
	if errors.Is(err, mongo.ErrNotFound) {
		return signin.Ticket{}, signin.ErrExpired.Because(err)
	}
	return signin.Ticket(d), err
}
