package pages

import (
	"context"
	"encoding/xml"
	"io/fs"
	"net/http"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/platform/web"
	views "shop/views/catalog"
	"shop/views/href"
	"shop/views/ui"
)

// Storefront is the pages that shoppers see. What it reads may be cached.
type Storefront struct {
	shelf     *product.Shelf
	lists     search.Lister
	directory search.Directory
	tree      search.Categories
	media     *media.Service
	words     fs.FS
	currency  string
	baseURL   string
}

// NewStorefront returns the pages over the services. words holds the
// merchant's legal texts, "imprint.html" and so on, each an HTML fragment;
// baseURL stands before addresses in the site map.
func NewStorefront(
	shelf *product.Shelf, lists search.Lister, directory search.Directory, tree search.Categories, media *media.Service, words fs.FS, currency, baseURL string,
) *Storefront {
	return &Storefront{shelf, lists, directory, tree, media, words, currency, strings.TrimSuffix(baseURL, "/")}
}

// Routes implements [web.Routes].
func (s *Storefront) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/", web.Public, s.home, web.StoredPage(), web.Prefetched())
	r.Page(http.MethodGet, "/c/:slug", web.Public, s.category, web.StoredPage(listingParams...), web.Prefetched(), web.Limited("search"))
	r.Page(http.MethodGet, "/search", web.Public, s.search, web.StoredPage(append(listingParams, "category")...), web.Limited("search"))
	r.Page(http.MethodGet, "/p/:slug", web.Public, s.product, web.StoredPage("sku"), web.Prefetched())
	r.Page(http.MethodGet, "/legal/:page", web.Public, s.legal, web.Prefetched())
	r.Page(http.MethodGet, "/media/*", web.Asset, s.picture)
	r.Page(http.MethodGet, "/sitemap.xml", web.Public, s.siteMap, web.StoredPage(), web.Limited("sitemap"))
	r.Page(http.MethodGet, "/robots.txt", web.Asset, s.robots, web.StoredPage())
}

// FillFrame implements [web.FrameFiller]: the top categories are the
// storefront's navigation.
func (s *Storefront) FillFrame(ctx context.Context, f *web.Frame) error {
	if f.Area == web.Admin {
		return nil
	}
	tree, err := s.tree.Tree(ctx)
	if err != nil {
		return err
	}
	for _, c := range tree.Children("") {
		f.Categories = append(f.Categories, web.Link{Label: c.Name, Href: href.Category(c.Slug)})
	}
	return nil
}

// shelfSize is how many products a row of the first page has.
const shelfSize = 8

func (s *Storefront) home(c echo.Context) error {
	ctx := c.Request().Context()
	tree, err := s.tree.Tree(ctx)
	if err != nil {
		return err
	}
	newest, err := s.lists.List(ctx, search.Query{Sort: search.Newest, Limit: shelfSize}.Lenient())
	if err != nil {
		return err
	}
	popular, err := s.popular(ctx, shelfSize)
	if err != nil {
		return err
	}
	home := views.Home{New: cardsOf(newest.Cards), Popular: popular}
	for _, top := range tree.Children("") {
		tile, err := s.tile(ctx, top, newest.Facets.Categories[top.ID])
		if err != nil {
			return err
		}
		if tile.Count > 0 {
			home.Categories = append(home.Categories, tile)
		}
	}
	return web.PageIn(c, http.StatusOK, web.Head{Canonical: href.Home()}, func(f web.Frame) templ.Component {
		home.Shop, home.Demo = f.Shop, f.Demo
		return views.HomePage(home)
	})
}

func (s *Storefront) popular(ctx context.Context, most int) ([]ui.Card, error) {
	found, err := s.lists.List(ctx, search.Query{Sort: search.Popular, Limit: most}.Lenient())
	if err != nil {
		return nil, err
	}
	return cardsOf(found.Cards), nil
}

// popularSize is how many products stand below an empty cart: one row.
const popularSize = 4

// Popular is the panel below an empty cart.
func (s *Storefront) Popular() web.Panel {
	return web.Panel{Slot: "empty-cart", Render: func(ctx context.Context) (templ.Component, error) {
		cards, err := s.popular(ctx, popularSize)
		if err != nil {
			return nil, err
		}
		return views.PopularPanel(cards), nil
	}}
}

// tile shows a category by the picture of what is bought most in it.
func (s *Storefront) tile(ctx context.Context, c category.Category, count int) (views.CategoryTile, error) {
	tile := views.CategoryTile{Name: c.Name, Href: href.Category(c.Slug), Count: count}
	if count == 0 {
		return tile, nil
	}
	best, err := s.lists.List(ctx, search.Query{Category: c.Slug, Sort: search.Popular, Limit: 1}.Lenient())
	if err != nil {
		return tile, err
	}
	for _, card := range best.Cards {
		tile.Picture = coverOf(card)
	}
	return tile, nil
}

func (s *Storefront) picture(c echo.Context) error {
	return s.media.Serve(c.Response(), c.Request(), c.Param("*"))
}

// siteMap lists the categories and the published products, as many as a site
// map may have.
func (s *Storefront) siteMap(c echo.Context) error {
	ctx := c.Request().Context()
	type address struct {
		Loc string `xml:"loc"`
	}
	var urls struct {
		XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []address `xml:"url"`
	}
	add := func(path string) { urls.URLs = append(urls.URLs, address{s.baseURL + path}) }
	add(href.Home())
	tree, err := s.tree.Tree(ctx)
	if err != nil {
		return err
	}
	tree.Walk(func(c category.Category, _ int) { add(href.Category(c.Slug)) })
	slugs, err := s.directory.Slugs(ctx)
	if err != nil {
		return err
	}
	for _, slug := range slugs {
		add(href.Product(slug))
	}
	urls.URLs = urls.URLs[:min(len(urls.URLs), search.MaxAddresses)]
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=3600")
	return c.XML(http.StatusOK, urls)
}

// robots keeps crawlers to what can be found by others.
func (s *Storefront) robots(c echo.Context) error {
	var text strings.Builder
	text.WriteString("User-agent: *\n")
	for _, path := range []string{"/admin", "/api/", href.Account(), href.Cart(), href.Checkout(), "/orders/", href.Search("")} {
		text.WriteString("Disallow: " + path + "\n")
	}
	text.WriteString("Sitemap: " + s.baseURL + "/sitemap.xml\n")
	c.Response().Header().Set(echo.HeaderCacheControl, "public, max-age=3600")
	return c.String(http.StatusOK, text.String())
}
