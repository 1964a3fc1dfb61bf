package payment_test

import (
	"testing"

	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/paymenttest"
	"shop/platform/mongo/mongotest"
)

func TestTestProvider_conforms(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"ada@example.com", "ada" + payment.MagicAuthorise + "example.com", "ada" + payment.MagicRedirect + "example.com"} {
		t.Run(email, func(t *testing.T) {
			t.Parallel()
			ledger := mongostore.NewLedger(mongotest.New(t))
			p := payment.NewTestProvider(ledger, func(key string) string { return key })
			paymenttest.Conforms(t, paymenttest.Subject{
				Provider: p, Email: email,
				Confirm: func(t testing.TB, page string) bool {
					got, err := p.Approve(t.Context(), page)
					return err == nil && got.State == payment.Captured
				},
				Kept: func(t testing.TB, key string) int64 { return paymenttest.Kept(t, ledger, key) },
			})
		})
	}
}
