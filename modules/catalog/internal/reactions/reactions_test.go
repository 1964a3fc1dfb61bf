package reactions_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/mongostore"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/modules/catalog/internal/stock"
	"shop/modules/orders"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/money"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis"
	"shop/platform/redis/redistest"
)

// create makes a product with that many units.
func create(t *testing.T, site *catalogtest.Site, name string, units int) product.Product {
	t.Helper()
	sku := catalog.SKU(product.Slugify(name))
	p, err := site.Products.Create(identity.System(t.Context(), "test"), product.Input{
		Content: product.Content{
			Name: name, Status: product.Active,
			Variants: []product.Variant{{SKU: sku, Price: money.New(1000, "EUR"), Tracked: true}},
		},
		Quantities: map[catalog.SKU]int{sku: units},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// eventually waits for what follows from an event.
func eventually(t *testing.T, what string, within time.Duration, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatalf("%s did not happen within %v", what, within)
}

func next[P any](t *testing.T, messages <-chan events.Message, within time.Duration) P {
	t.Helper()
	select {
	case m := <-messages:
		var p P
		if err := json.Unmarshal(m.Data, &p); err != nil {
			t.Fatal(err)
		}
		return p
	case <-time.After(within):
		t.Fatalf("nothing was told within %v", within)
		panic("unreachable")
	}
}

func sell(t *testing.T, site *catalogtest.Site, order string, sku catalog.SKU, units int) {
	t.Helper()
	h := catalog.Hold{Order: order, SKU: sku, Quantity: units, By: time.Now().Add(time.Minute)}
	if err := site.Units.Hold(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	if err := site.Units.Settle(t.Context(), h, catalog.Sold); err != nil {
		t.Fatal(err)
	}
}

func TestReactions_a_sale_is_told_to_open_pages_and_shown_in_lists(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	p := create(t, site, "Kettle", 3)
	shopper := site.Client(t)
	shopper.Get("/api/products/kettle").Want(200)
	if list := shopper.Get("/api/products").Want(200); !strings.Contains(list.Body, `"inStock":true`) {
		t.Fatalf("list %s", list.Body)
	}
	messages, cancel := site.Live.Subscribe(catalog.ChannelStock)
	defer cancel()

	sell(t, site, "o1", "kettle", 3)
	told := next[catalog.StockChanged](t, messages, time.Second)
	if told.ProductID != p.ID || told.SKU != "kettle" || told.Available != 0 {
		t.Errorf("told %+v", told)
	}
	eventually(t, "the product's page showing it", time.Second, func() bool {
		return strings.Contains(shopper.Get("/api/products/kettle").Body, `"available":0`)
	})
	eventually(t, "the list showing it", time.Second, func() bool {
		return strings.Contains(shopper.Get("/api/products").Body, `"inStock":false`)
	})
}

func TestReactions_low_stock_is_told_once_until_it_recovers(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	create(t, site, "Teapot", 8)
	messages, cancel := site.Live.Subscribe(catalog.ChannelLowStock)
	defer cancel()

	sell(t, site, "o1", "teapot", 2)
	sell(t, site, "o2", "teapot", 1)
	if low := next[catalog.LowStock](t, messages, time.Second); low.Available != 5 || low.Threshold != 5 || low.ProductName != "Teapot" {
		t.Errorf("told %+v", low)
	}
	sell(t, site, "o3", "teapot", 1)
	staff := identity.System(t.Context(), "test")
	if _, err := site.Units.Adjust(staff, stock.Adjustment{SKU: "teapot", Delta: 10, Reason: "delivery"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the recovery", time.Second, func() bool {
		a, err := site.Units.Account(t.Context(), "teapot")
		return err == nil && !a.Low
	})
	sell(t, site, "o4", "teapot", 12)
	if low := next[catalog.LowStock](t, messages, time.Second); low.Available != 2 {
		t.Errorf("told %+v, want only the second fall", low)
	}
}

func TestReactions_a_placed_order_counts_once_for_the_popular_sort(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	slow, fast := create(t, site, "Slow", 5), create(t, site, "Fast", 5)
	create(t, site, "Newest", 5)
	order := func(units int, p product.Product) events.Event {
		return events.New("o", orders.OrderPlaced{OrderID: "o", Lines: []orders.Line{
			{SKU: "a", ProductID: string(p.ID), Quantity: units}, {SKU: "b", ProductID: string(p.ID), Quantity: 1}, {ProductID: "gone", Quantity: 1},
		}})
	}
	once := order(3, slow)
	for range 3 {
		site.Handle(t, once)
	}
	site.Handle(t, order(4, fast))

	staff := identity.System(t.Context(), "test")
	for _, want := range []struct {
		id   catalog.ProductID
		sold int
	}{{slow.ID, 4}, {fast.ID, 5}} {
		if p, err := site.Products.Product(staff, want.id); err != nil || p.SoldCount != want.sold {
			t.Errorf("%s sold %d, want %d, %v", p.Name, p.SoldCount, want.sold, err)
		}
	}
	found, err := site.Lists.List(t.Context(), search.Query{Sort: search.Popular}.Lenient())
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(found.Cards[0].Name, found.Cards[1].Name); got != "FastSlow" {
		t.Errorf("popular: %s", got)
	}
}

func TestReactions_forgive_events_about_what_is_gone(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	site.Handle(t, events.New("x", catalog.StockMoved{SKU: "gone"}))
	site.Handle(t, events.New("x", catalog.ProductChanged{ProductID: "gone", Slug: "gone", FormerSlug: "older"}))
}

// Redis may be away for the instance alone on which somebody edits: a password
// was changed, a network is cut, or it must not delete.
func TestCaches_an_edit_where_Redis_is_away_for_one_is_shown_by_the_others(t *testing.T) {
	t.Parallel()
	for name, harm := range map[string][]any{
		"it can't be reached": {"ACL", "SETUSER", "one", "reset"},
		"it refuses the drop": {"ACL", "SETUSER", "one", "-unlink"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, server := mongotest.New(t), redistest.Server(t)
			server.Do(t, "ACL", "SETUSER", "one", "on", ">secret", "~*", "&*", "+@all")
			one := redistest.Connect(t, strings.Replace(server.URL(), "unix://", "unix://one:secret@", 1))
			here := catalogtest.NewInstance(t, db, one)
			there := catalogtest.NewInstance(t, db, server.Client(t))
			p := create(t, here, "Before", 5)
			shopper := there.Client(t)
			look := func() string {
				return shopper.Get("/api/products/before").Body + shopper.Get("/api/products").Body + shopper.Get("/api/categories").Body
			}
			look()
			server.Do(t, harm...)
			if name == "it can't be reached" {
				redistest.WaitFor(t, "the loss", func() bool { return one.State() == redis.StateAway })
			}
			in := product.Input{Content: p.Content}
			in.Name = "After"
			if _, err := here.Products.Update(identity.System(t.Context(), "test"), p.ID, p.Version, in); err != nil {
				t.Fatal(err)
			}
			if _, err := here.Categories.Create(identity.System(t.Context(), "test"), category.Input{Name: "New shelf"}); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the edits", 4*time.Second, func() bool {
				shown := look()
				return strings.Count(shown, `"After"`) == 2 && strings.Contains(shown, "New shelf")
			})
		})
	}
}

func TestCaches_another_instance_sees_an_edit(t *testing.T) {
	t.Parallel()
	db, server := mongotest.New(t), redistest.Server(t)
	here := catalogtest.NewInstance(t, db, server.Client(t))
	there := catalogtest.NewInstance(t, db, server.Client(t))
	p := create(t, here, "Before", 5)
	shopper := there.Client(t)
	shopper.Get("/api/products/before").Want(200)
	shopper.Get("/api/products").Want(200)

	in := product.Input{Content: p.Content}
	in.Name = "After"
	if _, err := here.Products.Update(identity.System(t.Context(), "test"), p.ID, p.Version, in); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the edit reaching the product", 2*time.Second, func() bool {
		return strings.Contains(shopper.Get("/api/products/before").Body, "After")
	})
	eventually(t, "the edit reaching the list", 2*time.Second, func() bool {
		return strings.Contains(shopper.Get("/api/products").Body, "After")
	})
}

