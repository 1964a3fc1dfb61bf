package orders

import "strings"

// envelope is the address line by line.
func (m Order) envelope() []string {
	a := m.Address
	lines := []string{a.Name, a.Line1, a.Line2, strings.TrimSpace(a.PostalCode + " " + a.City), a.Region, m.Country}
	kept := lines[:0]
	for _, l := range lines {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return kept
}
