package stripetest

import (
	"crypto/rand"
	"net/url"
	"strings"
)

// object is one of Stripe's, as JSON has it.
type object = map[string]any

// account is the state of a Stripe account.
type account struct {
	address  string
	sessions map[string]object
	intents  map[string]object
	refunds  []object
	// refuses: banks take no money back.
	refuses bool
}

// failure is what Stripe answers to a request that it refuses.
type failure struct {
	status              int
	kind, code, message string
	param               string
}

func (f failure) body() object {
	e := object{"type": f.kind, "message": f.message}
	if f.code != "" {
		e["code"] = f.code
	}
	if f.param != "" {
		e["param"] = f.param
	}
	return object{"error": e}
}

func invalid(code, param, message string) *failure {
	return &failure{400, "invalid_request_error", code, message, param}
}

func missing(what string) *failure {
	return &failure{404, "invalid_request_error", "resource_missing", "No such " + what, "id"}
}

// What can be charged in euros, in minor units.
const (
	least = 50
	most  = 999_999_99
)

func newID(prefix string) string { return prefix + strings.ToLower(rand.Text()) }

// createSession is POST /v1/checkout/sessions.
func (a *account) createSession(form url.Values) (object, *failure) {
	price := "line_items[0][price_data]"
	total := number(form.Get(price+"[unit_amount]")) * number(form.Get("line_items[0][quantity]"))
	for _, required := range []string{"mode", "success_url", price + "[currency]", price + "[product_data][name]"} {
		if form.Get(required) == "" {
			return nil, invalid("parameter_missing", required, "Missing required param: "+required)
		}
	}
	email := form.Get("customer_email")
	_, domain, _ := strings.Cut(email, "@")
	switch {
	case email != "" && !strings.Contains(domain, "."):
		return nil, invalid("email_invalid", "customer_email", "Invalid email address: "+email)
	case total < 0:
		return nil, invalid("parameter_invalid_integer", price+"[unit_amount]", "Invalid non-negative integer")
	case 0 < total && total < least:
		return nil, invalid("amount_too_small", "", "The Checkout Session's total amount due must add up to at least €0.50 eur")
	case total > most:
		return nil, invalid("amount_too_large", "", "The Checkout Session's total amount due must be no more than €999,999.99")
	}
	id := newID("cs_test_")
	s := object{
		"id": id, "object": "checkout.session", "mode": form.Get("mode"), "status": "open", "payment_status": "unpaid",
		"amount_total": total, "currency": form.Get(price + "[currency]"), "client_reference_id": form.Get("client_reference_id"),
		"customer_email": form.Get("customer_email"), "success_url": form.Get("success_url"), "cancel_url": form.Get("cancel_url"),
		"url": a.address + "/c/pay/" + id, "payment_intent": nil, "metadata": metadata(form, "metadata"),
		// The intent is made when the payer pays, out of this.
		"payment_intent_data": object{
			"capture_method": form.Get("payment_intent_data[capture_method]"), "metadata": metadata(form, "payment_intent_data[metadata]"),
		},
	}
	a.sessions[id] = s
	return shown(s), nil
}

// retrieveSession is GET /v1/checkout/sessions/{id}.
func (a *account) retrieveSession(id string, form url.Values) (object, *failure) {
	s, known := a.sessions[id]
	if !known {
		return nil, missing("checkout.session: " + id)
	}
	out := shown(s)
	if intent, paid := s["payment_intent"].(string); paid && form.Get("expand[0]") == "payment_intent" {
		out["payment_intent"] = a.intents[intent]
	}
	return out, nil
}

// expireSession is POST /v1/checkout/sessions/{id}/expire.
func (a *account) expireSession(id string) (object, *failure) {
	s, known := a.sessions[id]
	switch {
	case !known:
		return nil, missing("checkout.session: " + id)
	case s["status"] != "open":
		return nil, invalid("", "", "Only Checkout Sessions with a status in [\"open\"] can be expired.")
	}
	s["status"], s["url"] = "expired", nil
	return shown(s), nil
}

// pay is what a payer does on the session's page. It reports whether there was
// something to pay, or to confirm that costs nothing and has no intent.
func (a *account) pay(id string) (intent object, paid bool) {
	s, known := a.sessions[id]
	if !known || s["status"] != "open" {
		return nil, false
	}
	if s["amount_total"] == int64(0) {
		s["status"], s["payment_status"], s["url"] = "complete", "no_payment_required", nil
		return nil, true
	}
	data := s["payment_intent_data"].(object)
	intent = object{
		"id": newID("pi_"), "object": "payment_intent", "amount": s["amount_total"], "currency": s["currency"],
		"capture_method": data["capture_method"], "metadata": data["metadata"],
		"status": "requires_capture", "amount_capturable": s["amount_total"], "amount_received": int64(0),
	}
	if data["capture_method"] != "manual" {
		intent["status"], intent["amount_capturable"], intent["amount_received"] = "succeeded", int64(0), s["amount_total"]
	}
	a.intents[intent["id"].(string)] = intent
	s["status"], s["payment_status"], s["payment_intent"], s["url"] = "complete", "paid", intent["id"], nil
	if intent["status"] == "requires_capture" {
		s["payment_status"] = "unpaid"
	}
	return intent, true
}

