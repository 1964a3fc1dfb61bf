package search

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/platform/fault"
)

func TestQuery_Key_is_the_same_for_what_means_the_same(t *testing.T) {
	for _, same := range [][2]Query{
		{{}, {Page: 1, Limit: 20, Sort: Newest}},
		{{Text: " Oak  CHAIR "}, {Text: "oak chair", Sort: Relevance}},
		{{Text: `"oak" -chair`}, {Text: "oak chair"}},
		{{Sort: Relevance}, {Sort: Newest}},
		{{Vendor: " Joiner "}, {Vendor: "Joiner"}},
	} {
		a, err := same[0].Canonical()
		if err != nil {
			t.Fatal(err)
		}
		b, err := same[1].Canonical()
		if err != nil {
			t.Fatal(err)
		}
		if a.Key() != b.Key() {
			t.Errorf("%q and %q", a.Key(), b.Key())
		}
	}
}

func queries() *rapid.Generator[Query] {
	return rapid.Custom(func(t *rapid.T) Query {
		return Query{
			Text:     rapid.StringMatching(`[a-c &="$-]{0,5}`).Draw(t, "text"),
			Category: rapid.StringMatching(`[ab&=]{0,2}`).Draw(t, "category"),
			MinPrice: rapid.Int64Range(-2, 3).Draw(t, "min"), MaxPrice: rapid.Int64Range(-2, 3).Draw(t, "max"),
			InStock: rapid.Bool().Draw(t, "stock"), Vendor: rapid.StringMatching(`[ab&=]{0,2}`).Draw(t, "vendor"),
			Sort: rapid.SampledFrom(append([]Sort{"", "nonsense"}, sorts...)).Draw(t, "sort"),
			Page: rapid.IntRange(-1, 3).Draw(t, "page"), Limit: rapid.IntRange(-1, 200).Draw(t, "limit"),
		}
	})
}

func TestQuery_different_ones_have_different_keys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := queries().Draw(t, "a").Lenient(), queries().Draw(t, "b").Lenient()
		if (a == b) != (a.Key() == b.Key()) {
			t.Fatalf("%+v and %+v: %q, %q", a, b, a.Key(), b.Key())
		}
	})
}

func TestQuery_Lenient_is_always_canonical(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := queries().Draw(t, "query").Lenient()
		if again, err := q.Canonical(); err != nil || again != q {
			t.Fatalf("%+v became %+v, %v", q, again, err)
		}
	})
}

func TestQuery_Canonical_names_what_can_not_be(t *testing.T) {
	for path, q := range map[string]Query{
		"q":        {Text: strings.Repeat("x", 201)},
		"vendor":   {Vendor: strings.Repeat("x", 101)},
		"sort":     {Sort: "random"},
		"minPrice": {MinPrice: -1},
		"maxPrice": {MinPrice: 5, MaxPrice: 4},
		"limit":    {Limit: 101},
		"page":     {Page: 501},
	} {
		_, err := q.Canonical()
		var f *fault.Error
		if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Path != path {
			t.Errorf("%s: %v", path, err)
		}
	}
}
