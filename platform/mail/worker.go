package mail

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const (
	// poll finds mails that other instances stored and retries that are due.
	poll = time.Second
	// deliveryTime bounds one attempt; leaseTime must be longer, so that a mail
	// is never under way twice.
	deliveryTime = 30 * time.Second
	leaseTime    = time.Minute
)

// pauses are the waits after each failed attempt; after the last one a mail has
// been tried for three days and is given up.
var pauses = []time.Duration{
	10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
	6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 24 * time.Hour,
}

// Run delivers mails until ctx ends, and returns after the delivery under way.
// Without a transport it returns at once.
func (m *Mailer) Run(ctx context.Context) {
	if m.transport == nil {
		return
	}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		m.drain(ctx)
		select {
		case <-ctx.Done():
			return
		case <-m.wake:
		case <-tick.C:
		}
	}
}

// drain delivers all that is due. It stops at an outage of the store, which the
// next tick tries again.
func (m *Mailer) drain(ctx context.Context) {
	for ctx.Err() == nil {
		err := m.deliverNext(ctx)
		if errors.Is(err, ErrNoMail) {
			return
		}
		if err != nil {
			if ctx.Err() == nil {
				m.log.WarnContext(ctx, "mail: delivering", "error", err)
			}
			return
		}
	}
}

// deliverNext tries the mail that is due longest, once. A refusal by the mail
// server is recorded in the mail and is no error here.
func (m *Mailer) deliverNext(ctx context.Context) error {
	mail, err := m.box.Lease(ctx, leaseTime)
	if err != nil {
		return err
	}
	// A shutdown lets this delivery finish: cut short after the server's
	// acceptance it would be sent again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliveryTime)
	defer cancel()
	outcome := judge(m.transport.Deliver(ctx, mail), mail.Attempts)
	if outcome.State == Failed {
		m.log.ErrorContext(ctx, "mail: given up", "id", mail.ID, "attempts", mail.Attempts, "error", outcome.Error)
	}
	// The note gets time of its own, or a slow server's mail would come twice.
	note, stop := context.WithTimeout(context.WithoutCancel(ctx), leaseTime-deliveryTime)
	defer stop()
	if err := m.box.Settle(note, mail, outcome); err != nil {
		return fmt.Errorf("settling mail %s: %w", mail.ID, err)
	}
	return nil
}

// judge turns the result of attempt number n into what is recorded.
func judge(err error, attempts int) Outcome {
	if err == nil {
		return Outcome{State: Delivered}
	}
	var final interface{ Permanent() bool }
	if attempts > len(pauses) || errors.As(err, &final) && final.Permanent() {
		return Outcome{State: Failed, Error: err.Error()}
	}
	return Outcome{State: Queued, RetryIn: pauses[attempts-1], Error: err.Error()}
}
