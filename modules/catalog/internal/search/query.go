package search

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"shop/platform/fault"
)

// Sort is an order of results.
type Sort string

// The orders. Relevance needs a text, and is the default where there is one.
const (
	Newest    Sort = "newest"
	Cheapest  Sort = "price"
	Dearest   Sort = "-price"
	ByName    Sort = "name"
	Popular   Sort = "popular"
	Relevance Sort = "relevance"
)

var sorts = []Sort{Newest, Cheapest, Dearest, ByName, Popular, Relevance}

// The bounds of a query.
const (
	DefaultLimit = 20
	MaxLimit     = 100
	// maxDepth is how many results can be paged through.
	maxDepth = 10_000
	maxText  = 200
	maxLabel = 100
	maxPrice = 1_000_000_000_00
	// maxBrowsed is how many pages of a list people are taken to look through.
	maxBrowsed = 20
)

// Query is what a shopper asks for. Only one that [Query.Canonical] returned
// is searched for.
type Query struct {
	// Text is searched in names, tags, descriptions and SKUs.
	Text string
	// Category is a slug; products below it count too.
	Category string
	// MinPrice and MaxPrice are in minor units, both inclusive; 0 means no
	// bound. They are compared with a product's lowest price.
	MinPrice, MaxPrice int64
	InStock            bool
	Vendor, Tag        string
	Sort               Sort
	// Page counts from 1.
	Page, Limit int
}

// Canonical returns q with defaults filled in and spelled in one way. Errors:
// fault.Invalid naming each parameter that can't be.
func (q Query) Canonical() (Query, error) {
	var wrong fault.Fields
	q = q.spelled()
	if utf8.RuneCountInString(q.Text) > maxText {
		wrong.Add("q", fmt.Sprintf("A search has at most %d characters.", maxText))
	}
	for _, label := range []struct{ path, value string }{{"vendor", q.Vendor}, {"tag", q.Tag}, {"category", q.Category}} {
		if utf8.RuneCountInString(label.value) > maxLabel {
			wrong.Add(label.path, fmt.Sprintf("This has at most %d characters.", maxLabel))
		}
	}
	if !slices.Contains(sorts, q.Sort) {
		wrong.Add("sort", "Products are sorted by newest, price, -price, name, popular or relevance.")
	}
	if q.MinPrice < 0 || q.MinPrice > maxPrice {
		wrong.Add("minPrice", "Please give an amount in minor units.")
	}
	if q.MaxPrice < 0 || q.MaxPrice > maxPrice {
		wrong.Add("maxPrice", "Please give an amount in minor units.")
	} else if q.MaxPrice > 0 && q.MaxPrice < q.MinPrice {
		wrong.Add("maxPrice", "The highest price is below the lowest one.")
	}
	switch {
	case q.Limit < 1 || q.Limit > MaxLimit:
		wrong.Add("limit", fmt.Sprintf("A page has 1 to %d products.", MaxLimit))
	case q.Page < 1:
		wrong.Add("page", "Pages count from 1.")
	case q.Page > maxDepth/q.Limit:
		wrong.Add("page", "Please narrow the search rather than page this deep.")
	}
	return q, wrong.Err()
}

// Lenient returns q in canonical form, leaving out what can't be, so that a
// mistyped address still shows something.
func (q Query) Lenient() Query {
	q = q.spelled()
	q.Text, q.Vendor, q.Tag = cut(q.Text, maxText), cut(q.Vendor, maxLabel), cut(q.Tag, maxLabel)
	q.MinPrice = min(max(q.MinPrice, 0), maxPrice)
	q.MaxPrice = min(max(q.MaxPrice, 0), maxPrice)
	if q.MaxPrice < q.MinPrice {
		q.MaxPrice = 0
	}
	if !slices.Contains(sorts, q.Sort) {
		q.Sort = ""
	}
	q.Limit = min(max(q.Limit, 1), MaxLimit)
	q.Page = min(max(q.Page, 1), maxDepth/q.Limit)
	return q.spelled()
}

// spelled fills in defaults and makes equal queries look equal.
func (q Query) spelled() Query {
	q.Text = strings.Join(strings.FieldsFunc(strings.ToLower(strings.ToValidUTF8(q.Text, "")), notSearchable), " ")
	q.Category = strings.TrimSpace(q.Category)
	q.Vendor, q.Tag = strings.TrimSpace(q.Vendor), strings.TrimSpace(q.Tag)
	if q.Sort == "" || q.Sort == Relevance && q.Text == "" {
		q.Sort = Newest
		if q.Text != "" {
			q.Sort = Relevance
		}
	}
	if q.Page == 0 {
		q.Page = 1
	}
	if q.Limit == 0 {
		q.Limit = DefaultLimit
	}
	return q
}

// notSearchable separates the words of a text, as the text index does. Quotes
// and leading minuses, which it would take for operators, are among it.
func notSearchable(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_' && r != '\''
}

func cut(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes])
}

// Key returns a text that equal queries share and others don't.
func (q Query) Key() string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	bound := func(name string, value int64) {
		if value != 0 {
			v.Set(name, strconv.FormatInt(value, 10))
		}
	}
	set("q", q.Text)
	set("category", q.Category)
	bound("minPrice", q.MinPrice)
	bound("maxPrice", q.MaxPrice)
	set("vendor", q.Vendor)
	set("tag", q.Tag)
	set("sort", string(q.Sort))
	set("page", strconv.Itoa(q.Page))
	set("limit", strconv.Itoa(q.Limit))
	if q.InStock {
		v.Set("inStock", "true")
	}
	return v.Encode()
}

// Arbitrary reports whether q is one of endlessly many that a caller could make
// up. The others are as many as categories, orders and a few pages allow.
func (q Query) Arbitrary() bool {
	return q.Text != "" || q.MinPrice != 0 || q.MaxPrice != 0 || q.Vendor != "" || q.Tag != "" ||
		q.Limit != DefaultLimit || q.Page > maxBrowsed
}
