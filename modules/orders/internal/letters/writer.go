package letters

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/platform/mail"
	"shop/platform/money"
	"shop/views/href"
	views "shop/views/orders"
)

// Writer writes mails about orders.
type Writer struct {
	keys *checkout.Keys
	// base is the shop's address without a trailing slash.
	base, shop string
}

// NewWriter returns the writer of the shop with that name at baseURL.
func NewWriter(keys *checkout.Keys, baseURL, shop string) *Writer {
	return &Writer{keys: keys, base: strings.TrimSuffix(baseURL, "/"), shop: shop}
}

// Write returns the mail of a kind to the order's shopper; amount is what went
// back, of [views.MailRefunded]. A guest's link opens the order.
func (w *Writer) Write(ctx context.Context, o order.Order, kind views.MailKind, amount money.Money) (mail.Message, error) {
	link := href.Order(o.Number)
	if o.TokenHash != "" {
		token, err := w.keys.OrderToken(ctx, o.ID)
		if err != nil {
			return mail.Message{}, err
		}
		link = href.GuestOrder(o.Number, token)
	}
	return w.render(ctx, o, kind, amount, link)
}

func (w *Writer) render(ctx context.Context, o order.Order, kind views.MailKind, amount money.Money, link string) (mail.Message, error) {
	letter := w.letter(o, kind, amount, link)
	var html, text bytes.Buffer
	if err := views.MailPage(letter).Render(ctx, &html); err != nil {
		return mail.Message{}, fmt.Errorf("letters: render the %s mail: %w", kind, err)
	}
	if err := views.MailText(letter).Render(ctx, &text); err != nil {
		return mail.Message{}, fmt.Errorf("letters: render the text of the %s mail: %w", kind, err)
	}
	return mail.Message{To: o.Email, Subject: letter.Subject(), HTML: html.String(), Text: text.String()}, nil
}

func (w *Writer) letter(o order.Order, kind views.MailKind, amount money.Money, link string) views.Mail {
	letter := views.Mail{
		Shop: w.shop, Number: o.Number, Greeting: o.ShippingAddress.Name, Kind: kind, Href: w.base + link,
		Totals: totals(o.Totals), Address: o.ShippingAddress.Lines(),
		ShippingMethod: o.ShippingMethod.Name, PaymentMethod: o.PaymentMethod.Name,
		Awaited: o.Payment == order.PaymentAwaited, DueOnDelivery: o.Payment == order.PaymentOnDelivery,
	}
	for _, l := range o.Lines {
		letter.Lines = append(letter.Lines, views.MailLine{
			Name: l.Name, Options: options(l), Quantity: l.Quantity, Total: l.Total.String(),
		})
	}
	switch kind {
	case views.MailShipped:
		for _, p := range o.Parcels {
			letter.Parcels = append(letter.Parcels, views.Parcel{Carrier: p.Carrier, Tracking: p.Tracking})
		}
	case views.MailRefunded:
		letter.Refund = amount.String()
	case views.MailCancelled:
		if !o.Captured.IsZero() {
			letter.Refund = o.Captured.String()
		}
	default:
	}
	return letter
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
