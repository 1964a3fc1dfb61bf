package catalog

import (
	"context"
	"slices"
)

// Category is a category as other modules see it.
type Category struct {
	ID string
	// Name has those of the categories above in front: "Kitchen › Mugs".
	Name string
	// ParentID is empty for a top category.
	ParentID string
}

// Categories reads the category tree.
type Categories interface {
	// All returns every category, each after the one above it.
	All(ctx context.Context) ([]Category, error)
}

// WithDescendants returns the ids and those of all categories below them.
// Categories come from [Categories].
func WithDescendants(categories []Category, ids []string) []string {
	within := slices.Clone(ids)
	for _, c := range categories { // parents come first
		if c.ParentID != "" && slices.Contains(within, c.ParentID) && !slices.Contains(within, c.ID) {
			within = append(within, c.ID)
		}
	}
	return within
}
