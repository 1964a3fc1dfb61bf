package deadletter

import (
	"context"
	"strings"
	"time"
)

// Event is an event that was given up.
type Event struct {
	ID string
	// Name says what happened, Subject to what, as the module that emitted it
	// calls things.
	Name, Subject string
	HappenedAt    time.Time
	// Subscriptions are those that did not handle it.
	Subscriptions []string
	Attempts      int
	// Error is what went wrong the last time.
	Error  string
	DiedAt time.Time
}

// Reason is the first line of what went wrong; a panic's error goes on with
// where it was.
func (e Event) Reason() string { return firstLine(e.Error) }

// Mail is a mail that was given up.
type Mail struct {
	ID, To, Subject string
	WrittenAt       time.Time
	Attempts        int
	// Error is what the mail server said last.
	Error string
}

// Reason is the first line of what the mail server said.
func (m Mail) Reason() string { return firstLine(m.Error) }

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}

// Events are the platform's dead letters.
type Events interface {
	// Dead returns them, those that died last first, without the first skip
	// ones and at most limit, and how many there are in all.
	Dead(ctx context.Context, skip, limit int) (events []Event, total int, err error)
	// Retry has one tried again. Errors: fault.NotFound when it isn't dead.
	Retry(ctx context.Context, id string) error
	// RetryAll has all tried again and returns how many they were.
	RetryAll(ctx context.Context) (int, error)
}

// Mails are the platform's failed mails.
type Mails interface {
	// Failed returns those that failed last, at most limit, and how many there
	// are in all.
	Failed(ctx context.Context, limit int) (mails []Mail, total int, err error)
	// Retry has one sent again. Errors: fault.NotFound when it hasn't failed.
	Retry(ctx context.Context, id string) error
}
