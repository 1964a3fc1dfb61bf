package stripe

import (
	"encoding/json"
	"net/http"
	"time"

	stripego "github.com/stripe/stripe-go/v85"

	"shop/modules/orders/internal/payment"
)

// tolerance is how old a webhook's signature may be, so that a recorded one
// can't be sent again much later.
const tolerance = 5 * time.Minute

// Notice implements [payment.Notifier]. An event about anything else than an
// order's payment has no key.
func (p *Provider) Notice(header http.Header, body []byte) (payment.Notice, error) {
	if p.secret == "" { // which anybody could sign with
		return payment.Notice{}, payment.ErrSignature
	}
	err := stripego.ValidatePayload(body, header.Get("Stripe-Signature"), p.secret, stripego.WithTolerance(tolerance))
	if err != nil {
		return payment.Notice{}, payment.ErrSignature.Because(err)
	}
	// Sessions, PaymentIntents and refunds of ours carry the key, in whatever version of
	// the API the account is set to.
	var event struct {
		ID   string `json:"id"`
		Data struct {
			Object struct {
				Metadata map[string]string `json:"metadata"`
			} `json:"object"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &event); err != nil || event.ID == "" {
		return payment.Notice{}, payment.ErrNotice.Because(err)
	}
	return payment.Notice{ID: event.ID, Key: event.Data.Object.Metadata[orderField]}, nil
}
