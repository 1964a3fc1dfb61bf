package stock_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

// counted is a shop with five units of "tray" and a "voucher" that isn't
// counted.
func counted(t *testing.T) (*catalogtest.Site, context.Context) {
	t.Helper()
	site, staff := catalogtest.NewSite(t), identity.System(t.Context(), "Mira")
	for _, v := range []product.Variant{{SKU: "tray", Tracked: true}, {SKU: "voucher"}} {
		v.Price = money.New(100, "EUR")
		in := product.Input{Content: product.Content{Name: string(v.SKU), Variants: []product.Variant{v}}, Quantities: map[catalog.SKU]int{"tray": 5}}
		if _, err := site.Products.Create(staff, in); err != nil {
			t.Fatal(err)
		}
	}
	return site, staff
}

func fieldOf(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && len(f.Fields) > 0 {
		return f.Fields[0].Path
	}
	return ""
}

func TestAdjust_refuses_what_is_no_correction_and_changes_nothing(t *testing.T) {
	t.Parallel()
	site, staff := counted(t)
	for name, tc := range map[string]struct {
		ctx   context.Context
		a     stock.Adjustment
		kind  fault.Kind
		field string
	}{
		"nothing":                    {staff, stock.Adjustment{SKU: "tray", Reason: "x"}, fault.Invalid, "delta"},
		"more than a million":        {staff, stock.Adjustment{SKU: "tray", Delta: 1_000_001, Reason: "x"}, fault.Invalid, "delta"},
		"the least of all numbers":   {staff, stock.Adjustment{SKU: "tray", Delta: math.MinInt, Reason: "x"}, fault.Invalid, "delta"},
		"more than there is":         {staff, stock.Adjustment{SKU: "tray", Delta: -6, Reason: "x"}, fault.Invalid, "delta"},
		"a reason of blanks":         {staff, stock.Adjustment{SKU: "tray", Delta: 1, Reason: " \n "}, fault.Invalid, "reason"},
		"a reason without an end":    {staff, stock.Adjustment{SKU: "tray", Delta: 1, Reason: strings.Repeat("ü", 201)}, fault.Invalid, "reason"},
		"what isn't counted":         {staff, stock.Adjustment{SKU: "voucher", Delta: 1, Reason: "x"}, fault.Invalid, "delta"},
		"an unknown SKU":             {staff, stock.Adjustment{SKU: "nothing", Delta: 1, Reason: "x"}, fault.NotFound, ""},
		"an operator for a SKU":      {staff, stock.Adjustment{SKU: `{"$gt":""}`, Delta: 1, Reason: "x"}, fault.NotFound, ""},
		"a stranger":                 {t.Context(), stock.Adjustment{SKU: "tray", Delta: 1, Reason: "x"}, fault.Unauthenticated, ""},
		"a shopper who is signed in": {identity.With(t.Context(), identity.Caller{Account: "a", Role: identity.Shopper}), stock.Adjustment{SKU: "tray", Delta: 1, Reason: "x"}, fault.Forbidden, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := site.Units.Adjust(tc.ctx, tc.a)
			if err == nil || fault.KindOf(err) != tc.kind || fieldOf(err) != tc.field {
				t.Errorf("got %v at %q, want %q", err, fieldOf(err), tc.field)
			}
		})
	}
	a, err := site.Units.Account(t.Context(), "tray")
	if err != nil || a.Available != 5 || a.Received != 5 || len(a.Movements) != 0 {
		t.Errorf("account %+v, %v", a, err)
	}
}

func TestAdjust_takes_the_last_unit_and_says_who_did_it(t *testing.T) {
	t.Parallel()
	site, staff := counted(t)
	a, err := site.Units.Adjust(staff, stock.Adjustment{SKU: "tray", Delta: -5, Reason: "  broken in the yard "})
	if err != nil || a.Available != 0 || a.WrittenOff != 5 {
		t.Fatalf("account %+v, %v", a, err)
	}
	m := a.Movements[0]
	if m.Kind != stock.WrittenOff || m.Quantity != 5 || m.Reason != "broken in the yard" || m.By != "Mira" || time.Since(m.At) > time.Hour {
		t.Errorf("movement %+v", m)
	}
	if levels, err := site.Units.Levels(t.Context(), []catalog.SKU{"tray", "voucher", "nothing"}); err != nil || levels.Of("tray").Sellable() || !levels.Of("voucher").Sellable() || len(levels) != 2 {
		t.Errorf("levels %+v, %v", levels, err)
	}
}

