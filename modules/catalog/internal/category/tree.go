package category

import (
	"cmp"
	"slices"

	"shop/platform/fault"
)

// Category is one node of the tree.
type Category struct {
	ID          string `json:"id" bson:"id"`
	Slug        string `json:"slug" bson:"slug"`
	Name        string `json:"name" bson:"name"`
	Description string `json:"description" bson:"description"`
	// ParentID is empty for a top category.
	ParentID string `json:"parentId,omitempty" bson:"parentId,omitempty"`
	// Position orders siblings, ascending; equal ones go by name.
	Position int `json:"position" bson:"position"`
	// Version counts the changes of this category.
	Version int64 `json:"version" bson:"version"`
}

// Tree is all categories.
type Tree struct {
	// Version counts the changes of the tree; 0 is the one never stored.
	Version int64      `json:"version" bson:"version"`
	Nodes   []Category `json:"nodes" bson:"nodes"`
}

// The errors of this package.
var (
	ErrNotFound = fault.New(fault.NotFound, "no-such-category", "There is no such category.")
	// ErrConflict: the category was changed since it was read.
	ErrConflict = fault.New(fault.Conflict, "category-changed", "Somebody else changed this category meanwhile. Please look at it again.")
	// ErrHasChildren: a category with categories below it can't be deleted.
	ErrHasChildren = fault.New(fault.Conflict, "category-has-children", "There are categories below this one. Please move or delete them first.")
)

// ByID returns the category with the id.
func (t Tree) ByID(id string) (Category, bool) {
	return t.find(func(c Category) bool { return c.ID == id })
}

// BySlug returns the category with the slug.
func (t Tree) BySlug(slug string) (Category, bool) {
	return t.find(func(c Category) bool { return c.Slug == slug })
}

func (t Tree) find(match func(Category) bool) (Category, bool) {
	i := slices.IndexFunc(t.Nodes, match)
	if i < 0 {
		return Category{}, false
	}
	return t.Nodes[i], true
}

// Children returns the categories right below the one with the id, in order;
// those at the top for "".
func (t Tree) Children(id string) []Category {
	var children []Category
	for _, c := range t.Nodes {
		if c.ParentID == id {
			children = append(children, c)
		}
	}
	slices.SortFunc(children, func(a, b Category) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return children
}

// Within returns the ids of the category and of all below it.
func (t Tree) Within(id string) []string {
	ids := []string{id}
	for _, c := range t.Children(id) {
		ids = append(ids, t.Within(c.ID)...)
	}
	return ids
}

// Path returns the categories from the top down to the one with the id.
func (t Tree) Path(id string) []Category {
	c, ok := t.ByID(id)
	if !ok {
		return nil
	}
	return append(t.Path(c.ParentID), c)
}

// Walk calls visit for each category, parents before children and siblings in
// order; depth is 0 at the top.
func (t Tree) Walk(visit func(c Category, depth int)) { t.walk("", 0, visit) }

func (t Tree) walk(parent string, depth int, visit func(Category, int)) {
	for _, c := range t.Children(parent) {
		visit(c, depth)
		t.walk(c.ID, depth+1, visit)
	}
}

// RollUp counts products per category, each in the categories it is in and in
// all above them, once in each. sets are the sets of categories that products
// have, with how many have each.
func (t Tree) RollUp(sets []Set) map[string]int {
	counts := make(map[string]int, len(t.Nodes))
	for _, set := range sets {
		reached := map[string]bool{}
		for _, id := range set.IDs {
			for _, c := range t.Path(id) {
				reached[c.ID] = true
			}
		}
		for id := range reached {
			counts[id] += set.Count
		}
	}
	return counts
}

// Set says how many products are in exactly these categories.
type Set struct {
	IDs   []string `json:"ids" bson:"_id"`
	Count int      `json:"count" bson:"count"`
}
