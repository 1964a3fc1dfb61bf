package webhookfx_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
	"shop/platform/webhook"
	"shop/platform/webhook/webhookfx"
)

type sent struct{}

func (sent) EventName() string { return "parcel.sent" }

// An event that a module declares goes from the outbox to a receiver.
func TestModule_sends_what_modules_declare(t *testing.T) {
	t.Parallel()
	got := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.Header.Get(webhook.HeaderEvent) }))
	t.Cleanup(receiver.Close)
	var (
		desk   *webhook.Desk
		outbox *mongo.Outbox
		wanted mongo.Wanted
	)
	db := mongotest.New(t)
	app := fxtest.New(t, fx.NopLogger, eventbus.Module, webhookfx.Module,
		fx.Supply(db, redistest.New(t), slog.New(slog.DiscardHandler),
			config.Config{WebhookNetworks: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}}),
		fx.Provide(mongo.NewOutbox, webhookfx.AsTopics(func() []webhook.Topic {
			return []webhook.Topic{{Event: sent{}.EventName(), Version: 1, When: "A parcel was sent"}}
		})),
		fx.Populate(&desk, &outbox, &wanted),
	)
	outbox.Watch(db.Collection("parcels"))
	if err := mongo.Setup(t.Context(), db, append(wanted.Indexes, outbox.Indexes()...), nil); err != nil {
		t.Fatalf("Setup: %v", err)
	}
	app.RequireStart()
	t.Cleanup(app.RequireStop)
	staff := identity.With(t.Context(), identity.Caller{Account: "s", Role: identity.Staff})
	if _, err := desk.Create(staff, desk.NewID(), webhook.Draft{URL: receiver.URL, Events: []string{"parcel.sent"}, Active: true}); err != nil {
		t.Fatalf("Create: %v", err)
	}
	parcel := bson.M{"_id": "1", "outbox": outbox.Entries(events.New("1", sent{}))}
	if _, err := db.Collection("parcels").InsertOne(t.Context(), parcel); err != nil {
		t.Fatal(err)
	}
	select {
	case event := <-got:
		if event != "parcel.sent" {
			t.Errorf("the receiver got %q", event)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("nothing reached the receiver")
	}
}

func TestModule_wants_no_events_of_modules_that_declare_none(t *testing.T) {
	t.Parallel()
	var desk *webhook.Desk
	app := fxtest.New(t, fx.NopLogger, eventbus.Module, webhookfx.Module,
		fx.Supply(mongotest.New(t), redistest.New(t), slog.New(slog.DiscardHandler), config.Config{}),
		fx.Provide(mongo.NewOutbox), fx.Populate(&desk))
	app.RequireStart()
	app.RequireStop()
	if topics := desk.Topics(); len(topics) != 0 {
		t.Errorf("topics %v", topics)
	}
}
