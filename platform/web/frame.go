package web

import (
	"context"
	"time"

	"github.com/a-h/templ"
)

// Area is the part of the shop a page belongs to.
type Area string

// The areas. The zero Area is the storefront.
const (
	Storefront Area = "storefront"
	Admin      Area = "admin"
)

// Head is what a page says of itself.
type Head struct {
	// Title stands before the shop's name; empty on the first page.
	Title, Description string
	// Canonical is the page's address for search engines: a path of this shop
	// or an absolute URL. Empty leaves it out.
	Canonical string
	Area      Area
	// Section is the part of the navigation that is marked as the current one.
	Section string
	NoIndex bool
}

// Frame is what surrounds a page and belongs to the request, not to the page.
type Frame struct {
	// Shop is the shop's name.
	Shop string
	Area Area
	// Path is the request's path.
	Path, Section string
	Categories    []Link
	// CartCount is the number of units in the caller's cart.
	CartCount int
	// Account is nil for guests.
	Account *FrameAccount
	// Demo says that nothing here is for sale.
	Demo bool
	// Flash is a message shown once.
	Flash string
}

// FrameAccount is who is signed in.
type FrameAccount struct {
	Name  string
	Staff bool
}

// Link is a labelled address.
type Link struct{ Label, Href string }

// FrameFiller adds what one module knows to the frame of each page, such as
// the number of units in the cart. When it fails, the page is shown without.
type FrameFiller interface {
	FillFrame(ctx context.Context, f *Frame) error
}

// Shell returns the whole document around a page's content.
type Shell func(Frame, Head, templ.Component) templ.Component

// ErrorPage returns the content that tells of a failure.
type ErrorPage func(ErrorView) templ.Component

// ErrorView is what a person is told of a failure.
type ErrorView struct {
	Status int
	// Title is the status's phrase, Message a sentence.
	Title, Message string
	RequestID      string
	// RetryAfter tells when another try makes sense; zero means unknown.
	RetryAfter time.Duration
}
