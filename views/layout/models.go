package layout

import "shop/views/ui"

// Frame is what surrounds a page and belongs to the request, not to the page.
type Frame struct {
	// Shop is the shop's name.
	Shop string
	// Path is the path of the request.
	Path string
	// Section names the part of the admin, or the category's slug, that is
	// marked as the current one.
	Section    string
	Categories []ui.Link
	// CartCount is the number of units in the cart.
	CartCount int
	// Account is nil for guests.
	Account *Account
	// Demo shows the bar that says nothing here is for sale, and the words that
	// belong to the demo's goods.
	Demo bool
	// Flash is said once, above the page.
	Flash string
}

// Account is who is signed in.
type Account struct {
	Name  string
	Staff bool
}

// Head is what a page says of itself to browsers and search engines.
type Head struct {
	// Title stands before the shop's name; empty on the first page.
	Title, Description string
	// Canonical is the absolute address of the page; empty leaves it out.
	Canonical string
	NoIndex   bool
}

// Error is what an error page says.
type Error struct {
	Status int
	// Title and Detail are sentences for the shopper; empty takes the
	// status's own.
	Title, Detail string
	RequestID     string
	// RetryAfter is in seconds; 0 says nothing.
	RetryAfter int
}
