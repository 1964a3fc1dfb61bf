package catalogtest

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/api"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/pages"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/reactions"
	"shop/modules/catalog/internal/rediscache"
	"shop/modules/catalog/internal/search"
	"shop/modules/catalog/internal/stock"
	"shop/modules/catalog/internal/transfer"
	"shop/platform/blob"
	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// Site is the module as one instance of the shop runs it: caches, workers,
// API and pages over real databases.
type Site struct {
	*webtest.Site
	DB       *mongo.DB
	Redis    *redis.Client
	Products *product.Service
	// Repricer is not run; a test calls its Reprice.
	Repricer   *product.Repricer
	Categories *category.Service
	Units      *stock.Service
	Movements  *stock.Movements
	Pictures   *media.Service
	Transfer   catalog.Transfer
	Lists      search.Lister
	Reactions  *reactions.Reactions
	Storefront *pages.Storefront
	// Words are the merchant's legal texts.
	Words fstest.MapFS
	// Live hears what open pages are told.
	Live *eventbus.Hub
}

// NewSite starts the module on databases of its own until the test ends.
func NewSite(t testing.TB) *Site {
	t.Helper()
	return NewInstance(t, mongotest.New(t), redistest.New(t))
}

// NewInstance starts another instance of the shop on the databases.
func NewInstance(t testing.TB, db *mongo.DB, client *redis.Client) *Site {
	t.Helper()
	indexes := []mongo.Indexes{mongostore.ProductIndexes(), mongostore.StockIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatalf("catalogtest: %v", err)
	}
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatalf("catalogtest: %v", err)
	}
	t.Cleanup(func() { _ = blobs.Close() })

	outbox := mongo.NewOutbox()
	products, accounts, trees := mongostore.NewProducts(db, outbox), mongostore.NewStock(db, outbox), mongostore.NewCategories(db, outbox)
	caches := rediscache.New(client, mongostore.NewDebts(db))
	follower := rediscache.NewFollower(caches, products, product.NewFollower(products, accounts))

	s := &Site{DB: db, Words: fstest.MapFS{}, Redis: client, Pictures: media.NewService(blobs), Live: eventbus.NewHub(client)}
	s.Units = stock.NewService(accounts, rediscache.NewLedger(accounts, follower))
	s.Products = product.NewService(rediscache.NewProducts(caches, products), products, s.Units, "EUR")
	s.Repricer = product.NewRepricer(s.Products, products, slog.New(slog.DiscardHandler))
	s.Categories = category.NewService(rediscache.NewCategories(caches, trees), products)
	s.Lists = rediscache.NewLister(caches, search.NewService(mongostore.NewIndex(db), trees, 2))
	shelf := product.NewShelf(rediscache.NewFinder(caches, mongostore.NewFinder(products, accounts)))
	tree := rediscache.NewTree(caches, trees)
	fetcher := func() *media.Fetcher { return media.NewFetcher(func(netip.Addr) bool { return true }) }
	s.Transfer = transfer.NewService(s.Products, s.Categories, s.Units, s.Pictures, fetcher, "")
	s.Movements = stock.NewMovements(mongostore.NewMovements(db), s.Units)
	s.Reactions = reactions.New(products, s.Units, s.Movements, follower, caches, s.Live)
	s.work(t, outbox, client)
	drop(t, caches)

	directory := rediscache.NewDirectory(caches, mongostore.NewIndex(db))
	s.Storefront = pages.NewStorefront(shelf, s.Lists, directory, tree, s.Pictures, s.Words, "EUR", "https://shop.example")
	admin := pages.NewAdmin(s.Products, s.Categories, s.Units, s.Pictures, "https://shop.example")
	s.Site = webtest.Start(t, web.Params{
		Routes: []web.Routes{
			api.New(shelf, s.Lists, tree, s.Products, s.Categories, s.Units, s.Pictures), s.Storefront, admin,
			api.NewMovements(s.Movements), pages.NewStock(s.Units, s.Movements),
			dashboard{web.NewPanels(web.PanelParams{Log: slog.New(slog.DiscardHandler), Panels: []web.Panel{admin.LowStock()}})},
		},
		Fillers: []web.FrameFiller{s.Storefront},
	})
	return s
}

// drop does what instances that have lost Redis leave to others, until the test
// ends.
func drop(t testing.TB, caches *rediscache.Caches) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { caches.Run(ctx, slog.New(slog.DiscardHandler)) })
	t.Cleanup(func() {
		cancel()
		running.Wait()
	})
}

// work runs the durable subscriptions until the test ends.
func (s *Site) work(t testing.TB, outbox *mongo.Outbox, client *redis.Client) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	bus, err := eventbus.NewBus(outbox, client, s.Reactions.Subscriptions(), log)
	if err != nil {
		t.Fatalf("catalogtest: %v", err)
	}
	bus.Start()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = bus.Stop(ctx)
	})
}

// Staff returns a visitor who is signed in as staff.
func (s *Site) Staff(t testing.TB) *webtest.Client {
	t.Helper()
	return s.SignedIn(t, identity.Caller{Account: "staff-1", Name: "Mira", Role: identity.Staff})
}

// Handle gives an event to the module as the bus would.
func (s *Site) Handle(t testing.TB, e events.Event) {
	t.Helper()
	for _, sub := range s.Reactions.Subscriptions() {
		for _, name := range sub.Events {
			if name != e.Name {
				continue
			}
			if err := sub.Handle(t.Context(), e); err != nil {
				t.Fatalf("catalogtest: %s: %v", sub.Name, err)
			}
		}
	}
}
