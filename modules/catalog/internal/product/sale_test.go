package product_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

var (
	noon    = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	regular = money.New(2000, "EUR")
	earlier = money.New(2500, "EUR")
)

func sale(from, until time.Duration, cents int64) product.Sale {
	return product.Sale{From: noon.Add(from), Until: noon.Add(until), Price: money.New(cents, "EUR")}
}

func TestVariant_PriceAt(t *testing.T) {
	t.Parallel()
	v := product.Variant{Price: regular, CompareAt: &earlier, Sales: []product.Sale{sale(time.Hour, 2*time.Hour, 1500), sale(2*time.Hour, 3*time.Hour, 1000)}}
	for at, want := range map[time.Duration]struct{ price, before money.Money }{
		0:                           {regular, earlier},
		time.Hour - time.Nanosecond: {regular, earlier},
		time.Hour:                   {money.New(1500, "EUR"), regular},
		2 * time.Hour:               {money.New(1000, "EUR"), regular},
		3 * time.Hour:               {regular, earlier},
	} {
		if price, before := v.PriceAt(noon.Add(at)); price != want.price || before == nil || *before != want.before {
			t.Errorf("after %v: %v, before %v; want %v, before %v", at, price, before, want.price, want.before)
		}
	}
}

// jug is a product of one variant with sales.
func jug(sales ...product.Sale) product.Input {
	return product.Input{Content: product.Content{Name: "Jug", Status: product.Active, Variants: []product.Variant{{SKU: "JUG", Price: regular, Sales: sales}}}}
}

func TestSales_refuse_what_contradicts_itself(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	ctx := identity.System(t.Context(), "test")
	base := time.Since(noon) + 24*time.Hour
	for name, sales := range map[string][]product.Sale{
		"dearer":           {sale(base, base+time.Hour, 2000)},
		"below_nothing":    {sale(base, base+time.Hour, -1)},
		"over_first":       {sale(base+time.Hour, base, 1500)},
		"two_at_once":      {sale(base, base+2*time.Hour, 1500), sale(base+time.Hour, base+3*time.Hour, 1000)},
		"another_currency": {{From: noon.Add(base), Until: noon.Add(base + time.Hour), Price: money.New(1, "USD")}},
	} {
		if _, err := site.Products.Create(ctx, jug(sales...)); fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), "[variants[0].sales:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// shown is what a shopper's cached answers say the jug costs.
func shown(t *testing.T, site *catalogtest.Site) (price, compareAt, listed float64) {
	t.Helper()
	type amount struct{ Amount float64 }
	var p struct {
		Variants []struct {
			Price     amount
			CompareAt *amount
		}
	}
	var list struct{ Products []struct{ Price amount } }
	site.Client(t).Get("/api/products/jug").Want(http.StatusOK).Decode(&p)
	site.Client(t).Get("/api/products?sort=price").Want(http.StatusOK).Decode(&list)
	if len(p.Variants) != 1 || len(list.Products) != 1 {
		t.Fatalf("%+v, %+v", p, list)
	}
	if before := p.Variants[0].CompareAt; before != nil {
		compareAt = before.Amount
	}
	return p.Variants[0].Price.Amount, compareAt, list.Products[0].Price.Amount
}

func TestSales_begin_and_end_in_lists_pages_and_carts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from, until           time.Duration // from now on
		price, next, nextFrom int64         // nextFrom is the earlier price shown then
	}{
		"begin": {3 * time.Second, time.Hour, 2000, 1500, 2000},
		"end":   {-time.Hour, 3 * time.Second, 1500, 2000, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site := catalogtest.NewSite(t)
			ctx := identity.System(t.Context(), "test")
			now := time.Now().UTC().Truncate(time.Second)
			planned := product.Sale{From: now.Add(tc.from), Until: now.Add(tc.until), Price: money.New(1500, "EUR")}
			boundary := now.Add(3 * time.Second)
			if _, err := site.Products.Create(ctx, jug(planned)); err != nil {
				t.Fatal(err)
			}
			if price, _, listed := shown(t, site); time.Now().Before(boundary) && (price != float64(tc.price) || listed != float64(tc.price)) {
				t.Errorf("before: %v, listed %v", price, listed)
			}
			<-time.After(time.Until(boundary))
			if items, err := site.Products.Items(ctx, []catalog.SKU{"JUG"}); err != nil || items["JUG"].Price.Amount != tc.next {
				t.Errorf("a cart pays %v, %v", items["JUG"].Price, err)
			}
			for deadline := time.Now().Add(20 * time.Second); ; <-time.After(50 * time.Millisecond) {
				if err := site.Repricer.Reprice(ctx); err != nil {
					t.Fatal(err)
				}
				price, before, listed := shown(t, site)
				if price == float64(tc.next) && before == float64(tc.nextFrom) && listed == float64(tc.next) {
					return
				}
				if time.Now().After(deadline) {
					t.Fatalf("%v is shown, before %v, listed %v", price, before, listed)
				}
			}
		})
	}
}

func TestSales_are_planned_by_API_beside_the_regular_price(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	type object = map[string]any
	amount := func(cents int) object { return object{"amount": float64(cents), "currency": "EUR"} }
	body := object{"name": "Jug", "status": "active", "variants": []object{{"sku": "JUG", "price": amount(2000), "sales": []object{
		{"from": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z", "price": amount(100)}, // long over
		{"from": "2026-01-01T01:00:00+01:00", "until": "2126-01-01T00:00:00Z", "price": amount(1500)},
	}}}}
	var made struct {
		ID       string
		Variants []struct {
			Price object
			Sales []object
		}
	}
	staff.JSON(http.MethodPost, "/api/admin/products", body).Want(http.StatusCreated).Decode(&made)
	v := made.Variants[0]
	if v.Price["amount"] != 2000.0 || len(v.Sales) != 1 || v.Sales[0]["from"] != "2026-01-01T00:00:00Z" {
		t.Errorf("staff see %+v", v)
	}
	if price, before, listed := shown(t, site); price != 1500 || before != 2000 || listed != 1500 {
		t.Errorf("shoppers see %v, before %v, listed %v", price, before, listed)
	}
	page := staff.Get("/admin/products/" + made.ID).Want(http.StatusOK).Body
	for _, part := range []string{`value="20.00"`, "2026-01-01T00:00 2126-01-01T00:00 15.00"} {
		if !strings.Contains(page, part) {
			t.Errorf("the form lacks %s", part)
		}
	}
	body["variants"].([]object)[0]["sales"] = []object{{"from": "2026-01-01T00:00:00Z", "until": "2126-01-01T00:00:00Z", "price": amount(2000)}}
	staff.JSON(http.MethodPost, "/api/admin/products", body).Want(http.StatusUnprocessableEntity)
}
