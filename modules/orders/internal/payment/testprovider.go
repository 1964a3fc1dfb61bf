package payment

import (
	"context"
	"errors"
	"strings"
	"time"

	"shop/platform/money"
)

// The magic e-mail addresses of the test provider: what stands behind a plus
// sign before the @ says how a payment goes, such as ada+decline@example.com.
// Any other address pays.
const (
	// MagicDecline declines.
	MagicDecline = "+decline@"
	// MagicTimeout captures, but its answer never comes.
	MagicTimeout = "+timeout@"
	// MagicLost never reaches the ledger, and no answer comes.
	MagicLost = "+lost@"
	// MagicError answers with a failure of the provider, and captures nothing.
	MagicError = "+error@"
	// MagicAuthorise authorises only, and is to be captured by another call.
	MagicAuthorise = "+authorise@"
	// MagicRedirect sends the payer to a page of the provider first.
	MagicRedirect = "+redirect@"
)

// Entry is a payment in the test provider's ledger.
type Entry struct {
	Key   string `bson:"_id" json:"key"`
	State State  `bson:"state" json:"state"`
	// Amount is what was asked for, Captured what was taken, before refunds.
	Amount    money.Money `bson:"amount" json:"amount"`
	Captured  money.Money `bson:"captured" json:"captured"`
	Reason    string      `bson:"reason,omitempty" json:"reason,omitempty"`
	Reference string      `bson:"reference,omitempty" json:"reference,omitempty"`
	// Next and ReturnURL are where a payer was sent, and comes back to.
	Next      *Next         `bson:"next,omitempty" json:"next,omitempty"`
	ReturnURL string        `bson:"returnUrl,omitempty" json:"returnUrl,omitempty"`
	Refunds   []EntryRefund `bson:"refunds,omitempty" json:"refunds,omitempty"`
}

// EntryRefund is money given back.
type EntryRefund struct {
	ID     string      `bson:"id" json:"id"`
	Amount money.Money `bson:"amount" json:"amount"`
}

// Book is what the test provider has on record, for those who audit it.
type Book interface {
	// Entries returns all payments.
	Entries(ctx context.Context) ([]Entry, error)
}

// Ledger keeps the test provider's payments apart from the shop's orders, so
// that what it remembers survives whatever happens to them.
type Ledger interface {
	Book
	// Record stores the entry unless its key has one, and returns what is
	// there then.
	Record(ctx context.Context, e Entry) (Entry, error)
	// Move stores the entry in place of its key's, if that is in the state from,
	// and returns what is there then. Errors: [ErrUnknown].
	Move(ctx context.Context, e Entry, from State) (Entry, error)
	// Find returns the entry. Errors: [ErrUnknown].
	Find(ctx context.Context, key string) (Entry, error)
	// AddRefund adds a refund once per id, as long as the sum stays within
	// what was captured. Errors: [ErrUnknown], [ErrRefundTooLarge].
	AddRefund(ctx context.Context, key string, r EntryRefund) error
}

var errProviderDown = errors.New("payment: the test provider was told to fail")

// TestProvider is the provider of demos and tests. It moves no real money, but
// behaves like one that does: its ledger is durable and it can be told to
// misbehave (see [MagicDecline] and its neighbours).
type TestProvider struct {
	ledger Ledger
	page   func(key string) string
}

// NewTestProvider returns the provider that keeps its payments in ledger, and
// sends payers who are to confirm to the page of their payment.
func NewTestProvider(ledger Ledger, page func(key string) string) *TestProvider {
	return &TestProvider{ledger: ledger, page: page}
}

