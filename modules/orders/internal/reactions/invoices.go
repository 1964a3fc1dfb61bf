package reactions

import (
	"context"
	"errors"

	"shop/modules/orders"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/order"
	"shop/platform/events"
)

// Invoices issues the documents of orders.
type Invoices struct {
	orders   order.Store
	invoices *invoice.Service
}

// NewInvoices returns the reaction that issues by the service.
func NewInvoices(store order.Store, invoices *invoice.Service) *Invoices {
	return &Invoices{orders: store, invoices: invoices}
}

// Subscription returns what it listens to.
func (i *Invoices) Subscription() events.Subscription {
	return events.Subscription{
		Name:   invoice.Subscription,
		Events: []string{orders.OrderPlaced{}.EventName(), orders.StatusChanged{}.EventName()},
		Handle: i.handle,
	}
}

func (i *Invoices) handle(ctx context.Context, e events.Event) error {
	id, err := billed(e)
	if err != nil || id == "" {
		return err
	}
	o, err := i.orders.Find(ctx, id)
	if errors.Is(err, order.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if e.Name == (orders.OrderPlaced{}).EventName() {
		return i.invoices.Issue(ctx, o)
	}
	_, err = i.invoices.Of(ctx, o)
	return err
}

// billed returns the order of an event after which a document is due; "" where
// none is.
func billed(e events.Event) (orders.OrderID, error) {
	if e.Name == (orders.OrderPlaced{}).EventName() {
		placed, err := events.Decode[orders.OrderPlaced](e)
		return placed.OrderID, err
	}
	changed, err := events.Decode[orders.StatusChanged](e)
	if err != nil {
		return "", err
	}
	switch {
	case changed.Status == string(order.Cancelled),
		changed.Payment == string(order.PaymentPartlyRefunded), changed.Payment == string(order.PaymentRefunded):
		return changed.OrderID, nil
	default:
		return "", nil
	}
}
