package href

import (
	"net/url"
	"strconv"
)

// Listing is the address of a category or of the search page in one state:
// what is filtered, how it is sorted and which page is shown. It is a value:
// copy it, change a field, and take the URL for a link.
type Listing struct {
	// Category is a category page's slug; empty means the search page.
	Category string
	// Text is the search text.
	Text string
	// In narrows a search to one category, by slug.
	In string
	// Sort is "newest", "price", "-price", "name" or empty for the default.
	Sort string
	// MinPrice and MaxPrice are in major units as the shopper typed them.
	MinPrice, MaxPrice string
	InStock            bool
	Vendor, Tag        string
	// Page counts from 1; 0 and 1 leave it out.
	Page int
}

// Path is the address without its query, for a form's action.
func (l Listing) Path() string {
	if l.Category != "" {
		return Category(l.Category)
	}
	return "/search"
}

// Values is the query: q, category, sort, minPrice, maxPrice, inStock, vendor,
// tag and page, each only where it is set.
func (l Listing) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", l.Text)
	set("category", l.In)
	set("sort", l.Sort)
	set("minPrice", l.MinPrice)
	set("maxPrice", l.MaxPrice)
	set("vendor", l.Vendor)
	set("tag", l.Tag)
	if l.InStock {
		v.Set("inStock", "true")
	}
	if l.Page > 1 {
		v.Set("page", strconv.Itoa(l.Page))
	}
	return v
}

// URL is the address.
func (l Listing) URL() string {
	if q := l.Values().Encode(); q != "" {
		return l.Path() + "?" + q
	}
	return l.Path()
}

// At is the address of another page of the same listing.
func (l Listing) At(page int) string {
	l.Page = page
	return l.URL()
}