func TestCaches_a_write_whose_instance_dies_before_the_drop_is_shown_by_the_others(t *testing.T) {
	t.Parallel()
	db, client := mongotest.New(t), redistest.New(t)
	site := catalogtest.NewInstance(t, db, client)
	p := create(t, site, "Before", 50)
	shopper, staff := site.Client(t), identity.System(t.Context(), "test")
	look := func() (one, list, tree string) {
		t.Helper()
		return shopper.Get("/api/products/before").Want(200).Body, shopper.Get("/api/products").Want(200).Body,
			shopper.Get("/api/categories").Want(200).Body
	}
	look()

	// The dying instance has the same database, and neither caches nor workers.
	outbox := mongo.NewOutbox()
	for _, sub := range site.Reactions.Subscriptions() {
		for _, name := range sub.Events {
			outbox.Route(name, sub.Name)
		}
	}
	products, accounts, trees := mongostore.NewProducts(db, outbox), mongostore.NewStock(db, outbox), mongostore.NewCategories(db, outbox)
	dying := product.NewService(products, products, stock.NewService(accounts, accounts), "EUR")
	in := product.Input{Content: p.Content}
	in.Name = "After"
	if _, err := dying.Update(staff, p.ID, p.Version, in); err != nil {
		t.Fatal(err)
	}
	if _, err := category.NewService(trees, products).Create(staff, category.Input{Name: "Shelf"}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the write being shown", 10*time.Second, func() bool {
		one, list, tree := look()
		return strings.Contains(one, "After") && strings.Contains(list, "After") && strings.Contains(tree, "Shelf")
	})
}