// Authorise implements [Provider]. It captures at once, unless it is told not
// to.
func (p *TestProvider) Authorise(ctx context.Context, a Authorisation) (Payment, error) {
	entry := Entry{Key: a.Key, State: Captured, Amount: a.Amount, Captured: a.Amount, Reference: a.Reference}
	switch {
	case strings.Contains(a.Email, MagicDecline):
		entry.State, entry.Captured = Declined, money.Zero(a.Amount.Currency)
		entry.Reason = declined
	case strings.Contains(a.Email, MagicAuthorise):
		entry.State, entry.Captured = Authorised, money.Zero(a.Amount.Currency)
	case strings.Contains(a.Email, MagicRedirect):
		entry.State, entry.Captured, entry.ReturnURL = Pending, money.Zero(a.Amount.Currency), a.ReturnURL
		entry.Next = &Next{Kind: Redirect, URL: p.page(a.Key)}
	case strings.Contains(a.Email, MagicError):
		return Payment{}, errProviderDown
	case strings.Contains(a.Email, MagicLost):
		return Payment{}, never(ctx)
	}
	stored, err := p.ledger.Record(ctx, entry)
	if err != nil {
		return Payment{}, err
	}
	if strings.Contains(a.Email, MagicTimeout) {
		return Payment{}, never(ctx)
	}
	return stored.Payment(), nil
}

// declined is told the shopper.
const declined = "The card was declined."

// Capture implements [Provider].
func (p *TestProvider) Capture(ctx context.Context, c Capture) (Payment, error) {
	entry, err := p.ledger.Find(ctx, c.Key)
	if err != nil || entry.State != Authorised {
		return entry.Payment(), err
	}
	if c.Amount.Currency != entry.Amount.Currency || c.Amount.Amount > entry.Amount.Amount {
		return Payment{}, ErrCaptureTooLarge
	}
	entry.State, entry.Captured = Captured, c.Amount
	entry, err = p.ledger.Move(ctx, entry, Authorised)
	return entry.Payment(), err
}

// Decline refuses what is under the key: a bank does whose promise has lapsed,
// and a payer who doesn't confirm. What is final is returned as it is. Errors:
// [ErrUnknown].
func (p *TestProvider) Decline(ctx context.Context, key string) (Payment, error) {
	return p.end(ctx, key, func(e *Entry) { e.State, e.Reason = Declined, declined })
}

// Approve takes the money that its payer was asked to confirm. What is final is
// returned as it is. Errors: [ErrUnknown].
func (p *TestProvider) Approve(ctx context.Context, key string) (Payment, error) {
	return p.end(ctx, key, func(e *Entry) { e.State, e.Captured = Captured, e.Amount })
}

// end moves a payment that isn't final yet, unless somebody else does.
func (p *TestProvider) end(ctx context.Context, key string, change func(*Entry)) (Payment, error) {
	entry, err := p.ledger.Find(ctx, key)
	if err != nil || entry.State != Authorised && entry.State != Pending {
		return entry.Payment(), err
	}
	from := entry.State
	entry.Next = nil
	change(&entry)
	entry, err = p.ledger.Move(ctx, entry, from)
	return entry.Payment(), err
}

// Fetch implements [Provider].
func (p *TestProvider) Fetch(ctx context.Context, a Authorisation) (Payment, error) {
	entry, err := p.ledger.Find(ctx, a.Key)
	return entry.Payment(), err
}

// Void implements [Provider].
func (p *TestProvider) Void(ctx context.Context, a Authorisation) (Payment, error) {
	const reason = "The payment was cancelled."
	if _, err := p.ledger.Record(ctx, Entry{Key: a.Key, State: Cancelled, Reason: reason}); err != nil {
		return Payment{}, err
	}
	return p.end(ctx, a.Key, func(e *Entry) { e.State, e.Reason = Cancelled, reason })
}

// Refund implements [Provider].
func (p *TestProvider) Refund(ctx context.Context, r Refund) error {
	return p.ledger.AddRefund(ctx, r.Key, EntryRefund{ID: r.ID, Amount: r.Amount})
}

// Payment returns what the provider answers about the entry.
func (e Entry) Payment() Payment {
	return Payment{Key: e.Key, State: e.State, Captured: e.Captured, Reason: e.Reason, Next: e.Next}
}

// never waits for an answer that doesn't come.
func never(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	<-bounded.Done()
	return bounded.Err()
}
