package checkout

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

// Request is what a shopper orders the cart with.
type Request struct {
	Email           string
	ShippingAddress address.Address
	ShippingMethod  string
	PaymentMethod   string
	// ExpectedTotal is what the shopper was told it costs.
	ExpectedTotal money.Money
	// CartVersion is the version the shopper was shown; nil if not said.
	CartVersion *int64
}

// normalise brings a request into the form in which equal ones are equal.
func (r Request) normalise() Request {
	r.Email = identity.NormalEmail(r.Email)
	r.ShippingAddress = r.ShippingAddress.Normalise()
	return r
}

// hash tells requests apart under one key.
func (r Request) hash() string {
	text, err := json.Marshal(r)
	if err != nil {
		panic("checkout: a request is always JSON: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// validate checks what can be checked without asking anybody, and adds what is
// wrong with the way to pay. Where nothing is sent to the address, its name
// alone will do.
func (r Request) validate(addressNeeded bool, payment error) error {
	var wrong fault.Fields
	if !identity.ValidEmail(r.Email) {
		wrong.Add("email", "Please enter an e-mail address, such as name@example.com.")
	}
	check := r.ShippingAddress.Validate
	if !addressNeeded && r.ShippingAddress.NameOnly() {
		check = r.ShippingAddress.ValidateName
	}
	if err := cmp.Or(wrong.Merge("shippingAddress.", check()), wrong.Merge("", payment)); err != nil {
		return err
	}
	return wrong.Err()
}

// The errors of checkout.
var (
	// ErrKey: the idempotency key is missing or can't be one.
	ErrKey = fault.New(fault.Invalid, "idempotency-key", "The request needs an Idempotency-Key of its own.").
		WithField("Idempotency-Key", "Please send 8 to 200 printable characters that are new for each order.")
	// ErrKeyReused: the key belongs to another request.
	ErrKeyReused = fault.New(fault.Invalid, "idempotency-key-reused", "This order was placed before with other contents. Please start the checkout again.").
			WithField("Idempotency-Key", "This key was used for another request.")
	// ErrTotalChanged carries the detail "total", and nothing was stored.
	ErrTotalChanged = fault.New(fault.Conflict, "total-changed", "The total has changed. Please look at it again.")
	// ErrCartChanged carries the detail "cartVersion".
	ErrCartChanged = fault.New(fault.Conflict, "cart-changed", "Your cart has changed meanwhile. Please look at it again.")
	// ErrLines carries the detail "lines": what can't be ordered, and why.
	ErrLines = fault.New(fault.Conflict, "lines-unavailable", "Some items can't be ordered as they are.")
	// ErrOrdered carries the detail "order": the number of the order that has
	// the cart, or took its lines.
	ErrOrdered = fault.New(fault.Conflict, "cart-ordered", "This cart has been ordered already.")
)

// checkKey accepts 8 to 200 printable ASCII characters.
func checkKey(key string) error {
	printable := strings.IndexFunc(key, func(r rune) bool { return r < '!' || r > '~' }) < 0
	if len(key) < 8 || len(key) > 200 || !printable {
		return ErrKey
	}
	return nil
}