func TestReactions_lists_follow_the_stock_although_who_noted_it_died_before_the_drop(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	p := create(t, site, "Kettle", 50)
	eventually(t, "the reactions to the new product", 10*time.Second, func() bool {
		waiting := bson.M{"outbox.0": bson.M{"$exists": true}}
		inProducts, _ := site.DB.Collection("products").CountDocuments(t.Context(), waiting)
		inStock, err := site.DB.Collection("stock").CountDocuments(t.Context(), waiting)
		return err == nil && inProducts+inStock == 0
	})
	shopper := site.Client(t)
	if list := shopper.Get("/api/products").Want(200); !strings.Contains(list.Body, "Kettle") {
		t.Fatalf("list %s", list.Body)
	}
	outbox := mongo.NewOutbox()
	products, accounts := mongostore.NewProducts(site.DB, outbox), mongostore.NewStock(site.DB, outbox)

	// The units are sold, and a worker notes it in the product and dies: its
	// event comes again, to another one.
	h := catalog.Hold{Order: "o1", SKU: "kettle", Quantity: 48, By: time.Now().Add(time.Minute)}
	if _, err := accounts.Hold(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	record, err := products.Product(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	died := errors.New("died")
	func() {
		defer func() {
			if recover() != any(died) {
				t.Error("the follower did not get as far as the drop")
			}
		}()
		_ = product.NewFollower(products, accounts).StockMoved(t.Context(), record, func(context.Context) error { panic(died) })
	}()
	site.Handle(t, events.New("kettle", catalog.StockMoved{SKU: "kettle"}))
	eventually(t, "the list showing it", 10*time.Second, func() bool {
		return strings.Contains(shopper.Get("/api/products").Body, `"onlyLeft":2`)
	})
}
