package layout_test

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"shop/views/layout"
	"shop/views/ui"
	"shop/views/viewtest"
)

func frame() layout.Frame {
	return layout.Frame{
		Shop: "Linden & Sons", Path: "/c/kitchen",
		Categories: []ui.Link{{Label: "Kitchen", Href: "/c/kitchen"}, {Label: viewtest.Nasty, Href: "/c/nasty"}},
	}
}

var content = templ.Raw("<h1>Content</h1>")

func TestStorefront(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "storefront-guest", layout.Storefront(frame(), layout.Head{Title: "Kitchen"}, content))

	f := frame()
	f.Account = &layout.Account{Name: viewtest.Nasty, Staff: true}
	f.CartCount, f.Demo, f.Flash = 120, true, viewtest.Nasty
	viewtest.Golden(t, "storefront-staff", layout.Storefront(f, layout.Head{
		Title: viewtest.Nasty, Description: viewtest.Nasty, Canonical: "https://shop.example/c/kitchen", NoIndex: true,
	}, content))
}

func TestStorefront_shows(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change          func(*layout.Frame)
		present, absent []string
	}{
		"the admin to staff only": {
			func(f *layout.Frame) { f.Account = &layout.Account{Name: "Ada"} },
			[]string{"Account of Ada"}, []string{`href="/admin"`, "Sign in"},
		},
		"guests where to sign in": {
			func(*layout.Frame) {}, []string{"Sign in", `href="/login"`}, []string{"Account of"},
		},
		"that a demo sells nothing": {
			func(f *layout.Frame) { f.Demo = true }, []string{"This is a demo shop", "Small goods"}, []string{">Delivery and returns</a></p>"},
		},
		"nothing that the merchant has not said otherwise": {
			func(*layout.Frame) {}, []string{">Delivery and returns</a></p>"}, []string{"This is a demo shop", "Small goods", "working days"},
		},
		"the shop's own name": {
			func(*layout.Frame) {}, []string{"<title>Linden &amp; Sons</title>", `content="Linden &amp; Sons"`, `aria-label="Linden &amp; Sons, home"`}, nil,
		},
		"no count of an empty cart": {
			func(*layout.Frame) {}, []string{`<span class="cart-count"></span>`}, []string{" items"},
		},
		"one item as one": {
			func(f *layout.Frame) { f.CartCount = 1 }, []string{`1<span class="hidden"> item</span>`}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := frame()
			tc.change(&f)
			html := viewtest.Render(t, layout.Storefront(f, layout.Head{}, content))
			for _, want := range tc.present {
				if !strings.Contains(html, want) {
					t.Errorf("%q is missing", want)
				}
			}
			for _, not := range tc.absent {
				if strings.Contains(html, not) {
					t.Errorf("%q is there", not)
				}
			}
		})
	}
}

// The swap out of band must find the count of the header and that of the bar.
func TestCartCountChanged_replaces_every_count(t *testing.T) {
	t.Parallel()
	page := viewtest.Render(t, layout.Storefront(frame(), layout.Head{}, content))
	if n := strings.Count(page, `class="cart-count"`); n != 2 {
		t.Errorf("the page has %d counts, want 2", n)
	}
	if html := viewtest.Render(t, layout.CartCountChanged(3)); !strings.Contains(html, `class="cart-count" hx-swap-oob="outerHTML:.cart-count"`) {
		t.Errorf("not for every count: %s", html)
	}
}
