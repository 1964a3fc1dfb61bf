package mongostore

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/auth"
	"shop/modules/auth/internal/session"
	"shop/platform/mongo"
)

// overlap is looked at again by each poll: a write gets its time a moment
// before it can be seen.
const overlap = 10 * time.Second

// Since implements [session.History].
func (s *Sessions) Since(ctx context.Context, c session.Cursor, window time.Duration) (session.Changes, error) {
	changes := session.Changes{Cursor: c, Accounts: make(map[auth.AccountID]int64)}
	var revoked []struct {
		ID string    `bson:"_id"`
		At time.Time `bson:"revokedAt"`
	}
	if err := since(ctx, s.sessions, "revokedAt", c.Revoked, window, &revoked); err != nil {
		return session.Changes{}, err
	}
	for _, r := range revoked {
		changes.Revoked = append(changes.Revoked, r.ID)
		changes.Cursor.Revoked = r.At
	}
	var changed []struct {
		ID      auth.AccountID `bson:"_id"`
		Version int64          `bson:"version"`
		At      time.Time      `bson:"changedAt"`
	}
	if err := since(ctx, s.accounts.accounts, "changedAt", c.Changed, window, &changed); err != nil {
		return session.Changes{}, err
	}
	for _, a := range changed {
		changes.Accounts[a.ID] = a.Version
		changes.Cursor.Changed = a.At
	}
	return changes, nil
}

// since reads the documents whose field is within window and, but for the
// overlap, after the last one seen; the earliest first. The window is measured
// by our clock and the field by the server's: being off by minutes is allowed
// for in the window.
func since(ctx context.Context, c *driver.Collection, field string, last time.Time, window time.Duration, into any) error {
	from := time.Now().Add(-window)
	if resume := last.Add(-overlap); resume.After(from) {
		from = resume
	}
	opts := options.Find().SetSort(bson.D{{Key: field, Value: 1}}).
		SetProjection(bson.D{{Key: field, Value: 1}, {Key: "version", Value: 1}})
	cursor, err := c.Find(ctx, bson.D{{Key: field, Value: bson.D{{Key: "$gte", Value: from}}}}, opts)
	if err != nil {
		return mongo.Fault(err)
	}
	return mongo.Fault(cursor.All(ctx, into))
}
