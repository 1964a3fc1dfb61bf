package ordersfx

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/testpay"
	"shop/platform/config"
	"shop/platform/mongo"
)

// testProvider is the test provider with what it has on record: a program of
// its own where the configuration names one, else one in the shop's database,
// which has its payers' page in the shop.
type testProvider struct {
	payment.Provider
	payment.Book
	page http.Handler
}

func newTestProvider(cfg config.Config, db *mongo.DB) (testProvider, error) {
	if cfg.TestPaymentsURL == "" {
		ledger := mongostore.NewLedger(db)
		provider := payment.NewTestProvider(ledger, testpay.PageAt(cfg.BaseURL))
		return testProvider{provider, ledger, testpay.NewPage(ledger, provider)}, nil
	}
	client, err := testpay.NewClient(cfg.TestPaymentsURL)
	if err != nil {
		return testProvider{}, fmt.Errorf("SHOP_TEST_PAYMENTS_URL: %w", err)
	}
	return testProvider{client, client, http.NotFoundHandler()}, nil
}

// WebhookPath is where a shop takes the notices of the test provider.
const WebhookPath = "/api/webhooks/test"

// TestPayments is the test payment provider as a program of its own.
type TestPayments struct {
	http.Handler
	// Run sends notices until the context ends.
	Run func(context.Context)
	// Close closes the ledger.
	Close func() error
}

// OpenTestPayments opens the provider whose ledger is the file, which callers
// reach at the address with the secret, and which sends its notices to the shop at one of the
// addresses.
func OpenTestPayments(file, address, secret string, notify []string, log *slog.Logger) (TestPayments, error) {
	journal, err := testpay.OpenJournal(file)
	if err != nil {
		return TestPayments{}, err
	}
	server := testpay.NewServer(journal, address, secret, notify, log)
	return TestPayments{Handler: server, Run: server.Run, Close: journal.Close}, nil
}