// captureIntent is POST /v1/payment_intents/{id}/capture.
func (a *account) captureIntent(id string, form url.Values) (object, *failure) {
	p, known := a.intents[id]
	if !known {
		return nil, missing("payment_intent: " + id)
	}
	if p["status"] != "requires_capture" {
		return nil, unexpected(p)
	}
	take := number(form.Get("amount_to_capture"))
	if promised := p["amount_capturable"].(int64); take > promised {
		return nil, invalid("amount_too_large", "amount_to_capture", "The amount is more than was authorized.")
	} else if take == 0 {
		take = promised
	}
	p["status"], p["amount_received"], p["amount_capturable"] = "succeeded", take, int64(0)
	return p, nil
}

// cancelIntent is POST /v1/payment_intents/{id}/cancel.
func (a *account) cancelIntent(id string) (object, *failure) {
	p, known := a.intents[id]
	if !known {
		return nil, missing("payment_intent: " + id)
	}
	if p["status"] == "succeeded" || p["status"] == "canceled" {
		return nil, unexpected(p)
	}
	p["status"], p["amount_capturable"] = "canceled", int64(0)
	return p, nil
}

func unexpected(p object) *failure {
	return invalid("payment_intent_unexpected_state", "", "The PaymentIntent has a status of "+p["status"].(string)+".")
}

// createRefund is POST /v1/refunds.
func (a *account) createRefund(form url.Values) (object, *failure) {
	p, known := a.intents[form.Get("payment_intent")]
	if !known {
		return nil, missing("payment_intent: " + form.Get("payment_intent"))
	}
	back := number(form.Get("amount"))
	left := p["amount_received"].(int64) - a.refunded(p["id"])
	switch {
	case left == 0:
		return nil, invalid("charge_already_refunded", "", "The charge has already been refunded.")
	case back > left:
		return nil, invalid("", "amount", "Refund amount is greater than unrefunded amount on charge.")
	}
	r := object{
		"id": newID("re_"), "object": "refund", "amount": back, "currency": p["currency"], "status": "succeeded",
		"payment_intent": p["id"], "metadata": metadata(form, "metadata"),
	}
	if a.refuses {
		r["status"], r["failure_reason"] = "failed", "expired_or_canceled_card"
	}
	a.refunds = append(a.refunds, r)
	return r, nil
}

// sendBack has the payer's bank send an order's refunds back, and returns those.
func (a *account) sendBack(order string) []object {
	var back []object
	for _, r := range a.refunds {
		if p := a.intents[r["payment_intent"].(string)]; p["metadata"].(object)["order"] == order && r["status"] == "succeeded" {
			r["status"], r["failure_reason"] = "failed", "lost_or_stolen_card"
			back = append(back, r)
		}
	}
	return back
}

func (a *account) refunded(intent any) int64 {
	sum := int64(0)
	for _, r := range a.refunds {
		if r["payment_intent"] == intent && r["status"] == "succeeded" {
			sum += r["amount"].(int64)
		}
	}
	return sum
}

// listRefunds is GET /v1/refunds.
func (a *account) listRefunds(form url.Values) object {
	data := []object{}
	for _, r := range a.refunds {
		if r["payment_intent"] == form.Get("payment_intent") {
			data = append([]object{r}, data...)
		}
	}
	return object{"object": "list", "url": "/v1/refunds", "has_more": false, "data": data}
}

// kept is what an order's payment left in the account, in minor units.
func (a *account) kept(order string) int64 {
	sum := int64(0)
	for _, p := range a.intents {
		if p["metadata"].(object)["order"] == order {
			sum += p["amount_received"].(int64) - a.refunded(p["id"])
		}
	}
	return sum
}

// shown is a copy without what Stripe doesn't tell.
func shown(s object) object {
	out := make(object, len(s))
	for name, value := range s {
		if name != "payment_intent_data" {
			out[name] = value
		}
	}
	return out
}

// metadata reads name[key]=value.
func metadata(form url.Values, name string) object {
	found := object{}
	for field := range form {
		if key, is := strings.CutPrefix(field, name+"["); is {
			found[strings.TrimSuffix(key, "]")] = form.Get(field)
		}
	}
	return found
}
