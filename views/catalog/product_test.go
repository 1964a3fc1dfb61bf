package catalog_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"shop/views/catalog"
	"shop/views/ui"
	"shop/views/viewtest"
)

func product() catalog.Product {
	return catalog.Product{
		ID: "p&1", Slug: "tray", Name: viewtest.Nasty, Vendor: viewtest.Nasty,
		Breadcrumbs: []ui.Link{{Label: "Home", Href: "/"}, {Label: viewtest.Nasty, Href: "/c/a"}},
		Pictures:    []ui.Picture{picture(1), picture(2)},
		SKU:         "M-OAK", Price: ui.Price{Amount: "€48.00", Was: "€56.00"},
		Stock: catalog.Stock{OnlyLeft: 2}, MaxQuantity: 2,
		Options: []catalog.Option{
			{Name: "Size", Values: []catalog.OptionValue{{Label: "M", SKU: "M-OAK", Chosen: true}, {Label: viewtest.Nasty, SKU: "L-OAK", SoldOut: true}}},
			{Name: "Wood", Values: []catalog.OptionValue{{Label: "Oak", SKU: "M-OAK", Chosen: true}, {Label: "Ash", SKU: "S-ASH", NotMade: true}}},
		},
		Variants: []catalog.Variant{
			{SKU: "M-OAK", Label: "M, Oak", Price: "€48.00", Chosen: true},
			{SKU: "L-OAK", Label: viewtest.Nasty, Price: "€58.00", SoldOut: true},
		},
		DescriptionHTML: "<p>Of <em>oak</em>.</p>",
		Attributes:      []ui.Pair{{Name: "Care", Value: viewtest.Nasty}},
		Related:         []ui.Card{card(3)},
	}
}

func oneOption() catalog.Product {
	m := product()
	m.Options, m.Variants = m.Options[:1], nil
	return m
}

func TestProductPage(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "product", catalog.ProductPage(product()))
	viewtest.Golden(t, "product-one-option", catalog.ProductPage(oneOption()))
	plain := oneOption()
	plain.Options, plain.Stock = nil, catalog.Stock{SoldOut: true}
	viewtest.Golden(t, "product-sold-out", catalog.ProductPage(plain))
}

// Without a script the form alone decides which variant is bought: the first
// field named sku counts, so it must be the one that the shopper can choose.
func TestProductPage_sends_the_chosen_variant(t *testing.T) {
	t.Parallel()
	plain := oneOption()
	plain.Options = nil
	for name, tc := range map[string]struct {
		m    catalog.Product
		want string
	}{
		"as_a_hidden_field_when_there_is_one": {plain, "hidden M-OAK"},
		"by_its_radio_button_with_one_option": {oneOption(), "radio M-OAK,radio L-OAK"},
		"from_a_list_first_with_two_options":  {product(), "select ,hidden M-OAK"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(skuFields(t, tc.m), ","); got != tc.want {
				t.Errorf("the fields named sku are %q, want %q", got, tc.want)
			}
		})
	}
}

// skuFields are the controls named sku as a browser without script sees them.
func skuFields(t *testing.T, m catalog.Product) []string {
	t.Helper()
	page := strings.NewReplacer("<noscript>", "", "</noscript>", "").Replace(viewtest.Render(t, catalog.ProductPage(m)))
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	for n := range root.Descendants() {
		a := map[string]string{}
		for _, attr := range n.Attr {
			a[attr.Key] = attr.Val
		}
		if a["name"] != "sku" {
			continue
		}
		kind := a["type"]
		if n.Data == "select" {
			kind = "select"
		}
		fields = append(fields, kind+" "+a["value"])
	}
	return fields
}

func TestProductPage_says_how_much_there_is(t *testing.T) {
	t.Parallel()
	for want, stock := range map[string]catalog.Stock{
		"In stock, ready to send": {},
		"Only 3 left":             {OnlyLeft: 3},
		"The last one":            {OnlyLeft: 1},
		"Sold out at the moment":  {SoldOut: true},
		"is sent when it is back": {Backorder: true},
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			m := oneOption()
			m.Stock = stock
			html := viewtest.Render(t, catalog.ProductPage(m))
			if !strings.Contains(html, want) {
				t.Errorf("%q is missing", want)
			}
			if disabled := strings.Contains(html, `type="submit" disabled`); disabled != stock.SoldOut {
				t.Errorf("the button is disabled: %v", disabled)
			}
		})
	}
}

func TestProductPage_tells_why_a_combination_cannot_be_had(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, catalog.ProductPage(product()))
	for _, want := range []string{`, sold out</span>`, `, not in this combination</span>`} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing", want)
		}
	}
}

// The stock event of any variant re-fetches the page at the chosen one.
func TestProductPage_is_live(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, catalog.ProductPage(product()))
	for _, want := range []string{
		`hx-sse:connect="/api/events?product=p%261"`,
		`hx-get="/p/tray?sku=M-OAK" hx-trigger="product.stock from:#live, live:resume from:#live" hx-select="#availability"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is missing", want)
		}
	}
}
