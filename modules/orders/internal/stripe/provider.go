package stripe

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	stripego "github.com/stripe/stripe-go/v85"

	"shop/modules/orders/internal/payment"
	"shop/platform/money"
)

// Config says how to reach Stripe.
type Config struct {
	// Key is the account's secret API key, WebhookSecret what it signs its
	// webhooks with.
	Key, WebhookSecret string
	// URL is where the API is; empty for Stripe's own.
	URL string
}

// Provider implements [payment.Notifier].
type Provider struct {
	client *stripego.Client
	secret string
	log    *slog.Logger
}

// orderField names the metadata that holds our key, in sessions, PaymentIntents
// and refunds.
const orderField = "order"

// NewProvider returns the provider. It asks Stripe for nothing yet.
func NewProvider(cfg Config, log *slog.Logger) *Provider {
	backend := &stripego.BackendConfig{
		EnableTelemetry: stripego.Bool(false),
		// Repeating is the driver's affair, which knows how long it may take.
		MaxNetworkRetries: stripego.Int64(0),
		LeveledLogger:     &stripego.LeveledLogger{Level: stripego.LevelNull},
		HTTPClient:        &http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64}},
	}
	if cfg.URL != "" {
		backend.URL = stripego.String(strings.TrimRight(cfg.URL, "/"))
	}
	return &Provider{
		client: stripego.NewClient(cfg.Key, stripego.WithBackends(stripego.NewBackendsWithConfig(backend))),
		secret: cfg.WebhookSecret,
		log:    log,
	}
}

// Authorise implements [payment.Provider]. The payer always has to go to
// Stripe's page.
func (p *Provider) Authorise(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	s, replayed, err := p.create(ctx, a)
	if err != nil {
		return p.refused(ctx, a, err)
	}
	if replayed { // which tells what was true the first time
		return p.Fetch(ctx, payment.Authorisation{Key: a.Key, ID: s.ID})
	}
	return paymentOf(a.Key, s), nil
}

// refused tells what became of a payment whose session Stripe didn't make. After
// a refusal for good none may be paid: an earlier request may have made one, and
// so may a late one, but nobody is given its address once the order is over.
func (p *Provider) refused(ctx context.Context, a payment.Authorisation, err error) (payment.Payment, error) {
	reason, final := refusal(err)
	err = translated("create a session", err)
	if !final {
		return payment.Payment{}, err
	}
	p.log.WarnContext(ctx, "a payment was declined since Stripe refuses to begin it", "order", a.Reference, "error", err)
	return payment.Payment{Key: a.Key, State: payment.Declined, Reason: reason}, nil
}

// create makes the session of the key, or returns it as it was when it was made.
// Stripe refuses other parameters under the same key, and forgets the key after
// a day or more; the session is over by then. The error is Stripe's own.
func (p *Provider) create(ctx context.Context, a payment.Authorisation) (s *stripego.CheckoutSession, replayed bool, err error) {
	params := &stripego.CheckoutSessionCreateParams{
		Mode:              stripego.String(string(stripego.CheckoutSessionModePayment)),
		ClientReferenceID: stripego.String(a.Key),
		CustomerEmail:     stripego.String(a.Email),
		SuccessURL:        stripego.String(a.ReturnURL),
		CancelURL:         stripego.String(a.ReturnURL),
		LineItems: []*stripego.CheckoutSessionCreateLineItemParams{{
			Quantity: stripego.Int64(1),
			PriceData: &stripego.CheckoutSessionCreateLineItemPriceDataParams{
				Currency:   stripego.String(strings.ToLower(a.Amount.Currency)),
				UnitAmount: stripego.Int64(a.Amount.Amount),
				ProductData: &stripego.CheckoutSessionCreateLineItemPriceDataProductDataParams{
					Name: stripego.String("Order " + a.Reference),
				},
			},
		}},
		PaymentIntentData: &stripego.CheckoutSessionCreatePaymentIntentDataParams{
			CaptureMethod: stripego.String(string(stripego.PaymentIntentCaptureMethodManual)),
			Description:   stripego.String("Order " + a.Reference),
			Metadata:      map[string]string{orderField: a.Key},
		},
		Metadata: map[string]string{orderField: a.Key},
	}
	params.IdempotencyKey = stripego.String(a.Key)
	s, err = p.client.V1CheckoutSessions.Create(ctx, params)
	if err != nil {
		return nil, false, err
	}
	return s, s.LastResponse != nil && s.LastResponse.Header.Get("Idempotent-Replayed") == "true", nil
}

// session returns the session with its PaymentIntent.
func (p *Provider) session(ctx context.Context, id string) (*stripego.CheckoutSession, error) {
	if id == "" {
		return nil, payment.ErrUnknown
	}
	params := &stripego.CheckoutSessionRetrieveParams{}
	params.AddExpand("payment_intent")
	s, err := p.client.V1CheckoutSessions.Retrieve(ctx, id, params)
	if err != nil {
		return nil, translated("look a session up", err)
	}
	return s, nil
}

// Fetch implements [payment.Provider].
func (p *Provider) Fetch(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	s, err := p.session(ctx, a.ID)
	if err != nil {
		return payment.Payment{}, err
	}
	now := paymentOf(a.Key, s)
	if now.Captured.IsZero() {
		return now, nil
	}
	for made, err := range p.refunds(ctx, s.PaymentIntent) {
		if err != nil {
			return payment.Payment{}, translated("list refunds", err)
		}
		if id := made.Metadata[refundField]; id != "" && outcome(made) != nil {
			now.Returned = append(now.Returned, id)
		}
	}
	return now, nil
}

