package pages_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/platform/config"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/redis"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// furnished is a shop with a category tree and a few products.
func furnished(t *testing.T) *catalogtest.Site {
	t.Helper()
	site := catalogtest.NewSite(t)
	ctx := identity.System(t.Context(), "test")
	living, err := site.Categories.Create(ctx, category.Input{Name: "Living", Description: "To sit and to rest."})
	if err != nil {
		t.Fatal(err)
	}
	chairs, err := site.Categories.Create(ctx, category.Input{Name: "Chairs", ParentID: living.ID})
	if err != nil {
		t.Fatal(err)
	}
	var data bytes.Buffer
	if err := png.Encode(&data, image.NewRGBA(image.Rect(0, 0, 700, 875))); err != nil {
		t.Fatal(err)
	}
	picture, err := site.Pictures.Store(ctx, &data, "A chair by the window")
	if err != nil {
		t.Fatal(err)
	}
	before := money.New(15000, "EUR")
	variant := func(sku, size, wood string, cents int64) product.Variant {
		return product.Variant{
			SKU: catalog.SKU(sku), Price: money.New(cents, "EUR"), Tracked: true, WeightGrams: 4250,
			Options: []catalog.Option{{Name: "Size", Value: size}, {Name: "Wood", Value: wood}},
		}
	}
	chair := product.Content{
		Name: "Oak & ash chair", Vendor: "Joiner", Status: product.Active, DescriptionHTML: "<p>Sits <em>well</em>.</p>",
		Options: []product.Option{{Name: "Size"}, {Name: "Wood"}}, CategoryIDs: []string{chairs.ID}, Images: []product.Image{picture},
		Variants: []product.Variant{variant("low-oak", "Low", "Oak", 12000), variant("low-ash", "Low", "Ash", 12000), variant("high-oak", "High", "Oak", 14000)},
	}
	chair.Variants[0].CompareAt = &before
	quantities := map[catalog.SKU]int{"low-oak": 0, "low-ash": 2, "high-oak": 40, "stool": 30}
	stool := product.Content{
		Name: "Stool", Vendor: "Smith", Status: product.Active, CategoryIDs: []string{living.ID},
		Variants: []product.Variant{{SKU: "stool", Price: money.New(2500, "EUR"), Tracked: true}},
	}
	for _, content := range []product.Content{chair, stool} {
		if _, err := site.Products.Create(ctx, product.Input{Content: content, Quantities: quantities}); err != nil {
			t.Fatal(err)
		}
	}
	return site
}

// wants checks what a page shows and does not show.
func wants(t *testing.T, r *webtest.Response, wanted []string, unwanted ...string) {
	t.Helper()
	for _, text := range wanted {
		if !strings.Contains(r.Body, text) {
			t.Errorf("the page has not %q", text)
		}
	}
	for _, text := range unwanted {
		if strings.Contains(r.Body, text) {
			t.Errorf("the page has %q", text)
		}
	}
}

func TestStorefront_pages(t *testing.T) {
	t.Parallel()
	site := furnished(t)
	site.Words["imprint.html"] = &fstest.MapFile{Data: []byte("<p>Ada&rsquo;s chairs, Kiln Lane 4</p>")}
	shopper := site.Client(t)
	for _, tc := range []struct {
		name, path string
		status     int
		wanted     []string
		unwanted   []string
	}{
		{"the first page shows categories and products", "/", 200, []string{"/c/living", "Oak &amp; ash chair", "Stool", "€25.00"}, nil},
		{"a category shows what is below it too", "/c/living", 200, []string{"To sit and to rest.", "/c/chairs", "Oak &amp; ash chair", "Stool"}, nil},
		{"a category can be narrowed by price in major units", "/c/living?minPrice=20&maxPrice=30,50", 200, []string{"Stool"}, []string{"Oak &amp; ash chair"}},
		{"a price that is none is told", "/c/living?minPrice=cheap", 200, []string{"Please give prices", "Stool"}, nil},
		{"a mistyped order shows the default", "/c/living?sort=best&page=-3", 200, []string{"Stool"}, nil},
		{"a page beyond the last shows the last", "/c/living?page=900", 200, []string{"Stool"}, nil},
		{"an unknown category is not found", "/c/nothing", 404, nil, nil},
		{"search finds", "/search?q=stool", 200, []string{"Stool"}, []string{"Oak &amp; ash chair"}},
		{"search in an unknown category searches all", "/search?q=stool&category=nothing", 200, []string{"Stool"}, nil},
		{"search that finds nothing says what to try", "/search?q=velvet", 200, []string{"velvet", "/c/living"}, nil},
		{"search takes markup as text", "/search?q=%3Cscript%3Ealert(1)", 200, []string{"&lt;script&gt;"}, []string{"<script>alert(1)"}},
		{"a product shows the first variant that can be bought", "/p/oak-and-ash-chair", 200, []string{"low-ash", "Sits <em>well</em>.", "€120.00", "4.25 kg", "srcset"}, []string{"€150.00"}},
		{"a product shows the variant asked for", "/p/oak-and-ash-chair?sku=high-oak", 200, []string{"€140.00"}, nil},
		{"a product shows its earlier price", "/p/oak-and-ash-chair?sku=low-oak", 200, []string{"€150.00"}, nil},
		{"an unknown variant shows the default one", "/p/oak-and-ash-chair?sku=nothing", 200, []string{"low-ash"}, nil},
		{"an unknown product is not found", "/p/nothing", 404, nil, nil},
		{"an operator for a slug is not found", "/p/%7B%22$ne%22:null%7D", 404, nil, nil},
		{"a legal text that nobody wrote is not made up", "/legal/terms", 200, []string{"Terms", "Not published yet"}, []string{"30 days"}},
		{"a legal text is the merchant's own", "/legal/imprint", 200, []string{"<p>Ada&rsquo;s chairs, Kiln Lane 4</p>"}, []string{"Not published yet"}},
		{"an unknown legal page", "/legal/nothing", 404, nil, nil},
		{"the site map lists what can be found", "/sitemap.xml", 200, []string{"https://shop.example/p/oak-and-ash-chair", "https://shop.example/c/chairs"}, nil},
		{"robots are kept from the rest", "/robots.txt", 200, []string{"Disallow: /admin", "Sitemap: https://shop.example/sitemap.xml"}, nil},
		{"an unknown picture is not found", "/media/nothing.webp", 404, nil, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wants(t, shopper.Get(tc.path).Want(tc.status), tc.wanted, tc.unwanted...)
		})
	}
}

