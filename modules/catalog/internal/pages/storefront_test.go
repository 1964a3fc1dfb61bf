package pages_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/platform/identity"
	"shop/platform/money"
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
