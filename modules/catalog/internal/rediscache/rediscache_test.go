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

func TestFinder_asks_once_for_many(t *testing.T) {
	t.Parallel()
	next := &slow{}
	finder := rediscache.NewFinder(rediscache.New(redistest.New(t)), next)
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
	finder := rediscache.NewFinder(rediscache.New(redistest.New(t)), next)
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
		lister := rediscache.NewLister(rediscache.New(server.Client(t)), next)
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
	lister := rediscache.NewLister(rediscache.New(redistest.New(t)), next)
	for _, q := range []search.Query{{}, {Page: 2}, {Text: "lamp"}, {Text: " LAMP "}, {InStock: true}, {}} {
		if _, err := lister.List(t.Context(), q.Lenient()); err != nil {
			t.Fatal(err)
		}
	}
	if n := next.asked.Load(); n != 4 {
		t.Errorf("asked %d times for 4 different queries", n)
	}
}