func TestAdjust_under_one_id_counts_once_for_each_SKU(t *testing.T) {
	t.Parallel()
	site, staff := counted(t)
	in := product.Input{Content: product.Content{Name: "Bowl", Variants: []product.Variant{{SKU: "bowl", Price: money.New(1, "EUR"), Tracked: true}}}}
	if _, err := site.Products.Create(staff, in); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		for _, sku := range []catalog.SKU{"tray", "bowl"} {
			if _, err := site.Units.Adjust(staff, stock.Adjustment{ID: "delivery-7", SKU: sku, Delta: 2, Reason: "delivery"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, other := range []stock.Adjustment{{Delta: 3, Reason: "delivery"}, {Delta: -2, Reason: "delivery"}, {Delta: 2, Reason: "found"}} {
		other.ID, other.SKU = "delivery-7", "tray"
		if _, err := site.Units.Adjust(staff, other); !errors.Is(err, stock.ErrReused) {
			t.Errorf("%+v: %v, want it refused rather than passed over", other, err)
		}
	}
	for sku, want := range map[catalog.SKU]int{"tray": 7, "bowl": 2} {
		if a, err := site.Units.Account(t.Context(), sku); err != nil || a.Available != want {
			t.Errorf("%s: %d available, %v; want %d", sku, a.Available, err, want)
		}
	}
}

func TestSetTo_and_Open_take_numbers_of_units_only(t *testing.T) {
	t.Parallel()
	site, staff := counted(t)
	for _, n := range []int{-1, 1_000_001, math.MinInt, math.MaxInt} {
		if _, err := site.Units.SetTo(staff, "tray", n, "count"); fieldOf(err) != "quantity" {
			t.Errorf("set to %d: %v", n, err)
		}
		if err := site.Units.Open(staff, []stock.Account{{SKU: "fine"}, {SKU: "wrong", Available: n}}); fieldOf(err) != "variants[1].quantity" {
			t.Errorf("open with %d: %v", n, err)
		}
	}
	if _, err := site.Units.Account(t.Context(), "fine"); !errors.Is(err, catalog.ErrNoSuchSKU) {
		t.Errorf("a part of what was refused was opened: %v", err)
	}
	for _, to := range []struct {
		units   int
		changes bool
	}{{5, false}, {0, true}, {0, false}} {
		if changed, err := site.Units.SetTo(staff, "tray", to.units, "count"); err != nil || changed != to.changes {
			t.Errorf("set to %d: changed %v, %v", to.units, changed, err)
		}
	}
	if changed, err := site.Units.SetTo(staff, "voucher", 3, "count"); err != nil || changed {
		t.Errorf("what isn't counted: changed %v, %v", changed, err)
	}
	if _, err := site.Units.SetTo(t.Context(), "tray", 3, "count"); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("a stranger: %v", err)
	}
}

func TestHolds_are_made_and_ended_in_terms_that_mean_something(t *testing.T) {
	t.Parallel()
	site, _ := counted(t)
	by := time.Now().Add(time.Hour)
	for name, h := range map[string]catalog.Hold{
		"no order":       {SKU: "tray", Quantity: 1, By: by},
		"no unit":        {Order: "o", SKU: "tray", By: by},
		"less than none": {Order: "o", SKU: "tray", Quantity: -3, By: by},
	} {
		if err := site.Units.Hold(t.Context(), h); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, outcome := range []catalog.Outcome{"", "held", "lost"} {
		if err := site.Units.Settle(t.Context(), catalog.Hold{Order: "o", SKU: "tray", Quantity: 1}, outcome); fault.KindOf(err) != fault.Invalid {
			t.Errorf("settled as %q: %v", outcome, err)
		}
	}
	if a, err := site.Units.Account(t.Context(), "tray"); err != nil || a.Available != 5 || len(a.Holds) != 0 {
		t.Errorf("account %+v, %v", a, err)
	}
}

func TestStock_shows_its_books_to_staff_only(t *testing.T) {
	t.Parallel()
	site, staff := counted(t)
	if low, err := site.Units.Low(staff, 10); err != nil || len(low) != 1 || low[0].SKU != "tray" {
		t.Errorf("low %+v, %v", low, err)
	}
	if _, err := site.Units.Low(t.Context(), 10); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("a stranger sees what is low: %v", err)
	}
	if _, err := site.Units.Report(t.Context(), "tray"); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("a stranger sees the account: %v", err)
	}
}
