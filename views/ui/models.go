package ui

// Link is a labelled address.
type Link struct{ Label, Href string }

// Pair is a name and its value: an attribute, a chosen option.
type Pair struct{ Name, Value string }

// Choice is one entry of a select.
type Choice struct {
	Value, Label string
	Selected     bool
}

// Price is an amount as the shopper reads it, currency included.
type Price struct {
	// Amount is what it costs now.
	Amount string
	// Was is the earlier price, where there is one.
	Was string
	// From says that other variants cost more.
	From bool
}

// Picture is an image with the size that reserves its place.
type Picture struct {
	Src string
	// SrcSet lists the widths ("/media/a?w=400 400w, ..."); empty if there is
	// only Src.
	SrcSet string
	// Alt describes the picture; empty for a decorative one.
	Alt string
	// Width and Height are those of Src, in pixels.
	Width, Height int
}

// Silent is the picture without its words, where a name stands beside it.
func (p Picture) Silent() Picture {
	p.Alt = ""
	return p
}

// Card is a product in a listing.
type Card struct {
	Href, Name, Vendor string
	Picture            Picture
	Price              Price
	SoldOut            bool
	// OnlyLeft is the number of units left when they are few, else 0.
	OnlyLeft int
	// New marks what came in lately.
	New bool
}

// Pagination is where a listing stands; the zero value shows nothing.
type Pagination struct {
	// Page counts from 1.
	Page, Pages int
	// Links are the addresses of the pages 1 to Pages.
	Links func(page int) string
}

// Report tells what became of a bulk action.
type Report struct {
	// Done says what was done: "3 products published."
	Done string
	// Left are the ones that stayed as they were, and why.
	Left []Pair
}
