package letters

import (
	"context"
	"fmt"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/draft"
	"shop/platform/fault"
	"shop/platform/mail"
)

// Offers mails the payment links of drafts to those they are for.
type Offers struct {
	drafts *draft.Service
	writer *Writer
	mailer *mail.Mailer
	link   func(token string) string
}

// NewOffers returns what mails the links that link makes.
func NewOffers(drafts *draft.Service, writer *Writer, mailer *mail.Mailer, link func(token string) string) *Offers {
	return &Offers{drafts: drafts, writer: writer, mailer: mailer, link: link}
}

// ErrNoAddress says that nobody knows where to mail the link.
var ErrNoAddress = fault.New(fault.Invalid, "no-address", "This draft has no e-mail address. Please give its link to the customer yourself.")

// Send mails the link of the token's draft and says to which address. Two calls
// at once send one mail, since the mail is of the draft as it was read; a later
// one sends another. Errors: [ErrNoAddress], draft.ErrNotOpen, those of
// draft.Service.Get.
func (o *Offers) Send(ctx context.Context, token string) (to string, err error) {
	c, err := o.drafts.Open(ctx, token)
	if err != nil {
		return "", err
	}
	if c.Draft.Email == "" {
		return "", ErrNoAddress
	}
	message, err := o.writer.Offer(ctx, c, o.link(token))
	if err != nil {
		return "", err
	}
	if err := o.mailer.Send(ctx, offerID(c), message); err != nil {
		return "", err
	}
	return c.Draft.Email, o.drafts.NoteMailed(ctx, c)
}

func offerID(c cart.Cart) string { return fmt.Sprintf("draft:%s:%d", c.Token(), c.Version) }
