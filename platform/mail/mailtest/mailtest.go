// Package mailtest gives tests a mailer whose mails they can read. Tests import
// it, of any package.
package mailtest

import (
	"log/slog"
	"testing"

	"shop/platform/mail"
	"shop/platform/mail/mongostore"
	"shop/platform/mongo"
)

// New returns a mailer that keeps what it is given in db.
func New(t testing.TB, db *mongo.DB) *mail.Mailer {
	t.Helper()
	return mail.New(mongostore.New(db), nil, slog.New(slog.DiscardHandler))
}

// Sent returns the mails given to m so far, newest first.
func Sent(t testing.TB, m *mail.Mailer) []mail.Mail {
	t.Helper()
	sent, err := m.Recent(t.Context(), 100)
	if err != nil {
		t.Fatalf("reading the mails: %v", err)
	}
	return sent
}
