package orders

import (
	"context"
	"fmt"
	"io"
	"strings"

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
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n%s\n\n", m.hello(), m.Opening())
	if m.Note != "" {
		fmt.Fprintf(&b, "%s\n\n", m.Note)
	}
	if m.Transfer != nil {
		m.Transfer.write(&b)
	}
	for _, p := range m.Parcels {
		if p.label() != "" {
			fmt.Fprintf(&b, "Parcel: %s\n", p.label())
			if p.Href != "" {
				fmt.Fprintf(&b, "%s\n", p.Href)
			}
			b.WriteString("\n")
		}
	}
	if m.itemised() {
		for _, l := range m.Lines {
			fmt.Fprintf(&b, "%3d x %s", l.Quantity, l.label())
			if l.Total != "" {
				fmt.Fprintf(&b, ": %s", l.Total)
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
		for _, row := range m.Totals.rows() {
			fmt.Fprintf(&b, "%s: %s\n", row[0], row[1])
		}
	}
	if m.ordered() {
		fmt.Fprintf(&b, "\nDelivery: %s\n%s\n\nPayment: %s\n", m.ShippingMethod, strings.Join(m.Address, "\n"), m.PaymentMethod)
	}
	fmt.Fprintf(&b, "\n%s: %s\n\n%s\n", m.invitation(), m.Href, m.Shop)
	return b.String()
}

func (t Transfer) write(b *strings.Builder) {
	for _, row := range t.rows() {
		fmt.Fprintf(b, "%s: %s\n", row.Name, row.Value)
	}
	b.WriteString("\n")
	if t.note() != "" {
		fmt.Fprintf(b, "%s\n\n", t.note())
	}
}
