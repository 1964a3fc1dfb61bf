package catalog

import (
	"strings"
	"testing"
)

func TestBeginning_is_the_text_that_a_search_engine_shows(t *testing.T) {
	t.Parallel()
	for description, want := range map[string]string{
		"": "",
		"<p>One &amp; two</p><ul><li>a</li></ul>": "One & two a",
		"1 &lt; 2 and <b>bold":                    "1 < 2 and bold",
		strings.Repeat("ä", 160):                  strings.Repeat("ä", 160),
		strings.Repeat("ä", 161):                  strings.Repeat("ä", 159) + "…",
	} {
		if got := beginning(description); got != want {
			t.Errorf("%q begins %q, want %q", description, got, want)
		}
	}
}

func TestAdminProductView_offers_empty_rows(t *testing.T) {
	t.Parallel()
	if n := len(AdminProductView{}.rows()); n != 1 {
		t.Errorf("a new product has %d rows, want 1", n)
	}
	given := make([]AdminVariantRow, 2, 8)
	v := AdminProductView{Variants: given}
	if rows := v.rows(); len(rows) != 4 || !rows[3].Tracked || !rows[3].isNew() {
		t.Errorf("rows are %+v", rows)
	}
	if full := given[:3]; full[2].Tracked {
		t.Error("the caller's slice was written to")
	}
}

func TestAdminProductView_adjusts_only_what_is_counted(t *testing.T) {
	t.Parallel()
	v := AdminProductView{ID: "p", Variants: []AdminVariantRow{
		{ID: "A", SKU: "A2", Tracked: true, StockShown: "4", Options: []string{"Blue"}},
		{ID: "B", StockShown: "4"},
		{SKU: "new", Tracked: true, StockShown: "4"},
		{ID: "C", Tracked: true, StockShown: "?"},
	}}
	forms := v.counted()
	if len(forms) != 1 || forms[0].SKU != "A" || forms[0].Available != 4 || forms[0].Options != "Blue" {
		t.Errorf("got %+v", forms)
	}
}
