package ui

import (
	"testing"
	"time"

	"github.com/a-h/templ"

	"shop/views/href"
	"shop/views/viewtest"
)

func TestSortHead_sorts_by_its_key_and_then_the_other_way(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ key, current, next, direction string }{
		{"name", "-placed", "name", ""},
		{"name", "name", "-name", "ascending"},
		{"name", "-name", "name", "descending"},
		{"-placed", "name", "-placed", ""},
		{"-placed", "-placed", "placed", "descending"},
		{"-placed", "placed", "-placed", "ascending"},
	} {
		if next := nextSort(tc.key, tc.current); next != tc.next {
			t.Errorf("%s on %s leads to %s, want %s", tc.key, tc.current, next, tc.next)
		}
		if direction := sortDirection(tc.key, tc.current); direction != tc.direction {
			t.Errorf("%s on %s is %q, want %q", tc.key, tc.current, direction, tc.direction)
		}
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		-time.Minute:          "20 May 2026",
		0:                     "just now",
		59 * time.Second:      "just now",
		time.Minute:           "1 min ago",
		59 * time.Minute:      "59 min ago",
		time.Hour:             "1 h ago",
		23 * time.Hour:        "23 h ago",
		24 * time.Hour:        "yesterday",
		48 * time.Hour:        "2 days ago",
		7*24*time.Hour - 1:    "6 days ago",
		7 * 24 * time.Hour:    "13 May 2026",
		400 * 24 * time.Hour:  "15 Apr 2025",
		-400 * 24 * time.Hour: "24 Jun 2027",
	} {
		if got := Since(now.Add(-ago), now); got != want {
			t.Errorf("%v ago is %q, want %q", ago, got, want)
		}
	}
}

func TestChoices_marks_the_current_one(t *testing.T) {
	t.Parallel()
	got := Choices("b", "a", "A", "b", "B")
	if len(got) != 2 || got[0].Selected || !got[1].Selected || got[1].Label != "B" {
		t.Errorf("got %+v", got)
	}
}

func TestAdminParts(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "page_head", PageHead("New product", []Link{{Label: "Products", Href: "/admin/products"}}))
	viewtest.Golden(t, "ask", templ.Join(Ask("Cancel", "It can't be undone."), Box("gone", "on", "Remove it", true)))
	viewtest.Golden(t, "text_area", TextArea(Field{Name: "text", Label: "Text", Value: "a < b", Hint: "h", Error: "e", Optional: true}, "3"))
	list := href.NewAdminQuery("/admin/things", "q", "a&b", "sort", "name")
	viewtest.Golden(t, "filters", Filters(list, "a&b", "Name"))
}