func TestStorefront_pictures_are_kept_for_ever(t *testing.T) {
	t.Parallel()
	site := furnished(t)
	page := site.Client(t).Get("/p/oak-and-ash-chair").Want(200)
	_, rest, _ := strings.Cut(page.Body, `src="/media/`)
	name, _, _ := strings.Cut(rest, `"`)
	r := site.Client(t).Get("/media/" + name).Want(200)
	if r.Header.Get("Content-Type") != "image/webp" || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("header %v", r.Header)
	}
}

func TestStorefront_former_addresses_lead_to_the_product(t *testing.T) {
	t.Parallel()
	site := furnished(t)
	ctx := identity.System(t.Context(), "test")
	p, err := site.Products.Match(ctx, "stool", nil)
	if err != nil {
		t.Fatal(err)
	}
	in := product.Input{Content: p.Content}
	in.Slug = "bar-stool"
	if _, err := site.Products.Update(ctx, p.ID, p.Version, in); err != nil {
		t.Fatal(err)
	}
	r := site.Client(t).Get("/p/stool?sku=stool").Want(http.StatusMovedPermanently)
	if to := r.Header.Get("Location"); to != "/p/bar-stool?sku=stool" {
		t.Errorf("leads to %q", to)
	}
}

// counted is how many requests that aren't answered from memory [limited] allows.
const counted = 12

// limited returns a visitor of the storefront where pages have limits.
func limited(t *testing.T, site *catalogtest.Site) *webtest.Client {
	t.Helper()
	return webtest.Start(t, web.Params{
		Options: web.Options{RateAPI: config.Rate{Limit: counted / 3, Per: time.Hour}}, Redis: site.Redis,
		Routes: []web.Routes{site.Storefront},
	}).Client(t)
}

// Searches and the lists of categories ask the same of the database.
func TestStorefront_lists_share_the_limit_of_searches(t *testing.T) {
	t.Parallel()
	shopper := limited(t, furnished(t))
	for range 3 * counted {
		shopper.Get("/c/living").Want(200)
	}
	var last *webtest.Response
	for i := range counted + 1 {
		last = shopper.Get(fmt.Sprint("/c/living?minPrice=", i+1))
	}
	last.Want(429)
	shopper.Get("/c/living?other=1").Want(429)
	shopper.Get("/search?q=oak").Want(429)
}

func TestStorefront_site_map_is_limited(t *testing.T) {
	t.Parallel()
	shopper := limited(t, furnished(t))
	for range 3 * counted {
		shopper.Get("/sitemap.xml").Want(200)
	}
	var last *webtest.Response
	for range counted + 1 {
		last = shopper.Get("/sitemap.xml?other=1")
	}
	last.Want(429)
}

func TestStorefront_site_map_is_one_query_and_follows_edits(t *testing.T) {
	t.Parallel()
	site := furnished(t)
	ctx := identity.System(t.Context(), "test")
	shopper := site.Client(t)
	loads := func(family redis.Family) uint64 {
		for _, f := range site.Redis.Reads() {
			if f.Name == family.Name {
				return f.Load
			}
		}
		return 0
	}
	lists := loads(redis.ProductLists)
	for range 3 {
		wants(t, shopper.Get("/sitemap.xml?not=stored").Want(200), []string{"/p/stool<", "/p/oak-and-ash-chair<"})
	}
	if n := loads(redis.SiteMap); n != 1 {
		t.Errorf("the site map was loaded %d times", n)
	}
	if n := loads(redis.ProductLists); n != lists {
		t.Errorf("%d lists were loaded for it", n-lists)
	}
	shopper.Get("/sitemap.xml").Want(200) // is stored from now on
	p, err := site.Products.Create(ctx, product.Input{Content: product.Content{
		Name: "Bench", Status: product.Active, Variants: []product.Variant{{SKU: "bench", Price: money.New(9900, "EUR")}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	wants(t, shopper.Get("/sitemap.xml").Want(200), []string{"/p/bench<", "/p/stool<"})
	in := product.Input{Content: p.Content}
	in.Status = product.Archived
	if _, err := site.Products.Update(ctx, p.ID, p.Version, in); err != nil {
		t.Fatal(err)
	}
	wants(t, shopper.Get("/sitemap.xml").Want(200), []string{"/p/stool<"}, "/p/bench<")
}
