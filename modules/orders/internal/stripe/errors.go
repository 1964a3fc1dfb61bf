package stripe

import (
	"errors"
	"fmt"
	"net/http"

	stripego "github.com/stripe/stripe-go/v85"

	"shop/modules/orders/internal/payment"
)

// translated turns Stripe's errors into those of the port; any other means that
// the outcome is unknown.
func translated(what string, err error) error {
	var e *stripego.Error
	if errors.As(err, &e) {
		switch {
		case e.Code == stripego.ErrorCodeResourceMissing && e.HTTPStatusCode == http.StatusNotFound:
			return payment.ErrUnknown.Because(err)
		case e.Code == stripego.ErrorCodeChargeAlreadyRefunded, e.Param == "amount" && e.Type == stripego.ErrorTypeInvalidRequest:
			return payment.ErrRefundTooLarge.Because(err)
		}
		// Stripe's own text may quote what was sent, addresses among it.
		return fmt.Errorf("stripe: %s: %s %s (request %s)", what, e.Type, e.Code, e.RequestID)
	}
	return fmt.Errorf("stripe: %s: %w", what, err)
}

// moved reports whether Stripe refuses since the payment isn't any more as it
// was a moment ago.
func moved(err error) bool {
	var e *stripego.Error
	return errors.As(err, &e) && e.Type == stripego.ErrorTypeInvalidRequest && e.HTTPStatusCode == http.StatusBadRequest &&
		(e.Code == stripego.ErrorCodePaymentIntentUnexpectedState || e.Code == "")
}
