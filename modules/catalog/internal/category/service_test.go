package category_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/identity"
)

// wrong returns the paths that the error names.
func wrong(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return fmt.Sprint(err)
	}
	paths := make([]string, len(f.Fields))
	for i, field := range f.Fields {
		paths[i] = field.Path
	}
	return strings.Join(paths, " ")
}

func TestCreate_names_each_wrong_value_and_stores_nothing(t *testing.T) {
	t.Parallel()
	categories := catalogtest.NewSite(t).Categories
	ctx := identity.System(t.Context(), "test")
	if _, err := categories.Create(ctx, category.Input{Name: "Taken"}); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		in   category.Input
		path string
	}{
		"no name":                     {category.Input{}, "name"},
		"a name of blanks":            {category.Input{Name: " \t\n "}, "name"},
		"a name that is too long":     {category.Input{Name: strings.Repeat("ü", 101)}, "name"},
		"a taken address":             {category.Input{Name: "Other", Slug: "taken"}, "slug"},
		"an address in capitals":      {category.Input{Name: "Other", Slug: "Other"}, "slug"},
		"an address with a slash":     {category.Input{Name: "Other", Slug: "a/b"}, "slug"},
		"an operator for an address":  {category.Input{Name: "Other", Slug: `{"$ne":null}`}, "slug"},
		"an endless description":      {category.Input{Name: "Other", Description: strings.Repeat("ü", 2001)}, "description"},
		"a parent that isn't there":   {category.Input{Name: "Other", ParentID: "nothing"}, "parentId"},
		"a position far out":          {category.Input{Name: "Other", Position: 1_000_001}, "position"},
		"all of it":                   {category.Input{Slug: "taken", Description: strings.Repeat("x", 2001), ParentID: "x", Position: -1_000_001}, "name slug description parentId position"},
		"the longest of all is right": {category.Input{Name: strings.Repeat("ü", 100), Description: strings.Repeat("ü", 2000), Position: -1_000_000}, "<nil>"},
	} {
		if _, err := categories.Create(ctx, tc.in); wrong(err) != tc.path {
			t.Errorf("%s: wrong %s, want %s", name, wrong(err), tc.path)
		}
	}
	if tree, err := categories.Tree(ctx); err != nil || len(tree.Nodes) != 2 {
		t.Errorf("%d categories, %v; want the two good ones", len(tree.Nodes), err)
	}
	if _, err := categories.Create(t.Context(), category.Input{Name: "Stranger's"}); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("a stranger: %v", err)
	}
}

func TestCreate_finds_an_address_that_is_free(t *testing.T) {
	t.Parallel()
	categories := catalogtest.NewSite(t).Categories
	ctx := identity.System(t.Context(), "test")
	var slugs []string
	for _, name := range []string{"Chairs", " chairs ", "CHAIRS!", "椅子", "机"} {
		c, err := categories.Create(ctx, category.Input{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		slugs = append(slugs, c.Slug)
	}
	if got := strings.Join(slugs, " "); got != "chairs chairs-2 chairs-3 category category-2" {
		t.Errorf("addresses %s", got)
	}
}

func TestEnsure_makes_a_category_once_whatever_the_spelling(t *testing.T) {
	t.Parallel()
	categories := catalogtest.NewSite(t).Categories
	ctx := identity.System(t.Context(), "test")
	first, err := categories.Ensure(ctx, "Garden tools")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Garden tools", "  garden   TOOLS "} {
		if again, err := categories.Ensure(ctx, name); err != nil || again != first {
			t.Errorf("%q: %+v, %v; want %+v", name, again, err, first)
		}
	}
	next, err := categories.Ensure(ctx, "Lamps")
	if err != nil || next.Position <= first.Position {
		t.Errorf("%+v, %v; want it behind %+v", next, err, first)
	}
}

// However staff push categories around, also wrongly, what is stored is a tree.
func TestService_keeps_a_tree_whatever_is_asked_of_it(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx := identity.System(t.Context(), "test")
	rapid.Check(t, func(t *rapid.T) {
		tree, err := site.Categories.Tree(ctx)
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{"", "nothing"}
		for _, c := range tree.Nodes {
			ids = append(ids, c.ID)
		}
		id, parent := rapid.SampledFrom(ids).Draw(t, "id"), rapid.SampledFrom(ids).Draw(t, "parent")
		in := category.Input{
			Name: rapid.SampledFrom([]string{"A", "B", "C", ""}).Draw(t, "name"), ParentID: parent,
			Slug: rapid.SampledFrom([]string{"", "", "a", "b-1", "-"}).Draw(t, "slug"), Position: rapid.IntRange(-2, 2).Draw(t, "position"),
		}
		switch rapid.SampledFrom([]string{"create", "create", "update", "update", "delete"}).Draw(t, "action") {
		case "create":
			_, err = site.Categories.Create(ctx, in)
		case "update":
			version := int64(1)
			if c, ok := tree.ByID(id); ok {
				version = c.Version
			}
			_, err = site.Categories.Update(ctx, id, version, in)
		case "delete":
			err = site.Categories.Delete(ctx, id)
		}
		if err != nil && !slices.Contains([]fault.Kind{fault.Invalid, fault.NotFound, fault.Conflict}, fault.KindOf(err)) {
			t.Fatalf("failed: %v", err)
		}
		after, err := site.Categories.Tree(ctx)
		if err != nil {
			t.Fatal(err)
		}
		mustBeTree(t, after)
	})
}

func mustBeTree(t *rapid.T, tree category.Tree) {
	slugs, walked := map[string]bool{}, 0
	tree.Walk(func(c category.Category, depth int) {
		walked++
		if depth > 4 || len(tree.Path(c.ID)) != depth+1 {
			t.Fatalf("%s is %d deep, by a path of %d", c.Slug, depth, len(tree.Path(c.ID)))
		}
		if slugs[c.Slug] || !product.ValidSlug(c.Slug) || c.Name == "" {
			t.Fatalf("category %+v has a bad or repeated address, or no name", c)
		}
		slugs[c.Slug] = true
	})
	if walked != len(tree.Nodes) {
		t.Fatalf("%d of %d categories hang from the top", walked, len(tree.Nodes))
	}
}
