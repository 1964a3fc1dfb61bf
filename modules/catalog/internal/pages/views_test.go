package pages

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/modules/catalog/internal/stock"
	"shop/platform/money"
	"shop/views/href"
)

func options(size, colour string) []catalog.Option {
	return []catalog.Option{{Name: "Size", Value: size}, {Name: "Colour", Value: colour}}
}

// shirt comes in three of four combinations, of which one is sold out.
func shirt() product.Detail {
	variant := func(sku catalog.SKU, size, colour string) product.Variant {
		return product.Variant{SKU: sku, Options: options(size, colour), Price: money.New(2500, "EUR"), Tracked: true}
	}
	return product.Detail{
		Product: product.Product{ID: "p1", Content: product.Content{
			Name: "Shirt", Slug: "shirt", Status: product.Active,
			Options:  []product.Option{{Name: "Size", Values: []string{"S", "L"}}, {Name: "Colour", Values: []string{"White", "Blue"}}},
			Variants: []product.Variant{variant("SW", "S", "White"), variant("LW", "L", "White"), variant("LB", "L", "Blue")},
		}},
		Levels: stock.Levels{"SW": {Tracked: true}, "LW": {Tracked: true, Available: 300}, "LB": {Tracked: true, Available: 2}},
	}
}

func TestProductView_options_lead_to_variants(t *testing.T) {
	d := shirt()
	v, _ := d.Variant("LB")
	var lines []string
	for _, o := range productView(d, v).Options {
		for _, value := range o.Values {
			lines = append(lines, fmt.Sprintf("%s>%s chosen=%v soldOut=%v notMade=%v", value.Label, value.SKU, value.Chosen, value.SoldOut, value.NotMade))
		}
	}
	want := []string{
		"S>SW chosen=false soldOut=false notMade=true",
		"L>LB chosen=true soldOut=false notMade=false",
		"White>LW chosen=false soldOut=false notMade=false",
		"Blue>LB chosen=true soldOut=false notMade=false",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("options\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestProductView_says_what_can_be_bought(t *testing.T) {
	for sku, want := range map[catalog.SKU]string{
		"SW": "soldOut=true left=0 max=1",
		"LW": "soldOut=false left=0 max=99",
		"LB": "soldOut=false left=2 max=2",
	} {
		d := shirt()
		v, _ := d.Variant(sku)
		view := productView(d, v)
		if got := fmt.Sprintf("soldOut=%v left=%d max=%d", view.Stock.SoldOut, view.Stock.OnlyLeft, view.MaxQuantity); got != want {
			t.Errorf("%s: %s, want %s", sku, got, want)
		}
	}
}

func TestChosen_is_what_was_asked_for_else_what_can_be_bought(t *testing.T) {
	d := shirt()
	for asked, want := range map[catalog.SKU]catalog.SKU{"LB": "LB", "SW": "SW", "": "LW", "nothing": "LW"} {
		if got := chosen(d, asked).SKU; got != want {
			t.Errorf("asked for %q: %s, want %s", asked, got, want)
		}
	}
	d.Levels = stock.Levels{}
	if got := chosen(d, "").SKU; got != "SW" {
		t.Errorf("nothing can be bought: %s", got)
	}
}

func TestWeight(t *testing.T) {
	for grams, want := range map[int]string{0: "", -1: "", 450: "450 g", 1000: "1 kg", 1250: "1.25 kg", 12500: "12.5 kg"} {
		if got := weight(grams); got != want {
			t.Errorf("weight(%d) = %q, want %q", grams, got, want)
		}
	}
}

func TestSummary_ends_at_a_word(t *testing.T) {
	long := strings.Repeat("wörter und ", 30)
	got := summary(long)
	if n := len([]rune(got)); n > maxSummary+1 || !strings.HasSuffix(got, "…") || strings.HasSuffix(got, " …") {
		t.Errorf("%d runes: %q", n, got)
	}
	if summary("short") != "short" {
		t.Error("a short text was cut")
	}
}

func TestCardsOf_marks_new_products_where_they_stand_out(t *testing.T) {
	card := func(age time.Duration) search.Card { return search.Card{CreatedAt: time.Now().Add(-age)} }
	old, fresh := card(90*24*time.Hour), card(time.Hour)
	marked := func(cards ...search.Card) (n int) {
		for _, c := range cardsOf(cards) {
			if c.New {
				n++
			}
		}
		return n
	}
	if got := marked(old, old, fresh); got != 1 {
		t.Errorf("one of three: %d are marked", got)
	}
	if got := marked(old, fresh, fresh); got != 0 {
		t.Errorf("two of three: %d are marked", got)
	}
}

// narrowed is a search listing with every filter chosen.
func narrowed() *listing {
	return &listing{
		at:       href.Listing{Text: "chair", In: "living", MinPrice: "25.00", MaxPrice: "49.99", InStock: true, Vendor: "Joiner", Tag: "wood", Page: 3},
		query:    search.Query{Text: "chair", Category: "living", MinPrice: 2500, MaxPrice: 4999, InStock: true, Vendor: "Joiner", Tag: "wood", Page: 3, Limit: pageSize},
		currency: "EUR",
		tree:     category.Tree{Nodes: []category.Category{{ID: "l", Slug: "living", Name: "Living"}, {ID: "g", Slug: "garden", Name: "Garden"}}},
		result: search.Result{Page: 3, Pages: 4, Facets: search.Facets{
			Categories: map[string]int{"l": 5, "g": 2},
			Prices:     []search.PriceBand{{Min: 0, Max: 2499, Count: 1}, {Min: 2500, Max: 4999, Count: 4}, {Min: 100000, Count: 2}},
			InStock:    3, All: 5,
			Vendors: []search.Value{{Value: "Joiner", Count: 4}, {Value: "Smith", Count: 1}},
			Tags:    []search.Value{{Value: "wood", Count: 4}},
		}},
	}
}

func TestListing_facets_link_to_the_listing_with_and_without_them(t *testing.T) {
	const rest = "inStock=true&maxPrice=49.99&minPrice=25.00&q=chair&tag=wood&vendor=Joiner"
	want := map[string]string{
		"Category/Living":        "/search?" + rest,
		"Category/Garden":        "/search?category=garden&" + rest,
		"Price/Up to €24.99":     "/search?category=living&inStock=true&maxPrice=24.99&q=chair&tag=wood&vendor=Joiner",
		"Price/€25.00 to €49.99": "/search?category=living&inStock=true&q=chair&tag=wood&vendor=Joiner",
		"Price/From €1,000.00":   "/search?category=living&inStock=true&minPrice=1000.00&q=chair&tag=wood&vendor=Joiner",
		"Brand/Joiner":           "/search?category=living&inStock=true&maxPrice=49.99&minPrice=25.00&q=chair&tag=wood",
		"Brand/Smith":            "/search?category=living&inStock=true&maxPrice=49.99&minPrice=25.00&q=chair&tag=wood&vendor=Smith",
		"Tagged/wood":            "/search?category=living&inStock=true&maxPrice=49.99&minPrice=25.00&q=chair&vendor=Joiner",
		"Availability/In stock":  "/search?category=living&maxPrice=49.99&minPrice=25.00&q=chair&tag=wood&vendor=Joiner",
	}
	found := 0
	for _, facet := range narrowed().facets() {
		for _, value := range facet.Values {
			name := facet.Name + "/" + value.Label
			if value.Href != want[name] {
				t.Errorf("%s leads to %s, want %s", name, value.Href, want[name])
			}
			found++
		}
	}
	if found != len(want) {
		t.Errorf("%d values, want %d", found, len(want))
	}
}

func TestListing_chips_take_one_filter_away_each(t *testing.T) {
	l := narrowed()
	l.fill()
	var labels []string
	for _, chip := range l.view.Chips {
		labels = append(labels, chip.Label)
		if strings.Contains(chip.Href, "page=") || len(chip.Href) >= len(l.at.URL()) {
			t.Errorf("%s leads to %s", chip.Label, chip.Href)
		}
	}
	if got := strings.Join(labels, "|"); got != "Living|€25.00 to €49.99|Joiner|wood|In stock" {
		t.Errorf("chips %s", got)
	}
	if l.view.Clear != "/search?q=chair" {
		t.Errorf("clear leads to %s", l.view.Clear)
	}
	for _, kept := range l.view.PriceKept {
		if kept.Name == "minPrice" || kept.Name == "page" {
			t.Errorf("the price form carries %s along", kept.Name)
		}
	}
	if l.view.Sort[0].Value != "relevance" {
		t.Errorf("a search is first sorted by %s", l.view.Sort[0].Value)
	}
}

func TestForm_names_fields_as_the_page_does(t *testing.T) {
	f := &form{kept: []int{0, 2}}
	for path, want := range map[string]string{
		"name": "name", "seo.title": "seoTitle", "categoryIds": "categories", "variants": "variant.0.price",
		"variants[1].price": "variant.2.price", "variants[0].weightGrams": "variant.0.weight", "variants[1].options": "variant.2.option.0",
		"variants[0].quantity": "variant.0.stock", "options[1].name": "option.1", "variants[9].price": "variants[9].price",
	} {
		if got := f.fieldOf(path); got != want {
			t.Errorf("%s is %s, want %s", path, got, want)
		}
	}
}
