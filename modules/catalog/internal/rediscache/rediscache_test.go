package rediscache_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/rediscache"
	"shop/modules/catalog/internal/search"
	"shop/modules/catalog/internal/stock"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

func lamp() product.Input {
	return product.Input{
		Content: product.Content{
			Name: "Lamp", Status: product.Active,
			Variants: []product.Variant{{SKU: "LAMP", Price: money.New(4000, "EUR"), Tracked: true}},
		},
		Quantities: map[catalog.SKU]int{"LAMP": 9},
	}
}

func staff(t *testing.T) context.Context { return identity.System(t.Context(), "test") }

// browse opens everything that is cached.
func browse(t *testing.T, site *catalogtest.Site) (product, list, tree string) {
	t.Helper()
	c := site.Client(t)
	return c.Get("/api/products/lamp").Want(200).Body, c.Get("/api/products").Want(200).Body, c.Get("/api/categories").Want(200).Body
}

// TestCaches_show_changes_at_once holds whatever becomes of Redis.
func TestCaches_show_changes_at_once(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]func(t testing.TB) *redis.Client{
		"with Redis":             redistest.New,
		"with a miniature Redis": redistest.Mini,
		"without Redis":          redistest.Away,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := catalogtest.NewInstance(t, mongotest.New(t), connect(t))
			p, err := site.Products.Create(staff(t), lamp())
			if err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				browse(t, site)
				in := product.Input{Content: p.Content}
				in.Name = fmt.Sprint("Lamp number ", i)
				if p, err = site.Products.Update(staff(t), p.ID, p.Version, in); err != nil {
					t.Fatal(err)
				}
				if _, err := site.Categories.Create(staff(t), category.Input{Name: fmt.Sprint("Shelf ", i)}); err != nil {
					t.Fatal(err)
				}
				if _, err := site.Units.Adjust(staff(t), stock.Adjustment{SKU: "LAMP", Delta: 1, Reason: "test"}); err != nil {
					t.Fatal(err)
				}
				one, list, tree := browse(t, site)
				if !strings.Contains(one, in.Name) || !strings.Contains(list, in.Name) || !strings.Contains(tree, fmt.Sprint("Shelf ", i)) {
					t.Errorf("edit %d is not seen", i)
				}
				if want := fmt.Sprintf(`"available":%d`, 10+i); !strings.Contains(one, want) {
					t.Errorf("edit %d: no %s in %s", i, want, one)
				}
			}
		})
	}
}

func TestCaches_go_on_when_Redis_is_flushed_killed_and_back(t *testing.T) {
	t.Parallel()
	server := redistest.Server(t)
	site := catalogtest.NewInstance(t, mongotest.New(t), server.Client(t))
	p, err := site.Products.Create(staff(t), lamp())
	if err != nil {
		t.Fatal(err)
	}
	rename := func(name string) {
		t.Helper()
		in := product.Input{Content: p.Content}
		in.Name = name
		if p, err = site.Products.Update(staff(t), p.ID, p.Version, in); err != nil {
			t.Fatal(err)
		}
		if one, list, _ := browse(t, site); !strings.Contains(one, name) || !strings.Contains(list, name) {
			t.Errorf("%q is not seen", name)
		}
	}
	browse(t, site)
	server.FlushAll(t)
	rename("Flushed lamp")
	server.Kill()
	rename("Lamp in the dark")
	server.Restart(t)
	rename("Lamp alight")
}

// slow counts how often it is asked.
type slow struct{ asked atomic.Int32 }

func (s *slow) Find(_ context.Context, key string) (product.Detail, error) {
	s.asked.Add(1)
	time.Sleep(30 * time.Millisecond)
	if key == "nothing" {
		return product.Detail{}, product.ErrNotFound
	}
	return product.Detail{
		Product: product.Product{ID: "p1", Content: product.Content{Slug: key}},
		Levels:  stock.Levels{"A": {Tracked: true, Available: 3, Version: 7}},
	}, nil
}

func (s *slow) List(context.Context, search.Query) (search.Result, error) {
	s.asked.Add(1)
	return search.Result{Pages: 1}, nil
}

func (s *slow) Slugs(context.Context) ([]string, error) {
	s.asked.Add(1)
	time.Sleep(30 * time.Millisecond)
	return []string{"lamp"}, nil
}

