// Package systemtest gives the module's tests the module over a real platform,
// in which things fail.
//
// Its invariant: nothing in it is a stand-in but the mail server, which refuses
// everything.
package systemtest

import (
	"context"
	"net/netip"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/system/internal/api"
	"shop/modules/system/internal/deadletter"
	"shop/modules/system/internal/health"
	"shop/modules/system/internal/keyspace"
	"shop/modules/system/internal/letters"
	"shop/modules/system/internal/mongostore"
	"shop/modules/system/internal/pages"
	"shop/modules/system/internal/rediscache"
	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/logging"
	"shop/platform/mail"
	mailstore "shop/platform/mail/mongostore"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
	"shop/platform/webhook"
	hookstore "shop/platform/webhook/mongostore"
)

// Platform is the module over databases of its own.
type Platform struct {
	*webtest.Site
	DB     *mongo.DB
	Redis  *redis.Client
	Outbox *mongo.Outbox
	// Audit is what the services logged.
	Audit   *webtest.Log
	Letters *deadletter.Service
	Keys    *keyspace.Service
	Hooks   webhook.Service

	box     *mailstore.Box
	mu      sync.Mutex
	handled map[string]int
}

// sent is the event that fails.
type sent struct{}

func (sent) EventName() string { return "parcel.sent" }

// topics are the events that webhooks may want, and loopback where their
// receivers may be.
var (
	topics = []webhook.Topic{
		{Event: "parcel.lost", Version: 1, When: "A parcel was lost"},
		{Event: sent{}.EventName(), Version: 2, When: "A parcel was sent"},
	}
	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
)

// Subscription is who doesn't handle it.
const Subscription = "parcels.label"

// New starts the module until the test ends.
func New(t testing.TB) *Platform {
	t.Helper()
	return Over(t, mongotest.New(t), redistest.New(t))
}

// Over starts the module over the databases.
func Over(t testing.TB, db *mongo.DB, client *redis.Client) *Platform {
	t.Helper()
	p := &Platform{
		DB: db, Redis: client, Outbox: mongo.NewOutbox(), Audit: &webtest.Log{},
		box: mailstore.New(db), handled: make(map[string]int),
	}
	p.Outbox.Watch(db.Collection("parcels"))
	indexes := append(p.Outbox.Indexes(), mailstore.Indexes(), hookstore.HookIndexes(), hookstore.DeliveryIndexes())
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatalf("systemtest: %v", err)
	}
	log := logging.New(p.Audit, true)
	p.Hooks = webhook.New(hookstore.NewHooks(db), hookstore.NewDeliveries(db), topics, webhook.Reach{Networks: loopback}, log)
	p.work(t)
	mailer := mail.New(p.box, nil, webtest.Discard())
	p.Letters = deadletter.NewService(mongostore.NewEvents(p.Outbox), letters.New(mailer), log)
	p.Keys = keyspace.NewService(rediscache.NewKeys(client), log)
	program := health.Program{Version: "v1.2.3", StartedAt: time.Now().Add(-3 * time.Hour)}
	report := health.NewService(program, mongostore.NewServer(db), rediscache.NewServer(client))
	shown := pages.New(report, p.Letters, p.Keys, p.Hooks.Desk)
	panels := web.NewPanels(web.PanelParams{Log: webtest.Discard(), Panels: []web.Panel{shown.Failed()}})
	p.Site = webtest.Start(t, web.Params{Routes: []web.Routes{
		api.New(p.Letters, p.Keys), shown, dashboard{panels}, api.NewWebhooks(p.Hooks.Desk), pages.NewWebhooks(p.Hooks.Desk),
	}})
	return p
}

// work handles events until the test ends.
func (p *Platform) work(t testing.TB) {
	t.Helper()
	bus, err := eventbus.NewBus(p.Outbox, p.Redis, []events.Subscription{{
		Name: Subscription, Events: []string{sent{}.EventName()},
		Handle: func(_ context.Context, e events.Event) error {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.handled[e.Subject]++
			return nil
		},
	}, p.Hooks.Publisher.Subscription()}, webtest.Discard())
	if err != nil {
		t.Fatalf("systemtest: %v", err)
	}
	bus.Start()
	posting, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	var sender sync.WaitGroup
	sender.Go(func() { p.Hooks.Sender.Run(posting) })
	t.Cleanup(func() {
		_ = bus.Stop(posting)
		stop()
		sender.Wait()
	})
}

// Handled returns how often the event of a subject was handled.
func (p *Platform) Handled(subject string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.handled[subject]
}

// Bury stores an event that was given up, later than those buried before, and
// returns its id.
func (p *Platform) Bury(t testing.TB, subject, reason string) string {
	t.Helper()
	entry := p.Outbox.Entries(events.New(subject, sent{}))[0]
	died := time.Now().UTC().Truncate(time.Millisecond)
	entry.Due, entry.DeadAt = nil, &died
	entry.Failures = []mongo.Failure{{Subscription: Subscription, Attempts: 20, Error: reason}}
	_, err := p.DB.Collection("parcels").InsertOne(t.Context(), bson.M{"_id": subject, "outbox": []mongo.OutboxEntry{entry}})
	if err != nil {
		t.Fatalf("systemtest: %v", err)
	}
	time.Sleep(2 * time.Millisecond) // MongoDB's times are to the millisecond
	return entry.ID
}

// Happen stores an event that is still to be handled, and returns its id.
func (p *Platform) Happen(t testing.TB, subject string) string {
	t.Helper()
	entry := p.Outbox.Entries(events.New(subject, sent{}))[0]
	if _, err := p.DB.Collection("parcels").InsertOne(t.Context(), bson.M{"_id": subject, "outbox": []mongo.OutboxEntry{entry}}); err != nil {
		t.Fatalf("systemtest: %v", err)
	}
	return entry.ID
}

// Refuse stores a mail that the mail server refused for good.
func (p *Platform) Refuse(t testing.TB, id, subject string) {
	t.Helper()
	queued := mail.Mail{
		ID: id, State: mail.Queued, QueuedAt: time.Now(),
		Message: mail.Message{To: id + "@example.org", Subject: subject, Text: "https://shop.example/reset/secret"},
	}
	if err := p.box.Put(t.Context(), queued); err != nil {
		t.Fatalf("systemtest: %v", err)
	}
	leased, err := p.box.Lease(t.Context(), time.Minute)
	if err == nil {
		err = p.box.Settle(t.Context(), leased, mail.Outcome{State: mail.Failed, Error: "550 no such mailbox\nmore"})
	}
	if err != nil {
		t.Fatalf("systemtest: %v", err)
	}
}

// MailState returns how far the mail is.
func (p *Platform) MailState(t testing.TB, id string) mail.State {
	t.Helper()
	m, err := p.box.Find(t.Context(), id)
	if err != nil {
		t.Fatalf("systemtest: %v", err)
	}
	return m.State
}

// Staff is the caller who may, Shopper one who may not.
var (
	Staff   = identity.Caller{Account: "staff-1", Name: "Mira", Role: identity.Staff}
	Shopper = identity.Caller{Account: "shopper-1", Name: "Ada", Role: identity.Shopper}
)

// AsStaff returns a visitor who is signed in as staff.
func (p *Platform) AsStaff(t testing.TB) *webtest.Client {
	t.Helper()
	return p.SignedIn(t, Staff)
}
