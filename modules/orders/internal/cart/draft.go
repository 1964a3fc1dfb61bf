package cart

import (
	"context"
	"errors"
	"time"

	"shop/platform/fault"
	"shop/platform/money"
)

// Draft is what staff say of an order that they put together for somebody, who
// pays it by a link.
type Draft struct {
	// Name and Email are the customer's; either may be empty.
	Name  string `bson:"name,omitempty"`
	Email string `bson:"email,omitempty"`
	// Note is shown to the customer.
	Note string `bson:"note,omitempty"`
	// By is who drafted it.
	By        string    `bson:"by"`
	CreatedAt time.Time `bson:"createdAt"`
	// Until is when the prices are promised to.
	Until time.Time `bson:"until"`
	// MailedAt is when the link was mailed to the customer last; zero for never.
	MailedAt time.Time `bson:"mailedAt,omitempty"`
}

// The errors of drafts.
var (
	ErrNoDraft = fault.New(fault.NotFound, "no-draft", "There is no such offer. Please ask the shop for a new link.")
	// ErrDraftOver: it was not paid in time.
	ErrDraftOver = fault.New(fault.Conflict, "draft-over", "This offer has ended. Please ask the shop for a new one.")
)

// DraftID returns the id of the cart that a payment link's token opens. The
// token can be read in it: staff may copy the link again, and it opens nothing
// but the way to pay.
func DraftID(token string) string { return draftPrefix + token }

// Token returns the token of a draft's payment link.
func (c *Cart) Token() string { return c.ID[len(draftPrefix):] }

// DraftState is what becomes of a draft.
type DraftState string

// The states of drafts.
const (
	DraftOpen     DraftState = "open"     // it can be paid
	DraftOrdering DraftState = "ordering" // somebody does
	DraftOrdered  DraftState = "ordered"
	DraftOver     DraftState = "over" // it was not paid in time
)

// DraftState returns a draft's state at the time.
func (c *Cart) DraftState(now time.Time) DraftState {
	switch {
	case c.State == Ordering:
		return DraftOrdering
	case len(c.Lines) == 0:
		return DraftOrdered
	case now.After(c.Draft.Until):
		return DraftOver
	default:
		return DraftOpen
	}
}

// Agreement is what a line of a draft costs.
func (l Line) Agreement() money.Money {
	return money.New(l.Price.Amount*int64(l.Quantity), l.Price.Currency)
}

// Goods is what the lines of a draft cost together, in the currency of the shop;
// that it can be reckoned with was checked when it was drafted.
func (c *Cart) Goods(currency string) money.Money {
	sum := money.Zero(currency)
	for _, l := range c.Lines {
		sum.Amount += l.Agreement().Amount
	}
	return sum
}

type draftKey struct{}

// WithDraft returns a context in which the caller's cart is the draft that the
// token opens.
func WithDraft(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, draftKey{}, token)
}

// draft returns the cart of the context's draft, and false where the context has
// none. Errors: [ErrNoDraft], [ErrDraftOver].
func (s *Service) draft(ctx context.Context) (Cart, bool, error) {
	token, is := ctx.Value(draftKey{}).(string)
	if !is {
		return Cart{}, false, nil
	}
	c, err := s.store.Find(ctx, DraftID(token))
	switch {
	case errors.Is(err, ErrNotInCart):
		return Cart{}, true, ErrNoDraft
	case err == nil && c.DraftState(time.Now()) == DraftOver:
		return Cart{}, true, ErrDraftOver
	default:
		return c, true, err
	}
}
