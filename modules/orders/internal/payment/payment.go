package payment

import (
	"context"
	"net/http"
	"slices"

	"shop/platform/fault"
	"shop/platform/money"
)

// State is what a provider says of a payment.
type State string

// The states. A payment that is pending may still become any of the others, one
// that is authorised any but pending; the others are final.
const (
	Pending State = "pending"
	// Authorised money is promised, and stays the payer's until it is captured.
	Authorised State = "authorised"
	Captured   State = "captured"
	Declined   State = "declined"
	Cancelled  State = "cancelled"
)

// Payment is what a provider knows under one key.
type Payment struct {
	Key string `json:"key"`
	// ID is what the provider calls it; some have no name of their own.
	ID    string `json:"id,omitempty"`
	State State  `json:"state"`
	// Captured is the money taken, before refunds.
	Captured money.Money `json:"captured"`
	// Returned are the ids of refunds that the payer's bank sent back, which
	// [Provider.Fetch] tells of a captured payment.
	Returned []string `json:"returned,omitempty"`
	// Reason says in words for the shopper why it was declined.
	Reason string `json:"reason,omitempty"`
	// Next is what a pending payment waits for; nil where that isn't the payer.
	Next *Next `json:"next,omitempty"`
}

// Next is what the payer has to do before the payment goes on.
type Next struct {
	Kind NextKind `json:"kind"`
	// URL is where the payer's browser has to go.
	URL string `json:"url"`
}

// NextKind is a kind of [Next].
type NextKind string

// Redirect sends the payer to a page of the provider, which sends them back to
// [Authorisation.ReturnURL].
const Redirect NextKind = "redirect"

// Authorisation asks for money.
type Authorisation struct {
	// Key is the order's id: asking again is the same payment.
	Key string `json:"key"`
	// ID is [Payment.ID], once it is known. A provider that finds payments by
	// nothing else has told nobody where to pay those without one.
	ID     string      `json:"id,omitempty"`
	Amount money.Money `json:"amount"`
	Email  string      `json:"email"`
	// Reference is what the payer sees beside the amount: the order's number.
	Reference string `json:"reference"`
	// ReturnURL is where a payer comes back to who was sent away, whatever they
	// did there.
	ReturnURL string `json:"returnUrl"`
}

// Capture takes money that was authorised.
type Capture struct {
	// Key and ID are the payment's: capturing it again is the same capture.
	Key string `json:"key"`
	ID  string `json:"id,omitempty"`
	// Amount is at most what was authorised.
	Amount money.Money `json:"amount"`
}

// Refund asks to give money back.
type Refund struct {
	// Key and PaymentID are the payment's; ID is the refund's own: giving it
	// again is the same refund.
	Key       string      `json:"key"`
	PaymentID string      `json:"paymentId,omitempty"`
	ID        string      `json:"id"`
	Amount    money.Money `json:"amount"`
}

// ErrUnknown means that the provider has never heard of the key.
var ErrUnknown = fault.New(fault.NotFound, "unknown-payment", "There is no such payment.")

// ErrCaptureTooLarge means that more would be taken than was authorised.
var ErrCaptureTooLarge = fault.New(fault.Conflict, "capture-too-large", "More can't be taken than was authorised.")

// The reasons why a refund comes to nothing.
var (
	ErrRefundTooLarge = fault.New(fault.Conflict, "refund-too-large", "More can't be given back than was paid.")
	ErrRefundRefused  = fault.New(fault.Conflict, "refund-refused", "The shopper's bank does not take the money back.")
)

// Provider moves money. Every method may be repeated. An error other than those
// named means that the outcome is unknown: it is neither success nor failure,
// and [Provider.Fetch] tells later.
type Provider interface {
	// Authorise asks for the money. A provider that can captures it in the same
	// call and says so. The answer may also be that it was declined, or that
	// the key was cancelled before.
	Authorise(ctx context.Context, a Authorisation) (Payment, error)
	// Capture takes what was authorised; a payment in any other state is
	// returned as it is. Errors: [ErrUnknown], [ErrCaptureTooLarge].
	Capture(ctx context.Context, c Capture) (Payment, error)
	// Fetch returns what became of what was asked for. Errors: [ErrUnknown],
	// also where nobody can have paid.
	Fetch(ctx context.Context, a Authorisation) (Payment, error)
	// Void makes sure that the key captures nothing from now on, also when it
	// was authorised or never heard of. A payment captured before stays so, and
	// is returned; one that the provider refuses to begin is declined.
	Void(ctx context.Context, a Authorisation) (Payment, error)
	// Refund gives captured money back, once per id. Errors that are final:
	// [ErrUnknown], [ErrRefundTooLarge], [ErrRefundRefused].
	Refund(ctx context.Context, r Refund) error
}

// Notice is what a provider tells on its own: that something about a payment
// has changed. What that is, [Provider.Fetch] says, so notices may come late,
// twice, and in any order.
type Notice struct {
	// ID is the notice's own, by which a repeated one is known.
	ID string `json:"id"`
	// Key is the payment's.
	Key string `json:"key"`
}

// Notifier is a provider that sends notices by webhook.
type Notifier interface {
	Provider
	// Notice checks the signature of a webhook's raw body, and how old it is,
	// and reads it. Errors: [ErrSignature], [ErrNotice].
	Notice(header http.Header, body []byte) (Notice, error)
}

