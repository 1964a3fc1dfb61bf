package legal

// Page is one legal page.
type Page struct {
	// Name is its part of the address: "imprint".
	Name               string
	Title, Description string
}

// Pages are all of them, in the footer's order.
func Pages() []Page {
	return []Page{
		{"delivery", "Delivery and returns", "How and when parcels arrive, what delivery costs, and how to send something back."},
		{"imprint", "Imprint", "Who runs this shop and how to reach us."},
		{"privacy", "Privacy", "Which data this shop keeps, why, and for how long."},
		{"terms", "Terms of sale", "The terms on which this shop sells."},
	}
}

// Find returns the page of that name; false where there is none.
func Find(name string) (Page, bool) {
	for _, p := range Pages() {
		if p.Name == name {
			return p, true
		}
	}
	return Page{}, false
}
