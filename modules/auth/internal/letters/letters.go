// Package letters writes the module's mails: how to set a new password, and
// that it was set.
//
// Its invariant: a mail says who may ignore it and what to do if something is
// wrong, and holds no secret but a link that works once. authfx wires it.
package letters

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"shop/modules/auth/internal/account"
	"shop/platform/mail"
	views "shop/views/auth"
)

// Letters implements signin.Courier.
type Letters struct {
	mailer *mail.Mailer
	// base is the shop's address without a trailing slash.
	base string
	shop string
}

// New returns the letters of the shop at baseURL, sent by mailer.
func New(mailer *mail.Mailer, baseURL string) *Letters {
	shop := baseURL
	if u, err := url.Parse(baseURL); err == nil && u.Host != "" {
		shop = u.Host
	}
	return &Letters{mailer: mailer, base: strings.TrimSuffix(baseURL, "/"), shop: shop}
}

// PasswordReset implements signin.Courier.
func (l *Letters) PasswordReset(ctx context.Context, id string, to account.Account, token string, good time.Duration) error {
	return l.send(ctx, id, to, views.Mail{
		Kind: views.MailReset,
		Href: l.base + "/reset/" + url.PathEscape(token),
		Good: fmt.Sprintf("%d minutes", int(good.Minutes())),
	})
}

// PasswordChanged implements signin.Courier.
func (l *Letters) PasswordChanged(ctx context.Context, id string, to account.Account) error {
	return l.send(ctx, id, to, views.Mail{Kind: views.MailChanged, Href: l.base + "/forgot"})
}

func (l *Letters) send(ctx context.Context, id string, to account.Account, letter views.Mail) error {
	letter.Greeting, letter.Shop = to.Name, l.shop
	var html, text bytes.Buffer
	if err := views.MailPage(letter).Render(ctx, &html); err != nil {
		return fmt.Errorf("writing the %s letter: %w", letter.Kind, err)
	}
	if err := views.MailText(letter).Render(ctx, &text); err != nil {
		return fmt.Errorf("writing the %s letter: %w", letter.Kind, err)
	}
	return l.mailer.Send(ctx, id, mail.Message{To: to.Email, Subject: letter.Subject(), HTML: html.String(), Text: text.String()})
}
