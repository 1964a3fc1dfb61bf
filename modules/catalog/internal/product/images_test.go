package product_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

func picture(name string) product.Image {
	return product.Image{ID: name, URL: "/media/" + name + ".svg", Alt: name, Width: 4, Height: 5}
}

// album returns a product with the pictures.
func album(t *testing.T, site *catalogtest.Site, names ...string) (context.Context, product.Product) {
	t.Helper()
	ctx := identity.System(t.Context(), "test")
	in := product.Input{Content: product.Content{
		Name: "Album", Variants: []product.Variant{{Price: money.New(100, "EUR"), Tracked: true}},
	}}
	for _, name := range names {
		in.Images = append(in.Images, picture(name))
	}
	p, err := site.Products.Create(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	return ctx, p
}

func ids(p product.Product) string {
	var list []string
	for _, i := range p.Images {
		list = append(list, i.ID)
	}
	return strings.Join(list, "")
}

func TestMoveImage_goes_as_far_as_there_are_places(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx, p := album(t, site, "a", "b", "c", "d")
	for _, tc := range []struct {
		image string
		steps int
		want  string
	}{
		{"b", -1, "bacd"}, {"b", -1, "bacd"}, {"b", 1, "abcd"}, {"d", 1, "abcd"}, {"a", 2, "bcad"}, {"d", -99, "dbca"}, {"d", 99, "bcad"}, {"c", 0, "bcad"},
	} {
		var err error
		if p, err = site.Products.MoveImage(ctx, p.ID, tc.image, tc.steps); err != nil || ids(p) != tc.want {
			t.Errorf("%s by %d: %s, %v; want %s", tc.image, tc.steps, ids(p), err, tc.want)
		}
	}
	if _, err := site.Products.MoveImage(ctx, p.ID, "x", 1); !errors.Is(err, product.ErrNoImage) {
		t.Errorf("an unknown picture: %v", err)
	}
	if _, err := site.Products.MoveImage(ctx, "nothing", "a", 1); !errors.Is(err, product.ErrNotFound) {
		t.Errorf("an unknown product: %v", err)
	}
}

// Moving a picture puts it where it was asked to be, and changes nothing else.
func TestChangeImage_puts_a_picture_in_its_place(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx, p := album(t, site, "a", "b", "c", "d", "e")
	rapid.Check(t, func(t *rapid.T) {
		image, position := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "image"), rapid.IntRange(0, 7).Draw(t, "position")
		before := ids(p)
		var err error
		if p, err = site.Products.ChangeImage(ctx, p.ID, image, product.ImageChange{Position: &position}); err != nil {
			t.Fatal(err)
		}
		if at := strings.Index(ids(p), image); at != min(position, 4) {
			t.Fatalf("%s is at %d of %s, want %d", image, at, ids(p), position)
		}
		if strings.ReplaceAll(ids(p), image, "") != strings.ReplaceAll(before, image, "") {
			t.Fatalf("%s became %s", before, ids(p))
		}
	})
}

func TestChangeImage_describes_and_refuses_a_novel(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx, p := album(t, site, "a", "b")
	alt := " A chair\n by the  window "
	changed, err := site.Products.ChangeImage(ctx, p.ID, "b", product.ImageChange{Alt: &alt})
	if err != nil || changed.Images[1].Alt != "A chair by the window" || changed.Images[0].Alt != "a" {
		t.Errorf("pictures %+v, %v", changed.Images, err)
	}
	alt = strings.Repeat("ü", product.MaxAlt+1)
	if _, err := site.Products.ChangeImage(ctx, p.ID, "b", product.ImageChange{Alt: &alt}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a description that is too long: %v", err)
	}
	if same, err := site.Products.ChangeImage(ctx, p.ID, "b", product.ImageChange{}); err != nil || ids(same) != "ab" || same.Images[1].Alt != "A chair by the window" {
		t.Errorf("nothing to change: %+v, %v", same.Images, err)
	}
	for _, change := range []func(context.Context) error{
		func(ctx context.Context) error {
			_, err := site.Products.ChangeImage(ctx, p.ID, "b", product.ImageChange{})
			return err
		},
		func(ctx context.Context) error { _, err := site.Products.RemoveImage(ctx, p.ID, "b"); return err },
		func(ctx context.Context) error {
			_, err := site.Products.AddImages(ctx, p.ID, picture("c"))
			return err
		},
	} {
		if err := change(t.Context()); !errors.Is(err, identity.ErrSignIn) {
			t.Errorf("a stranger: %v", err)
		}
	}
}

