// Package ordersfx wires the orders module and nothing else. cmd/shop imports
// it.
package ordersfx

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"go.uber.org/fx"

	"shop/modules/auth"
	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/api"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/draft"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/letters"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pages"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/reactions"
	"shop/modules/orders/internal/redislimit"
	"shop/modules/orders/internal/shipping"
	"shop/modules/orders/internal/stripe"
	"shop/modules/orders/internal/tax"
	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/mail"
	"shop/platform/mongo"
	"shop/platform/redis"
	"shop/platform/web"
	"shop/platform/webhook/webhookfx"
)

// Module adds the module's routes, subscriptions, indexes and the sweeper. It
// needs a config.Config, a *mongo.DB, a *mongo.Outbox, a *redis.Client, a
// *mail.Mailer, an events.Publisher, an events.Subscriber, and what catalog and
// auth provide.
var Module = fx.Module("orders",
	fx.Provide(
		fx.Annotate(cartHook, fx.ResultTags(auth.SignInHookGroup)),
		fx.Annotate(orderHook, fx.ResultTags(auth.SignInHookGroup)),
		newAudit,
		newDemo,
		mongo.AsIndexes(mongostore.CartIndexes),
		mongo.AsIndexes(mongostore.OrderIndexes),
		mongo.AsIndexes(mongostore.LedgerIndexes),
		mongo.AsIndexes(mongostore.SettingsIndexes),
		mongo.AsIndexes(mongostore.WebhookIndexes),
		mongo.AsIndexes(mongostore.PromotionIndexes),
		mongo.AsIndexes(mongostore.CouponIndexes),
		mongo.AsIndexes(mongostore.InvoiceIndexes),
		mongo.AsMigrations(mongostore.Migrations),
		eventbus.AsSubscription((*reactions.Live).Subscription),
		eventbus.AsSubscription((*reactions.Mails).Subscription),
		eventbus.AsSubscription((*reactions.Invoices).Subscription),
		webhookfx.AsTopics(reactions.Topics),
		web.AsRoutes(api.NewCarts),
		web.AsRoutes(api.NewCheckout),
		web.AsRoutes(api.NewOrders),
		web.AsRoutes(api.NewAdmin),
		web.AsRoutes(api.NewShipping),
		web.AsRoutes(api.NewTax),
		web.AsRoutes(api.NewPayments),
		web.AsRoutes(newPromotionAPI),
		web.AsRoutes(api.NewMails),
		web.AsRoutes(newDocuments),
		web.AsRoutes(newDocumentPages),
		web.AsRoutes(newDraftAPI),
		web.AsRoutes(api.NewEvents),
		web.AsRoutes(api.NewWebhooks),
		web.AsRoutes(routesOf[*pages.Cart]),
		web.AsRoutes(newCheckoutPage),
		web.AsRoutes(newOrderPages),
		web.AsRoutes(newAdminPages),
		web.AsRoutes(newShippingPage),
		web.AsRoutes(newPayersPage),
		web.AsRoutes(pages.NewTax),
		web.AsRoutes(pages.NewPayments),
		web.AsRoutes(pages.NewInvoices),
		web.AsRoutes(newDraftPages),
		web.AsRoutes(newPromotionPages),
		web.AsRoutes(pages.NewMails),
		web.AsFrameFiller(fillerOf),
		web.AsPanel(pages.AccountPanel),
		web.AsPanel(pages.CustomerPanel),
	),
	fx.Provide(
		fx.Private,
		newCartStore,
		fx.Annotate(newOrders, fx.As(new(order.Store)), fx.As(new(order.Lister)), fx.As(new(cart.Numbers)), fx.As(new(promotion.History)), fx.As(new(lifecycle.Queue))),
		fx.Annotate(mongostore.NewSettings, fx.As(new(shipping.Store)), fx.As(new(tax.Store)), fx.As(new(invoice.SellerStore)), fx.As(new(offline.Store)), fx.As(new(checkout.KeyStore))),
		fx.Annotate(mongostore.NewWebhooks, fx.As(new(lifecycle.WebhookStore))),
		checkout.NewKeys,
		fx.Annotate(mongostore.NewPromotions, fx.As(new(promotion.Store))),
		fx.Annotate(mongostore.NewCoupons, fx.As(new(coupon.Store))),
		fx.Annotate(newGuesses, fx.As(new(coupon.Limiter))),
		coupon.NewService, tax.NewService, newOffers,
		fx.Annotate(mongostore.NewInvoices, fx.As(new(invoice.Store))),
		newInvoices, newOffline, newDrafts, newDraftOffers,
		newCarts, newShipping, newIsDemo, newPayments, newDriver, newCheckout,
		newTestProvider,
		order.NewService, lifecycle.NewSweeper, lifecycle.NewInbox, lifecycle.NewDesk,
		reactions.NewLive, reactions.NewMails, reactions.NewInvoices, newWriter, letters.NewPreviews, pages.NewCart,
	),
	fx.Invoke(sweep),
)

