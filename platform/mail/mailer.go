package mail

import (
	"context"
	"log/slog"
	"time"
)

// Box stores mails. mail/mongostore implements it.
type Box interface {
	Queue
	Archive
}

// Queue is how mails reach the worker.
type Queue interface {
	// Put stores m, unless a mail is stored under its id: then nothing changes.
	Put(ctx context.Context, m Mail) error
	// Lease takes the queued mail that is due longest for d, by the server's
	// clock, and counts the attempt. Errors: [ErrNoMail] when none is due.
	Lease(ctx context.Context, d time.Duration) (Mail, error)
	// Settle records what became of the delivery that holds m.Lease. It does
	// nothing when the lease has passed to another.
	Settle(ctx context.Context, m Mail, o Outcome) error
	// Requeue makes a failed mail due, as if it had never been tried. Errors:
	// [ErrNoMail] when none that failed has the id.
	Requeue(ctx context.Context, id string) error
}

// Archive is what people look at.
type Archive interface {
	// Recent returns the mails sent last, newest first, at most limit.
	Recent(ctx context.Context, limit int) ([]Mail, error)
	// Find returns the mail of an id. Errors: [ErrNoMail].
	Find(ctx context.Context, id string) (Mail, error)
	// Failed returns the failed mails, those that failed last first, at most
	// limit, and how many there are in all.
	Failed(ctx context.Context, limit int) (mails []Mail, total int, err error)
}

// Outcome is what became of one delivery.
type Outcome struct {
	State State
	// RetryIn is the pause before the next attempt, for [Queued].
	RetryIn time.Duration
	Error   string
}

// Transport hands a mail to a mail server. An error that has a method
// Permanent() bool returning true is not tried again.
type Transport interface {
	Deliver(ctx context.Context, m Mail) error
}

// Mailer sends mails. It is safe for concurrent use.
type Mailer struct {
	box       Box
	transport Transport
	log       *slog.Logger
	wake      chan struct{}
}

// New returns a mailer over box. Without a transport (nil) mails are kept
// instead of delivered.
func New(box Box, transport Transport, log *slog.Logger) *Mailer {
	return &Mailer{box: box, transport: transport, log: log, wake: make(chan struct{}, 1)}
}

// Send stores msg under id, for the worker to deliver, and returns. A second
// call with the same id does nothing, so the effect of an event is sent under
// the event's id. Errors: fault.Invalid for a message that isn't one,
// fault.Unavailable when it can't be stored.
func (m *Mailer) Send(ctx context.Context, id string, msg Message) error {
	if err := msg.check(); err != nil {
		return err
	}
	state := Queued
	if m.transport == nil {
		state = Kept
	}
	if err := m.box.Put(ctx, Mail{ID: id, Message: msg, State: state, QueuedAt: time.Now().UTC()}); err != nil {
		return err
	}
	m.nudge()
	return nil
}

func (m *Mailer) nudge() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Retry has the worker try a failed mail again, for as long as a new one. Of
// several calls one succeeds. Errors: [ErrNoMail] when none that failed has the
// id, fault.Unavailable.
func (m *Mailer) Retry(ctx context.Context, id string) error {
	if err := m.box.Requeue(ctx, id); err != nil {
		return err
	}
	m.nudge()
	return nil
}

// Failed returns the mails that were given up, those that failed last first, at
// most limit, and how many there are in all. Errors: fault.Unavailable.
func (m *Mailer) Failed(ctx context.Context, limit int) (mails []Mail, total int, err error) {
	return m.box.Failed(ctx, limit)
}

// Recent returns the mails sent last, newest first, at most limit.
func (m *Mailer) Recent(ctx context.Context, limit int) ([]Mail, error) {
	return m.box.Recent(ctx, limit)
}

// Find returns the mail sent under id. Errors: [ErrNoMail].
func (m *Mailer) Find(ctx context.Context, id string) (Mail, error) {
	return m.box.Find(ctx, id)
}
