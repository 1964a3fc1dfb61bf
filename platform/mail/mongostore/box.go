package mongostore

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/platform/mail"
	"shop/platform/mongo"
)

const collection = "mails"

// retention is how long a mail's id is remembered: longer than any event waits
// to be handled again.
const retention = 2 * 365 * 24 * time.Hour

// Indexes are what the queries below need.
func Indexes() mongo.Indexes {
	return mongo.Indexes{Collection: collection, Models: []driver.IndexModel{
		{Keys: bson.D{{Key: "state", Value: 1}, {Key: "due", Value: 1}}},
		{Keys: bson.D{{Key: "queuedAt", Value: -1}}},
		{Keys: bson.D{{Key: "expiresAt", Value: 1}}, Options: options.Index().SetExpireAfterSeconds(0)},
	}}
}

// Box implements [mail.Box].
type Box struct {
	db    *mongo.DB
	mails *driver.Collection
}

// New returns the mails of db.
func New(db *mongo.DB) *Box { return &Box{db: db, mails: db.Collection(collection)} }

type document struct {
	ID       string     `bson:"_id"`
	To       string     `bson:"to"`
	Subject  string     `bson:"subject"`
	HTML     string     `bson:"html,omitempty"`
	Text     string     `bson:"text,omitempty"`
	State    mail.State `bson:"state"`
	Attempts int        `bson:"attempts"`
	Error    string     `bson:"error,omitempty"`
	Lease    string     `bson:"lease,omitempty"`
	QueuedAt time.Time  `bson:"queuedAt"`
	// Due is when the next attempt may begin; while one is under way, when
	// another instance may take over.
	Due       time.Time `bson:"due"`
	ExpiresAt time.Time `bson:"expiresAt"`
}

func (d document) mail() mail.Mail {
	return mail.Mail{
		ID:      d.ID,
		Message: mail.Message{To: d.To, Subject: d.Subject, HTML: d.HTML, Text: d.Text},
		State:   d.State, QueuedAt: d.QueuedAt, Attempts: d.Attempts, LastError: d.Error, Lease: d.Lease,
	}
}

// Put implements [mail.Queue].
func (b *Box) Put(ctx context.Context, m mail.Mail) error {
	insert := document{
		ID: m.ID, To: m.To, Subject: m.Subject, HTML: m.HTML, Text: m.Text, State: m.State, QueuedAt: m.QueuedAt,
		// Due since ever: only the server's clock decides, see Lease.
		Due:       time.Unix(0, 0),
		ExpiresAt: m.QueuedAt.Add(retention),
	}
	// With others' writes, see [mongo.DB.Write].
	_, err := b.db.Write(ctx, mongo.Write{Collection: b.mails, Insert: insert})
	if mongo.IsDuplicate(err) {
		return nil // it was put before
	}
	return err
}

// Lease implements [mail.Queue].
func (b *Box) Lease(ctx context.Context, d time.Duration) (mail.Mail, error) {
	due := bson.D{
		{Key: "state", Value: mail.Queued},
		{Key: "$expr", Value: bson.D{{Key: "$lte", Value: bson.A{"$due", "$$NOW"}}}},
	}
	take := driver.Pipeline{set(bson.D{
		{Key: "due", Value: mongo.FromNow(d)},
		{Key: "lease", Value: rand.Text()},
		{Key: "attempts", Value: bson.D{{Key: "$add", Value: bson.A{"$attempts", 1}}}},
	})}
	first := options.FindOneAndUpdate().SetSort(bson.D{{Key: "due", Value: 1}}).SetReturnDocument(options.After)
	return one(b.mails.FindOneAndUpdate(ctx, due, take, first))
}

// Settle implements [mail.Queue].
func (b *Box) Settle(ctx context.Context, m mail.Mail, o mail.Outcome) error {
	change := driver.Pipeline{set(bson.D{
		{Key: "state", Value: o.State},
		{Key: "due", Value: mongo.FromNow(o.RetryIn)},
		// A server's answer may begin with a dollar sign.
		{Key: "error", Value: bson.D{{Key: "$literal", Value: o.Error}}},
	})}
	gone := bson.A{"lease"}
	if o.State == mail.Delivered {
		gone = append(gone, "html", "text")
	}
	change = append(change, bson.D{{Key: "$unset", Value: gone}})
	_, err := b.mails.UpdateOne(ctx, bson.D{{Key: "_id", Value: m.ID}, {Key: "lease", Value: m.Lease}}, change)
	return mongo.Fault(err)
}

// Requeue implements [mail.Queue].
func (b *Box) Requeue(ctx context.Context, id string) error {
	result, err := b.mails.UpdateOne(ctx,
		bson.D{{Key: "_id", Value: id}, {Key: "state", Value: mail.Failed}},
		driver.Pipeline{set(bson.D{
			{Key: "state", Value: mail.Queued}, {Key: "due", Value: "$$NOW"}, {Key: "attempts", Value: 0},
		})})
	if err != nil {
		return mongo.Fault(err)
	}
	if result.MatchedCount == 0 {
		return mail.ErrNoMail
	}
	return nil
}

// Recent implements [mail.Archive].
func (b *Box) Recent(ctx context.Context, limit int) ([]mail.Mail, error) {
	return b.list(ctx, bson.D{}, "queuedAt", limit)
}

// Failed implements [mail.Archive]. A failed mail is due since it failed.
func (b *Box) Failed(ctx context.Context, limit int) ([]mail.Mail, int, error) {
	failed := bson.D{{Key: "state", Value: mail.Failed}}
	total, err := b.mails.CountDocuments(ctx, failed)
	if err != nil {
		return nil, 0, mongo.Fault(err)
	}
	mails, err := b.list(ctx, failed, "due", limit)
	return mails, int(total), err
}

// list returns the mails that match, latest first.
func (b *Box) list(ctx context.Context, filter bson.D, by string, limit int) ([]mail.Mail, error) {
	latest := options.Find().SetSort(bson.D{{Key: by, Value: -1}}).SetLimit(int64(limit))
	cursor, err := b.mails.Find(ctx, filter, latest)
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var found []document
	if err := cursor.All(ctx, &found); err != nil {
		return nil, mongo.Fault(err)
	}
	mails := make([]mail.Mail, len(found))
	for i, d := range found {
		mails[i] = d.mail()
	}
	return mails, nil
}

// Find implements [mail.Archive].
func (b *Box) Find(ctx context.Context, id string) (mail.Mail, error) {
	return one(b.mails.FindOne(ctx, bson.D{{Key: "_id", Value: id}}))
}

func one(result *driver.SingleResult) (mail.Mail, error) {
	var d document
	if err := result.Decode(&d); err != nil {
		if err = mongo.Fault(err); errors.Is(err, mongo.ErrNotFound) {
			return mail.Mail{}, mail.ErrNoMail
		}
		return mail.Mail{}, err
	}
	return d.mail(), nil
}

func set(fields bson.D) bson.D { return bson.D{{Key: "$set", Value: fields}} }
