package web_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shop/platform/web"
	"shop/platform/web/webtest"
)

// Browsers get the rules by the address that pages name, as they want them, and
// prefetch nothing that a route didn't offer.
func TestSpeculationRules(t *testing.T) {
	t.Parallel()
	site := webtest.New(t, routes(func(r *web.Router) {
		r.Page(http.MethodGet, "/p/:slug", web.Public, showLong, web.StoredPage(), web.Prefetched())
		r.Page(http.MethodGet, "/logout", web.Public, showLong)
	}))
	page := site.Client(t).Get("/p/a").Want(200)
	if got := page.Header.Get("Speculation-Rules"); got != `"/speculation-rules.json"` {
		t.Fatalf("Speculation-Rules: %s", got)
	}
	rules := site.Client(t).Get("/speculation-rules.json").Want(200)
	if got := rules.Header.Get("Content-Type"); got != "application/speculationrules+json" {
		t.Errorf("Content-Type: %s", got)
	}
	var got map[string]any
	rules.Decode(&got)
	want := map[string]any{"prefetch": []any{map[string]any{
		"where":     map[string]any{"or": []any{map[string]any{"href_matches": "/p/:slug"}}},
		"eagerness": "moderate",
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
