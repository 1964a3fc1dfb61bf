package orderstest

import (
	"cmp"
	"context"
	"log/slog"
	"testing"
	"time"

	"shop/modules/auth/authtest"
	"shop/modules/orders/internal/api"
	"shop/modules/orders/internal/letters"
	"shop/modules/orders/internal/pages"
	"shop/modules/orders/internal/reactions"
	"shop/modules/orders/internal/redislimit"
	"shop/modules/orders/internal/testpay"
	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/mail"
	"shop/platform/mail/mailtest"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// BaseURL is the shop's address in mails.
const BaseURL = "https://shop.example.org"

// LoginLimit and LoginPer are how often callers of the site may try to sign in;
// codes are limited by them.
const (
	LoginLimit = 5
	LoginPer   = 15 * time.Minute
)

// Site is a shop that is served, with its events at work.
type Site struct {
	*Shop
	*webtest.Site
	// Hub carries live hints; Mailer keeps what is mailed.
	Hub    *eventbus.Hub
	Mailer *mail.Mailer
}

// Serve returns a new shop's site.
func Serve(t testing.TB) *Site {
	t.Helper()
	return New(t).Serve(t)
}

// Writer writes the shop's mails. Its address ends with a slash, as an operator
// may enter it.
func (s *Shop) Writer() *letters.Writer {
	return letters.NewWriter(s.Keys, s.Offline, letters.Shop{Name: "Linden", BaseURL: BaseURL + "/", Currency: "EUR", Zone: cmp.Or(s.Zone, time.UTC)})
}

// Serve returns the site of the shop.
func (s *Shop) Serve(t testing.TB) *Site {
	t.Helper()
	client := redistest.New(t)
	site := &Site{Shop: s, Hub: eventbus.NewHub(client), Mailer: mailtest.New(t, s.DB)}
	s.live.hub.Store(site.Hub)
	s.guesses.by.Store(redislimit.NewGuesses(client, LoginLimit, LoginPer, web.WriteLimits))
	writer := s.Writer()
	live, mails := reactions.NewLive(site.Hub), reactions.NewMails(s.Stores.Orders, writer, site.Mailer)
	invoices := reactions.NewInvoices(s.Stores.Orders, s.Invoices)
	previews := letters.NewPreviews(writer, s.Orders, site.Mailer)
	link := pages.DraftAt(BaseURL)
	offers := letters.NewOffers(s.Drafts, writer, site.Mailer, link)
	bus, err := eventbus.NewBus(s.Outbox, client, []events.Subscription{live.Subscription(), mails.Subscription(), invoices.Subscription()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatalf("orderstest: %v", err)
	}
	bus.Start()
	t.Cleanup(func() { _ = bus.Stop(context.WithoutCancel(t.Context())) })
	book := authtest.New(t, s.DB).AddressBook
	panels := web.NewPanels(web.PanelParams{Log: webtest.Discard(), Panels: []web.Panel{pages.AccountPanel(s.Orders)}})
	carts, zone := pages.NewCart(s.Carts, panels), cmp.Or(s.Zone, time.UTC)
	site.Site = webtest.Start(t, web.Params{
		Fillers: []web.FrameFiller{carts},
		Routes: []web.Routes{
			api.NewCarts(s.Carts), api.NewCheckout(s.Checkout, s.Offline), api.NewOrders(s.Orders, s.Desk, s.Offline),
			api.NewAdmin(s.Orders, s.Desk), api.NewShipping(s.Shipping), api.NewTax(s.Taxes), api.NewPayments(s.Offline), api.NewDocuments(s.Orders, s.Invoices, zone), api.NewPromotions(s.Offers, "EUR"),
			api.NewEvents(s.Orders, s.Carts, site.Hub), api.NewWebhooks(s.Inbox),
			carts, pages.NewCheckout(s.Checkout, s.Orders, book, "EUR"), pages.NewOrders(s.Orders, s.Desk, s.Invoices, s.Offline, zone),
			pages.NewAdmin(s.Orders, s.Desk, s.Invoices, panels, "EUR", zone), pages.NewShipping(s.Shipping, "EUR"),
			pages.NewTax(s.Taxes), pages.NewPayments(s.Offline), pages.NewInvoices(s.Invoices), pages.NewDocuments(s.Invoices, zone), pages.NewDrafts(s.Drafts, offers, "EUR", link), api.NewDrafts(s.Drafts, offers, link), pages.NewPromotions(s.Offers, s.Catalog.Categories(), "EUR"),
			pages.NewMails(previews), api.NewMails(previews),
			pages.NewTestPayments(testpay.NewPage(s.Ledger, s.Bank), func(context.Context) (bool, error) { return true, nil }),
		},
	})
	return site
}

// Shopper is a visitor who is signed in as ada.
func (s *Site) Shopper(t testing.TB) *webtest.Client {
	t.Helper()
	return s.SignedIn(t, identity.From(Account(t.Context(), "ada")))
}

// StaffMember is a visitor who is signed in as staff.
func (s *Site) StaffMember(t testing.TB) *webtest.Client {
	t.Helper()
	return s.SignedIn(t, identity.From(Staff(t.Context())))
}
