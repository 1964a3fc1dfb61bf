package category

import (
	"fmt"
	"strings"
	"testing"
)

// furniture is living (chairs (stools), tables), garden.
func furniture() Tree {
	return Tree{Nodes: []Category{
		{ID: "s", Slug: "stools", Name: "Stools", ParentID: "c"},
		{ID: "t", Slug: "tables", Name: "Tables", ParentID: "l", Position: 2},
		{ID: "g", Slug: "garden", Name: "Garden"},
		{ID: "c", Slug: "chairs", Name: "Chairs", ParentID: "l", Position: 1},
		{ID: "l", Slug: "living", Name: "Living", Position: -1},
	}}
}

func TestTree_Walk_goes_in_order(t *testing.T) {
	var lines []string
	furniture().Walk(func(c Category, depth int) { lines = append(lines, fmt.Sprint(c.ID, depth)) })
	if got := strings.Join(lines, " "); got != "l0 c1 s2 t1 g0" {
		t.Errorf("walked %s", got)
	}
}

func TestTree_Within_and_Path(t *testing.T) {
	tree := furniture()
	if got := fmt.Sprint(tree.Within("l")); got != "[l c s t]" {
		t.Errorf("within %s", got)
	}
	var path []string
	for _, c := range tree.Path("s") {
		path = append(path, c.Slug)
	}
	if got := strings.Join(path, "/"); got != "living/chairs/stools" {
		t.Errorf("path %s", got)
	}
	if tree.Path("nothing") != nil {
		t.Error("an unknown category has a path")
	}
}

func TestTree_RollUp_counts_a_product_once_in_each_category_above(t *testing.T) {
	got := furniture().RollUp([]Set{{IDs: []string{"s", "t"}, Count: 2}, {IDs: []string{"c"}, Count: 1}, {IDs: []string{"gone"}, Count: 9}, {Count: 5}})
	if want := "map[c:3 l:3 s:2 t:2]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}
