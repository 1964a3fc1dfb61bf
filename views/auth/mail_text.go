package auth

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"
)

// MailText is the mail as plain text: the same as [MailPage] says. It is
// written in Go, since a template would escape what it says for HTML.
func MailText(m Mail) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, m.text())
		return err
	})
}

func (m Mail) text() string {
	if m.Kind == MailChanged {
		return fmt.Sprintf(changedText, m.Greeting, m.Shop, m.Href)
	}
	return fmt.Sprintf(resetText, m.Greeting, m.Shop, m.Href, m.Good)
}

const resetText = `Hello %s,

somebody, hopefully you, asked for a new password for your account at %s.
Please open this link to choose one:

%s

It works once, for %s. If it wasn't you, there is nothing to do: your
password stays as it is.
`

const changedText = `Hello %s,

the password of your account at %s was changed just now, and all devices
were signed out.

If it wasn't you, please set another one at once:

%s
`
