// Package letters writes the module's mails: how to set a new password, and
// that it was set.
//
// Its invariant: a mail says who may ignore it and what to do if something is
// wrong, and holds no secret but a link that works once. authfx wires it.
package letters

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	texttemplate "text/template"
	"time"

	"shop/modules/auth/internal/account"
	"shop/platform/mail"
)

//go:embed *.html *.txt
var files embed.FS

var (
	pages = template.Must(template.ParseFS(files, "*.html"))
	texts = texttemplate.Must(texttemplate.ParseFS(files, "*.txt"))
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

// facts are what the templates say.
type facts struct {
	Name, Shop, Link string
	Good             string
}

// PasswordReset implements signin.Courier.
func (l *Letters) PasswordReset(ctx context.Context, id string, to account.Account, token string, good time.Duration) error {
	return l.send(ctx, id, to, "Set a new password", "reset", facts{
		Link: l.base + "/reset/" + url.PathEscape(token),
		Good: fmt.Sprintf("%d minutes", int(good.Minutes())),
	})
}

// PasswordChanged implements signin.Courier.
func (l *Letters) PasswordChanged(ctx context.Context, id string, to account.Account) error {
	return l.send(ctx, id, to, "Your password was changed", "changed", facts{Link: l.base + "/forgot"})
}

func (l *Letters) send(ctx context.Context, id string, to account.Account, subject, letter string, f facts) error {
	f.Name, f.Shop = to.Name, l.shop
	var html, text bytes.Buffer
	if err := pages.ExecuteTemplate(&html, letter+".html", f); err != nil {
		return fmt.Errorf("writing the %s letter: %w", letter, err)
	}
	if err := texts.ExecuteTemplate(&text, letter+".txt", f); err != nil {
		return fmt.Errorf("writing the %s letter: %w", letter, err)
	}
	return l.mailer.Send(ctx, id, mail.Message{To: to.Email, Subject: subject, HTML: html.String(), Text: text.String()})
}
