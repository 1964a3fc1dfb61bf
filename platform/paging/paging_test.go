package paging_test

import (
	"errors"
	"slices"
	"testing"

	"shop/platform/paging"
)

func TestRead(t *testing.T) {
	t.Parallel()
	seven := []int{1, 2, 3, 4, 5, 6, 7}
	from := func(list []int) func(skip, limit int) ([]int, int, error) {
		return func(skip, limit int) ([]int, int, error) {
			skip = min(skip, len(list))
			return list[skip:min(skip+limit, len(list))], len(list), nil
		}
	}
	limits := paging.Limits{Default: 3, Max: 5}
	for name, tc := range map[string]struct {
		list        []int
		page, limit int
		want        paging.Page[int]
	}{
		"the first":            {seven, 1, 0, paging.Page[int]{Items: []int{1, 2, 3}, Page: 1, Pages: 3, Total: 7}},
		"before the first":     {seven, -4, 3, paging.Page[int]{Items: []int{1, 2, 3}, Page: 1, Pages: 3, Total: 7}},
		"the last":             {seven, 3, 3, paging.Page[int]{Items: []int{7}, Page: 3, Pages: 3, Total: 7}},
		"after the last":       {seven, 9, 3, paging.Page[int]{Items: []int{7}, Page: 3, Pages: 3, Total: 7}},
		"far after the last":   {seven, 1 << 62, 3, paging.Page[int]{Items: []int{7}, Page: 3, Pages: 3, Total: 7}},
		"more than may be had": {seven, 1, 100, paging.Page[int]{Items: []int{1, 2, 3, 4, 5}, Page: 1, Pages: 2, Total: 7}},
		"of nothing":           {nil, 2, 0, paging.Page[int]{Page: 1, Pages: 1}},
	} {
		got, err := paging.Read(tc.page, tc.limit, limits, from(tc.list))
		if err != nil || !slices.Equal(got.Items, tc.want.Items) || got.Page != tc.want.Page || got.Pages != tc.want.Pages || got.Total != tc.want.Total {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, tc.want)
		}
	}
	away := errors.New("away")
	if _, err := paging.Read(1, 1, limits, func(int, int) ([]int, int, error) { return nil, 0, away }); !errors.Is(err, away) {
		t.Errorf("got %v, want the list's error", err)
	}
}
