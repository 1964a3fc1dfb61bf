package stripe_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
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
	return at(p.URL, stripetest.Key), p
}

// at returns a provider that has the key, and finds Stripe at the address.
func at(url, key string) *stripe.Provider {
	cfg := stripe.Config{Key: key, WebhookSecret: stripetest.WebhookSecret, URL: url}
	return stripe.NewProvider(cfg, slog.New(slog.DiscardHandler))
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

// What Stripe refuses to begin is declined, whether it is asked for or cancelled,
// and the shopper is told what to do.
func TestProvider_refused_for_good(t *testing.T) {
	t.Parallel()
	s, p := provider(t)
	for name, tc := range map[string]struct {
		provider *stripe.Provider
		email    string
		cents    int64
		reason   string
	}{
		"an_address":    {s, "ann@localhost", 1000, "e-mail address"},
		"a_small_total": {s, "ann@example.com", 49, "too small"},
		"a_large_total": {s, "ann@example.com", 1_000_000_00, "too large"},
		"our_key":       {at(p.URL, "sk_test_revoked"), "ann@example.com", 1000, "choose another"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := asked()
			a.Key, a.Email, a.Amount.Amount = name, tc.email, tc.cents
			for what, ask := range map[string]func(context.Context, payment.Authorisation) (payment.Payment, error){
				"authorise": tc.provider.Authorise, "void": tc.provider.Void,
			} {
				got, err := ask(t.Context(), a)
				if err != nil || got.State != payment.Declined || got.Key != name || got.ID != "" || !strings.Contains(got.Reason, tc.reason) {
					t.Errorf("%s: %+v, %v; want it declined because of %q", what, got, err, tc.reason)
				}
			}
		})
	}
}

// A session that costs nothing is over without a PaymentIntent.
func TestProvider_takes_nothing_for_what_costs_nothing(t *testing.T) {
	t.Parallel()
	s, p := provider(t)
	a := asked()
	a.Amount.Amount = 0
	got, err := s.Authorise(t.Context(), a)
	if err != nil || got.Next == nil || !p.Pay(t, got.Next.URL) {
		t.Fatalf("%+v, %v; want where to confirm", got, err)
	}
	a.ID = got.ID
	for what, ask := range map[string]func(context.Context, payment.Authorisation) (payment.Payment, error){"fetch": s.Fetch, "void": s.Void} {
		if got, err := ask(t.Context(), a); err != nil || got.State != payment.Captured || got.Captured != money.Zero("EUR") {
			t.Errorf("%s: %+v, %v; want nothing captured", what, got, err)
		}
	}
}

// What may pass, and what isn't Stripe's word on this payment, leaves it open.
func TestProvider_refused_for_now(t *testing.T) {
	t.Parallel()
	answers := map[string]struct {
		status int
		body   string
	}{
		"the_key_is_in_use":     {409, `{"error":{"type":"invalid_request_error","code":"idempotency_key_in_use"}}`},
		"too_many_requests":     {429, `{"error":{"type":"invalid_request_error","code":"rate_limit"}}`},
		"another_request":       {400, `{"error":{"type":"idempotency_error"}}`},
		"Stripe_fails":          {500, `{"error":{"type":"api_error"}}`},
		"something_in_between":  {403, `{"error":{"message":"Forbidden"}}`},
		"something_unreadable":  {400, `<html>Bad Request</html>`},
		"a_failing_dependency":  {424, `{"error":{"type":"invalid_request_error"}}`},
		"the_request_took_long": {408, `{"error":{"type":"invalid_request_error"}}`},
	}
	for name, tc := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			}))
			defer site.Close()
			s := at(site.URL, stripetest.Key)
			for what, ask := range map[string]func(context.Context, payment.Authorisation) (payment.Payment, error){
				"authorise": s.Authorise, "void": s.Void,
			} {
				if got, err := ask(t.Context(), asked()); err == nil || errors.Is(err, payment.ErrUnknown) {
					t.Errorf("%s: %+v, %v; want an error that leaves it open", what, got, err)
				}
			}
		})
	}
}

// A refusal ends what has no session. One that a payer may be paying is open as
// long as Stripe doesn't say.
func TestProvider_cancels_no_session_by_a_refusal(t *testing.T) {
	t.Parallel()
	s, p := provider(t)
	a := asked()
	got, err := s.Authorise(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	a.ID = got.ID
	if got, err := at(p.URL, "sk_test_revoked").Void(t.Context(), a); err == nil {
		t.Errorf("%+v; want an error that leaves it open", got)
	}
}

func TestProvider_Notice(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	s := stripe.NewProvider(stripe.Config{Key: "sk", WebhookSecret: "whsec"}, log)
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
	open := stripe.NewProvider(stripe.Config{Key: "sk"}, log)
	if _, err := open.Notice(signed("", time.Now(), body), body); !errors.Is(err, payment.ErrSignature) {
		t.Errorf("without a secret: %v, want ErrSignature", err)
	}
}
