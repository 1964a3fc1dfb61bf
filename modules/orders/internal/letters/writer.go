package letters

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/modules/orders/internal/shipping"
	"shop/platform/mail"
	"shop/platform/money"
	"shop/views/href"
	views "shop/views/orders"
)

// Writer writes mails about orders.
type Writer struct {
	keys    *checkout.Keys
	offline *offline.Service
	shop    Shop
}

// Shop is who writes.
type Shop struct {
	Name, BaseURL string
	// Currency is the one that the shop sells in, Zone where its days begin.
	Currency string
	Zone     *time.Location
}

// NewWriter returns the writer of the shop.
func NewWriter(keys *checkout.Keys, offline *offline.Service, shop Shop) *Writer {
	shop.BaseURL = strings.TrimSuffix(shop.BaseURL, "/")
	return &Writer{keys: keys, offline: offline, shop: shop}
}

// About is what a mail tells of.
type About struct {
	Kind views.MailKind
	// Refund is what went back, of [views.MailRefunded].
	Refund money.Money
	// Parcel is the id of the fulfilment that left, of [views.MailShipped].
	Parcel string
}

// Write returns a mail to the order's shopper. A guest's link opens the order.
func (w *Writer) Write(ctx context.Context, o order.Order, about About) (mail.Message, error) {
	link := href.Order(o.Number)
	if o.TokenHash != "" {
		token, err := w.keys.OrderToken(ctx, o.ID)
		if err != nil {
			return mail.Message{}, err
		}
		link = href.GuestOrder(o.Number, token)
	}
	return w.render(ctx, o, about, link)
}

func (w *Writer) render(ctx context.Context, o order.Order, about About, link string) (mail.Message, error) {
	letter := w.letter(o, about, link)
	if about.Kind == views.MailPlaced {
		told, err := w.offline.Instructions(ctx, o)
		if err != nil {
			return mail.Message{}, err
		}
		letter.Transfer = Transfer(told)
	}
	return message(ctx, o.Email, letter)
}

// Offer returns the mail that tells somebody of what staff drafted for them, and
// where it is paid.
func (w *Writer) Offer(ctx context.Context, c cart.Cart, link string) (mail.Message, error) {
	goods := c.Goods(w.shop.Currency)
	letter := views.Mail{
		Shop: w.shop.Name, Greeting: c.Draft.Name, Kind: views.MailDraft, Href: link, Note: c.Draft.Note,
		Until: c.Draft.Until.In(w.shop.Zone).Format("2 January 2006, 15:04 MST"), Totals: views.Totals{Subtotal: goods.String()},
	}
	for _, l := range c.Lines {
		letter.Lines = append(letter.Lines, views.MailLine{Name: l.Name, Quantity: l.Quantity, Total: l.Agreement().String()})
	}
	return message(ctx, c.Draft.Email, letter)
}

func message(ctx context.Context, to string, letter views.Mail) (mail.Message, error) {
	var html, text bytes.Buffer
	if err := views.MailPage(letter).Render(ctx, &html); err != nil {
		return mail.Message{}, fmt.Errorf("letters: render the %s mail: %w", letter.Kind, err)
	}
	if err := views.MailText(letter).Render(ctx, &text); err != nil {
		return mail.Message{}, fmt.Errorf("letters: render the text of the %s mail: %w", letter.Kind, err)
	}
	return mail.Message{To: to, Subject: letter.Subject(), HTML: html.String(), Text: text.String()}, nil
}

func (w *Writer) letter(o order.Order, about About, link string) views.Mail {
	letter := views.Mail{
		Shop: w.shop.Name, Number: o.Number, Greeting: o.ShippingAddress.Name, Kind: about.Kind, Href: w.shop.BaseURL + link,
		Totals: totals(o.Totals), Address: o.ShippingAddress.Lines(),
		ShippingMethod: o.ShippingMethod.Name, PaymentMethod: o.PaymentMethod.Name,
		DueOnDelivery: o.Payment == order.PaymentOnDelivery,
	}
	for _, l := range o.Lines {
		letter.Lines = append(letter.Lines, views.MailLine{
			Name: l.Name, Options: options(l), Quantity: l.Quantity, Total: l.Total.String(),
		})
	}
	switch about.Kind {
	case views.MailShipped:
		tellParcel(&letter, o, about.Parcel)
	case views.MailRefunded:
		letter.Refund = about.Refund.String()
	case views.MailCancelled:
		if back := o.CancellationRefund(); !back.IsZero() {
			letter.Refund = back.String()
		}
	default:
	}
	return letter
}

// tellParcel writes about one parcel of the order. Where that isn't all, the
// mail lists what is in it, and leaves the sums to the confirmation.
func tellParcel(letter *views.Mail, o order.Order, id string) {
	i := slices.IndexFunc(o.Fulfilments, func(f order.Fulfilment) bool { return f.ID == id })
	if i < 0 {
		return
	}
	f := o.Fulfilments[i]
	letter.Parcels = []views.Parcel{{Carrier: f.Carrier, Tracking: f.Tracking, Href: shipping.TrackingURL(f.Carrier, f.Tracking)}}
	if letter.Partial = !o.Whole(f); !letter.Partial {
		return
	}
	letter.Totals = views.Totals{}
	all := letter.Lines
	letter.Lines = nil
	for i, l := range o.Lines {
		if n := order.Of(f.Lines, l.SKU); n > 0 {
			letter.Lines = append(letter.Lines, views.MailLine{Name: all[i].Name, Options: all[i].Options, Quantity: n})
		}
	}
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
