package reactions

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"shop/modules/orders"
	"shop/modules/orders/internal/letters"
	"shop/modules/orders/internal/order"
	"shop/platform/events"
	"shop/platform/mail"
	views "shop/views/orders"
)

// Mails writes to shoppers about their orders.
type Mails struct {
	orders order.Store
	writer *letters.Writer
	mailer *mail.Mailer
}

// NewMails returns the reaction that sends what writer writes.
func NewMails(store order.Store, writer *letters.Writer, mailer *mail.Mailer) *Mails {
	return &Mails{orders: store, writer: writer, mailer: mailer}
}

// Subscription returns what it listens to.
func (m *Mails) Subscription() events.Subscription {
	return events.Subscription{
		Name:   "orders.mail",
		Events: []string{orders.OrderPlaced{}.EventName(), orders.StatusChanged{}.EventName()},
		Handle: m.handle,
	}
}

// letter is a mail that an order's shopper is to have had.
type letter struct {
	// id names what the mail tells of, so that it is sent once, however many
	// events tell of it.
	id    string
	about letters.About
}

func (m *Mails) handle(ctx context.Context, e events.Event) error {
	wanted, id, err := due(e)
	if err != nil {
		return err
	}
	o, err := m.orders.Find(ctx, id)
	if errors.Is(err, order.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, l := range wanted(o) {
		message, err := m.writer.Write(ctx, o, l.about)
		if err != nil {
			return err
		}
		if err := m.mailer.Send(ctx, l.id, message); err != nil {
			return fmt.Errorf("reactions: send the mail %s: %w", l.id, err)
		}
	}
	return nil
}

// due returns which mails an event leads to, and about which order.
func due(e events.Event) (func(order.Order) []letter, orders.OrderID, error) {
	if e.Name == (orders.OrderPlaced{}).EventName() {
		placed, err := events.Decode[orders.OrderPlaced](e)
		return func(o order.Order) []letter { return []letter{once(o, views.MailPlaced)} }, placed.OrderID, err
	}
	changed, err := events.Decode[orders.StatusChanged](e)
	return func(o order.Order) []letter { return after(o, changed) }, changed.OrderID, err
}

// once is a mail of which an order's shopper gets one.
func once(o order.Order, kind views.MailKind) letter {
	return letter{fmt.Sprintf("order-%s:%s", kind, o.ID), letters.About{Kind: kind}}
}

// after returns the mails that a change leads to. Each change has all refunds
// that succeeded looked at: the event that tells of one may be long gone.
func after(o order.Order, changed orders.StatusChanged) []letter {
	var list []letter
	switch {
	case changed.Status == string(order.Cancelled):
		list = append(list, once(o, views.MailCancelled))
	case changed.Action == string(order.Ship):
		id := fmt.Sprintf("order-%s:%s:%s", views.MailShipped, o.ID, changed.Subject)
		list = append(list, letter{id, letters.About{Kind: views.MailShipped, Parcel: changed.Subject}})
	}
	if changed.Payment == string(order.PaymentPaid) && cameIn(o) {
		list = append(list, once(o, views.MailPaid))
	}
	for _, r := range o.Refunds {
		if r.State == order.RefundSucceeded {
			list = append(list, letter{"order-refunded:" + r.ID, letters.About{Kind: views.MailRefunded, Refund: r.Amount}})
		}
	}
	return list
}

// cameIn reports whether the order was placed before its money was there.
func cameIn(o order.Order) bool {
	return slices.ContainsFunc(o.History, func(e order.Entry) bool { return e.Action == order.Receive })
}