// Capture implements [payment.Provider].
func (p *Provider) Capture(ctx context.Context, c payment.Capture) (payment.Payment, error) {
	s, err := p.session(ctx, c.ID)
	if err != nil {
		return payment.Payment{}, err
	}
	now := paymentOf(c.Key, s)
	if now.State != payment.Authorised {
		return now, nil
	}
	if promised := amount(s.PaymentIntent.AmountCapturable, s.PaymentIntent.Currency); c.Amount.Currency != promised.Currency || c.Amount.Amount > promised.Amount {
		return payment.Payment{}, payment.ErrCaptureTooLarge
	}
	params := &stripego.PaymentIntentCaptureParams{AmountToCapture: stripego.Int64(c.Amount.Amount)}
	params.IdempotencyKey = stripego.String(c.Key + ":capture")
	intent, err := p.client.V1PaymentIntents.Capture(ctx, s.PaymentIntent.ID, params)
	if moved(err) { // by somebody else meanwhile
		return p.Fetch(ctx, payment.Authorisation{Key: c.Key, ID: c.ID})
	}
	if err != nil {
		return payment.Payment{}, translated("capture", err)
	}
	s.PaymentIntent = intent
	return paymentOf(c.Key, s), nil
}

// Void implements [payment.Provider]. A key without a session gets one first, so
// that whoever asks for it later finds that it is over.
func (p *Provider) Void(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	id := a.ID
	if id == "" {
		s, _, err := p.create(ctx, a)
		if err != nil {
			return p.refused(ctx, a, err)
		}
		id = s.ID
	}
	s, err := p.session(ctx, id)
	if err != nil {
		return payment.Payment{}, err
	}
	switch now := paymentOf(a.Key, s); now.State {
	case payment.Pending:
		if s.Status != stripego.CheckoutSessionStatusOpen {
			return now, nil // the bank has it, and can't be stopped
		}
		_, err = p.client.V1CheckoutSessions.Expire(ctx, id, &stripego.CheckoutSessionExpireParams{})
	case payment.Authorised:
		_, err = p.client.V1PaymentIntents.Cancel(ctx, s.PaymentIntent.ID, &stripego.PaymentIntentCancelParams{})
	default:
		return now, nil
	}
	if err != nil && !moved(err) {
		return payment.Payment{}, translated("cancel", err)
	}
	return p.Fetch(ctx, payment.Authorisation{Key: a.Key, ID: id})
}

// Refund implements [payment.Provider]. It looks first whether the refund was
// made, since Stripe forgets keys sooner than a shop may come back with one.
func (p *Provider) Refund(ctx context.Context, r payment.Refund) error {
	s, err := p.session(ctx, r.PaymentID)
	if err != nil {
		return err
	}
	if s.PaymentIntent == nil {
		return payment.ErrRefundTooLarge
	}
	for made, err := range p.refunds(ctx, s.PaymentIntent) {
		if err != nil {
			return translated("list refunds", err)
		}
		if made.Metadata[refundField] == r.ID {
			return outcome(made)
		}
	}
	params := &stripego.RefundCreateParams{
		PaymentIntent: stripego.String(s.PaymentIntent.ID), Amount: stripego.Int64(r.Amount.Amount),
		Metadata: map[string]string{orderField: r.Key, refundField: r.ID},
	}
	params.IdempotencyKey = stripego.String(r.ID)
	made, err := p.client.V1Refunds.Create(ctx, params)
	if err != nil {
		return translated("refund", err)
	}
	return outcome(made)
}

// refunds goes through the refunds of a payment.
func (p *Provider) refunds(ctx context.Context, intent *stripego.PaymentIntent) stripego.Seq2[*stripego.Refund, error] {
	list := &stripego.RefundListParams{PaymentIntent: stripego.String(intent.ID)}
	return p.client.V1Refunds.List(ctx, list).All(ctx)
}

// refundField names the metadata that holds a refund's own id.
const refundField = "refund"

// outcome tells a refund that is on its way, or arrived, from one that came to
// nothing, at once or later.
func outcome(r *stripego.Refund) error {
	if r.Status == stripego.RefundStatusFailed || r.Status == stripego.RefundStatusCanceled {
		return payment.ErrRefundRefused.Because(fmt.Errorf("stripe: refund %s is %s: %s", r.ID, r.Status, r.FailureReason))
	}
	return nil
}

// paymentOf tells what a session and its PaymentIntent say of a payment.
func paymentOf(key string, s *stripego.CheckoutSession) payment.Payment {
	p := payment.Payment{Key: key, ID: s.ID, State: payment.Pending}
	switch s.Status {
	case stripego.CheckoutSessionStatusExpired:
		p.State, p.Reason = payment.Cancelled, "The payment was cancelled."
		return p
	case stripego.CheckoutSessionStatusOpen:
		p.Next = &payment.Next{Kind: payment.Redirect, URL: s.URL}
		return p
	default:
	}
	if s.PaymentStatus == stripego.CheckoutSessionPaymentStatusNoPaymentRequired {
		p.State, p.Captured = payment.Captured, amount(0, s.Currency)
		return p
	}
	if s.PaymentIntent == nil {
		return p
	}
	switch s.PaymentIntent.Status {
	case stripego.PaymentIntentStatusRequiresCapture:
		p.State = payment.Authorised
	case stripego.PaymentIntentStatusSucceeded:
		p.State, p.Captured = payment.Captured, amount(s.PaymentIntent.AmountReceived, s.PaymentIntent.Currency)
	case stripego.PaymentIntentStatusCanceled:
		p.State, p.Reason = payment.Cancelled, "The payment was cancelled."
	case stripego.PaymentIntentStatusRequiresPaymentMethod:
		p.State, p.Reason = payment.Declined, "The payment was declined."
	default: // the bank is at it
	}
	return p
}

func amount(minor int64, currency stripego.Currency) money.Money {
	return money.New(minor, strings.ToUpper(string(currency)))
}
