package mail

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"shop/platform/identity"
)

// SMTP delivers mails to a mail server.
type SMTP struct {
	client *gomail.Client
	from   *mail.Address
	domain string
}

// NewSMTP returns a transport to the server that rawURL names, sending as from
// ("Shop <shop@example.org>"):
//
//	smtp://user:password@host:587    TLS by STARTTLS, required when there is a password
//	smtps://user:password@host:465   TLS from the start
//
// Nothing is dialled yet. It fails with a sentence on what is wrong with its
// arguments, which never repeats the password.
func NewSMTP(rawURL, from string) (*SMTP, error) {
	sender, err := mail.ParseAddress(from)
	if err != nil || !identity.ValidEmail(sender.Address) {
		return nil, fmt.Errorf("the sender %q is not an e-mail address such as \"Shop <shop@example.org>\"", from)
	}
	host, options, err := smtpOptions(rawURL)
	if err != nil {
		return nil, err
	}
	client, err := gomail.NewClient(host, options...)
	if err != nil {
		return nil, fmt.Errorf("the mail server's address: %w", err)
	}
	_, domain, _ := strings.Cut(sender.Address, "@")
	return &SMTP{client: client, from: sender, domain: domain}, nil
}

var errSMTPURL = errors.New("the mail server's address is not smtp://user:password@host:port or smtps://user:password@host:port")

func smtpOptions(rawURL string) (host string, options []gomail.Option, err error) {
	u, err := url.Parse(rawURL)
	// url.Parse's own error repeats the URL, and with it the password.
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" {
		return "", nil, errSMTPURL
	}
	options = append(options, gomail.WithTimeout(deliveryTime))
	port := 587
	switch {
	case u.Scheme == "smtps":
		port = 465
		options = append(options, gomail.WithSSL())
	case u.Scheme == "smtp" && u.User != nil:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case u.Scheme == "smtp":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		return "", nil, errSMTPURL
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return "", nil, errSMTPURL
		}
	}
	options = append(options, gomail.WithPort(port))
	if u.User != nil {
		password, _ := u.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return u.Hostname(), options, nil
}

// Deliver implements [Transport].
func (s *SMTP) Deliver(ctx context.Context, m Mail) error {
	msg, err := s.compose(m)
	if err != nil {
		return refusal{err}
	}
	conn, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return fmt.Errorf("reaching the mail server: %w", err)
	}
	err = s.client.SendWithSMTPClient(conn, msg)
	// The mail is accepted or refused by now; how the farewell went says nothing.
	_ = s.client.CloseWithSMTPClient(conn)
	if err == nil {
		return nil
	}
	var answer *gomail.SendError
	if errors.As(err, &answer) && answer.ErrorCode() >= 500 {
		return refusal{err}
	}
	return err
}

func (s *SMTP) compose(m Mail) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(s.from)
	if err := msg.To(m.To); err != nil {
		return nil, err
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.QueuedAt)
	// The same mail has the same Message-ID however often it is delivered.
	sum := sha256.Sum256([]byte(m.ID))
	msg.SetMessageIDWithValue(hex.EncodeToString(sum[:16]) + "@" + s.domain)
	// Out-of-office replies to a shop's mail help nobody.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// refusal is an answer that trying again won't change.
type refusal struct{ error }

func (refusal) Permanent() bool { return true }
func (r refusal) Unwrap() error { return r.error }
