package mongostore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/platform/address"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/mongo"
)

const (
	accounts = "accounts"
	// ownerIndex is told from the unique index on e-mail by its name.
	ownerIndex = "one_owner"
)

// AccountIndexes are what the queries on accounts need.
func AccountIndexes() mongo.Indexes {
	return mongo.Indexes{Collection: accounts, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "email", Value: 1}}, Options: options.Index().SetUnique(true)},
		{Keys: bson.D{{Key: "owner", Value: 1}}, Options: options.Index().SetUnique(true).SetName(ownerIndex).
			SetPartialFilterExpression(bson.D{{Key: "owner", Value: true}})},
		{Keys: bson.D{{Key: "role", Value: 1}, {Key: "createdAt", Value: -1}}},
		{Keys: bson.D{{Key: "createdAt", Value: -1}}},
		{Keys: bson.D{{Key: "changedAt", Value: 1}}, Options: options.Index().SetSparse(true)},
	}}
}

// Accounts implements [account.Store] and [account.Directory].
type Accounts struct {
	accounts *driver.Collection
	outbox   *mongo.Outbox
}

// NewAccounts returns the accounts of db, whose events go through outbox.
func NewAccounts(db *mongo.DB, outbox *mongo.Outbox) *Accounts {
	c := db.Collection(accounts)
	outbox.Watch(c)
	return &Accounts{accounts: c, outbox: outbox}
}

type accountDoc struct {
	ID        auth.AccountID      `bson:"_id"`
	Email     string              `bson:"email"`
	Name      string              `bson:"name"`
	Role      identity.Role       `bson:"role"`
	Password  string              `bson:"password"`
	Owner     bool                `bson:"owner,omitempty"`
	Epoch     int64               `bson:"epoch"`
	Version   int64               `bson:"version"`
	CreatedAt time.Time           `bson:"createdAt"`
	Addresses []addressDoc        `bson:"addresses"`
	Outbox    []mongo.OutboxEntry `bson:"outbox,omitempty"`
}

type addressDoc struct {
	ID              string `bson:"id"`
	address.Address `bson:",inline"`
	Default         bool `bson:"default,omitempty"`
}

func (d accountDoc) account() account.Account {
	a := account.Account{
		ID: d.ID, Email: d.Email, Name: d.Name, Role: d.Role, PasswordHash: d.Password, Owner: d.Owner,
		Epoch: d.Epoch, Version: d.Version, CreatedAt: d.CreatedAt,
	}
	for _, kept := range d.Addresses {
		a.Addresses = append(a.Addresses, account.Address(kept))
	}
	return a
}

func addressDocs(a account.Account) []addressDoc {
	docs := make([]addressDoc, len(a.Addresses))
	for i, kept := range a.Addresses {
		docs[i] = addressDoc(kept)
	}
	return docs
}

// Insert implements [account.Store].
func (s *Accounts) Insert(ctx context.Context, a account.Account, evs ...events.Event) error {
	_, err := s.accounts.InsertOne(ctx, accountDoc{
		ID: a.ID, Email: a.Email, Name: a.Name, Role: a.Role, Password: a.PasswordHash, Owner: a.Owner,
		Epoch: a.Epoch, Version: a.Version, CreatedAt: a.CreatedAt, Addresses: addressDocs(a),
		Outbox: s.outbox.Entries(evs...),
	})
	switch {
	case mongo.IsDuplicate(err) && strings.Contains(err.Error(), ownerIndex):
		return account.ErrOwnerExists.Because(err)
	case mongo.IsDuplicate(err):
		return auth.ErrEmailTaken.Because(err)
	case err != nil:
		return mongo.Fault(err)
	}
	s.outbox.Nudge()
	return nil
}

// Find implements [account.Store].
func (s *Accounts) Find(ctx context.Context, id auth.AccountID) (account.Account, error) {
	return s.one(ctx, bson.D{{Key: "_id", Value: id}})
}

// FindByEmail implements [account.Store].
func (s *Accounts) FindByEmail(ctx context.Context, email string) (account.Account, error) {
	return s.one(ctx, bson.D{{Key: "email", Value: email}})
}

func (s *Accounts) one(ctx context.Context, filter bson.D) (account.Account, error) {
	var d accountDoc
	// The outbox is the worker's; it may be long.
	err := s.accounts.FindOne(ctx, filter, options.FindOne().SetProjection(withoutOutbox)).Decode(&d)
	if err = mongo.Fault(err); errors.Is(err, mongo.ErrNotFound) {
		return account.Account{}, auth.ErrNoAccount.Because(err)
	}
	return d.account(), err
}

var withoutOutbox = bson.D{{Key: "outbox", Value: 0}}

// maxTries bounds how often an update starts again because somebody else was
// faster; nobody edits one account that much.
const maxTries = 20

// Update implements [account.Store].
func (s *Accounts) Update(ctx context.Context, id auth.AccountID, change func(*account.Account) error) (account.Account, error) {
	for range maxTries {
		a, err := s.Find(ctx, id)
		if err != nil {
			return account.Account{}, err
		}
		read := a.Version
		if err := change(&a); err != nil {
			return account.Account{}, err
		}
		a.Version = read + 1
		result, err := s.accounts.UpdateOne(ctx,
			bson.D{{Key: "_id", Value: id}, {Key: "version", Value: read}},
			bson.D{
				{Key: "$set", Value: bson.D{
					{Key: "email", Value: a.Email}, {Key: "name", Value: a.Name}, {Key: "role", Value: a.Role},
					{Key: "password", Value: a.PasswordHash}, {Key: "epoch", Value: a.Epoch},
					{Key: "version", Value: a.Version}, {Key: "addresses", Value: addressDocs(a)},
				}},
				{Key: "$currentDate", Value: bson.D{{Key: "changedAt", Value: true}}},
			})
		if mongo.IsDuplicate(err) {
			return account.Account{}, auth.ErrEmailTaken.Because(err)
		}
		if err != nil {
			return account.Account{}, mongo.Fault(err)
		}
		if result.MatchedCount == 1 {
			return a, nil
		}
	}
	return account.Account{}, fmt.Errorf("account %s changed %d times during one update", id, maxTries)
}
