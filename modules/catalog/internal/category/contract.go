package category

import (
	"context"

	"shop/modules/catalog"
)

// All implements [catalog.Categories].
func (s *Service) All(ctx context.Context) ([]catalog.Category, error) {
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return nil, err
	}
	var all []catalog.Category
	names := map[string]string{}
	tree.Walk(func(c Category, _ int) {
		names[c.ID] = c.Name
		if above := names[c.ParentID]; above != "" {
			names[c.ID] = above + " › " + c.Name
		}
		all = append(all, catalog.Category{ID: c.ID, Name: names[c.ID], ParentID: c.ParentID})
	})
	return all, nil
}
