package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"shop/views/catalog"
	"shop/views/href"
	"shop/views/ui"
	"shop/views/viewtest"
)

func picture(n int) ui.Picture {
	return ui.Picture{Src: fmt.Sprintf("/media/%d.webp", n), Alt: viewtest.Nasty, Width: 800, Height: 1000}
}

func card(n int) ui.Card {
	return ui.Card{Href: fmt.Sprintf("/p/%d", n), Name: viewtest.Nasty, Picture: picture(n), Price: ui.Price{Amount: "€5.00"}}
}

func TestHomePage(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "home", catalog.HomePage(catalog.Home{
		Shop: viewtest.Nasty, Demo: true,
		Categories: []catalog.CategoryTile{{Name: viewtest.Nasty, Href: "/c/a", Picture: picture(1), Count: 1}, {Name: "Bare", Href: "/c/b", Count: 12}},
		New:        []ui.Card{card(1), card(2), card(3), card(4)},
		Popular:    []ui.Card{card(5)},
	}))
	viewtest.Golden(t, "home-empty", catalog.HomePage(catalog.Home{Shop: viewtest.Nasty}))
}

func TestHomePage_has_one_eager_picture(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, catalog.HomePage(catalog.Home{New: []ui.Card{card(1), card(2)}, Popular: []ui.Card{card(3)}}))
	if n := strings.Count(html, `fetchpriority="high"`); n != 1 {
		t.Errorf("%d pictures are eager, want 1", n)
	}
}

func listing() catalog.Listing {
	here := href.Listing{Category: "kitchen", InStock: true}
	return catalog.Listing{
		Title: viewtest.Nasty, Lead: viewtest.Nasty,
		Breadcrumbs: []ui.Link{{Label: "Home", Href: "/"}, {Label: viewtest.Nasty, Href: "/c/house"}},
		Children:    []ui.Link{{Label: viewtest.Nasty, Href: "/c/boards"}},
		Total:       43, Cards: []ui.Card{card(1), card(2)},
		Sort:   []ui.Choice{{Value: "", Label: "Our choice", Selected: true}, {Value: "price", Label: "Price"}},
		Action: here.Path(), Kept: []ui.Pair{{Name: "inStock", Value: "true"}},
		Facets: []catalog.Facet{{Name: "Maker", Values: []catalog.FacetValue{
			{Label: viewtest.Nasty, Href: "/c/kitchen?vendor=a", Count: 3},
			{Label: "Chosen", Href: "/c/kitchen", Count: 40, Chosen: true},
		}}},
		MinPrice: `5"`, PriceKept: []ui.Pair{{Name: "q", Value: viewtest.Nasty}}, Currency: "EUR", Error: viewtest.Nasty,
		Chips: []ui.Link{{Label: viewtest.Nasty, Href: "/c/kitchen"}}, Clear: "/c/kitchen",
		Pages: ui.Pagination{Page: 2, Pages: 3, Links: here.At},
	}
}

func TestListingPage(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "category", catalog.ListingPage(listing()))
	viewtest.Golden(t, "search-nothing", catalog.ListingPage(catalog.Listing{
		Search: true, Text: viewtest.Nasty, Action: "/search", Currency: "EUR",
		Try: []ui.Link{{Label: viewtest.Nasty, Href: "/c/a"}},
	}))
}

func TestListingPage_says_what_is_the_matter_when_it_is_empty(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		m    catalog.Listing
		want []string
	}{
		"with filters":               {catalog.Listing{Title: "Kitchen", Chips: []ui.Link{{Label: "In stock"}}, Clear: "/c/kitchen"}, []string{"Nothing fits all of these filters", `href="/c/kitchen">Clear the filters`}},
		"in a search":                {catalog.Listing{Search: true, Text: "oak"}, []string{"Nothing found for “oak”", "See all products"}},
		"in a new shop":              {catalog.Listing{Title: "Kitchen"}, []string{"Nothing here yet"}},
		"with a filter that is none": {catalog.Listing{Title: "Kitchen", Error: "That is no price."}, []string{"That is no price.", `id="filters"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			html := viewtest.Render(t, catalog.ListingPage(tc.m))
			for _, want := range tc.want {
				if !strings.Contains(html, want) {
					t.Errorf("%q is missing in %s", want, html)
				}
			}
		})
	}
}
