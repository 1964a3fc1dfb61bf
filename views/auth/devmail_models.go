package auth

import "time"

// DevMails is what a demo shop would have mailed, at GET /dev/mail.
type DevMails struct {
	Mails []DevMail
}

// DevMail is one mail, at GET /dev/mail/message?id=ID.
type DevMail struct {
	ID, To, Subject string
	// State says what became of it: "kept", "delivered", ...
	State  string
	SentAt time.Time
	// Text is the mail's plain text; Links are the addresses in it.
	Text  string
	Links []string
	// HasHTML says that GET /dev/mail/html?id=ID shows it as HTML.
	HasHTML bool
}
