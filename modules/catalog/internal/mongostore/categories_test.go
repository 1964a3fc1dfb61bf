package mongostore_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/mongostore"
	"shop/platform/fault"
	"shop/platform/mongo"
)

func newCategories(t *testing.T) (*category.Service, shelves) {
	t.Helper()
	s := newShelves(t)
	return category.NewService(mongostore.NewCategories(s.db, mongo.NewOutbox()), s.store), s
}

func TestCategories_many_changes_at_once_are_all_kept(t *testing.T) {
	t.Parallel()
	c, _ := newCategories(t)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			if _, err := c.Create(staff(t), category.Input{Name: fmt.Sprint("Shelf ", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if tree, err := c.Tree(t.Context()); err != nil || len(tree.Nodes) != 6 || tree.Version != 6 {
		t.Errorf("%d categories at version %d, %v", len(tree.Nodes), tree.Version, err)
	}
}

func TestCategories_Update(t *testing.T) {
	t.Parallel()
	c, _ := newCategories(t)
	create := func(name, parent string) category.Category {
		t.Helper()
		made, err := c.Create(staff(t), category.Input{Name: name, ParentID: parent})
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	top := create("Top", "")
	below := create("Below", top.ID)
	lowest := below
	for i := range 3 {
		lowest = create(fmt.Sprint("Level ", i), lowest.ID)
	}
	for _, tc := range []struct {
		name    string
		version int64
		in      category.Input
		path    string
	}{
		{"below itself", 1, category.Input{Name: "Top", ParentID: lowest.ID}, "parentId"},
		{"below nothing that is", 1, category.Input{Name: "Top", ParentID: "nothing"}, "parentId"},
		{"another's address", 1, category.Input{Name: "Top", Slug: "below"}, "slug"},
		{"no name", 1, category.Input{Name: " "}, "name"},
		{"a long description", 1, category.Input{Name: "Top", Description: strings.Repeat("x", 2001)}, "description"},
	} {
		t.Run("refuses "+tc.name, func(t *testing.T) {
			_, err := c.Update(staff(t), top.ID, tc.version, tc.in)
			var f *fault.Error
			if !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Path != tc.path {
				t.Errorf("error %v", err)
			}
		})
	}
	t.Run("refuses what was made from an old version", func(t *testing.T) {
		if _, err := c.Update(staff(t), top.ID, 7, category.Input{Name: "Top"}); !errors.Is(err, category.ErrConflict) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("refuses to be too deep, also for those below", func(t *testing.T) {
		other := create("Other", "")
		if _, err := c.Update(staff(t), top.ID, 1, category.Input{Name: "Top", ParentID: other.ID}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("error %v", err)
		}
	})
	t.Run("keeps the address when the name changes", func(t *testing.T) {
		if changed, err := c.Update(staff(t), top.ID, 1, category.Input{Name: "Renamed"}); err != nil || changed.Slug != "top" || changed.Version != 2 {
			t.Errorf("%+v, %v", changed, err)
		}
	})
	t.Run("refuses to delete what has others below", func(t *testing.T) {
		if err := c.Delete(staff(t), top.ID); !errors.Is(err, category.ErrHasChildren) {
			t.Errorf("error %v", err)
		}
	})
}

func TestCategories_Delete_takes_products_out(t *testing.T) {
	t.Parallel()
	c, s := newCategories(t)
	made, err := c.Ensure(staff(t), "Mugs")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.Ensure(staff(t), " mugs "); err != nil || again.ID != made.ID {
		t.Errorf("ensured twice: %+v, %v", again, err)
	}
	in := simple("Mug", 900)
	in.CategoryIDs = []string{made.ID, "other"}
	p := s.create(t, in)
	if err := c.Delete(staff(t), made.ID); err != nil {
		t.Fatal(err)
	}
	if read, err := s.Product(staff(t), p.ID); err != nil || fmt.Sprint(read.CategoryIDs) != "[other]" {
		t.Errorf("categories %v, %v", read.CategoryIDs, err)
	}
	if _, err := c.Create(t.Context(), category.Input{Name: "X"}); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("a stranger: %v", err)
	}
}
