package demo_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/demo"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/blob"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// shop is the catalogue of one instance on the real engine.
type shop struct {
	products   *product.Service
	categories *category.Service
	media      *media.Service
	stock      *stock.Service
}

func newShop(t *testing.T, db *mongo.DB, dir, currency string) shop {
	t.Helper()
	indexes := []mongo.Indexes{mongostore.ProductIndexes(), mongostore.StockIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = blobs.Close() })
	outbox := mongo.NewOutbox()
	accounts := mongostore.NewStock(db, outbox)
	products := mongostore.NewProducts(db, outbox)
	counted := stock.NewService(accounts, accounts)
	return shop{
		products:   product.NewService(products, products, counted, currency),
		categories: category.NewService(mongostore.NewCategories(db, outbox), products),
		media:      media.NewService(blobs),
		stock:      counted,
	}
}

func (s shop) seeder(currency string) *demo.Seeder {
	return demo.New(s.products, s.categories, s.media, currency)
}

// all returns every product of the shop.
func (s shop) all(t *testing.T) []product.Product {
	t.Helper()
	var all []product.Product
	for p, err := range s.products.All(identity.System(t.Context(), "test")) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestSeeder_SeedDemo_fills_an_empty_shop(t *testing.T) {
	t.Parallel()
	s := newShop(t, mongotest.New(t), t.TempDir(), "EUR")
	calls, last := 0, 0
	made, err := s.seeder("EUR").SeedDemo(t.Context(), func(done, total int) { calls, last = calls+1, total })
	if err != nil {
		t.Fatal(err)
	}
	all := s.all(t)
	if len(all) < 60 || made != len(all) {
		t.Errorf("%d products of %d made, want 60 at least and no difference", len(all), made)
	}
	if calls != made || last != made {
		t.Errorf("progress was called %d times up to %d, want %d", calls, last, made)
	}
	tree, err := s.categories.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n := len(tree.Children("")); n < 6 {
		t.Errorf("%d top categories, want 6 at least", n)
	}
	t.Run("every product can be sold", func(t *testing.T) { checkProducts(t, s, all, tree) })
	t.Run("every category has products", func(t *testing.T) { checkCategories(t, all, tree) })
	t.Run("some stock is low and some sold out", func(t *testing.T) { checkStock(t, s, all) })
	t.Run("a second seeding does nothing", func(t *testing.T) {
		if made, err := s.seeder("EUR").SeedDemo(t.Context(), nil); made != 0 || err != nil {
			t.Errorf("made %d, %v; want 0 and no error", made, err)
		}
	})
}

func checkProducts(t *testing.T, s shop, all []product.Product, tree category.Tree) {
	skus, slugs, reduced := map[catalog.SKU]bool{}, map[string]bool{}, 0
	for _, p := range all {
		if !p.Sellable() || p.Vendor == "" || !strings.HasPrefix(p.DescriptionHTML, "<p>") || len(p.Tags) == 0 {
			t.Errorf("%s lacks something: %+v", p.Name, p.Content)
		}
		if len(p.Images) < 2 {
			t.Errorf("%s has %d pictures", p.Name, len(p.Images))
		}
		for _, image := range p.Images {
			f, _, err := s.media.Open(strings.TrimPrefix(image.URL, "/media/"))
			if err != nil || image.Alt == "" || image.Width == 0 {
				t.Fatalf("%s: picture %+v: %v", p.Name, image, err)
			}
			_ = f.Close()
		}
		for _, id := range p.CategoryIDs {
			if _, ok := tree.ByID(id); !ok {
				t.Errorf("%s is in an unknown category", p.Name)
			}
		}
		if slugs[p.Slug] {
			t.Errorf("two products have the address %s", p.Slug)
		}
		slugs[p.Slug] = true
		for _, v := range p.Variants {
			if skus[v.SKU] || v.Price.Amount < 100 || v.Price.Currency != "EUR" {
				t.Errorf("%s: variant %s at %v is wrong or there twice", p.Name, v.SKU, v.Price)
			}
			skus[v.SKU] = true
			if v.CompareAt != nil {
				reduced++
			}
		}
	}
	if reduced == 0 {
		t.Error("nothing is reduced")
	}
}

func checkCategories(t *testing.T, all []product.Product, tree category.Tree) {
	var sets []category.Set
	for _, p := range all {
		sets = append(sets, category.Set{IDs: p.CategoryIDs, Count: 1})
	}
	counts := tree.RollUp(sets)
	tree.Walk(func(c category.Category, _ int) {
		if counts[c.ID] < 2 || c.Description == "" {
			t.Errorf("%s has %d products and says %q", c.Name, counts[c.ID], c.Description)
		}
	})
}

func checkStock(t *testing.T, s shop, all []product.Product) {
	low, out, endless := 0, 0, 0
	for _, p := range all {
		levels, err := s.stock.Levels(t.Context(), p.SKUs())
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range p.Variants {
			switch level := levels.Of(v.SKU); {
			case !level.Tracked:
				endless++
				if v.RequiresShipping {
					t.Errorf("%s never runs out and is delivered", v.SKU)
				}
			case level.Available == 0:
				out++
			case level.Available <= product.FewLeft:
				low++
			}
		}
	}
	if low < 3 || out < 2 || endless == 0 {
		t.Errorf("%d low, %d sold out, %d endless: want some of each", low, out, endless)
	}
}

func TestSeeder_SeedDemo_completes_what_was_killed(t *testing.T) {
	t.Parallel()
	db, dir := mongotest.New(t), t.TempDir()
	s := newShop(t, db, dir, "EUR")
	ctx, kill := context.WithCancel(t.Context())
	first, err := s.seeder("EUR").SeedDemo(ctx, func(done, _ int) {
		if done == 10 {
			kill()
		}
	})
	if !errors.Is(err, context.Canceled) && err == nil {
		t.Fatalf("the first seeding ended with %v after %d products", err, first)
	}
	before := len(s.all(t))
	if before == 0 || before > 60 {
		t.Fatalf("%d products were there after the kill: the test proves nothing", before)
	}
	again := newShop(t, db, dir, "EUR")
	made, err := again.seeder("EUR").SeedDemo(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if all := again.all(t); len(all) != before+made || len(all) < 60 {
		t.Errorf("%d and %d products make %d", before, made, len(all))
	}
}

func TestSeeder_SeedDemo_two_instances_at_once_make_one_shop(t *testing.T) {
	t.Parallel()
	db, dir := mongotest.New(t), t.TempDir()
	instances := []shop{newShop(t, db, dir, "EUR"), newShop(t, db, dir, "EUR")}
	var wg sync.WaitGroup
	made, errs := make([]int, 2), make([]error, 2)
	for i, s := range instances {
		wg.Go(func() { made[i], errs[i] = s.seeder("EUR").SeedDemo(t.Context(), nil) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	all := instances[0].all(t)
	if made[0]+made[1] != len(all) {
		t.Errorf("%d and %d were made, and there are %d", made[0], made[1], len(all))
	}
	tree, err := instances[0].categories.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	checkCategories(t, all, tree)
	for _, p := range all {
		account, err := instances[0].stock.Account(t.Context(), p.Variants[0].SKU)
		if err != nil || account.ProductID != p.ID {
			t.Errorf("the stock of %s is that of product %q (%v)", p.Variants[0].SKU, account.ProductID, err)
		}
	}
}

func TestSeeder_SeedDemo_leaves_a_merchants_shop_alone(t *testing.T) {
	t.Parallel()
	s := newShop(t, mongotest.New(t), t.TempDir(), "EUR")
	_, err := s.products.Create(identity.System(t.Context(), "test"), product.Input{Content: product.Content{
		Name: "Mine", Variants: []product.Variant{{SKU: "MINE", Price: money.New(100, "EUR"), Options: []catalog.Option{}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if made, err := s.seeder("EUR").SeedDemo(t.Context(), nil); made != 0 || err != nil {
		t.Errorf("made %d, %v", made, err)
	}
	if n := len(s.all(t)); n != 1 {
		t.Errorf("there are %d products", n)
	}
}

func TestSeeder_SeedDemo_prices_follow_the_currency(t *testing.T) {
	t.Parallel()
	s := newShop(t, mongotest.New(t), t.TempDir(), "JPY")
	if _, err := s.seeder("JPY").SeedDemo(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	item, err := s.products.Items(t.Context(), []catalog.SKU{"KETTLE"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := item["KETTLE"].Price, money.New(7900, "JPY"); got != want {
		t.Errorf("the kettle costs %v, want %v", got, want)
	}
}

func TestSeeder_SeedDemo_is_quick(t *testing.T) {
	s := newShop(t, mongotest.New(t), t.TempDir(), "EUR")
	began := time.Now()
	if _, err := s.seeder("EUR").SeedDemo(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	// The race detector and a busy machine make it several times slower than
	// the second it takes otherwise.
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("seeding took %v", took)
	} else {
		t.Logf("seeding took %v", took)
	}
}
