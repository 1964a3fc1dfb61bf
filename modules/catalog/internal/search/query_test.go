package search

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

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

func TestQuery_only_few_are_not_arbitrary(t *testing.T) {
	keys := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		q := queries().Draw(t, "query")
		q.Page = rapid.IntRange(-1, 1000).Draw(t, "deep page")
		if q = q.Lenient(); !q.Arbitrary() {
			q.Category = "" // of which there are as many as there are
			keys[q.Key()] = true
		}
	})
	// Five orders, in stock or all, the pages.
	if most := 5 * 2 * maxBrowsed; len(keys) > most {
		t.Errorf("%d are not arbitrary, at most %d are right", len(keys), most)
	}
	for _, q := range []Query{{}, {Category: "lamps"}, {Sort: Dearest, InStock: true}, {Page: maxBrowsed}} {
		if q.Lenient().Arbitrary() {
			t.Errorf("%+v is what the shop links to", q)
		}
	}
	for _, q := range []Query{
		{Text: "lamp"}, {MinPrice: 1}, {MaxPrice: 1}, {Vendor: "a"}, {Tag: "a"}, {Limit: DefaultLimit + 1}, {Page: maxBrowsed + 1},
	} {
		if !q.Lenient().Arbitrary() {
			t.Errorf("of queries such as %+v there are endlessly many", q)
		}
	}
}

func FuzzQuery_Key(f *testing.F) {
	f.Add("oak chair", "lamps", int64(100), int64(0), true, "Joiner & Co", "a=b", "newest", 2, 20)
	f.Add("0", "0", int64(1), int64(0), true, "0", "0", "", 39, 20)
	f.Add(" \"OAK\" -chair\xff", "{}", int64(-1), int64(1<<62), false, "", "\x00", "nonsense", -1, 1<<30)
	f.Fuzz(func(t *testing.T, text, cat string, lowest, highest int64, stock bool, vendor, tag, sort string, page, limit int) {
		q := Query{text, cat, lowest, highest, stock, vendor, tag, Sort(sort), page, limit}.Lenient()
		again, err := q.Canonical()
		if err != nil && cat == q.Category && utf8.RuneCountInString(cat) <= maxLabel {
			t.Fatalf("%+v: %v", q, err)
		}
		if err == nil && (again != q || again.Key() != q.Key()) {
			t.Fatalf("%+v became %+v", q, again)
		}
		back, err := url.ParseQuery(q.Key())
		if err != nil || back.Get("q") != q.Text || back.Get("category") != q.Category || back.Get("vendor") != q.Vendor || back.Get("tag") != q.Tag {
			t.Fatalf("%+v has the key %q, %v", q, q.Key(), err)
		}
	})
}
