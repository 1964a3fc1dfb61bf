package catalog

import (
	"shop/views/href"
	"shop/views/ui"
)

// Home is the first page.
type Home struct {
	// Shop is the shop's name; a Demo has words of its own about its goods.
	Shop       string
	Demo       bool
	Categories []CategoryTile
	// New and Popular are the two rows of products; an empty one is left out.
	New, Popular []ui.Card
}

// CategoryTile is a category with a picture of something in it.
type CategoryTile struct {
	Name, Href string
	Picture    ui.Picture
	// Count is how many products it has.
	Count int
}

// Listing is a category page or the search page.
//
// Its forms are GET with the fields of href.Listing: q, category, sort,
// minPrice, maxPrice (major units, "12.50"), inStock ("true"), vendor, tag, page.
type Listing struct {
	// Search says that this is the search page; then Text is what was searched.
	Search bool
	Text   string
	// Title and Lead head a category; the search page has its own.
	Title, Lead string
	// Breadcrumbs are the pages above this one.
	Breadcrumbs []ui.Link
	// Children are the categories below this one.
	Children []ui.Link
	// Total counts the products found, on all pages.
	Total int
	Cards []ui.Card
	Sort  []ui.Choice
	// Action is the address the forms go to, without a query.
	Action string
	// Kept are the parameters that the sort form must carry along: everything
	// but sort and page.
	Kept   []ui.Pair
	Facets []Facet
	// MinPrice and MaxPrice are what the shopper typed; PriceKept is what the
	// price form carries along: everything but the two and page.
	MinPrice, MaxPrice string
	PriceKept          []ui.Pair
	// Currency stands beside the price fields: "EUR".
	Currency string
	// Chips are the chosen filters; each links to the listing without it.
	Chips []ui.Link
	// Clear is the listing without any filter.
	Clear string
	Pages ui.Pagination
	// Try are searches or categories to try when nothing was found.
	Try []ui.Link
	// Error says what was wrong with a filter (a price that is none).
	Error string
}

// Facet is one way to narrow a listing.
type Facet struct {
	Name   string
	Values []FacetValue
}

// FacetValue links to the listing narrowed by it, or, when Chosen, without it.
type FacetValue struct {
	Label, Href string
	Count       int
	Chosen      bool
}

// Product is a product's page with one variant chosen by ?sku=, the first that
// can be bought without it.
//
// The page adds to the cart with POST /cart/lines, fields sku and quantity.
// Choosing a value of an option re-fetches the page with that value's SKU and
// swaps #offer; a product.stock event re-fetches #availability and #add.
type Product struct {
	ID, Slug, Name, Vendor string
	// Breadcrumbs are the pages above this one.
	Breadcrumbs []ui.Link
	// Pictures start with the one that shows the chosen variant.
	Pictures []ui.Picture
	// SKU is the chosen variant's.
	SKU   string
	Price ui.Price
	Stock Stock
	// MaxQuantity is how many may be put into the cart at once, at least 1.
	MaxQuantity int
	// Options is empty where the product has one variant.
	Options []Option
	// Variants are all that can be chosen; the page offers them as one list to
	// browsers without scripts when there are two options or more.
	Variants []Variant
	// DescriptionHTML is sanitised HTML and is shown as it is.
	DescriptionHTML string
	Attributes      []ui.Pair
	Related         []ui.Card
	// Demo shows the demo's terms of delivery; others are on the legal page.
	Demo bool
	// Preview is how staff look at a product that isn't in the shop, or not yet.
	Preview bool
}

// at is the page with another variant chosen.
func (m Product) at(sku string) string {
	if m.Preview {
		return href.AdminProductPreview(m.ID, sku)
	}
	return href.Variant(m.Slug, sku)
}

// Stock is how much of the chosen variant can be bought now.
type Stock struct {
	SoldOut bool
	// Backorder: none is left, and it can be ordered all the same.
	Backorder bool
	// OnlyLeft is the number of units left when they are few, else 0.
	OnlyLeft int
}

// Option is one choice that makes a variant.
type Option struct {
	Name   string
	Values []OptionValue
}

// OptionValue is one radio button. Its value is the SKU of the variant that
// choosing it leads to, with the other options kept as they are; where no such
// variant exists, that of the nearest one that has this value.
type OptionValue struct {
	Label, SKU string
	Chosen     bool
	// SoldOut: the combination exists, and none is left.
	SoldOut bool
	// NotMade: the combination with the other chosen values does not exist.
	NotMade bool
}

// Variant is one combination: "Large, Oak".
type Variant struct {
	SKU, Label, Price string
	SoldOut, Chosen   bool
}