func TestAddImages_takes_each_picture_once_and_only_so_many(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx, p := album(t, site, "a")
	p, err := site.Products.AddImages(ctx, p.ID, picture("b"), picture("a"), picture("b"))
	if err != nil || ids(p) != "ab" {
		t.Fatalf("pictures %s, %v", ids(p), err)
	}
	var many []product.Image
	for i := range product.MaxImages - 1 {
		many = append(many, picture(fmt.Sprint("p", i)))
	}
	if _, err := site.Products.AddImages(ctx, p.ID, many...); fault.KindOf(err) != fault.Invalid {
		t.Errorf("one too many: %v", err)
	}
	if p, err = site.Products.AddImages(ctx, p.ID, many[1:]...); err != nil || len(p.Images) != product.MaxImages {
		t.Errorf("%d pictures, %v; want as many as may be", len(p.Images), err)
	}
	elsewhere := product.Image{ID: "e", URL: "https://elsewhere.example/pixel.gif"}
	if _, err := site.Products.AddImages(ctx, p.ID, elsewhere); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a picture from elsewhere: %v", err)
	}
}

func TestImages_changed_by_many_at_once_are_all_changed(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx, p := album(t, site, "a", "b", "c", "d")
	var wg sync.WaitGroup
	for _, name := range []string{"a", "b", "c", "d"} {
		wg.Go(func() {
			alt := "described " + name
			if _, err := site.Products.ChangeImage(ctx, p.ID, name, product.ImageChange{Alt: &alt}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	p, err := site.Products.Product(ctx, p.ID)
	if err != nil || slices.ContainsFunc(p.Images, func(i product.Image) bool { return i.Alt != "described "+i.ID }) {
		t.Errorf("pictures %+v, %v", p.Images, err)
	}
}

func TestUpdate_back_to_a_former_address_forgets_it_as_former(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx, p := album(t, site)
	for _, slug := range []string{"second", "third", "album", "second"} {
		content := p.Content
		content.Slug = slug
		var err error
		if p, err = site.Products.Update(ctx, p.ID, p.Version, product.Input{Content: content}); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(p.Slug, p.FormerSlugs); got != "second[third album]" {
		t.Errorf("addresses %s", got)
	}
}

func TestSetStatus_of_what_has_it_is_no_error(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx, p := album(t, site)
	for range 2 {
		if p, err := site.Products.SetStatus(ctx, p.ID, product.Archived); err != nil || p.Status != product.Archived {
			t.Errorf("status %s, %v", p.Status, err)
		}
	}
	if _, err := site.Products.SetStatus(ctx, p.ID, "sold"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a status that is none: %v", err)
	}
	if _, err := site.Products.SetStatus(ctx, "nothing", product.Active); !errors.Is(err, product.ErrNotFound) {
		t.Errorf("an unknown product: %v", err)
	}
}

func TestCheck_leaves_what_it_is_given_alone(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	given := product.Content{
		Name: " Album ", Images: []product.Image{{ID: "a", URL: "/media/a.svg", Alt: " a  b "}}, Tags: []string{" x ", "x"},
		Options:  []product.Option{{Name: " Size "}},
		Variants: []product.Variant{{Price: money.New(1, "EUR"), Options: []catalog.Option{{Name: " Size ", Value: " L "}}}},
	}
	before := fmt.Sprintf("%#v", given)
	checked, err := site.Products.Check(given)
	if err != nil || checked.Variants[0].SKU != "ALBUM-L" || checked.Images[0].Alt != "a b" {
		t.Errorf("checked %+v, %v", checked, err)
	}
	if after := fmt.Sprintf("%#v", given); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}
