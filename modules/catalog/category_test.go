package catalog_test

import (
	"slices"
	"testing"

	"shop/modules/catalog"
)

func TestWithDescendants(t *testing.T) {
	t.Parallel()
	tree := []catalog.Category{{ID: "a"}, {ID: "b", ParentID: "a"}, {ID: "c", ParentID: "b"}, {ID: "d"}}
	for _, tc := range []struct{ ids, want []string }{
		{[]string{"a"}, []string{"a", "b", "c"}}, {[]string{"b", "c"}, []string{"b", "c"}}, {[]string{"d", "gone"}, []string{"d", "gone"}}, {nil, nil},
	} {
		if got := catalog.WithDescendants(tree, tc.ids); !slices.Equal(got, tc.want) {
			t.Errorf("within %v: %v, want %v", tc.ids, got, tc.want)
		}
	}
}
