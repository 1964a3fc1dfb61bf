package orders

import (
	"fmt"
	"strings"
)

// Text is the mail as plain text: the same as [MailPage] says.
func (m Mail) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Hello %s,\n\n%s\n\n", m.Greeting, m.Opening())
	for _, p := range m.Parcels {
		if p.label() != "" {
			fmt.Fprintf(&b, "Parcel: %s\n\n", p.label())
		}
	}
	if m.itemised() {
		for _, l := range m.Lines {
			fmt.Fprintf(&b, "%3d x %s: %s\n", l.Quantity, l.label(), l.Total)
		}
		b.WriteString("\n")
		for _, row := range m.Totals.rows() {
			fmt.Fprintf(&b, "%s: %s\n", row[0], row[1])
		}
		fmt.Fprintf(&b, "\nDelivery: %s\n%s\n\nPayment: %s\n", m.ShippingMethod, strings.Join(m.Address, "\n"), m.PaymentMethod)
	}
	fmt.Fprintf(&b, "\nYour order: %s\n\n%s\n", m.Href, m.Shop)
	return b.String()
}
