package demo

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/drawing"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
	"shop/platform/identity"
	"shop/platform/money"
)

// atOnce is how many products are made side by side: the database waits for
// its journal most of the time.
const atOnce = 12

// Seeder implements [catalog.Demo].
type Seeder struct {
	products   *product.Service
	categories *category.Service
	media      *media.Service
	currency   string
}

// New returns a seeder whose prices are in the currency.
func New(products *product.Service, categories *category.Service, media *media.Service, currency string) *Seeder {
	return &Seeder{products, categories, media, currency}
}

// pieces are all products of the demo shop in the order in which they are made:
// the groups in turn, so that the newest are a mixture, and the first of each
// group last, so that those are the newest.
func pieces() []piece {
	groups := [][]piece{ceramics, lighting, textiles, kitchen, garden, desk}
	var all []piece
	for i := 0; ; i++ {
		before := len(all)
		for _, g := range groups {
			if i < len(g) {
				all = append(all, g[i])
			}
		}
		if len(all) == before {
			slices.Reverse(all)
			return all
		}
	}
}

// SeedDemo implements [catalog.Demo].
func (s *Seeder) SeedDemo(ctx context.Context, progress func(done, total int)) (int, error) {
	ctx = identity.System(ctx, "demo")
	missing, err := s.missing(ctx)
	if err != nil || len(missing) == 0 {
		return 0, err
	}
	tree, err := s.shelve(ctx)
	if err != nil {
		return 0, err
	}
	var mu sync.Mutex
	made, done := 0, 0
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, p := range missing {
		group.Go(func() error {
			err := s.make(ctx, p, tree)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made++
			case errors.Is(err, product.ErrExists):
				// Another instance seeds too and was faster with this one.
			default:
				return fmt.Errorf("demo: %s: %w", p.name, err)
			}
			if done++; progress != nil {
				progress(done, len(missing))
			}
			return nil
		})
	}
	err = group.Wait()
	return made, err
}

// missing are the pieces to make: all in an empty shop, the rest where an
// earlier seeding did not come to its end, and none where there is any product
// that isn't the demo's.
func (s *Seeder) missing(ctx context.Context) ([]piece, error) {
	count, err := s.products.Count(ctx)
	if err != nil {
		return nil, err
	}
	all := pieces()
	if count == 0 {
		return all, nil
	}
	var skus []catalog.SKU
	for _, p := range all {
		for _, v := range p.variants() {
			skus = append(skus, v.sku)
		}
	}
	items, err := s.products.Items(ctx, skus)
	if err != nil {
		return nil, err
	}
	known := map[catalog.ProductID]bool{}
	for _, item := range items {
		known[item.ProductID] = true
	}
	if len(known) < count {
		return nil, nil
	}
	return slices.DeleteFunc(all, func(p piece) bool {
		return slices.ContainsFunc(p.variants(), func(v variant) bool {
			_, there := items[v.sku]
			return there
		})
	}), nil
}

// shelve makes the categories that don't exist yet and returns all.
func (s *Seeder) shelve(ctx context.Context) (category.Tree, error) {
	if err := s.shelveBelow(ctx, "", shelves); err != nil {
		return category.Tree{}, err
	}
	return s.categories.Tree(ctx)
}

func (s *Seeder) shelveBelow(ctx context.Context, parent string, list []shelf) error {
	for i, shelf := range list {
		c, err := s.ensure(ctx, category.Input{
			Name: shelf.name, Slug: shelf.slug, Description: shelf.text, ParentID: parent, Position: i + 1,
		})
		if err != nil {
			return fmt.Errorf("demo: category %s: %w", shelf.name, err)
		}
		if err := s.shelveBelow(ctx, c.ID, shelf.below); err != nil {
			return err
		}
	}
	return nil
}

// ensure returns the category with the slug, and creates it where there is
// none. A failure to create it may be another instance's success.
func (s *Seeder) ensure(ctx context.Context, in category.Input) (category.Category, error) {
	find := func() (category.Category, bool, error) {
		tree, err := s.categories.Tree(ctx)
		c, ok := tree.BySlug(in.Slug)
		return c, ok, err
	}
	if c, ok, err := find(); ok || err != nil {
		return c, err
	}
	c, err := s.categories.Create(ctx, in)
	if err == nil {
		return c, nil
	}
	if c, ok, _ := find(); ok {
		return c, nil
	}
	return category.Category{}, err
}

// make draws a piece and creates it.
func (s *Seeder) make(ctx context.Context, p piece, tree category.Tree) error {
	content := product.Content{
		Name: p.name, Vendor: p.vendor, DescriptionHTML: p.text, Tags: p.tags, Status: product.Active,
	}
	for _, slug := range p.in {
		c, ok := tree.BySlug(slug)
		if !ok {
			return fmt.Errorf("there is no category %s", slug)
		}
		content.CategoryIDs = append(content.CategoryIDs, c.ID)
		if content.Type == "" {
			content.Type = c.Name
		}
	}
	shows := map[string]string{}
	for _, picture := range p.pictures() {
		image, err := s.media.StoreSVG(ctx, drawing.Draw(picture.scene), picture.alt, drawing.Width, drawing.Height)
		if err != nil {
			return err
		}
		content.Images = append(content.Images, image)
		if picture.colour != "" {
			shows[picture.colour] = image.ID
		}
	}
	quantities := s.fill(&content, p, shows)
	_, err := s.products.Create(ctx, product.Input{ID: id(p.code), Content: content, Quantities: quantities})
	return err
}

// fill adds the options and variants of a piece, and returns their stock. shows
// are the pictures by colour.
func (s *Seeder) fill(content *product.Content, p piece, shows map[string]string) map[catalog.SKU]int {
	if len(p.colours) > 1 {
		content.Options = append(content.Options, product.Option{Name: "Colour"})
	}
	if p.choice.name != "" {
		content.Options = append(content.Options, product.Option{Name: p.choice.name})
	}
	quantities := map[catalog.SKU]int{}
	for _, v := range p.variants() {
		one := product.Variant{
			SKU: v.sku, Price: s.price(v.price), WeightGrams: p.grams, Taxable: !p.digital,
			RequiresShipping: !p.digital, Tracked: !p.digital, ImageID: shows[v.colour],
		}
		if v.was > 0 {
			was := s.price(v.was)
			one.CompareAt = &was
		}
		if v.colour != "" {
			one.Options = append(one.Options, catalog.Option{Name: "Colour", Value: v.colour})
		}
		if v.choice != "" {
			one.Options = append(one.Options, catalog.Option{Name: p.choice.name, Value: v.choice})
		}
		content.Variants = append(content.Variants, one)
		if !p.digital {
			quantities[v.sku] = quantity(v.sku)
		}
	}
	return quantities
}

// price is so many hundredths of the shop's currency; where the currency has no
// hundredths it is so many units, as in yen.
func (s *Seeder) price(cents int) money.Money {
	amount := int64(cents)
	for digits := 2; digits < money.Digits(s.currency); digits++ {
		amount *= 10
	}
	return money.New(amount, s.currency)
}

// id is the fixed id of a piece, in the form that all products' ids have.
func id(code string) catalog.ProductID {
	sum := sha256.Sum256([]byte("demo " + code))
	return catalog.ProductID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:26]))
}