// The errors of webhooks.
var (
	// ErrSignature: it wasn't signed by the provider, or not lately.
	ErrSignature = fault.New(fault.Unauthenticated, "webhook-signature", "The webhook's signature is missing, wrong or too old.")
	// ErrNotice: it was signed, and can't be read.
	ErrNotice = fault.New(fault.Malformed, "webhook-unreadable", "The webhook can't be read.")
)

// Method is a way to pay.
type Method struct {
	ID, Name, Note string
	// Provider moves the method's money; nil where it moves outside the
	// program, after the order is confirmed, and staff note what came and
	// send back what is refunded.
	Provider Provider
	// Offered reports whether new orders may use it; nil means always, or for
	// money outside the program, that [Methods.OfflineBy] says.
	Offered func(ctx context.Context) (bool, error)
	// OnDelivery says of money outside the program that it comes for the parcel,
	// which so may leave unpaid.
	OnDelivery bool
}

// Offline reports whether the money moves outside the program.
func (m Method) Offline() bool { return m.Provider == nil }

// Test is payment through the test provider, for shops that offered allows.
func Test(p Provider, offered func(context.Context) (bool, error)) Method {
	return Method{
		ID: "test", Name: "Test card", Provider: p, Offered: offered,
		Note: "No money moves. An e-mail address like you+decline@example.com is declined, you+redirect@example.com is asked to confirm.",
	}
}

// Stripe is payment by card and more, on a page of Stripe's.
func Stripe(p Provider) Method {
	return Method{
		ID: "stripe", Name: "Card and more", Provider: p,
		Note: "You pay on a page of Stripe, and come back here.",
	}
}

// The ids of the ways to pay whose money moves outside the program.
const (
	TransferID       = "transfer"
	CashOnDeliveryID = "cash-on-delivery"
)

// BankTransfer is payment in advance to the merchant's account.
func BankTransfer() Method {
	return Method{ID: TransferID, Name: "Bank transfer", Note: "We ship as soon as your transfer has arrived."}
}

// CashOnDelivery is payment to the carrier, for the parcel.
func CashOnDelivery() Method {
	return Method{ID: CashOnDeliveryID, Name: "Cash on delivery", Note: "You pay the carrier when your order arrives.", OnDelivery: true}
}

// ErrUnknownMethod means that there is no such way to pay, or it isn't offered now.
var ErrUnknownMethod = fault.New(fault.Invalid, "unknown-payment-method", "Please choose how you would like to pay.").
	WithField("paymentMethod", "Please choose one of the ways to pay.")

// Methods are the ways to pay that the program knows.
type Methods struct {
	all      []Method
	offline  func(ctx context.Context) ([]string, error)
	returnTo func(reference string) string
}

// NewMethods returns the methods, which are offered in the order given.
func NewMethods(methods ...Method) *Methods { return &Methods{all: methods} }

// OfflineBy sets who says by their ids which of the methods whose money moves
// outside the program are offered, and returns the methods. Where nothing was
// set they all are.
func (s *Methods) OfflineBy(offered func(ctx context.Context) ([]string, error)) *Methods {
	s.offline = offered
	return s
}

// ReturnTo sets where payers come back to who were sent away to pay what the
// reference names, and returns the methods.
func (s *Methods) ReturnTo(address func(reference string) string) *Methods {
	s.returnTo = address
	return s
}

// ReturnURL is where a payer comes back to; empty where nothing was set.
func (s *Methods) ReturnURL(reference string) string {
	if s.returnTo == nil {
		return ""
	}
	return s.returnTo(reference)
}

// Offered returns the methods that new orders may use.
func (s *Methods) Offered(ctx context.Context) ([]Method, error) { return s.offered(ctx, s.all) }

// offered returns those of the methods that new orders may use.
func (s *Methods) offered(ctx context.Context, among []Method) ([]Method, error) {
	var offline []string
	if s.offline != nil && slices.ContainsFunc(among, Method.Offline) {
		var err error
		if offline, err = s.offline(ctx); err != nil {
			return nil, err
		}
	}
	var offered []Method
	for _, m := range among {
		open := s.offline == nil || !m.Offline() || slices.Contains(offline, m.ID)
		if m.Offered != nil {
			var err error
			if open, err = m.Offered(ctx); err != nil {
				return nil, err
			}
		}
		if open {
			offered = append(offered, m)
		}
	}
	return offered, nil
}

// Choose returns the method with the id, if new orders may use it. Errors:
// [ErrUnknownMethod].
func (s *Methods) Choose(ctx context.Context, id string) (Method, error) {
	m, err := s.Of(id)
	if err != nil {
		return Method{}, err
	}
	offered, err := s.offered(ctx, []Method{m})
	if err != nil {
		return Method{}, err
	}
	if len(offered) == 0 {
		return Method{}, ErrUnknownMethod
	}
	return m, nil
}

// Of returns the method of an order that was placed with it, offered still or
// not. Errors: [ErrUnknownMethod].
func (s *Methods) Of(id string) (Method, error) {
	for _, m := range s.all {
		if m.ID == id {
			return m, nil
		}
	}
	return Method{}, ErrUnknownMethod
}
