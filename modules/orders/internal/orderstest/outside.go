package orderstest

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shop/modules/orders/internal/testpay"
)

// Outside is a test provider outside of the shop.
type Outside struct {
	*testpay.Client
	notices chan Notice
	site    *httptest.Server
}

// Notice is a genuine webhook, for a test to send when, where and as often as
// it likes.
type Notice struct {
	Header http.Header
	Body   []byte
}

// Outside returns a process of the shop that has its payments made by a
// provider outside, as have all processes made of that one.
func (s *Shop) Outside(t testing.TB) (*Shop, *Outside) {
	t.Helper()
	journal, err := testpay.OpenJournal(filepath.Join(t.TempDir(), "ledger"))
	if err != nil {
		t.Fatalf("orderstest: %v", err)
	}
	o := &Outside{notices: make(chan Notice, 1000)}
	ear := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		o.notices <- Notice{r.Header, body}
	}))
	const secret = "secret"
	provider := testpay.NewServer(journal, "", secret, []string{ear.URL}, slog.New(slog.DiscardHandler))
	site := httptest.NewServer(provider)
	o.site = site
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan struct{})
	go func() {
		defer close(done)
		provider.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		ear.Close()
		site.CloseClientConnections()
		site.Close()
		_ = journal.Close()
	})
	if o.Client, err = testpay.NewClient("http://:" + secret + "@" + site.Listener.Addr().String()); err != nil {
		t.Fatalf("orderstest: %v", err)
	}
	return process(s.DB, s.Catalog, Patient, o, nil), o
}

// Decide is what a payer does on the page of their payment: "approve" it or
// "decline" it.
func (o *Outside) Decide(t testing.TB, page, decision string) {
	t.Helper()
	body := strings.NewReader(url.Values{"decision": {decision}}.Encode())
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.site.URL+page, body)
	if err != nil {
		t.Fatalf("orderstest: %v", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := o.site.Client().Transport.RoundTrip(req) // which follows no redirect
	if err != nil {
		t.Fatalf("orderstest: %v", err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("orderstest: the bank's page answers %s with %d", decision, res.StatusCode)
	}
}

// Next returns the next notice.
func (o *Outside) Next(t testing.TB) Notice {
	t.Helper()
	select {
	case n := <-o.notices:
		return n
	case <-time.After(20 * time.Second):
		t.Fatal("orderstest: the provider has nothing to tell")
		return Notice{}
	}
}

// All returns the notices that have come so far.
func (o *Outside) All() []Notice {
	var all []Notice
	for {
		select {
		case n := <-o.notices:
			all = append(all, n)
		default:
			return all
		}
	}
}
