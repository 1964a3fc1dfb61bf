package mongostore

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/platform/mongo"
)

const (
	sessions     = "sessions"
	authSettings = "auth_settings"
	tokenKeyID   = "session-token-key"
)

// SessionIndexes are what the queries on sessions need.
func SessionIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: sessions, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "hash", Value: 1}}, Options: options.Index().SetUnique(true)},
		{Keys: bson.D{{Key: "account", Value: 1}, {Key: "lastSeen", Value: -1}}},
		{Keys: bson.D{{Key: "revokedAt", Value: 1}}, Options: options.Index().SetSparse(true)},
		{Keys: bson.D{{Key: "expiresAt", Value: 1}}, Options: options.Index().SetExpireAfterSeconds(0)},
	}}
}

// Sessions implements [session.Store] and [session.History].
type Sessions struct {
	sessions, settings *driver.Collection
	accounts           *Accounts
}

// NewSessions returns the sessions of db, of accounts.
func NewSessions(db *mongo.DB, accounts *Accounts) *Sessions {
	return &Sessions{sessions: db.Collection(sessions), settings: db.Collection(authSettings), accounts: accounts}
}

type sessionDoc struct {
	ID        string         `bson:"_id"`
	Hash      string         `bson:"hash"`
	Account   auth.AccountID `bson:"account"`
	Epoch     int64          `bson:"epoch"`
	Device    string         `bson:"device"`
	IP        string         `bson:"ip"`
	CreatedAt time.Time      `bson:"createdAt"`
	LastSeen  time.Time      `bson:"lastSeen"`
	ExpiresAt time.Time      `bson:"expiresAt"`
}

// active matches sessions that aren't revoked.
var active = bson.E{Key: "revokedAt", Value: nil}

// TokenKey implements [session.Store].
func (s *Sessions) TokenKey(ctx context.Context) ([]byte, error) {
	return mongo.Key(ctx, s.settings, tokenKeyID)
}

// Insert implements [session.Store].
func (s *Sessions) Insert(ctx context.Context, begun session.Session) error {
	_, err := s.sessions.InsertOne(ctx, sessionDoc(begun))
	return mongo.Fault(err)
}

// Find implements [session.Store].
func (s *Sessions) Find(ctx context.Context, hash string) (session.Entry, error) {
	var d sessionDoc
	err := s.sessions.FindOne(ctx, bson.D{{Key: "hash", Value: hash}, active}).Decode(&d)
	if err = mongo.Fault(err); errors.Is(err, mongo.ErrNotFound) {
		return session.Entry{}, session.ErrSignedOut.Because(err)
	}
	if err != nil {
		return session.Entry{}, err
	}
	a, err := s.accounts.Find(ctx, d.Account)
	if errors.Is(err, auth.ErrNoAccount) {
		return session.Entry{}, session.ErrSignedOut.Because(err)
	}
	if err != nil {
		return session.Entry{}, err
	}
	return entry(session.Session(d), a)
}

func entry(s session.Session, a account.Account) (session.Entry, error) {
	if s.Epoch != a.Epoch {
		return session.Entry{}, session.ErrSignedOut
	}
	return session.Entry{Session: s, Name: a.Name, Email: a.Email, Role: a.Role, Joined: a.CreatedAt, Version: a.Version}, nil
}

// Touch implements [session.Store].
func (s *Sessions) Touch(ctx context.Context, id string, at time.Time, ip string) error {
	result, err := s.sessions.UpdateOne(ctx, bson.D{{Key: "_id", Value: id}, active}, bson.D{
		{Key: "$max", Value: bson.D{{Key: "lastSeen", Value: at}}},
		{Key: "$set", Value: bson.D{{Key: "ip", Value: ip}}},
	})
	if err != nil {
		return mongo.Fault(err)
	}
	if result.MatchedCount == 0 {
		return session.ErrSignedOut
	}
	return nil
}

// maxListed bounds a list; nobody is signed in that often by hand.
const maxListed = 100

// List implements [session.Store].
func (s *Sessions) List(ctx context.Context, id auth.AccountID, seen time.Time) ([]session.Session, error) {
	filter := bson.D{
		{Key: "account", Value: id}, active,
		{Key: "lastSeen", Value: bson.D{{Key: "$gt", Value: seen}}},
		{Key: "expiresAt", Value: bson.D{{Key: "$gt", Value: time.Now()}}},
	}
	latest := options.Find().SetSort(bson.D{{Key: "lastSeen", Value: -1}, {Key: "_id", Value: 1}}).SetLimit(maxListed)
	return s.all(ctx, filter, latest)
}

// Revoke implements [session.Store]. What it revokes is marked with an id of
// this call, so that it can tell which those were.
func (s *Sessions) Revoke(ctx context.Context, id auth.AccountID, which session.Selection) ([]session.Session, error) {
	filter := bson.D{{Key: "account", Value: id}, active}
	switch {
	case which.Only != "":
		filter = append(filter, bson.E{Key: "_id", Value: which.Only})
	case which.Except != "":
		filter = append(filter, bson.E{Key: "_id", Value: bson.D{{Key: "$ne", Value: which.Except}}})
	}
	call := rand.Text()
	result, err := s.sessions.UpdateMany(ctx, filter, bson.D{
		{Key: "$currentDate", Value: bson.D{{Key: "revokedAt", Value: true}}},
		{Key: "$set", Value: bson.D{{Key: "revokedBy", Value: call}}},
	})
	if err != nil || result.ModifiedCount == 0 {
		return nil, mongo.Fault(err)
	}
	return s.all(ctx, bson.D{{Key: "account", Value: id}, {Key: "revokedBy", Value: call}})
}

func (s *Sessions) all(ctx context.Context, filter bson.D, opts ...options.Lister[options.FindOptions]) ([]session.Session, error) {
	cursor, err := s.sessions.Find(ctx, filter, opts...)
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var docs []sessionDoc
	if err := cursor.All(ctx, &docs); err != nil {
		return nil, mongo.Fault(err)
	}
	found := make([]session.Session, len(docs))
	for i, d := range docs {
		found[i] = session.Session(d)
	}
	return found, nil
}
