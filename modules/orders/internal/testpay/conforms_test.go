package testpay_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/paymenttest"
)

func TestClient_conforms(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"ada@example.com", "ada" + payment.MagicAuthorise + "example.com", "ada" + payment.MagicRedirect + "example.com"} {
		t.Run(email, func(t *testing.T) {
			t.Parallel()
			client, _ := serve(t, ledgerFile(t))
			paymenttest.Conforms(t, paymenttest.Subject{
				Provider: client, Email: email,
				Confirm: func(t testing.TB, page string) bool { return approve(t, page, client) },
				Kept:    func(t testing.TB, key string) int64 { return paymenttest.Kept(t, client, key) },
			})
		})
	}
}

// approve presses the button on a payment's page, and reports whether money was
// taken.
func approve(t testing.TB, page string, book payment.Book) bool {
	t.Helper()
	key, err := url.PathUnescape(page[strings.LastIndex(page, "/")+1:])
	if err != nil {
		t.Fatal(err)
	}
	before := paymenttest.Kept(t, book, key)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, page, strings.NewReader("decision=approve"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultTransport.RoundTrip(req) // which follows no redirect
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusSeeOther && paymenttest.Kept(t, book, key) > before
}
