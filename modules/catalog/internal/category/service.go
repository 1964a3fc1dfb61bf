package category

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/platform/events"
	"shop/platform/fault"
	"shop/platform/identity"
)

// The bounds of the tree; lengths are in characters.
const (
	maxCategories  = 500
	maxDepth       = 5
	maxName        = 100
	maxDescription = 2000
	maxPosition    = 1_000_000
	tries          = 10
)

// Store keeps the tree.
type Store interface {
	// Tree returns the tree, an empty one where none was stored.
	Tree(ctx context.Context) (Tree, error)
	// Save stores t with its event where the stored version is still
	// t.Version. Errors: [ErrConflict].
	Save(ctx context.Context, t Tree, ev events.Event) error
}

// Service changes the tree for staff and reads it for everyone.
type Service struct {
	store    Store
	products Products
}

// Products knows which products are in a category.
type Products interface {
	// LeaveCategory takes all products out of the category.
	LeaveCategory(ctx context.Context, id string) error
}

// NewService returns a service over the store.
func NewService(store Store, products Products) *Service {
	return &Service{store: store, products: products}
}

// Input is what staff edit of a category.
type Input struct {
	Name, Description string
	// Slug is made from the name where it is empty.
	Slug     string
	ParentID string
	Position int
}

// Tree returns all categories.
func (s *Service) Tree(ctx context.Context) (Tree, error) { return s.store.Tree(ctx) }

// Create adds a category. Errors: those of identity.RequireStaff, fault.Invalid
// naming name, slug, parentId, description or position.
func (s *Service) Create(ctx context.Context, in Input) (Category, error) {
	id := strings.ToLower(rand.Text())
	return s.change(ctx, func(t *Tree) (Category, error) {
		if len(t.Nodes) >= maxCategories {
			return Category{}, fault.New(fault.Invalid, "invalid", fmt.Sprintf("A shop has at most %d categories.", maxCategories))
		}
		c := Category{ID: id, Version: 1}
		c.apply(in)
		if in.Slug == "" {
			c.Slug = t.freeSlug(c.Slug)
		}
		t.Nodes = append(t.Nodes, c)
		return c, t.validate(c)
	})
}

// Ensure returns the top category of that name, in any case, and creates it
// where there is none.
func (s *Service) Ensure(ctx context.Context, name string) (Category, error) {
	tree, err := s.store.Tree(ctx)
	if err != nil {
		return Category{}, err
	}
	name = strings.Join(strings.Fields(name), " ")
	if c, ok := tree.find(func(c Category) bool { return strings.EqualFold(c.Name, name) }); ok {
		return c, nil
	}
	return s.Create(ctx, Input{Name: name, Position: len(tree.Nodes)})
}

// Update changes the category that was read at version. Errors: those of
// [Service.Create], [ErrNotFound], [ErrConflict].
func (s *Service) Update(ctx context.Context, id string, version int64, in Input) (Category, error) {
	return s.change(ctx, func(t *Tree) (Category, error) {
		i := slices.IndexFunc(t.Nodes, func(c Category) bool { return c.ID == id })
		if i < 0 {
			return Category{}, ErrNotFound
		}
		c := t.Nodes[i]
		if c.Version != version {
			return c, ErrConflict
		}
		if in.ParentID != c.ParentID && slices.Contains(t.Within(id), in.ParentID) {
			return c, invalid("parentId", "A category can't be below itself.")
		}
		c.apply(in)
		c.Version++
		t.Nodes[i] = c
		return c, t.validate(c)
	})
}

// Delete takes the category out of the tree and all products out of it.
// Errors: those of identity.RequireStaff, [ErrNotFound], [ErrHasChildren].
func (s *Service) Delete(ctx context.Context, id string) error {
	_, err := s.change(ctx, func(t *Tree) (Category, error) {
		c, ok := t.ByID(id)
		switch {
		case !ok:
			return c, ErrNotFound
		case len(t.Children(id)) > 0:
			return c, ErrHasChildren
		}
		t.Nodes = slices.DeleteFunc(t.Nodes, func(c Category) bool { return c.ID == id })
		return c, nil
	})
	if err != nil {
		return err
	}
	// An id that stays behind after a crash here means nothing to anyone.
	return s.products.LeaveCategory(ctx, id)
}

// change edits the tree and stores it, again from the start where somebody
// else was faster.
func (s *Service) change(ctx context.Context, edit func(*Tree) (Category, error)) (Category, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Category{}, err
	}
	for range tries {
		tree, err := s.store.Tree(ctx)
		if err != nil {
			return Category{}, err
		}
		tree.Nodes = slices.Clone(tree.Nodes)
		c, err := edit(&tree)
		if err != nil {
			return c, err
		}
		err = s.store.Save(ctx, tree, events.New(c.ID, catalog.CategoriesChanged{}))
		if err == nil || fault.KindOf(err) != fault.Conflict {
			return c, err
		}
	}
	return Category{}, ErrConflict
}

func (c *Category) apply(in Input) {
	c.Name = strings.Join(strings.Fields(in.Name), " ")
	c.Description = strings.TrimSpace(in.Description)
	c.ParentID = in.ParentID
	c.Position = in.Position
	switch slug := strings.TrimSpace(in.Slug); {
	case slug != "":
		c.Slug = slug
	case c.Slug == "":
		c.Slug = product.Slugify(c.Name)
	}
	if c.Slug == "" && c.Name != "" {
		c.Slug = "category"
	}
}

func (t Tree) freeSlug(slug string) string {
	for n := 1; ; n++ {
		if _, taken := t.BySlug(product.Numbered(slug, n)); !taken {
			return product.Numbered(slug, n)
		}
	}
}

// validate checks c, which is in the tree.
func (t Tree) validate(c Category) error {
	var wrong fault.Fields
	if n := utf8.RuneCountInString(c.Name); n == 0 || n > maxName {
		wrong.Add("name", fmt.Sprintf("Please give a name of at most %d characters.", maxName))
	}
	if c.Name != "" && !product.ValidSlug(c.Slug) {
		wrong.Add("slug", "An address consists of lower-case letters, digits and single hyphens.")
	}
	if other, ok := t.find(func(o Category) bool { return o.Slug == c.Slug && o.ID != c.ID }); ok {
		wrong.Add("slug", fmt.Sprintf("The category %q has this address.", other.Name))
	}
	if utf8.RuneCountInString(c.Description) > maxDescription {
		wrong.Add("description", fmt.Sprintf("A description has at most %d characters.", maxDescription))
	}
	if _, ok := t.ByID(c.ParentID); c.ParentID != "" && !ok {
		wrong.Add("parentId", "There is no such category.")
	} else if t.lowest(c.ID) > maxDepth {
		wrong.Add("parentId", fmt.Sprintf("Categories are at most %d levels deep.", maxDepth))
	}
	if c.Position < -maxPosition || c.Position > maxPosition {
		wrong.Add("position", "Please give a whole number.")
	}
	return wrong.Err()
}

// lowest returns the depth of the lowest category within the one with the id,
// counted from 1 at the top.
func (t Tree) lowest(id string) int {
	depth := 0
	for _, below := range t.Within(id) {
		depth = max(depth, len(t.Path(below)))
	}
	return depth
}

func invalid(path, message string) error {
	var wrong fault.Fields
	wrong.Add(path, message)
	return wrong.Err()
}
