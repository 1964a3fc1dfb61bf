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
	// Failures are those of the subscriptions that did not handle it.
	Failures []Failure
	DiedAt   time.Time
}

// Failure says that a subscription did not handle an event.
type Failure struct {
	Subscription string
	Attempts     int
	// Error is what went wrong the last time.
	Error string
}

// Reason is the first line of what went wrong; a panic's error goes on with
// where it was.
func (f Failure) Reason() string { return firstLine(f.Error) }

// Discarded is an event of which staff decided that it needn't be handled. Its
// DiedAt is not kept.
type Discarded struct {
	Event
	At time.Time
	By Person
}

// Person is somebody of the staff.
type Person struct{ Account, Name string }

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
	// Discard ends one for good, and keeps by whom. Errors: fault.NotFound when
	// it isn't dead.
	Discard(ctx context.Context, id string, by Person) error
	// Discarded returns those that were discarded, the latest first, at most
	// limit, and how many there are in all.
	Discarded(ctx context.Context, limit int) (events []Discarded, total int, err error)
}

// Mails are the platform's failed mails.
type Mails interface {
	// Failed returns those that failed last, at most limit, and how many there
	// are in all.
	Failed(ctx context.Context, limit int) (mails []Mail, total int, err error)
	// Retry has one sent again. Errors: fault.NotFound when it hasn't failed.
	Retry(ctx context.Context, id string) error
}
