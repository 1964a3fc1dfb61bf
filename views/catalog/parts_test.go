package catalog

import (
	"strings"
	"testing"

	"shop/views/ui"
)

func TestFacet_folds_away_what_is_too_much(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		values string // capitals are chosen
		first  string
		rest   string
	}{
		"a short list shows":                {"abc", "abc", ""},
		"a single value is not folded away": {"abcdefgh", "abcdefgh", ""},
		"a long list folds":                 {"abcdefghi", "abcdefg", "hi"},
		"what is chosen always shows":       {"abcdefghIj", "abcdefgI", "hj"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var f Facet
			for _, v := range strings.Split(tc.values, "") {
				f.Values = append(f.Values, FacetValue{Label: v, Chosen: v != strings.ToLower(v)})
			}
			if got := labels(f.first()); got != tc.first {
				t.Errorf("shown are %q, want %q", got, tc.first)
			}
			if got := labels(f.rest()); got != tc.rest {
				t.Errorf("folded are %q, want %q", got, tc.rest)
			}
		})
	}
}

func labels(values []FacetValue) string {
	var all strings.Builder
	for _, v := range values {
		all.WriteString(v.Label)
	}
	return all.String()
}

func TestHome_opens_with_what_can_be_bought_and_seen(t *testing.T) {
	t.Parallel()
	cover := ui.Picture{Src: "/media/a.webp"}
	cards := []ui.Card{
		{Name: "a", Picture: cover, SoldOut: true}, {Name: "without a picture"},
		{Name: "b", Picture: cover}, {Name: "c", Picture: cover}, {Name: "d", Picture: cover}, {Name: "e", Picture: cover},
	}
	for want, n := range map[string]int{"bcd": 6, "bca": 4, "a": 2, "": 0} {
		var got strings.Builder
		for _, c := range (Home{New: cards[:n]}).hero() {
			got.WriteString(c.Name)
		}
		if got.String() != want {
			t.Errorf("of %d cards it opens with %q, want %q", n, got.String(), want)
		}
	}
}
