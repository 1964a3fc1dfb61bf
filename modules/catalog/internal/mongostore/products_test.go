package mongostore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
	"shop/platform/money"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

// shelves is a product service over a fresh database.
type shelves struct {
	*product.Service
	store  *mongostore.Products
	finder *mongostore.Finder
	index  *mongostore.Index
	stock  *stock.Service
	levels *mongostore.Stock
	db     *mongo.DB
}

func newShelves(t *testing.T) shelves {
	t.Helper()
	db := mongotest.New(t)
	indexes := []mongo.Indexes{mongostore.StockIndexes(), mongostore.ProductIndexes()}
	if err := mongo.Setup(t.Context(), db, indexes, nil); err != nil {
		t.Fatal(err)
	}
	outbox := mongo.NewOutbox()
	store, accounts := mongostore.NewProducts(db, outbox), mongostore.NewStock(db, outbox)
	counted := stock.NewService(accounts, accounts)
	return shelves{
		Service: product.NewService(store, store, counted, "EUR"),
		store:   store, finder: mongostore.NewFinder(store, accounts), index: mongostore.NewIndex(db),
		stock: counted, levels: accounts, db: db,
	}
}

// simple is an active product with one variant.
func simple(name string, cents int64) product.Input {
	sku := catalog.SKU(product.Slugify(name))
	return product.Input{
		Content: product.Content{
			Name: name, Status: product.Active,
			Variants: []product.Variant{{SKU: sku, Price: money.New(cents, "EUR"), Tracked: true}},
		},
		Quantities: map[catalog.SKU]int{sku: 10},
	}
}

