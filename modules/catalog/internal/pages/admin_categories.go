package pages

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog/internal/category"
	"shop/platform/fault"
	"shop/platform/web"
	views "shop/views/catalog"
	"shop/views/href"
)

func (a *Admin) tree(c echo.Context) error {
	return a.showTree(c, http.StatusOK, "", nil)
}

// showTree shows all categories; change may put what was typed into the view.
func (a *Admin) showTree(c echo.Context, status int, message string, change func(*views.AdminCategoriesView)) error {
	ctx := c.Request().Context()
	tree, err := a.categories.Tree(ctx)
	if err != nil {
		return err
	}
	counts, err := a.products.PerCategory(ctx)
	if err != nil {
		return err
	}
	view := views.AdminCategoriesView{Message: message, New: views.AdminCategoryForm{Parents: choicesOf(tree, nil)}}
	tree.Walk(func(node category.Category, depth int) {
		view.Categories = append(view.Categories, views.AdminCategoryRow{
			AdminCategoryForm: views.AdminCategoryForm{
				ID: node.ID, Version: strconv.FormatInt(node.Version, 10), Name: node.Name, Slug: node.Slug, Parent: node.ParentID,
				Description: node.Description, Position: strconv.Itoa(node.Position), Parents: parentsFor(tree, node),
			},
			Depth: depth, Products: counts[node.ID],
		})
	})
	if change != nil {
		change(&view)
	}
	return web.Page(c, status, head("Categories", "categories"), views.AdminCategories(view))
}

// parentsFor lists the categories that may be above c.
func parentsFor(tree category.Tree, c category.Category) []views.AdminChoice {
	within := tree.Within(c.ID)
	return slices.DeleteFunc(choicesOf(tree, []string{c.ParentID}), func(choice views.AdminChoice) bool {
		return slices.Contains(within, choice.Value)
	})
}

// typed returns the form's fields and the category they make.
func typed(c echo.Context) (views.AdminCategoryForm, category.Input, error) {
	value := func(name string) string { return strings.TrimSpace(c.FormValue(name)) }
	f := views.AdminCategoryForm{
		ID: c.Param("id"), Version: value("version"), Name: value("name"), Slug: value("slug"), Parent: value("parent"),
		Description: value("description"), Position: value("position"),
	}
	in := category.Input{Name: f.Name, Slug: f.Slug, ParentID: f.Parent, Description: f.Description}
	var wrong fault.Fields
	if f.Position != "" {
		var err error
		if in.Position, err = strconv.Atoi(f.Position); err != nil {
			wrong.Add("position", "Please give a whole number.")
		}
	}
	return f, in, wrong.Err()
}

func (a *Admin) addCategory(c echo.Context) error {
	f, in, err := typed(c)
	if err == nil {
		_, err = a.categories.Create(c.Request().Context(), in)
	}
	return a.categoryDone(c, err, in.Name+" is added.", func(v *views.AdminCategoriesView) {
		f.Parents, f.Errors = markSelected(v.New.Parents, f.Parent), categoryErrors(err)
		v.New = f
	})
}

func (a *Admin) saveCategory(c echo.Context) error {
	f, in, err := typed(c)
	if err == nil {
		// A version that is no number is none that was read.
		version, _ := strconv.ParseInt(f.Version, 10, 64)
		_, err = a.categories.Update(c.Request().Context(), f.ID, version, in)
	}
	return a.categoryDone(c, err, in.Name+" is saved.", func(v *views.AdminCategoriesView) {
		for i := range v.Categories {
			if row := &v.Categories[i].AdminCategoryForm; row.ID == f.ID {
				// The version shown is the latest, so that saving again overwrites
				// knowingly.
				f.Version = row.Version
				f.Parents, f.Errors = markSelected(row.Parents, f.Parent), categoryErrors(err)
				*row = f
			}
		}
	})
}

// categoryDone goes back to the list, or shows it with what was typed.
func (a *Admin) categoryDone(c echo.Context, err error, told string, change func(*views.AdminCategoriesView)) error {
	switch {
	case err == nil:
		web.SetFlash(c, told)
		return web.SeeOther(c, href.AdminCategories())
	case fault.KindOf(err) == fault.Invalid, errors.Is(err, category.ErrConflict):
		return a.showTree(c, web.StatusOf(err), message(err), change)
	}
	return err
}

// categoryErrors returns what is wrong by the form's names.
func categoryErrors(err error) map[string]string {
	fields := web.FieldErrors(err)
	if text, ok := fields["parentId"]; ok {
		fields["parent"] = text
	}
	if len(fields) == 0 {
		// Somebody else's change opens the form too.
		fields = map[string]string{"name": message(err)}
	}
	return fields
}

func markSelected(choices []views.AdminChoice, value string) []views.AdminChoice {
	for i := range choices {
		choices[i].Selected = choices[i].Value == value
	}
	return choices
}

func (a *Admin) deleteCategory(c echo.Context) error {
	err := a.categories.Delete(c.Request().Context(), c.Param("id"))
	if errors.Is(err, category.ErrHasChildren) {
		return a.showTree(c, web.StatusOf(err), message(err), nil)
	}
	if err != nil {
		return err
	}
	web.SetFlash(c, "The category is deleted. Its products are still there.")
	return web.SeeOther(c, href.AdminCategories())
}
