package shipping_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/shipping"
	"shop/platform/fault"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

func TestMethod_Rate(t *testing.T) {
	t.Parallel()
	free := eur(7500)
	m := shipping.Method{Price: eur(490), FreeFrom: &free}
	for goods, want := range map[money.Money]money.Money{
		eur(0): eur(490), eur(7499): eur(490), eur(7500): eur(0), eur(9999): eur(0), money.New(7500, "USD"): eur(490),
	} {
		if got := m.Rate(goods); got != want {
			t.Errorf("goods of %v ship for %v, want %v", goods, got, want)
		}
	}
}

func TestMethod_Serves(t *testing.T) {
	t.Parallel()
	m := shipping.Method{Countries: []string{"DE", "AT"}}
	for country, want := range map[string]bool{"DE": true, "FR": false, "": true} {
		if m.Serves(country) != want {
			t.Errorf("serves %q: %v", country, !want)
		}
	}
	if !(shipping.Method{}).Serves("FR") {
		t.Error("a method without countries goes everywhere")
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int64{"EUR": 490, "JPY": 490, "KWD": 4900} {
		methods := shipping.Defaults(code)
		if methods[0].Price != money.New(want, code) || methods[2].Rate(money.Zero(code)) != money.Zero(code) {
			t.Errorf("%s: %+v", code, methods)
		}
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())

	offered, err := s.Shipping.To(t.Context(), "DE")
	if err != nil || len(offered) != 3 {
		t.Fatalf("defaults: %+v, %v", offered, err)
	}
	if _, err := shipping.Choose(offered, "drone"); !errors.Is(err, shipping.ErrUnknownMethod) {
		t.Errorf("got %v, want ErrUnknownMethod", err)
	}
	own := []shipping.Method{
		{ID: "bike", Name: "By bicycle", Price: eur(300), Countries: []string{"DE"}},
		{ID: "post", Name: "By post", Price: eur(700)},
	}
	if err := s.Shipping.Replace(staff, own, nil); err != nil {
		t.Fatal(err)
	}
	abroad, err := s.Shipping.To(t.Context(), "FR")
	if err != nil || len(abroad) != 1 || abroad[0].ID != "post" {
		t.Errorf("to France: %+v, %v; want the post only", abroad, err)
	}
}

func TestMethods_Replace_refuses(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	good := shipping.Method{ID: "post", Name: "By post", Price: eur(700)}
	changed := func(change func(*shipping.Method)) []shipping.Method {
		m := good
		change(&m)
		return []shipping.Method{m}
	}
	negative := eur(-1)
	cases := map[string]struct {
		ctx     context.Context
		methods []shipping.Method
		want    fault.Kind
	}{
		"nobody":               {t.Context(), []shipping.Method{good}, fault.Unauthenticated},
		"a_shopper":            {orderstest.Account(t.Context(), "eve"), []shipping.Method{good}, fault.Forbidden},
		"none":                 {staff, nil, fault.Invalid},
		"an_odd_id":            {staff, changed(func(m *shipping.Method) { m.ID = "By Post" }), fault.Invalid},
		"an_id_twice":          {staff, []shipping.Method{good, good}, fault.Invalid},
		"no_name":              {staff, changed(func(m *shipping.Method) { m.Name = "" }), fault.Invalid},
		"a_negative_price":     {staff, changed(func(m *shipping.Method) { m.Price = negative }), fault.Invalid},
		"another_currency":     {staff, changed(func(m *shipping.Method) { m.Price = money.New(1, "USD") }), fault.Invalid},
		"a_name_of_blanks":     {staff, changed(func(m *shipping.Method) { m.Name = " \t " }), fault.Invalid},
		"an_enormous_price":    {staff, changed(func(m *shipping.Method) { m.Price = eur(math.MaxInt64) }), fault.Invalid},
		"a_long_note":          {staff, changed(func(m *shipping.Method) { m.Note = strings.Repeat("x", 201) }), fault.Invalid},
		"no_such_country":      {staff, changed(func(m *shipping.Method) { m.Countries = []string{"DE", "eu"} }), fault.Invalid},
		"a_negative_freebound": {staff, changed(func(m *shipping.Method) { m.FreeFrom = &negative }), fault.Invalid},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := s.Shipping.Replace(c.ctx, c.methods, nil); fault.KindOf(err) != c.want || err == nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestMethods_Replace_makes_ids_from_names(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	named := []shipping.Method{
		{Name: "  By   Bike!  ", Price: eur(1)}, {Name: "by bike", Price: eur(2)}, {ID: "by-bike-2", Name: "Other", Price: eur(3)},
		{Name: "自転車", Price: eur(4)}, {Name: strings.Repeat("very ", 15), Price: eur(5)},
	}
	if err := s.Shipping.Replace(staff, named, nil); err != nil {
		t.Fatal(err)
	}
	methods, err := s.Shipping.All(t.Context())
	var ids []string
	for _, m := range methods {
		ids = append(ids, m.ID)
	}
	want := []string{"by-bike", "by-bike-3", "by-bike-2", "method", "very-very-very-very-very-very-very-ve"}
	if err != nil || !slices.Equal(ids, want) || methods[0].Name != "By Bike!" {
		t.Errorf("ids %q, want %q; first name %q, %v", ids, want, methods[0].Name, err)
	}
}

func TestMethods_Replace_tells_who_read_something_else(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	named := func(name string) []shipping.Method {
		return []shipping.Method{{ID: "post", Name: name, Price: eur(700)}}
	}
	future := int64(99)
	if err := s.Shipping.Replace(staff, named("x"), &future); !errors.Is(err, shipping.ErrConflict) {
		t.Errorf("a version that never was, of what was never stored: %v", err)
	}
	for n := range int64(3) {
		read, err := s.Shipping.Read(staff)
		if err != nil || read.Version != n {
			t.Fatalf("version %d, %v; want %d", read.Version, err, n)
		}
		if err := s.Shipping.Replace(staff, named("faster"), &read.Version); err != nil {
			t.Fatal(err)
		}
		if err := s.Shipping.Replace(staff, named("slower"), &read.Version); !errors.Is(err, shipping.ErrConflict) {
			t.Errorf("after version %d the slower gets %v", read.Version, err)
		}
	}
	if methods, err := s.Shipping.All(t.Context()); err != nil || methods[0].Name != "faster" {
		t.Errorf("stored %+v, %v", methods, err)
	}
	if err := s.Shipping.Replace(staff, named("x"), &future); !errors.Is(err, shipping.ErrConflict) {
		t.Errorf("a version that never was: %v", err)
	}
	if _, err := s.Shipping.Read(t.Context()); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("anybody reads: %v", err)
	}
}
