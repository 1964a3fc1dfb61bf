package stripe_test

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/paymenttest"
	"shop/modules/orders/internal/stripe"
	"shop/modules/orders/internal/stripetest"
	"shop/platform/money"
)

func TestMain(m *testing.M) { os.Exit(stripetest.Main(m)) }

func provider(t *testing.T) (*stripe.Provider, *stripetest.Process) {
	t.Helper()
	p := stripetest.Start(t, "")
	return stripe.NewProvider(stripe.Config{Key: stripetest.Key, WebhookSecret: stripetest.WebhookSecret, URL: p.URL}), p
}

func TestProvider_conforms(t *testing.T) {
	t.Parallel()
	s, p := provider(t)
	paymenttest.Conforms(t, paymenttest.Subject{Provider: s, Email: "ada@example.com", Confirm: p.Pay, Kept: p.Kept})
}

// Conforming takes no luck: a call that is repeated on the way changes nothing.
func TestProvider_conforms_where_calls_come_twice(t *testing.T) {
	t.Parallel()
	s, p := provider(t)
	twice := stripetest.Rule{Way: "twice", Every: 1}
	p.Behave(t, map[string]stripetest.Rule{
		"POST /v1/checkout/sessions": twice, "POST /v1/payment_intents/{id}/capture": twice, "POST /v1/refunds": twice,
	})
	paymenttest.Conforms(t, paymenttest.Subject{Provider: s, Email: "ada@example.com", Confirm: p.Pay, Kept: p.Kept})
}

func asked() payment.Authorisation {
	return payment.Authorisation{
		Key: "order-1", Amount: money.New(1000, "EUR"), Email: "ada@example.com", Reference: "K7QF3M9T",
		ReturnURL: "https://shop.example.org/orders/K7QF3M9T/return",
	}
}

// An answer that is lost leaves the outcome open, and a repeat finds it.
func TestProvider_lost_answers(t *testing.T) {
	t.Parallel()
	s, p := provider(t)
	a := asked()
	lose := func(route string) {
		p.Behave(t, map[string]stripetest.Rule{route: {Way: "error-after", Every: 1}})
	}
	behave := func() { p.Behave(t, nil) }

	lose("POST /v1/checkout/sessions")
	if got, err := s.Authorise(t.Context(), a); err == nil || errors.Is(err, payment.ErrUnknown) {
		t.Fatalf("%+v, %v; want an error that leaves it open", got, err)
	}
	behave()
	got, err := s.Authorise(t.Context(), a)
	if err != nil || got.State != payment.Pending || got.Next == nil || !p.Pay(t, got.Next.URL) {
		t.Fatalf("again: %+v, %v; want where to pay", got, err)
	}
	a.ID = got.ID

	lose("POST /v1/payment_intents/{id}/capture")
	if got, err := s.Capture(t.Context(), payment.Capture{Key: a.Key, ID: a.ID, Amount: a.Amount}); err == nil {
		t.Errorf("%+v; want an error", got)
	}
	behave()
	if got, err := s.Fetch(t.Context(), a); err != nil || got.State != payment.Captured {
		t.Errorf("%+v, %v; want it captured", got, err)
	}

	refund := payment.Refund{Key: a.Key, PaymentID: a.ID, ID: "order-1:refund:1", Amount: money.New(400, "EUR")}
	lose("POST /v1/refunds")
	if err := s.Refund(t.Context(), refund); err == nil {
		t.Error("a lost answer is taken for a yes")
	}
	behave()
	if err := s.Refund(t.Context(), refund); err != nil {
		t.Errorf("again: %v", err)
	}
	if kept := p.Kept(t, a.Key); kept != 600 {
		t.Errorf("%d are left, want 600", kept)
	}
}

// What other parameters came with is another request, which Stripe refuses; that
// is no answer about the payment.
func TestProvider_another_request_under_the_key(t *testing.T) {
	t.Parallel()
	s, _ := provider(t)
	if _, err := s.Authorise(t.Context(), asked()); err != nil {
		t.Fatal(err)
	}
	other := asked()
	other.Amount = money.New(999, "EUR")
	if got, err := s.Authorise(t.Context(), other); err == nil || errors.Is(err, payment.ErrUnknown) || strings.Contains(err.Error(), "ada@") {
		t.Errorf("%+v, %v; want an error that leaves it open and quotes nobody", got, err)
	}
}

func TestProvider_Notice(t *testing.T) {
	t.Parallel()
	s := stripe.NewProvider(stripe.Config{Key: "sk", WebhookSecret: "whsec"})
	body := []byte(`{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":"cs_1","metadata":{"order":"order-1"}}}}`)
	signed := func(secret string, at time.Time, body []byte) http.Header {
		return http.Header{"Stripe-Signature": {stripetest.Sign(secret, at, body)}}
	}
	if n, err := s.Notice(signed("whsec", time.Now(), body), body); err != nil || n != (payment.Notice{ID: "evt_1", Key: "order-1"}) {
		t.Errorf("%+v, %v", n, err)
	}
	other := []byte(`{"id":"evt_2","type":"payout.paid","data":{"object":{"id":"po_1","metadata":{}}}}`)
	if n, err := s.Notice(signed("whsec", time.Now(), other), other); err != nil || n != (payment.Notice{ID: "evt_2"}) {
		t.Errorf("about something else: %+v, %v", n, err)
	}
	for name, header := range map[string]http.Header{
		"none":         {},
		"another's":    signed("whsec2", time.Now(), body),
		"an old one":   signed("whsec", time.Now().Add(-6*time.Minute), body),
		"of something": signed("whsec", time.Now(), other),
	} {
		if _, err := s.Notice(header, body); !errors.Is(err, payment.ErrSignature) {
			t.Errorf("the signature is %s: %v, want ErrSignature", name, err)
		}
	}
	if _, err := s.Notice(signed("whsec", time.Now(), []byte("?")), []byte("?")); !errors.Is(err, payment.ErrNotice) {
		t.Errorf("signed nonsense: %v, want ErrNotice", err)
	}
	open := stripe.NewProvider(stripe.Config{Key: "sk"})
	if _, err := open.Notice(signed("", time.Now(), body), body); !errors.Is(err, payment.ErrSignature) {
		t.Errorf("without a secret: %v, want ErrSignature", err)
	}
}
