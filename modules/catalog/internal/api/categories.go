package api

import (
	"context"
	"net/http"

	"shop/modules/catalog/internal/category"
	"shop/platform/web"
)

func (a *API) categoryRoutes(r *web.Router) {
	web.Operation(r, web.StaffOnly, operation(http.MethodGet, "/api/admin/categories", "admin-list-categories", "List categories with their versions", staffTag), a.staffCategories)
	create := operation(http.MethodPost, "/api/admin/categories", "admin-create-category", "Create a category", staffTag)
	create.DefaultStatus = http.StatusCreated
	web.Operation(r, web.StaffOnly, create, a.createCategory)
	web.Operation(r, web.StaffOnly, operation(http.MethodPut, "/api/admin/categories/{id}", "admin-update-category", "Change a category", staffTag), a.updateCategory)
	remove := operation(http.MethodDelete, "/api/admin/categories/{id}", "admin-delete-category", "Delete a category that has none below it", staffTag)
	remove.DefaultStatus = http.StatusNoContent
	web.Operation(r, web.StaffOnly, remove, a.deleteCategory)
}

// StaffCategory is a category as staff edit it.
type StaffCategory struct {
	ID          string `json:"id"`
	Slug        string `json:"slug"`
	Name        string `json:"name"`
	Description string `json:"description"`
	ParentID    string `json:"parentId,omitempty"`
	Position    int    `json:"position"`
	Version     int64  `json:"version"`
}

// CategoryInput is a category as staff enter it.
type CategoryInput struct {
	Name        string `json:"name" minLength:"1" maxLength:"100" example:"Chairs"`
	Slug        string `json:"slug,omitempty" maxLength:"100" doc:"Made from the name where it is empty"`
	Description string `json:"description,omitempty" maxLength:"2000"`
	ParentID    string `json:"parentId,omitempty" maxLength:"100" doc:"Empty for a top category"`
	Position    int    `json:"position,omitempty" minimum:"-1000000" maximum:"1000000" doc:"Orders siblings, ascending"`
}

type staffCategoriesOutput struct {
	Body struct {
		Categories []StaffCategory `json:"categories" nullable:"false" doc:"Parents before children, siblings in order"`
	}
}

type staffCategoryOutput struct{ Body StaffCategory }

func (a *API) staffCategories(ctx context.Context, _ *struct{}) (*staffCategoriesOutput, error) {
	tree, err := a.categories.Tree(ctx)
	if err != nil {
		return nil, err
	}
	out := &staffCategoriesOutput{}
	out.Body.Categories = []StaffCategory{}
	tree.Walk(func(c category.Category, _ int) {
		out.Body.Categories = append(out.Body.Categories, StaffCategory(c))
	})
	return out, nil
}

func (a *API) createCategory(ctx context.Context, in *struct{ Body CategoryInput }) (*staffCategoryOutput, error) {
	c, err := a.categories.Create(ctx, categoryInput(in.Body))
	if err != nil {
		return nil, err
	}
	return &staffCategoryOutput{StaffCategory(c)}, nil
}

type updateCategoryInput struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		CategoryInput
		Version int64 `json:"version" minimum:"1" doc:"The version that was read"`
	}
}

func (a *API) updateCategory(ctx context.Context, in *updateCategoryInput) (*staffCategoryOutput, error) {
	c, err := a.categories.Update(ctx, in.ID, in.Body.Version, categoryInput(in.Body.CategoryInput))
	if err != nil {
		return nil, err
	}
	return &staffCategoryOutput{StaffCategory(c)}, nil
}

func (a *API) deleteCategory(ctx context.Context, in *idInput) (*struct{}, error) {
	return nil, a.categories.Delete(ctx, in.ID)
}

func categoryInput(in CategoryInput) category.Input {
	return category.Input{Name: in.Name, Slug: in.Slug, Description: in.Description, ParentID: in.ParentID, Position: in.Position}
}