func (s shelves) create(t *testing.T, in product.Input) product.Product {
	t.Helper()
	p, err := s.Create(staff(t), in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProducts_Create(t *testing.T) {
	t.Parallel()
	s := newShelves(t)

	t.Run("stores the product as it can be read again, with its stock", func(t *testing.T) {
		made := s.create(t, simple("Oak Chair", 4900))
		read, err := s.Product(staff(t), made.ID)
		if err != nil {
			t.Fatal(err)
		}
		if read.Slug != "oak-chair" || read.Version != 1 || !read.CreatedAt.Equal(made.CreatedAt) || read.Availability != (product.Availability{InStock: true}) {
			t.Errorf("read %+v", read)
		}
		if a, err := s.stock.Account(t.Context(), "oak-chair"); err != nil || a.Available != 10 || a.Received != 10 || a.ProductID != made.ID {
			t.Errorf("account %+v, %v", a, err)
		}
	})
	t.Run("gives a taken slug a number", func(t *testing.T) {
		for i, want := range []string{"mug", "mug-2", "mug-3"} {
			in := simple("Mug", 900)
			in.Variants[0].SKU = catalog.SKU(fmt.Sprint("mug", i))
			if p := s.create(t, in); p.Slug != want {
				t.Errorf("slug %q, want %q", p.Slug, want)
			}
		}
	})
	t.Run("refuses a SKU that another product has and names the variant", func(t *testing.T) {
		s.create(t, simple("Lamp", 900))
		in := simple("Other lamp", 900)
		in.Variants[0].SKU = "lamp"
		_, err := s.Create(staff(t), in)
		var f *fault.Error
		if !errors.Is(err, product.ErrSKUTaken) || !errors.As(err, &f) || f.Fields[0].Path != "variants[0].sku" {
			t.Errorf("error %v", err)
		}
	})
	t.Run("says so when the product of that id exists", func(t *testing.T) {
		in := simple("Known", 900)
		in.ID = "known"
		s.create(t, in)
		in.Slug, in.Variants[0].SKU = "another", "another"
		if _, err := s.Create(staff(t), in); !errors.Is(err, product.ErrExists) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("is for staff", func(t *testing.T) {
		if _, err := s.Create(t.Context(), simple("Mine", 1)); fault.KindOf(err) != fault.Unauthenticated {
			t.Errorf("error %v", err)
		}
	})
}

func TestProducts_SKU_race_leaves_one_winner_with_its_account(t *testing.T) {
	t.Parallel()
	s := newShelves(t)
	var wg sync.WaitGroup
	var won atomic.Value
	for i := range 12 {
		wg.Go(func() {
			in := simple("Racer", 100)
			in.Name = fmt.Sprint("Racer ", i)
			switch p, err := s.Create(staff(t), in); {
			case err == nil && won.Swap(p.ID) != nil:
				t.Error("two products have the SKU")
			case err != nil && !errors.Is(err, product.ErrSKUTaken):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	a, err := s.stock.Account(t.Context(), "racer")
	if err != nil || a.ProductID != won.Load() {
		t.Errorf("the account is of %s, the product is %v, %v", a.ProductID, won.Load(), err)
	}
}

func TestProducts_Update(t *testing.T) {
	t.Parallel()
	s := newShelves(t)

	t.Run("tells a conflict before it is saved over", func(t *testing.T) {
		p := s.create(t, simple("Bowl", 900))
		first := product.Input{Content: p.Content}
		first.Name = "First"
		if _, err := s.Update(staff(t), p.ID, p.Version, first); err != nil {
			t.Fatal(err)
		}
		second := product.Input{Content: p.Content}
		second.Name = "Second"
		if _, err := s.Update(staff(t), p.ID, p.Version, second); !errors.Is(err, product.ErrConflict) {
			t.Errorf("error %v", err)
		}
		if read, err := s.Product(staff(t), p.ID); err != nil || read.Name != "First" || read.Version != 2 {
			t.Errorf("read %q version %d, %v", read.Name, read.Version, err)
		}
	})
	t.Run("lets one of many at once win", func(t *testing.T) {
		p := s.create(t, simple("Contested", 900))
		var wg sync.WaitGroup
		var won atomic.Int32
		for i := range 20 {
			wg.Go(func() {
				in := product.Input{Content: p.Content}
				in.Name = fmt.Sprint("Version of ", i)
				switch _, err := s.Update(staff(t), p.ID, p.Version, in); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, product.ErrConflict):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("%d won", won.Load())
		}
	})
	t.Run("leaves former slugs leading to the product", func(t *testing.T) {
		p := s.create(t, simple("Old name", 900))
		in := product.Input{Content: p.Content}
		in.Slug = "new-name"
		if _, err := s.Update(staff(t), p.ID, p.Version, in); err != nil {
			t.Fatal(err)
		}
		if d, err := s.finder.Find(t.Context(), "old-name"); err != nil || d.ID != p.ID || d.Slug != "new-name" {
			t.Errorf("found %q %q, %v", d.ID, d.Slug, err)
		}
	})
	t.Run("prefers who has a slug now over who had it", func(t *testing.T) {
		p := s.create(t, simple("Vase", 900))
		in := product.Input{Content: p.Content}
		in.Slug = "moved-vase"
		if _, err := s.Update(staff(t), p.ID, p.Version, in); err != nil {
			t.Fatal(err)
		}
		heir := simple("Vase", 900)
		heir.Variants[0].SKU = "vase-heir"
		now := s.create(t, heir)
		if d, err := s.finder.Find(t.Context(), "vase"); err != nil || d.ID != now.ID {
			t.Errorf("found %q, want %q, %v", d.ID, now.ID, err)
		}
	})
	t.Run("refuses another product's slug", func(t *testing.T) {
		s.create(t, simple("Taken", 900))
		p := s.create(t, simple("Taker", 900))
		in := product.Input{Content: p.Content}
		in.Slug = "taken"
		if _, err := s.Update(staff(t), p.ID, p.Version, in); !errors.Is(err, product.ErrSlugTaken) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("leaves the stock alone", func(t *testing.T) {
		p := s.create(t, simple("Stocked", 900))
		if err := s.stock.Hold(t.Context(), hold("o1", "stocked", 4)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Update(staff(t), p.ID, p.Version, product.Input{Content: p.Content, Quantities: map[catalog.SKU]int{"stocked": 99}}); err != nil {
			t.Fatal(err)
		}
		if a, err := s.stock.Account(t.Context(), "stocked"); err != nil || a.Available != 6 {
			t.Errorf("available %d, %v", a.Available, err)
		}
	})
	t.Run("knows no unknown product", func(t *testing.T) {
		if _, err := s.Update(staff(t), "nothing", 1, simple("X", 1)); !errors.Is(err, product.ErrNotFound) {
			t.Errorf("error %v", err)
		}
	})
}

func TestProducts_CountSale_counts_each_event_once(t *testing.T) {
	t.Parallel()
	s := newShelves(t)
	p := s.create(t, simple("Bestseller", 900))
	for _, event := range []string{"e1", "e1", "e2", "e1"} {
		if err := s.store.CountSale(t.Context(), p.ID, 3, event); err != nil {
			t.Fatal(err)
		}
	}
	if read, err := s.Product(staff(t), p.ID); err != nil || read.SoldCount != 6 || read.Version != 1 {
		t.Errorf("sold %d, version %d, %v", read.SoldCount, read.Version, err)
	}
}

// late stores an availability only after something else has happened.
type late struct {
	product.Counters
	first func()
}

func (l *late) SetAvailability(ctx context.Context, p product.Product, a product.Availability, version int64) (int64, error) {
	if first := l.first; first != nil {
		l.first = nil
		first()
	}
	return l.Counters.SetAvailability(ctx, p, a, version)
}

// Most sales change nothing that lists show, and then nothing is stored. That
// mustn't let a slower one win, which read the stock before.
func TestFollower_looks_again_after_it_stored_what_may_be_old(t *testing.T) {
	t.Parallel()
	s := newShelves(t)
	p := s.create(t, simple("Follower", 900))
	drop := func(context.Context) error { return nil }
	read := func() product.Product {
		record, err := s.store.Product(t.Context(), p.ID)
		if err != nil {
			t.Fatal(err)
		}
		return record
	}
	swift := product.NewFollower(s.store, s.levels)
	if err := swift.StockMoved(t.Context(), read(), drop); err != nil { // ten are many
		t.Fatal(err)
	}
	if err := s.stock.Hold(t.Context(), hold("o1", "follower", 8)); err != nil { // two are few
		t.Fatal(err)
	}
	slow := product.NewFollower(&late{Counters: s.store, first: func() {
		if err := s.stock.Settle(t.Context(), hold("o1", "follower", 8), catalog.Released); err != nil {
			t.Error(err)
		}
		if err := swift.StockMoved(t.Context(), read(), drop); err != nil { // ten again, as it shows already
			t.Error(err)
		}
	}}, s.levels)
	if err := slow.StockMoved(t.Context(), read(), drop); err != nil {
		t.Fatal(err)
	}
	if got, want := read().Availability, (product.Availability{InStock: true}); got != want {
		t.Errorf("lists show %+v, want %+v", got, want)
	}
}

func TestProducts_SetAvailability(t *testing.T) {
	t.Parallel()
	s := newShelves(t)
	p := s.create(t, simple("Follower", 900))
	few, none := product.Availability{InStock: true, Left: 2}, product.Availability{}
	for _, step := range []struct {
		name     string
		version  int64
		set      product.Availability
		unlisted int64
		want     product.Availability
	}{
		{"notes what is new", 5, few, 5, few},
		{"ignores what an earlier look saw", 4, none, 5, few},
		{"ignores the same look twice", 5, none, 5, few},
		{"does not forget while nothing shows", 6, few, 5, few},
		{"notes the next change", 7, none, 7, none},
	} {
		t.Run(step.name, func(t *testing.T) {
			unlisted, err := s.store.SetAvailability(t.Context(), p, step.set, step.version)
			if err != nil || unlisted != step.unlisted {
				t.Errorf("unlisted since %d, want %d, %v", unlisted, step.unlisted, err)
			}
			if read, err := s.Product(staff(t), p.ID); err != nil || read.Availability != step.want {
				t.Errorf("availability %+v, %v", read.Availability, err)
			}
		})
	}
	for _, step := range []struct{ listed, version, want int64 }{{5, 8, 7}, {7, 9, 0}} {
		if err := s.store.Listed(t.Context(), p.ID, step.listed); err != nil {
			t.Fatal(err)
		}
		if unlisted, err := s.store.SetAvailability(t.Context(), p, none, step.version); err != nil || unlisted != step.want {
			t.Errorf("once %d is listed: unlisted since %d, want %d, %v", step.listed, unlisted, step.want, err)
		}
	}
	gone := p
	gone.ID = "gone"
	if unlisted, err := s.store.SetAvailability(t.Context(), gone, none, 1); err != nil || unlisted != 0 {
		t.Errorf("a product that is gone: %d, %v", unlisted, err)
	}
}

func TestProducts_Items(t *testing.T) {
	t.Parallel()
	s := newShelves(t)
	in := simple("Shirt", 2500)
	in.Options = []product.Option{{Name: "Size"}}
	before := money.New(3000, "EUR")
	in.Variants = []product.Variant{
		{SKU: "shirt-s", Options: []catalog.Option{{Name: "Size", Value: "S"}}, Price: money.New(2500, "EUR"), CompareAt: &before, Tracked: true, Taxable: true, RequiresShipping: true, WeightGrams: 250},
		{SKU: "shirt-gift", Options: []catalog.Option{{Name: "Size", Value: "Voucher"}}, Price: money.New(5000, "EUR")},
	}
	in.Quantities = map[catalog.SKU]int{"shirt-s": 3}
	p := s.create(t, in)

	items, err := s.Items(t.Context(), []catalog.SKU{"shirt-s", "shirt-gift", "unknown"})
	if err != nil || len(items) != 2 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	small, gift := items["shirt-s"], items["shirt-gift"]
	if small.Available != 3 || !small.Tracked || !small.Active || small.WeightGrams != 250 || small.Slug != "shirt" || small.Options[0].Value != "S" || *small.CompareAt != before {
		t.Errorf("item %+v", small)
	}
	if gift.Tracked || gift.RequiresShipping || gift.Price.Amount != 5000 {
		t.Errorf("item %+v", gift)
	}
	if _, err := s.SetStatus(staff(t), p.ID, product.Archived); err != nil {
		t.Fatal(err)
	}
	if items, err := s.Items(t.Context(), []catalog.SKU{"shirt-s"}); err != nil || items["shirt-s"].Active {
		t.Errorf("archived: %+v, %v", items["shirt-s"], err)
	}
}

func TestProducts_Overview(t *testing.T) {
	t.Parallel()
	s := newShelves(t)
	for i, name := range []string{"Alder desk", "Birch desk", "Cedar stool"} {
		in := simple(name, int64(1000*(3-i)))
		in.Vendor = "Joiner & Co."
		in.Quantities[in.Variants[0].SKU] = []int{50, 3, 0}[i]
		s.create(t, in)
	}
	archived := s.create(t, simple("Dead desk", 100))
	if _, err := s.SetStatus(staff(t), archived.ID, product.Archived); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name  string
		query product.OverviewQuery
		want  []string
	}{
		{"hides archived products", product.OverviewQuery{Sort: "name"}, []string{"Alder desk", "Birch desk", "Cedar stool"}},
		{"shows them when asked", product.OverviewQuery{Status: product.Archived}, []string{"Dead desk"}},
		{"finds by name", product.OverviewQuery{Text: "DESK", Sort: "name"}, []string{"Alder desk", "Birch desk"}},
		{"finds by vendor, taken literally", product.OverviewQuery{Text: "& Co.", Sort: "-name"}, []string{"Cedar stool", "Birch desk", "Alder desk"}},
		{"finds by SKU", product.OverviewQuery{Text: "cedar-st"}, []string{"Cedar stool"}},
		{"finds nothing by a pattern", product.OverviewQuery{Text: ".*"}, nil},
		{"sorts by price", product.OverviewQuery{Sort: "price"}, []string{"Cedar stool", "Birch desk", "Alder desk"}},
		{"sorts by stock", product.OverviewQuery{Sort: "-stock"}, []string{"Alder desk", "Birch desk", "Cedar stool"}},
		{"filters what is low", product.OverviewQuery{Stock: "low", Sort: "name"}, []string{"Birch desk", "Cedar stool"}},
		{"filters what is out", product.OverviewQuery{Stock: "out"}, []string{"Cedar stool"}},
		{"pages", product.OverviewQuery{Sort: "name", Limit: 2, Page: 2}, []string{"Cedar stool"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found, err := s.Overview(staff(t), tc.query)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, row := range found.Rows {
				names = append(names, row.Name)
			}
			if fmt.Sprint(names) != fmt.Sprint(tc.want) {
				t.Errorf("found %v, want %v", names, tc.want)
			}
		})
	}
	t.Run("refuses what it does not know", func(t *testing.T) {
		_, err := s.Overview(staff(t), product.OverviewQuery{Sort: "$where"})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("error %v", err)
		}
	})
	t.Run("yields all products to an export", func(t *testing.T) {
		n := 0
		for _, err := range s.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 4 {
			t.Errorf("%d products", n)
		}
	})
}
