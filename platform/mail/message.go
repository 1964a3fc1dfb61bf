package mail

import (
	"strings"
	"time"
	"unicode"

	"shop/platform/fault"
	"shop/platform/identity"
)

// Message is one mail to one person.
type Message struct {
	// To is a bare address: "ann@example.org".
	To      string
	Subject string
	// HTML and Text are the same content; a mail without HTML is plain text.
	HTML, Text string
}

// State is how far a mail has come.
type State string

// The states of a mail.
const (
	Queued    State = "queued"    // waits for the worker
	Delivered State = "delivered" // the mail server took it; its text is gone
	Failed    State = "failed"    // refused for good, or tried for too long
	Kept      State = "kept"      // there was no mail server when it was sent
)

// Mail is a message as it is stored.
type Mail struct {
	ID string
	Message
	State State
	// QueuedAt is when it was sent, by the sending instance's clock.
	QueuedAt time.Time
	// Attempts counts deliveries tried, the one under way included.
	Attempts int
	// LastError is what the mail server said last.
	LastError string
	// Lease names the delivery under way; only its holder may settle it.
	Lease string
}

// ErrNoMail is returned for an id under which no mail is stored.
var ErrNoMail = fault.New(fault.NotFound, "no-mail", "There is no such mail.")

// maxSubject is longer than any mail program shows.
const maxSubject = 200 // bytes

// check refuses what could smuggle a header or a second recipient into a mail.
func (m Message) check() error {
	var wrong fault.Fields
	if !identity.ValidEmail(m.To) {
		wrong.Add("to", "This is not an e-mail address.")
	}
	if m.Subject == "" || len(m.Subject) > maxSubject || strings.ContainsFunc(m.Subject, unicode.IsControl) {
		wrong.Add("subject", "A subject is one line of at most 200 bytes.")
	}
	if m.Text == "" {
		wrong.Add("text", "A mail needs a text.")
	}
	return wrong.Err()
}
