package reactions

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"shop/modules/orders"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/platform/events"
	"shop/platform/mail"
	"shop/platform/money"
	"shop/views/href"
	views "shop/views/orders"
)

// Mails writes to shoppers about their orders.
type Mails struct {
	orders order.Store
	keys   *checkout.Keys
	mailer *mail.Mailer
	// base is the shop's address without a trailing slash.
	base, shop string
}

// NewMails returns the reaction of the shop with that name at baseURL.
func NewMails(store order.Store, keys *checkout.Keys, mailer *mail.Mailer, baseURL, shop string) *Mails {
	return &Mails{orders: store, keys: keys, mailer: mailer, base: strings.TrimSuffix(baseURL, "/"), shop: shop}
}

// Subscription returns what it listens to.
func (m *Mails) Subscription() events.Subscription {
	return events.Subscription{
		Name:   "orders.mail",
		Events: []string{orders.OrderPlaced{}.EventName(), orders.StatusChanged{}.EventName()},
		Handle: m.handle,
	}
}

func (m *Mails) handle(ctx context.Context, e events.Event) error {
	kind, id, err := wanted(e)
	if err != nil || kind == "" {
		return err
	}
	o, err := m.orders.Find(ctx, id)
	if errors.Is(err, order.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	letter, err := m.letter(ctx, o, kind)
	if err != nil {
		return err
	}
	var html bytes.Buffer
	if err := views.MailPage(letter).Render(ctx, &html); err != nil {
		return fmt.Errorf("reactions: render the %s mail: %w", kind, err)
	}
	// An order is placed, shipped and cancelled once, so its id and the kind
	// name the mail, however many events tell of it.
	return m.mailer.Send(ctx, fmt.Sprintf("order-%s:%s", kind, o.ID), mail.Message{
		To: o.Email, Subject: letter.Subject(), HTML: html.String(), Text: letter.Text(),
	})
}

// wanted returns which mail an event leads to, none for most.
func wanted(e events.Event) (views.MailKind, orders.OrderID, error) {
	if e.Name == (orders.OrderPlaced{}).EventName() {
		placed, err := events.Decode[orders.OrderPlaced](e)
		return views.MailPlaced, placed.OrderID, err
	}
	changed, err := events.Decode[orders.StatusChanged](e)
	switch {
	case err != nil:
		return "", "", err
	case changed.Status == string(order.Cancelled):
		return views.MailCancelled, changed.OrderID, nil
	case changed.Fulfilment == string(order.Shipped):
		return views.MailShipped, changed.OrderID, nil
	default:
		return "", "", nil
	}
}

func (m *Mails) letter(ctx context.Context, o order.Order, kind views.MailKind) (views.Mail, error) {
	link := href.Order(o.Number)
	if o.TokenHash != "" {
		token, err := m.keys.OrderToken(ctx, o.ID)
		if err != nil {
			return views.Mail{}, err
		}
		link = href.GuestOrder(o.Number, token)
	}
	letter := views.Mail{
		Shop: m.shop, Number: o.Number, Greeting: o.ShippingAddress.Name, Kind: kind, Href: m.base + link,
		Totals: totals(o.Totals), Address: o.ShippingAddress.Lines(),
		ShippingMethod: o.ShippingMethod.Name, PaymentMethod: o.PaymentMethod.Name,
		Awaited: o.Payment == order.PaymentAwaited, DueOnDelivery: o.Payment == order.PaymentOnDelivery,
	}
	for _, l := range o.Lines {
		letter.Lines = append(letter.Lines, views.MailLine{
			Name: l.Name, Options: options(l), Quantity: l.Quantity, Total: l.Total.String(),
		})
	}
	if kind == views.MailShipped {
		for _, p := range o.Parcels {
			letter.Parcels = append(letter.Parcels, views.Parcel{Carrier: p.Carrier, Tracking: p.Tracking})
		}
	}
	if kind == views.MailCancelled && !o.Captured.IsZero() {
		letter.Refund = o.Captured.String()
	}
	return letter, nil
}

func options(l pricing.Line) string {
	values := make([]string, len(l.Options))
	for i, o := range l.Options {
		values[i] = o.Value
	}
	return strings.Join(values, ", ")
}

func totals(t pricing.Totals) views.Totals {
	shown := views.Totals{Subtotal: t.Subtotal.String(), Shipping: t.Shipping.String(), Tax: t.Tax.String(), TaxAdded: t.TaxAdded, Total: t.Total.String()}
	if t.Shipping.IsZero() {
		shown.Shipping = "Free"
	}
	if t.Discount != money.Zero(t.Discount.Currency) {
		shown.Discount = "-" + t.Discount.String()
	}
	return shown
}
