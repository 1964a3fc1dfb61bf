package ui_test

import (
	"strings"
	"testing"

	"shop/views/ui"
	"shop/views/viewtest"
)

func picture() ui.Picture {
	return ui.Picture{Src: "/media/a.webp", SrcSet: "/media/a-400.webp 400w, /media/a.webp 800w", Alt: viewtest.Nasty, Width: 800, Height: 1000}
}

func TestProductCard(t *testing.T) {
	t.Parallel()
	card := ui.Card{Href: "/p/a", Name: viewtest.Nasty, Vendor: viewtest.Nasty, Picture: picture(), Price: ui.Price{Amount: "€12.00", Was: "€15.00"}, OnlyLeft: 2}
	viewtest.Golden(t, "card-reduced", ui.ProductCard(card, true))

	card.SoldOut = true
	html := viewtest.Render(t, ui.ProductCard(card, false))
	if !strings.Contains(html, "Sold out") || strings.Contains(html, "Only 2 left") {
		t.Errorf("a sold-out card must say so, and not how many are left:\n%s", html)
	}
}

func TestImage_that_there_is_none_of_leaves_no_broken_picture(t *testing.T) {
	t.Parallel()
	for name, html := range map[string]string{
		"an image": viewtest.Render(t, ui.Image(ui.Picture{}, "6rem", true)),
		"a card":   viewtest.Render(t, ui.ProductCard(ui.Card{Name: "A"}, false)),
	} {
		if strings.Contains(html, "<img") || !strings.Contains(html, `class="no-picture"`) {
			t.Errorf("%s without a picture is %s", name, html)
		}
	}
}

func TestGrid_loads_only_the_first_picture_of_the_leading_grid_at_once(t *testing.T) {
	t.Parallel()
	cards := []ui.Card{{Name: "A", Picture: picture()}, {Name: "B", Picture: picture()}, {Name: "C", Picture: picture()}}
	for _, tc := range []struct {
		lead        bool
		eager, lazy int
	}{{true, 1, 2}, {false, 0, 3}} {
		html := viewtest.Render(t, ui.Grid(cards, tc.lead))
		if eager, lazy := strings.Count(html, `fetchpriority="high"`), strings.Count(html, `loading="lazy"`); eager != tc.eager || lazy != tc.lazy {
			t.Errorf("lead %v: %d eager and %d lazy pictures, want %d and %d", tc.lead, eager, lazy, tc.eager, tc.lazy)
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "field-wrong", ui.Input(ui.Field{
		Name: "shippingAddress.name", Label: "Name", Hint: "As on the bell", Error: viewtest.Nasty, Value: viewtest.Nasty,
		Autocomplete: "shipping name", MaxLength: 120,
	}))
	viewtest.Golden(t, "field-select", ui.Select(
		ui.Field{Name: "country", Label: "Country", Optional: true},
		[]ui.Choice{{Value: "DE", Label: "Germany"}, {Value: "FR", Label: viewtest.Nasty, Selected: true}}, nil))
}

func TestErrorSummary(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, ui.ErrorSummary(map[string]string{
		"zip": "Third.", "email": "First.", "a.b": "Second.", "extra": "Before zip.",
	}, []string{"email", "a.b"}))
	t.Run("keeps the order of the fields, then that of the names", func(t *testing.T) {
		t.Parallel()
		at := -1
		for _, want := range []string{"#field-email", "#field-a-b", "#field-extra", "#field-zip"} {
			i := strings.Index(html, want)
			if i <= at {
				t.Errorf("%s is missing or too early in %s", want, html)
			}
			at = i
		}
	})
	t.Run("takes the focus", func(t *testing.T) {
		t.Parallel()
		if !strings.Contains(html, `tabindex="-1" autofocus`) {
			t.Errorf("no focus in %s", html)
		}
	})
	t.Run("is not there without errors", func(t *testing.T) {
		t.Parallel()
		if html := viewtest.Render(t, ui.ErrorSummary(nil, nil)); html != "" {
			t.Errorf("summary of no errors: %s", html)
		}
	})
}

func TestParts(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "alert", ui.Alert(ui.ToneBad, viewtest.Nasty))
	viewtest.Golden(t, "empty", ui.Empty(ui.IconCart, viewtest.Nasty, viewtest.Nasty))
	viewtest.Golden(t, "breadcrumbs", ui.Breadcrumbs([]ui.Link{{Label: "Home", Href: "/"}, {Label: viewtest.Nasty, Href: "/c/a"}}, viewtest.Nasty))
	viewtest.Golden(t, "quantity", ui.Quantity("quantity-a", "Quantity of "+viewtest.Nasty, 2, 0, 9, nil))
	viewtest.Golden(t, "bulk-report", ui.BulkReport(ui.Report{Done: "2 orders packed.", Left: []ui.Pair{{Name: viewtest.Nasty, Value: viewtest.Nasty}}}))
	viewtest.Golden(t, "price-from", ui.PriceTag(ui.Price{Amount: "€5.00", From: true}))
}

func TestBulkReport_is_silent_when_all_went_well(t *testing.T) {
	t.Parallel()
	if html := viewtest.Render(t, ui.BulkReport(ui.Report{Done: "2 orders packed."})); html != "" {
		t.Errorf("it says %s", html)
	}
}

func TestLinks_refuse_scripts(t *testing.T) {
	t.Parallel()
	html := viewtest.Render(t, ui.ProductCard(ui.Card{Name: "A", Href: `"><script>`}, false))
	if strings.Contains(html, "<script>") {
		t.Errorf("an address broke out of its attribute: %s", html)
	}
}
