package pages

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/search"
	"shop/platform/money"
	"shop/platform/web"
	views "shop/views/catalog"
	"shop/views/href"
	"shop/views/ui"
)

// pageSize is how many products a listing shows at once.
const pageSize = 24

// listing is a listing under construction.
type listing struct {
	at       href.Listing
	query    search.Query
	result   search.Result
	tree     category.Tree
	currency string
	view     views.Listing
}

func (s *Storefront) category(c echo.Context) error {
	tree, err := s.tree.Tree(c.Request().Context())
	if err != nil {
		return err
	}
	here, ok := tree.BySlug(c.Param("slug"))
	if !ok {
		return category.ErrNotFound
	}
	l, err := s.listing(c, tree, here.Slug)
	if err != nil {
		return err
	}
	l.view.Title, l.view.Lead = here.Name, here.Description
	l.view.Breadcrumbs = crumbs(tree, here.ParentID)
	for _, child := range tree.Children(here.ID) {
		l.view.Children = append(l.view.Children, ui.Link{Label: child.Name, Href: href.Category(child.Slug)})
	}
	head := web.Head{
		Title: here.Name, Description: here.Description, Section: sectionOf(tree, here.ID),
		Canonical: href.Listing{Category: here.Slug}.At(l.result.Page), NoIndex: len(l.view.Chips) > 0,
	}
	return web.Page(c, http.StatusOK, head, views.ListingPage(l.view))
}

func (s *Storefront) search(c echo.Context) error {
	tree, err := s.tree.Tree(c.Request().Context())
	if err != nil {
		return err
	}
	l, err := s.listing(c, tree, "")
	if err != nil {
		return err
	}
	l.view.Search, l.view.Text = true, l.at.Text
	if l.result.Total == 0 {
		for _, top := range tree.Children("") {
			l.view.Try = append(l.view.Try, ui.Link{Label: top.Name, Href: href.Category(top.Slug)})
		}
	}
	title := "Search"
	if l.at.Text != "" {
		title = "Search for " + l.at.Text
	}
	return web.Page(c, http.StatusOK, web.Head{Title: title, NoIndex: true}, views.ListingPage(l.view))
}

// crumbs lead from the first page to the category.
func crumbs(tree category.Tree, id string) []ui.Link {
	links := []ui.Link{{Label: "Home", Href: href.Home()}}
	for _, c := range tree.Path(id) {
		links = append(links, ui.Link{Label: c.Name, Href: href.Category(c.Slug)})
	}
	return links
}

// sectionOf returns the slug of the top category above, which the navigation
// marks.
func sectionOf(tree category.Tree, id string) string {
	for _, top := range tree.Path(id) {
		return top.Slug
	}
	return ""
}

// listing reads the address, asks for the products and fills what category and
// search pages share.
func (s *Storefront) listing(c echo.Context, tree category.Tree, slug string) (*listing, error) {
	l := &listing{at: addressOf(c, slug), tree: tree, currency: s.currency}
	if _, ok := tree.BySlug(l.at.In); !ok {
		l.at.In = ""
	}
	l.query = search.Query{
		Text: l.at.Text, Category: slug, InStock: l.at.InStock, Vendor: l.at.Vendor, Tag: l.at.Tag,
		Sort: search.Sort(l.at.Sort), Page: l.at.Page, Limit: pageSize,
		MinPrice: l.amount(l.at.MinPrice), MaxPrice: l.amount(l.at.MaxPrice),
	}.Lenient()
	if slug == "" {
		l.query.Category = l.at.In
	}
	var err error
	ctx := c.Request().Context()
	if l.result, err = s.lists.List(ctx, l.query); err != nil {
		return nil, err
	}
	if l.query.Page > l.result.Pages {
		l.query.Page = l.result.Pages
		if l.result, err = s.lists.List(ctx, l.query); err != nil {
			return nil, err
		}
	}
	l.fill()
	return l, nil
}

func addressOf(c echo.Context, slug string) href.Listing {
	value := func(name string) string { return strings.TrimSpace(c.QueryParam(name)) }
	page, _ := strconv.Atoi(value("page"))
	at := href.Listing{
		Category: slug, Text: value("q"), Sort: value("sort"), MinPrice: value("minPrice"), MaxPrice: value("maxPrice"),
		InStock: value("inStock") == "true", Vendor: value("vendor"), Tag: value("tag"), Page: page,
	}
	if slug == "" {
		at.In = value("category")
	}
	return at
}

// amount reads a price as shoppers type it; one that is none is told and left
// out.
func (l *listing) amount(text string) int64 {
	if text == "" {
		return 0
	}
	m, err := money.Parse(strings.ReplaceAll(text, ",", "."), l.currency)
	if err != nil || m.Amount < 0 {
		l.view.Error = "Please give prices as plain amounts, such as 25 or 12.50."
		return 0
	}
	return m.Amount
}

func (l *listing) fill() {
	v := &l.view
	v.Total, v.Cards = l.result.Total, cardsOf(l.result.Cards)
	v.Action, v.Currency = l.at.Path(), l.currency
	v.MinPrice, v.MaxPrice = l.at.MinPrice, l.at.MaxPrice
	v.Sort = l.sorts()
	v.Kept = pairs(l.at, "sort", "page")
	v.PriceKept = pairs(l.at, "minPrice", "maxPrice", "page")
	v.Facets = l.facets()
	v.Chips = l.chips()
	v.Clear = href.Listing{Category: l.at.Category, Text: l.at.Text, Sort: l.at.Sort}.URL()
	v.Pages = ui.Pagination{Page: l.result.Page, Pages: l.result.Pages, Links: l.at.At}
}

// listingParams are the query parameters that every listing reads.
var listingParams = []string{"q", "sort", "minPrice", "maxPrice", "inStock", "vendor", "tag", "page"}

// pairs returns the address's parameters but some.
func pairs(at href.Listing, but ...string) []ui.Pair {
	values := at.Values()
	for _, name := range but {
		values.Del(name)
	}
	var list []ui.Pair
	for _, name := range []string{"q", "category", "sort", "minPrice", "maxPrice", "inStock", "vendor", "tag"} {
		if value := values.Get(name); value != "" {
			list = append(list, ui.Pair{Name: name, Value: value})
		}
	}
	return list
}

func (l *listing) sorts() []ui.Choice {
	choices := []ui.Choice{
		{Value: string(search.Newest), Label: "Newest"},
		{Value: string(search.Popular), Label: "Popular"},
		{Value: string(search.Cheapest), Label: "Price, low to high"},
		{Value: string(search.Dearest), Label: "Price, high to low"},
		{Value: string(search.ByName), Label: "Name"},
	}
	if l.query.Text != "" {
		choices = append([]ui.Choice{{Value: string(search.Relevance), Label: "Best match"}}, choices...)
	}
	for i := range choices {
		choices[i].Selected = choices[i].Value == string(l.query.Sort)
	}
	return choices
}
