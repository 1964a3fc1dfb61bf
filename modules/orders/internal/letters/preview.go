package letters

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/draft"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mail"
	"shop/platform/money"
	"shop/views/href"
	views "shop/views/orders"
)

// Previews shows staff the mails that shoppers get. All its errors may be those
// of identity.RequireStaff, or fault.Unavailable.
type Previews struct {
	writer *Writer
	orders *order.Service
	mailer *mail.Mailer
}

// NewPreviews returns the previews of what the writer writes.
func NewPreviews(writer *Writer, orders *order.Service, mailer *mail.Mailer) *Previews {
	return &Previews{writer: writer, orders: orders, mailer: mailer}
}

// ErrNoKind is returned for a kind of mail that there isn't.
var ErrNoKind = fault.New(fault.NotFound, "no-mail-kind", "There is no such kind of mail.")

// Preview returns the mail of a kind about the order of a number, or about a
// sample where the number is empty, as it always is of a draft. Its link opens the order for whoever is
// signed in to it, and not for a guest. Errors: [ErrNoKind], order.ErrNotFound.
func (p *Previews) Preview(ctx context.Context, kind, number string) (mail.Message, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return mail.Message{}, err
	}
	if !slices.Contains(views.MailKinds, views.MailKind(kind)) {
		return mail.Message{}, ErrNoKind
	}
	if kind == string(views.MailDraft) {
		return p.writer.Offer(ctx, offer(p.writer.shop.Currency), p.writer.shop.BaseURL+href.Draft("SAMPLE"))
	}
	o := sample(p.writer.shop.Currency)
	if number != "" {
		var err error
		if o, err = p.orders.Get(ctx, number); err != nil {
			return mail.Message{}, err
		}
	}
	return p.writer.render(ctx, o, About{views.MailKind(kind), goesBack(o), lastParcel(o)}, href.Order(o.Number))
}

// goesBack is the amount that a preview of a refund names: what went back
// last, or all of it where nothing did.
func goesBack(o order.Order) money.Money {
	if n := len(o.Refunds); n > 0 {
		return o.Refunds[n-1].Amount
	}
	return o.Totals.Total
}

// lastParcel is the parcel that a preview tells of, "" where there is none.
func lastParcel(o order.Order) string {
	if n := len(o.Fulfilments); n > 0 {
		return o.Fulfilments[n-1].ID
	}
	return ""
}

// SendTest mails a preview to the caller, and says to which address. Errors:
// those of [Previews.Preview].
func (p *Previews) SendTest(ctx context.Context, kind, number string) (to string, err error) {
	message, err := p.Preview(ctx, kind, number)
	if err != nil {
		return "", err
	}
	to = identity.From(ctx).Email
	message.To, message.Subject = to, "Test: "+message.Subject
	return to, p.mailer.Send(ctx, "test:"+rand.Text(), message)
}

// offer is a draft that nobody made.
func offer(currency string) cart.Cart {
	o := sample(currency)
	c := cart.Cart{Draft: &cart.Draft{
		Name: o.ShippingAddress.Name, Email: o.Email, Note: "As we said on the phone.", Until: time.Now().AddDate(0, 0, draft.DefaultDays),
	}}
	for _, l := range o.Lines {
		c.Lines = append(c.Lines, cart.Line{SKU: l.SKU, Name: l.Name, Quantity: l.Quantity, Price: l.Unit})
	}
	return c
}

// sample is an order that nobody placed.
func sample(currency string) order.Order {
	amount := func(minor int64) money.Money { return money.Money{Amount: minor, Currency: currency} }
	return order.Order{
		Number: "1001", Email: "ada@example.com",
		ShippingAddress: address.Address{
			Name: "Ada Lovelace", Line1: "Torstraße 1", City: "Berlin", PostalCode: "10119", Country: "DE",
		},
		Lines: []pricing.Line{
			{SKU: "tray", Name: "Oak tray", Quantity: 2, Unit: amount(2400), Total: amount(4800)},
			{SKU: "apron", Name: "Linen apron", Quantity: 1, Unit: amount(3900), Total: amount(3900)},
		},
		Totals: pricing.Totals{
			Subtotal: amount(8700), Discount: amount(0), Shipping: amount(490), Tax: amount(1467), Total: amount(9190),
		},
		ShippingMethod: order.Method{ID: "standard", Name: "Standard"}, PaymentMethod: order.Method{ID: "card", Name: "Card"},
		Captured: amount(9190),
		Fulfilments: []order.Fulfilment{{
			ID: "1", Lines: []order.Units{{SKU: "tray", Quantity: 2}, {SKU: "apron", Quantity: 1}},
			State: order.ParcelShipped, Carrier: "DHL", Tracking: "00340434161094042557",
		}},
		States: order.States{Status: order.Paid, Payment: order.PaymentPaid, Fulfilment: order.Unfulfilled},
	}
}