// newCartStore returns the carts, whose changes open pages hear of.
func newCartStore(db *mongo.DB, live events.Publisher) cart.Store {
	return cart.Announcing(mongostore.NewCarts(db), live)
}

func newCarts(store cart.Store, items catalog.Items, methods *shipping.Service, taxes *tax.Service, offers *promotion.Service, guesses coupon.Limiter, numbers cart.Numbers, cfg config.Config) *cart.Service {
	return cart.NewService(store, items, methods, taxes, offers, guesses, numbers, cfg.Currency)
}

// newGuesses limits codes by how often somebody may try to sign in.
func newGuesses(client *redis.Client, cfg config.Config) *redislimit.Guesses {
	rate := cfg.RateLogin
	if rate.Off {
		return redislimit.NewGuesses(client, 0, 0, nil)
	}
	return redislimit.NewGuesses(client, rate.Limit, rate.Per, web.WriteLimits)
}

func newOrders(db *mongo.DB, outbox *mongo.Outbox, cfg config.Config) *mongostore.Orders {
	return mongostore.NewOrders(db, outbox, cfg.Currency)
}

func newShipping(settings shipping.Store, cfg config.Config) *shipping.Service {
	return shipping.NewService(settings, cfg.Currency)
}

func newOffers(store promotion.Store, history promotion.History, categories catalog.Categories, coupons *coupon.Service, cfg config.Config) *promotion.Service {
	return promotion.NewService(store, history, categories, coupons, cfg.Currency)
}

func newPromotionAPI(offers *promotion.Service, cfg config.Config) *api.Promotions {
	return api.NewPromotions(offers, cfg.Currency)
}

func newPromotionPages(offers *promotion.Service, categories catalog.Categories, cfg config.Config) *pages.Promotions {
	return pages.NewPromotions(offers, categories, cfg.Currency)
}

func newAudit(db *mongo.DB, test testProvider) orders.Audit {
	return mongostore.NewAudit(db, test.Book)
}

func newOffline(store offline.Store, cfg config.Config) *offline.Service {
	return offline.NewService(store, cfg.OfflinePayments, cfg.Name)
}

func newDemo(service *offline.Service) orders.Demo { return service }

// newPayments offers the test provider in a demo shop only, Stripe where there is
// an account, and what the shop wants to be paid with outside the program.
func newPayments(test testProvider, demo isDemo, outside *offline.Service, cfg config.Config, log *slog.Logger) *payment.Methods {
	methods := []payment.Method{payment.Test(test.Provider, demo)}
	if cfg.StripeKey != "" {
		methods = append(methods, payment.Stripe(stripe.NewProvider(stripe.Config{
			Key: cfg.StripeKey, WebhookSecret: cfg.StripeWebhookSecret, URL: cfg.StripeURL,
		}, log)))
	}
	methods = append(methods, payment.BankTransfer(), payment.CashOnDelivery())
	return payment.NewMethods(methods...).OfflineBy(outside.Offered).ReturnTo(pages.ReturnAt(cfg.BaseURL))
}

// newPayersPage serves the page of the test provider within the shop.
func newPayersPage(test testProvider, demo isDemo) *pages.TestPayments {
	return pages.NewTestPayments(test.page, demo)
}

// isDemo tells whether the database is a demo's, which it is from its beginning
// or never.
type isDemo func(context.Context) (bool, error)

func newIsDemo(db *mongo.DB) isDemo {
	var known atomic.Pointer[bool]
	return func(ctx context.Context) (bool, error) {
		if is := known.Load(); is != nil {
			return *is, nil
		}
		is, err := mongo.IsDemo(ctx, db)
		if err == nil {
			known.Store(&is)
		}
		return is, err
	}
}

