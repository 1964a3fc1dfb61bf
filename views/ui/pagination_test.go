package ui

import (
	"fmt"
	"strings"
	"testing"
)

func TestPagination_shown(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		page, pages int
		want        string
	}{
		{1, 1, "1"},
		{1, 3, "1 2 3"},
		{1, 9, "1 2 0 9"},
		{3, 9, "1 2 3 4 0 9"},
		{4, 9, "1 2 3 4 5 0 9"},
		{5, 9, "1 0 4 5 6 0 9"},
		{6, 9, "1 0 5 6 7 8 9"},
		{9, 9, "1 0 8 9"},
		{50, 100, "1 0 49 50 51 0 100"},
	} {
		got := strings.Trim(fmt.Sprint(Pagination{Page: tc.page, Pages: tc.pages}.shown()), "[]")
		if got != tc.want {
			t.Errorf("page %d of %d shows %s, want %s", tc.page, tc.pages, got, tc.want)
		}
	}
}

// A pager never offers the same page twice, always the first, the last and the
// current one, and no gap that hides a single page.
func FuzzPagination_shown(f *testing.F) {
	f.Add(3, 9)
	f.Fuzz(func(t *testing.T, page, pages int) {
		if pages < 1 || pages > 500 || page < 1 || page > pages {
			t.Skip()
		}
		last, gap, current := 0, false, false
		for _, n := range (Pagination{Page: page, Pages: pages}).shown() {
			switch {
			case n == 0:
				gap = true
				continue
			case gap && n <= last+2:
				t.Errorf("page %d of %d: the gap before %d hides nothing but %d", page, pages, n, last+1)
			case !gap && n != last+1:
				t.Errorf("page %d of %d: %d follows %d", page, pages, n, last)
			}
			last, gap, current = n, false, current || n == page
		}
		if last != pages || !current {
			t.Errorf("page %d of %d: the last is %d, the current one shown: %v", page, pages, last, current)
		}
	})
}
