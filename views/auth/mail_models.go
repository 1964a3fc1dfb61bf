package auth

// Mail is a mail about the password of an account.
type Mail struct {
	// Shop is what the shop is called, Greeting the recipient's name.
	Shop, Greeting string
	Kind           MailKind
	// Href is where a new password is set, or asked for, as an absolute address.
	Href string
	// Good says how long the link works, of [MailReset]: "60 minutes".
	Good string
}

// MailKind is what a mail tells.
type MailKind string

// The kinds.
const (
	MailReset   MailKind = "reset"   // how to set a new password
	MailChanged MailKind = "changed" // a new one was set
)

// Subject is the mail's subject line.
func (m Mail) Subject() string {
	if m.Kind == MailChanged {
		return "Your password was changed"
	}
	return "Set a new password"
}
