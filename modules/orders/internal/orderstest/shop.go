package orderstest

import (
	"context"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/draft"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/reactions"
	"shop/modules/orders/internal/redislimit"
	"shop/modules/orders/internal/shipping"
	"shop/modules/orders/internal/tax"
	"shop/modules/orders/internal/testpay"
	"shop/platform/address"
	"shop/platform/eventbus"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// Patient is right for orders that are to end well, on a busy machine too.
var Patient = lifecycle.Timing{
	Hold: 5 * time.Second, Lease: 6 * time.Second, Provider: 4 * time.Second, Shopper: time.Minute, Sweep: 50 * time.Millisecond,
}

// Hasty is right for processes that leave orders behind: the sweeper needn't
// wait long for them.
var Hasty = lifecycle.Timing{
	Hold: 300 * time.Millisecond, Lease: 500 * time.Millisecond,
	Provider: 200 * time.Millisecond, Shopper: 1500 * time.Millisecond, Sweep: 50 * time.Millisecond,
}

// Ports are what the module works through; a test may wrap each.
type Ports struct {
	Carts    cart.Store
	Orders   order.Store
	Stock    catalog.Stock
	Coupons  coupon.Store
	Provider payment.Provider
}

// Shop is one process of the module.
type Shop struct {
	DB       *mongo.DB
	Catalog  *catalogtest.Shop
	Outbox   *mongo.Outbox
	Carts    *cart.Service
	Orders   *order.Service
	Checkout *checkout.Service
	Driver   *lifecycle.Driver
	Sweeper  *lifecycle.Sweeper
	Inbox    *lifecycle.Inbox
	Desk     *lifecycle.Desk
	Shipping *shipping.Service
	Taxes    *tax.Service
	Offers   *promotion.Service
	Coupons  *coupon.Service
	Invoices *invoice.Service
	Drafts   *draft.Service
	Payments *payment.Methods
	Offline  *offline.Service
	Keys     *checkout.Keys
	// Bank is the test provider within the shop, and Ledger what it keeps;
	// outside is the provider without, where there is one.
	Bank    *payment.TestProvider
	Ledger  *mongostore.Ledger
	outside *Outside
	// Zone is where the day of the served shop begins; UTC unless it is set.
	Zone *time.Location
	live relay
	// guesses are limited once the shop is served.
	guesses guesses
	Stores  struct {
		Carts    *mongostore.Carts
		Orders   *mongostore.Orders
		Settings *mongostore.Settings
	}
}

// New returns a shop over a fresh database.
func New(t testing.TB) *Shop {
	t.Helper()
	db := mongotest.New(t)
	indexes := []mongo.Indexes{mongostore.CartIndexes(), mongostore.OrderIndexes(), mongostore.WebhookIndexes(), mongostore.PromotionIndexes(), mongostore.CouponIndexes(), mongostore.InvoiceIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatalf("orderstest: %v", err)
	}
	return process(db, catalogtest.New(t, db), Patient, nil, nil)
}

// Process returns another process of the same shop, whose ports are wrapped.
func (s *Shop) Process(timing lifecycle.Timing, wrap func(Ports) Ports) *Shop {
	return process(s.DB, s.Catalog, timing, s.outside, wrap)
}

func process(db *mongo.DB, catalogue *catalogtest.Shop, timing lifecycle.Timing, outside *Outside, wrap func(Ports) Ports) *Shop {
	s := &Shop{DB: db, Catalog: catalogue, Outbox: mongo.NewOutbox(), Ledger: mongostore.NewLedger(db), outside: outside}
	// Until the shop is served, the invoices of its orders wait.
	for _, name := range reactions.NewInvoices(nil, nil).Subscription().Events {
		s.Outbox.Route(name, invoice.Subscription)
	}
	s.Stores.Carts = mongostore.NewCarts(db)
	s.Stores.Orders = mongostore.NewOrders(db, s.Outbox, "EUR")
	s.Stores.Settings = mongostore.NewSettings(db)
	s.Bank = payment.NewTestProvider(s.Ledger, testpay.PageAt(""))
	ports := Ports{Carts: cart.Announcing(s.Stores.Carts, &s.live), Orders: s.Stores.Orders, Stock: catalogue.Stock(), Coupons: mongostore.NewCoupons(db), Provider: s.Bank}
	if outside != nil {
		ports.Provider = outside
	}
	if wrap != nil {
		ports = wrap(ports)
	}
	log := slog.New(slog.DiscardHandler)
	s.Shipping = shipping.NewService(s.Stores.Settings, "EUR")
	s.Taxes = tax.NewService(s.Stores.Settings)
	s.Coupons = coupon.NewService(ports.Coupons)
	s.Offers = promotion.NewService(mongostore.NewPromotions(db), s.Stores.Orders, catalogue.Categories(), s.Coupons, "EUR")
	s.Offline = offline.NewService(s.Stores.Settings, []string{payment.TransferID, payment.CashOnDeliveryID}, "Linden")
	s.Payments = payment.NewMethods(payment.Test(ports.Provider, nil), payment.BankTransfer(), payment.CashOnDelivery()).
		OfflineBy(s.Offline.Offered).ReturnTo(func(number string) string { return "/orders/" + number + "/return" })
	s.Drafts = draft.NewService(s.Stores.Carts, ports.Carts, catalogue.Items(), "EUR")
	s.Invoices = invoice.NewService(mongostore.NewInvoices(db), s.Stores.Settings, "Linden")
	s.Keys = checkout.NewKeys(s.Stores.Settings)
	s.Carts = cart.NewService(ports.Carts, catalogue.Items(), s.Shipping, s.Taxes, s.Offers, &s.guesses, s.Stores.Orders, "EUR")
	s.Orders = order.NewService(ports.Orders, s.Stores.Orders)
	s.Driver = lifecycle.NewDriver(ports.Orders, ports.Carts, ports.Stock, s.Coupons, s.Payments, timing)
	s.Inbox = lifecycle.NewInbox(mongostore.NewWebhooks(db), s.Driver, log)
	s.Sweeper = lifecycle.NewSweeper(s.Driver, s.Stores.Orders, s.Inbox, log)
	s.Desk = lifecycle.NewDesk(s.Orders, ports.Orders, s.Driver, log)
	s.Checkout = checkout.NewService(checkout.Parts{
		Carts: s.Carts, CartStore: ports.Carts, Orders: ports.Orders, Driver: s.Driver,
		Payments: s.Payments, Keys: s.Keys, Currency: "EUR",
	})
	return s
}

// relay publishes by the site's hub, once the shop is served.
type relay struct{ hub atomic.Pointer[eventbus.Hub] }

// Publish implements events.Publisher.
func (r *relay) Publish(ctx context.Context, channel string, payload any) error {
	if hub := r.hub.Load(); hub != nil {
		return hub.Publish(ctx, channel, payload)
	}
	return nil
}

// guesses limits codes as the site does, once the shop is served.
type guesses struct {
	by atomic.Pointer[redislimit.Guesses]
}

// Allow implements coupon.Limiter.
func (g *guesses) Allow(ctx context.Context, keys ...string) error {
	if by := g.by.Load(); by != nil {
		return by.Allow(ctx, keys...)
	}
	return nil
}

// Guest returns a context of a guest, whose cart the token opens.
func Guest(ctx context.Context, token string) context.Context {
	return identity.With(ctx, identity.Caller{Guest: token})
}

// Account returns a context of a signed-in shopper.
func Account(ctx context.Context, id string) context.Context {
	return identity.With(ctx, identity.Caller{Account: id, Name: id, Email: id + "@example.com", Role: identity.Shopper})
}

// Staff returns a context of the shop's staff.
func Staff(ctx context.Context) context.Context {
	return identity.With(ctx, identity.Caller{Account: "staff", Name: "Sam Staff", Email: "staff@example.com", Role: identity.Staff})
}

// Buyer returns a context of a guest whose new cart has units of the variant.
func (s *Shop) Buyer(t testing.TB, sku catalog.SKU, quantity int) context.Context {
	t.Helper()
	_, token, err := s.Carts.Add(t.Context(), sku, quantity)
	if err != nil {
		t.Fatalf("orderstest: add %s: %v", sku, err)
	}
	return Guest(t.Context(), token)
}

// Request returns a complete request that pays the total.
func Request(total money.Money) checkout.Request {
	return checkout.Request{
		Email: "ada@example.com", ShippingMethod: "pickup", PaymentMethod: "test", ExpectedTotal: total,
		ShippingAddress: address.Address{
			Name: "Ada Lovelace", Line1: "Unter den Linden 1", City: "Berlin", PostalCode: "10117", Country: "DE",
		},
	}
}

// EUR returns an amount in cents.
func EUR(cents int64) money.Money { return money.New(cents, "EUR") }

// Place orders the caller's cart for the total and fails the test unless it
// ends well.
func (s *Shop) Place(t testing.TB, ctx context.Context, total money.Money) checkout.Result {
	t.Helper()
	result, err := s.Checkout.Place(ctx, "key-"+order.NewNumber(), Request(total))
	if err != nil {
		t.Fatalf("orderstest: place: %v", err)
	}
	return result
}

// Settle sweeps until nothing is left of what hasty processes left behind, as
// the shop would within a minute.
func (s *Shop) Settle(t testing.TB) {
	t.Helper()
	sweeper := s.Process(Hasty, nil).Sweeper
	for range 40 {
		time.Sleep(Hasty.Lease + 20*time.Millisecond)
		if err := sweeper.Sweep(t.Context()); err != nil {
			t.Fatalf("orderstest: sweep: %v", err)
		}
		if report, err := s.audit(t.Context()); err == nil && len(report.Violations) == 0 {
			return
		}
	}
}

// Audit fails the test for each promise that is broken.
func (s *Shop) Audit(t testing.TB) {
	t.Helper()
	report, err := s.audit(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Fatalf("orderstest: audit: %v", err)
	}
	for _, v := range report.Violations {
		t.Errorf("broken promise: %s", v)
	}
}

// AuditInTheEnd is Audit when the subtests of t, which share the shop at the
// same time, are through.
func (s *Shop) AuditInTheEnd(t testing.TB) {
	t.Helper()
	t.Cleanup(func() { s.Audit(t) })
}

func (s *Shop) audit(ctx context.Context) (orders.AuditReport, error) {
	if s.outside != nil {
		return mongostore.NewAudit(s.DB, s.outside).Report(ctx)
	}
	return mongostore.NewAudit(s.DB, s.Ledger).Report(ctx)
}

// CountOrders returns how many orders are stored, in whatever state.
func (s *Shop) CountOrders(t testing.TB) int {
	t.Helper()
	n, err := s.Stores.Orders.Count(t.Context(), order.Filter{})
	if err != nil {
		t.Fatalf("orderstest: count: %v", err)
	}
	return n
}
