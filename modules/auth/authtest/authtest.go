// Package authtest gives tests the real auth module, over a real database, and
// people who are signed in. Tests of any module may import it.
//
// Its invariant: nothing in it is a stand-in but the mail server; what differs
// from the program is that password hashes are cheap.
package authtest

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/api"
	"shop/modules/auth/internal/letters"
	"shop/modules/auth/internal/mongostore"
	"shop/modules/auth/internal/pages"
	"shop/modules/auth/internal/password"
	"shop/modules/auth/internal/rediscache"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/mail"
	"shop/platform/mail/mailtest"
	mailstore "shop/platform/mail/mongostore"
	"shop/platform/mongo"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
	"shop/platform/web"
)

// BaseURL is the shop's address in mails.
const BaseURL = "https://shop.example.org"

// Options change what [Start] makes.
type Options struct {
	// Redis holds the copies of sessions; nil gets a server of its own kind.
	Redis *redis.Client
	// Outbox takes the module's events; nil drops them.
	Outbox *mongo.Outbox
	// Hooks are called after each sign-in.
	Hooks []auth.SignInHook
	// LoginRate limits attempts; the zero value doesn't.
	LoginRate config.Rate
	// Lifetime of sessions; the zero value is the shop's own.
	Lifetime session.Lifetime
	// Hub carries hints; nil gets one of its own on Redis, of which a client
	// has only one.
	Hub *eventbus.Hub
	// Deaf instances neither send nor hear hints.
	Deaf bool
	// Demo opens /dev/mail.
	Demo bool
	// Panels are other modules' parts of the account's pages.
	Panels []web.Panel
}

// Module is one instance of the auth module.
type Module struct {
	Accounts    auth.Accounts
	AddressBook auth.AddressBook
	Staff       auth.Staff
	// Sessions authenticates, as web.Params wants it.
	Sessions web.Authenticator
	// Routes are the module's operations and pages.
	Routes []web.Routes
	// Mailer keeps what the module mails; see mailtest.Sent.
	Mailer *mail.Mailer

	registrar *account.Registrar
	signin    *signin.Service
}

// New returns an instance over db as the program makes it, without a limit on
// sign-ins.
func New(t testing.TB, db *mongo.DB) *Module {
	t.Helper()
	return Start(t, db, Options{})
}

// Start returns an instance over db that runs until the test ends. Several over
// one database are the instances of one shop.
func Start(t testing.TB, db *mongo.DB, o Options) *Module {
	t.Helper()
	if o.Redis == nil {
		o.Redis = redistest.New(t)
	}
	if o.Outbox == nil {
		o.Outbox = mongo.NewOutbox()
	}
	if o.Lifetime == (session.Lifetime{}) {
		o.Lifetime = session.Standard
	}
	indexes := []mongo.Indexes{
		mongostore.AccountIndexes(), mongostore.SessionIndexes(), mongostore.TicketIndexes(), mailstore.Indexes(),
	}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatalf("authtest: %v", err)
	}
	return assemble(t, db, o)
}

func assemble(t testing.TB, db *mongo.DB, o Options) *Module {
	log := slog.New(slog.DiscardHandler)
	mailer := mailtest.New(t, db)
	store := mongostore.NewAccounts(db, o.Outbox)
	sessionStore := mongostore.NewSessions(db, store)
	watch := startWatch(t, sessionStore, o, log)
	accounts := session.Telling(store, watch)
	hasher := password.NewHasher(password.Params{MemoryKiB: 64, Passes: 1, Lanes: 1}, 2)

	sessions := session.NewManager(sessionStore, rediscache.NewSessions(o.Redis), watch, o.Lifetime)
	service := signin.NewService(accounts, sessions, hasher, limiter(o), o.Hooks, log)
	registrar := account.NewRegistrar(accounts, hasher)
	tickets := mongostore.NewTickets(db)
	passwords := signin.NewPasswords(service, tickets, letters.New(mailer, BaseURL))
	staff := signin.NewStaff(registrar, store, tickets, service)
	profiles := account.NewProfiles(accounts)
	customers := account.NewCustomers(accounts, store)
	panels := web.NewPanels(web.PanelParams{Log: log, Panels: o.Panels})
	isDemo := func(context.Context) (bool, error) { return o.Demo, nil }
	return &Module{
		Accounts: profiles, AddressBook: profiles, Staff: staff, Sessions: sessions, Mailer: mailer,
		Routes: []web.Routes{
			api.NewAuth(registrar, service, passwords, sessions), api.NewMe(profiles, passwords),
			api.NewCustomers(customers, sessions, staff),
			pages.NewSignIn(registrar, service), pages.NewRecovery(passwords, staff),
			pages.NewAccount(profiles, passwords, sessions, panels),
			pages.NewCustomers(customers, sessions, panels), pages.NewDevMail(mailer, isDemo),
		},
		registrar: registrar, signin: service,
	}
}

func limiter(o Options) *rediscache.Attempts {
	if o.LoginRate.Limit == 0 {
		return rediscache.NewAttempts(nil, nil)
	}
	return rediscache.NewAttempts(redis.NewSlidingLog(o.Redis, "login", o.LoginRate.Limit, o.LoginRate.Per), web.WriteLimits)
}

func startWatch(t testing.TB, history session.History, o Options, log *slog.Logger) *session.Watch {
	t.Helper()
	var watch *session.Watch
	if o.Deaf {
		watch = session.NewWatch(history, deaf{}, deaf{}, log)
	} else {
		if o.Hub == nil {
			o.Hub = eventbus.NewHub(o.Redis)
		}
		watch = session.NewWatch(history, o.Hub, o.Hub, log)
	}
	if err := watch.Poll(t.Context()); err != nil {
		t.Fatalf("authtest: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { watch.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
	return watch
}
