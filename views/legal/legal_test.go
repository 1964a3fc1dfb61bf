package legal_test

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"shop/views/layout"
	"shop/views/legal"
	"shop/views/viewtest"
)

func TestPages_have_one_heading_and_words_for_search_engines(t *testing.T) {
	t.Parallel()
	for _, p := range legal.Pages() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			for _, content := range []templ.Component{
				legal.Demo(p, "Linden"), legal.Own(p, "<p>In our own words.</p>"), legal.Missing(p, viewtest.Nasty),
			} {
				html := viewtest.Render(t, content)
				viewtest.Check(t, html)
				if strings.Count(html, "<h1") != 1 || !strings.Contains(html, p.Title) {
					t.Errorf("one heading, %q: %s", p.Title, html)
				}
			}
			if len(p.Description) < 20 || len(p.Description) > 160 {
				t.Errorf("a description of 20 to 160 letters, not %d: %s", len(p.Description), p.Description)
			}
		})
	}
}

// Whatever legal page the frame links to is there.
func TestFind_knows_what_the_frame_links_to(t *testing.T) {
	t.Parallel()
	page := viewtest.Render(t, layout.Storefront(layout.Frame{}, layout.Head{}, templ.NopComponent))
	links := strings.Split(page, `href="/legal/`)[1:]
	if len(links) < 4 {
		t.Fatalf("the frame links to %d legal pages", len(links))
	}
	for _, link := range links {
		name, _, _ := strings.Cut(link, `"`)
		if p, ok := legal.Find(name); !ok || p.Name != name {
			t.Errorf("there is no page %q", name)
		}
	}
	if _, ok := legal.Find("nothing"); ok {
		t.Error("a page is found that is not there")
	}
}
