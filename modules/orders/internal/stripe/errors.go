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

// refusal tells whether Stripe refuses for good to make a session, and what the
// shopper is told then. Stripe keeps no result of a request that it finds
// invalid, so the same one is asked anew each time, and refused again. What
// passes is no refusal: a key in use (409), too many requests (429), a failure.
// Nor are other parameters under the key (idempotency_error), which may have a
// session. An API key that was revoked is refused for good too: the operator
// reads of it in the log, and shoppers have other ways to pay.
func refusal(err error) (reason string, final bool) {
	var e *stripego.Error
	if !errors.As(err, &e) || e.Type != stripego.ErrorTypeInvalidRequest {
		return "", false
	}
	switch e.HTTPStatusCode {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
	default:
		return "", false
	}
	switch {
	case e.Code == stripego.ErrorCodeEmailInvalid, e.Param == "customer_email":
		return "The payment provider does not accept this e-mail address. Please check it.", true
	case e.Code == stripego.ErrorCodeAmountTooSmall:
		return "The total is too small to be paid this way. Please choose another way to pay.", true
	case e.Code == stripego.ErrorCodeAmountTooLarge:
		return "The total is too large to be paid this way. Please choose another way to pay.", true
	default:
		return "This way to pay does not work at the moment. Please choose another way to pay.", true
	}
}

// moved reports whether Stripe refuses since the payment isn't any more as it
// was a moment ago.
func moved(err error) bool {
	var e *stripego.Error
	return errors.As(err, &e) && e.Type == stripego.ErrorTypeInvalidRequest && e.HTTPStatusCode == http.StatusBadRequest &&
		(e.Code == stripego.ErrorCodePaymentIntentUnexpectedState || e.Code == "")
}