func newDriver(store order.Store, carts cart.Store, stock catalog.Stock, coupons *coupon.Service, methods *payment.Methods) *lifecycle.Driver {
	return lifecycle.NewDriver(store, carts, stock, coupons, methods, lifecycle.DefaultTiming)
}

type checkoutIn struct {
	fx.In
	Carts     *cart.Service
	CartStore cart.Store
	Orders    order.Store
	Driver    *lifecycle.Driver
	Payments  *payment.Methods
	Keys      *checkout.Keys
	Config    config.Config
}

func newCheckout(in checkoutIn) *checkout.Service {
	return checkout.NewService(checkout.Parts{
		Carts: in.Carts, CartStore: in.CartStore, Orders: in.Orders, Driver: in.Driver,
		Payments: in.Payments, Keys: in.Keys, Currency: in.Config.Currency,
	})
}

func newWriter(keys *checkout.Keys, outside *offline.Service, cfg config.Config) *letters.Writer {
	return letters.NewWriter(keys, outside, letters.Shop{Name: cfg.Name, BaseURL: cfg.BaseURL, Currency: cfg.Currency, Zone: cfg.TimeZone})
}

func newCheckoutPage(service *checkout.Service, orders *order.Service, book auth.AddressBook, cfg config.Config) *pages.Checkout {
	return pages.NewCheckout(service, orders, book, cfg.Currency)
}

func newInvoices(store invoice.Store, sellers invoice.SellerStore, cfg config.Config) *invoice.Service {
	return invoice.NewService(store, sellers, cfg.Name)
}

// newDrafts keeps drafts among the carts.
func newDrafts(db *mongo.DB, store cart.Store, items catalog.Items, cfg config.Config) *draft.Service {
	return draft.NewService(mongostore.NewCarts(db), store, items, cfg.Currency)
}

func newDraftOffers(drafts *draft.Service, writer *letters.Writer, mailer *mail.Mailer, cfg config.Config) *letters.Offers {
	return letters.NewOffers(drafts, writer, mailer, pages.DraftAt(cfg.BaseURL))
}

func newDraftAPI(service *draft.Service, offers *letters.Offers, cfg config.Config) *api.Drafts {
	return api.NewDrafts(service, offers, pages.DraftAt(cfg.BaseURL))
}

func newDraftPages(service *draft.Service, offers *letters.Offers, cfg config.Config) *pages.Drafts {
	return pages.NewDrafts(service, offers, cfg.Currency, pages.DraftAt(cfg.BaseURL))
}

func newDocuments(orders *order.Service, invoices *invoice.Service, cfg config.Config) *api.Documents {
	return api.NewDocuments(orders, invoices, cfg.TimeZone)
}

func newDocumentPages(invoices *invoice.Service, cfg config.Config) *pages.Documents {
	return pages.NewDocuments(invoices, cfg.TimeZone)
}

func newOrderPages(orders *order.Service, desk *lifecycle.Desk, invoices *invoice.Service, outside *offline.Service, cfg config.Config) *pages.Orders {
	return pages.NewOrders(orders, desk, invoices, outside, cfg.TimeZone)
}

func newAdminPages(orders *order.Service, desk *lifecycle.Desk, invoices *invoice.Service, panels *web.Panels, cfg config.Config) *pages.Admin {
	return pages.NewAdmin(orders, desk, invoices, panels, cfg.Currency, cfg.TimeZone)
}

func newShippingPage(methods *shipping.Service, cfg config.Config) *pages.Shipping {
	return pages.NewShipping(methods, cfg.Currency)
}

// cartHook merges the guest's cart into the account's.
func cartHook(carts *cart.Service) auth.SignInHook { return carts }

// orderHook makes what was ordered from the guest's cart the account's.
func orderHook(orders *order.Service) auth.SignInHook { return orders }

// routesOf and fillerOf hand one instance to two groups.
func routesOf[R web.Routes](r R) R { return r }

func fillerOf(c *pages.Cart) *pages.Cart { return c }

// sweep finishes what others left unfinished, as long as the program runs.
func sweep(lc fx.Lifecycle, sweeper *lifecycle.Sweeper) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	lc.Append(fx.StartStopHook(
		func() { running.Go(func() { sweeper.Run(ctx) }) },
		func() {
			cancel()
			running.Wait()
		},
	))
}