func TestDirectory_asks_once_for_many(t *testing.T) {
	t.Parallel()
	next := &slow{}
	directory := rediscache.NewDirectory(rediscache.New(redistest.New(t), nil), next)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if slugs, err := directory.Slugs(t.Context()); err != nil || len(slugs) != 1 || slugs[0] != "lamp" {
				t.Errorf("slugs %v, %v", slugs, err)
			}
		})
	}
	wg.Wait()
	if n := next.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestFinder_asks_once_for_many(t *testing.T) {
	t.Parallel()
	next := &slow{}
	finder := rediscache.NewFinder(rediscache.New(redistest.New(t), nil), next)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			d, err := finder.Find(t.Context(), "lamp")
			if err != nil || d.ID != "p1" || d.Levels.Of("A").Available != 3 {
				t.Errorf("found %+v, %v", d, err)
			}
		})
	}
	wg.Wait()
	if n := next.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestFinder_remembers_what_is_not_there(t *testing.T) {
	t.Parallel()
	next := &slow{}
	finder := rediscache.NewFinder(rediscache.New(redistest.New(t), nil), next)
	for range 3 {
		if _, err := finder.Find(t.Context(), "nothing"); !errors.Is(err, product.ErrNotFound) {
			t.Errorf("error %v", err)
		}
	}
	if n := next.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestCaches_are_shared_by_instances(t *testing.T) {
	t.Parallel()
	server, next := redistest.Server(t), &slow{}
	for range 3 {
		lister := rediscache.NewLister(rediscache.New(server.Client(t), nil), next)
		if _, err := lister.List(t.Context(), search.Query{}.Lenient()); err != nil {
			t.Fatal(err)
		}
	}
	if n := next.asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestLister_keeps_queries_apart(t *testing.T) {
	t.Parallel()
	next := &slow{}
	lister := rediscache.NewLister(rediscache.New(redistest.New(t), nil), next)
	for _, q := range []search.Query{{}, {Page: 2}, {Text: "lamp"}, {Text: " LAMP "}, {InStock: true}, {}} {
		if _, err := lister.List(t.Context(), q.Lenient()); err != nil {
			t.Fatal(err)
		}
	}
	if n := next.asked.Load(); n != 4 {
		t.Errorf("asked %d times for 4 different queries", n)
	}
}

// TestLister_searches_can_not_fill_Redis hammers with what callers make up.
func TestLister_searches_can_not_fill_Redis(t *testing.T) {
	t.Parallel()
	server, next := redistest.Server(t), &quick{}
	lister := rediscache.NewLister(rediscache.New(server.Client(t), nil), next)
	made := func(i int) search.Query {
		switch i % 4 {
		case 0:
			return search.Query{Text: fmt.Sprint("lamp ", i)}
		case 1:
			return search.Query{MinPrice: int64(i)}
		case 2:
			return search.Query{Page: i}
		}
		return search.Query{Tag: fmt.Sprint("tag ", i)}
	}
	const searches, callers = 10_000, 16
	var wg sync.WaitGroup
	for n := range callers {
		wg.Go(func() {
			for i := n; i < searches; i += callers {
				if _, err := lister.List(t.Context(), made(i).Lenient()); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	// Time has passed, so a few more than at once are right; and few are pages
	// that the shop itself links to.
	keys := int64(0)
	redistest.WaitFor(t, "what is under way", func() bool {
		was := keys
		keys, _ = server.Do(t, "DBSIZE").(int64)
		return was == keys
	})
	if most := int64(redis.ProductLists.MaxArbitrary * 3 / 2); keys > most || keys < int64(redis.ProductLists.MaxArbitrary) {
		t.Errorf("%d searches made %d keys, at most %d are right", searches, keys, most)
	}
	t.Logf("%d searches made %d keys", searches, keys)
}

// quick answers at once.
type quick struct{}

func (quick) List(context.Context, search.Query) (search.Result, error) {
	return search.Result{Pages: 1}, nil
}

// TestCaches_a_sale_drops_lists_only_when_they_look_different counts the loads of
// lists on another instance.
func TestCaches_a_sale_drops_lists_only_when_they_look_different(t *testing.T) {
	t.Parallel()
	server, next := redistest.Server(t), &slow{}
	site := catalogtest.NewInstance(t, mongotest.New(t), server.Client(t))
	lister := rediscache.NewLister(rediscache.New(server.Client(t), nil), next)
	if _, err := site.Products.Create(staff(t), lamp()); err != nil { // of which there are 9
		t.Fatal(err)
	}
	shopper := site.Client(t)
	sell := func(order string, units int, want string) {
		t.Helper()
		h := catalog.Hold{Order: order, SKU: "LAMP", Quantity: units, By: time.Now().Add(time.Minute)}
		if err := site.Units.Hold(t.Context(), h); err != nil {
			t.Fatal(err)
		}
		if err := site.Units.Settle(t.Context(), h, catalog.Sold); err != nil {
			t.Fatal(err)
		}
		redistest.WaitFor(t, "the product to show "+want, func() bool {
			return strings.Contains(shopper.Get("/api/products/lamp").Body, want)
		})
		time.Sleep(300 * time.Millisecond) // for drops that should not come
	}
	listed := func() int32 {
		t.Helper()
		if _, err := lister.List(t.Context(), search.Query{}.Lenient()); err != nil {
			t.Fatal(err)
		}
		return next.asked.Load()
	}
	sell("o0", 1, `"available":8`) // and the product's own event is over
	time.Sleep(2 * time.Second)
	before := listed()
	sell("o1", 1, `"available":7`)
	sell("o2", 1, `"available":6`)
	time.Sleep(2 * time.Second) // past memory
	if n := listed(); n != before {
		t.Errorf("two sales that lists don't show had them loaded %d times", n-before)
	}
	sell("o3", 1, `"available":5`)
	redistest.WaitFor(t, "lists to show that few are left", func() bool { return listed() == before+1 })
	sell("o4", 5, `"available":0`)
	redistest.WaitFor(t, "lists to show that none is left", func() bool { return listed() == before+2 })
}
