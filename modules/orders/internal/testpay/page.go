package testpay

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"

	"shop/modules/orders/internal/payment"
)

// PagePath begins the path of every payer's page; the payment's key follows.
const PagePath = "/test-payments/"

// PageAt returns where the page of a payment is that is served at the address.
func PageAt(address string) func(key string) string {
	return func(key string) string { return address + PagePath + url.PathEscape(key) }
}

// Page is where a payer confirms a payment, refuses it, or walks away. Whoever
// knows a payment's key may open it: there is no real money. It implements
// [http.Handler] below [PagePath].
type Page struct {
	ledger   payment.Ledger
	provider *payment.TestProvider
}

// NewPage returns the page over the ledger of the provider.
func NewPage(ledger payment.Ledger, provider *payment.TestProvider) *Page {
	return &Page{ledger: ledger, provider: provider}
}

// decisions are what a payer can do.
var decisions = map[string]func(*payment.TestProvider, context.Context, string) (payment.Payment, error){
	"approve": (*payment.TestProvider).Approve,
	"decline": (*payment.TestProvider).Decline,
}

// ServeHTTP shows the payment, and with POST carries out the payer's decision,
// once: a payment that is over leads back to the shop.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Path[min(len(PagePath), len(r.URL.Path)):]
	entry, err := p.ledger.Find(r.Context(), key)
	if err == nil && r.Method == http.MethodPost {
		decide, known := decisions[r.PostFormValue("decision")]
		if !known {
			http.Error(w, "Please approve the payment or decline it.", http.StatusUnprocessableEntity)
			return
		}
		_, err = decide(p.provider, r.Context(), key)
	}
	switch {
	case errors.Is(err, payment.ErrUnknown):
		http.Error(w, "There is no such payment.", http.StatusNotFound)
	case err != nil:
		http.Error(w, "The payment can't be looked up at the moment. Please try again.", http.StatusServiceUnavailable)
	case r.Method == http.MethodPost || entry.State != payment.Pending:
		http.Redirect(w, r, entry.ReturnURL, http.StatusSeeOther)
	default:
		show(w, r, entry)
	}
}

func show(w http.ResponseWriter, r *http.Request, e payment.Entry) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	// The form leads to the shop, which may be at another address.
	h.Set("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'sha256-"+styleHash+"'")
	_ = page(e).Render(r.Context(), w)
}

// style is what the page has between its style tags, to the letter.
const style = `
:root { color-scheme: light dark; font: 1.0625rem/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; }
main { box-sizing: border-box; width: min(100%, 26rem); padding: 1.5rem; }
.amount { font-size: 2rem; font-weight: 650; margin: 0; }
form { display: grid; gap: .75rem; margin: 1.5rem 0; }
button { font: inherit; padding: .75rem 1rem; border: 1px solid currentColor; border-radius: .5rem; background: none; color: inherit; cursor: pointer; }
button:first-child { background: #14532d; border-color: #14532d; color: #fff; }
a { color: inherit; }
`

// styleHash lets the page have its style under a policy that forbids all else.
var styleHash = func() string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}()
