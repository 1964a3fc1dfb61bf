package letters

import (
	"context"

	"shop/modules/system/internal/deadletter"
	"shop/platform/mail"
)

// Mails implements [deadletter.Mails].
type Mails struct{ mailer *mail.Mailer }

// New returns the mails of mailer that failed.
func New(mailer *mail.Mailer) *Mails { return &Mails{mailer} }

// Failed implements [deadletter.Mails].
func (m *Mails) Failed(ctx context.Context, limit int) ([]deadletter.Mail, int, error) {
	failed, total, err := m.mailer.Failed(ctx, limit)
	if err != nil {
		return nil, 0, err
	}
	mails := make([]deadletter.Mail, len(failed))
	for i, f := range failed {
		mails[i] = deadletter.Mail{
			ID: f.ID, To: f.To, Subject: f.Subject, WrittenAt: f.QueuedAt, Attempts: f.Attempts, Error: f.LastError,
		}
	}
	return mails, total, nil
}

// Retry implements [deadletter.Mails].
func (m *Mails) Retry(ctx context.Context, id string) error { return m.mailer.Retry(ctx, id) }
