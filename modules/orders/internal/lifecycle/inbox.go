package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
	"shop/platform/failpoint"
)

// Webhook is a provider's notice as it is stored.
type Webhook struct {
	// ID is "provider:notice", so that a repeated notice is the same one.
	ID string `bson:"_id"`
	// Method is the payment method whose provider sent it, Key the payment's.
	Method string `bson:"method"`
	Key    string `bson:"key"`
	// Body is what was signed, as it came.
	Body string `bson:"body"`
	// AppliedAt is when its effect was in the order for certain; zero before.
	AppliedAt time.Time `bson:"appliedAt,omitempty"`
}

// WebhookStore keeps webhooks. Each method is one operation on one document.
type WebhookStore interface {
	// Put stores the webhook, leased to the caller for lease, unless it was
	// stored before, and returns what is there then.
	Put(ctx context.Context, w Webhook, lease time.Duration) (Webhook, error)
	// Applied notes that its effect is in the order.
	Applied(ctx context.Context, id string) error
	// Due leases a webhook that isn't applied and that nobody works on, by the
	// server's clock. Errors: order.ErrNotFound when there is none.
	Due(ctx context.Context, lease time.Duration) (Webhook, error)
}

// Inbox takes the notices of payment providers (step 8). A notice is stored
// before it is answered; what it says of a payment is never believed, but asked
// of the provider.
type Inbox struct {
	store  WebhookStore
	driver *Driver
	log    *slog.Logger
}

// NewInbox returns the inbox whose notices move orders on with the driver.
func NewInbox(store WebhookStore, driver *Driver, log *slog.Logger) *Inbox {
	return &Inbox{store: store, driver: driver, log: log}
}

// Receive takes a webhook of the method's provider. Once it returns nil the
// notice isn't lost; its effect comes with it, or with a later sweep. Errors:
// payment.ErrUnknownMethod, payment.ErrSignature, payment.ErrNotice.
func (i *Inbox) Receive(ctx context.Context, method string, header http.Header, body []byte) error {
	notifier, err := i.notifier(method)
	if err != nil {
		return err
	}
	notice, err := notifier.Notice(header, body)
	if err != nil {
		return err
	}
	stored, err := i.store.Put(ctx, Webhook{
		ID: method + ":" + notice.ID, Method: method, Key: notice.Key, Body: string(body),
	}, i.driver.timing.Lease)
	if err != nil {
		return err
	}
	failpoint.Here(failpoint.WebhookStored)
	if !stored.AppliedAt.IsZero() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*i.driver.timing.Provider)
	defer cancel()
	if err := i.apply(ctx, stored); err != nil {
		i.log.WarnContext(ctx, "the sweeper will apply a webhook", "webhook", stored.ID, "error", err)
	}
	return nil
}

// notifier returns the method's provider, if it sends webhooks.
func (i *Inbox) notifier(method string) (payment.Notifier, error) {
	m, err := i.driver.methods.Of(method)
	if err != nil {
		return nil, err
	}
	notifier, sends := m.Provider.(payment.Notifier)
	if !sends {
		return nil, payment.ErrUnknownMethod
	}
	return notifier, nil
}

// apply brings the order in line with what the provider says now, takes it as
// far as it goes unless somebody else does, and notes that it is done.
func (i *Inbox) apply(ctx context.Context, w Webhook) error {
	o, err := i.driver.orders.Find(ctx, orders.OrderID(w.Key))
	switch {
	case errors.Is(err, order.ErrNotFound):
		// The order is stored before its payment is asked for: this one is not
		// this shop's.
		return i.store.Applied(ctx, w.ID)
	case err != nil:
		return err
	}
	waited := o.Waiting()
	switch o, err = i.driver.refresh(ctx, o); {
	case errors.Is(err, ErrAwaitsShopper):
		// The order says so now; when the shopper is back there is another notice.
		return i.store.Applied(ctx, w.ID)
	case errors.Is(err, payment.ErrUnknown):
		// Nobody can have paid, and whoever drives the order asks on.
		return i.store.Applied(ctx, w.ID)
	case err != nil:
		return err
	}
	failpoint.Here(failpoint.WebhookUsed)
	if o.Unfinished() {
		if !waited { // else nobody drives it, whoever has its lease
			o, err = i.driver.orders.Lease(ctx, o.ID, i.driver.timing.Lease)
		}
		if err == nil {
			_, err = i.driver.Finish(ctx, o)
		}
		if err != nil && !errors.Is(err, order.ErrNotFound) {
			return err
		}
	}
	return i.store.Applied(ctx, w.ID)
}

// Sweep applies every webhook that was stored and left behind.
func (i *Inbox) Sweep(ctx context.Context) error {
	for {
		w, err := i.store.Due(ctx, i.driver.timing.Lease)
		if errors.Is(err, order.ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("lifecycle: look for webhooks: %w", err)
		}
		if err := i.apply(ctx, w); err != nil {
			i.log.WarnContext(ctx, "a webhook can't be applied yet", "webhook", w.ID, "error", err)
		}
	}
}
