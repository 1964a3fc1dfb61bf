package shipping_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/shipping"
	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

func to(country, region string) address.Destination {
	return address.Destination{Country: country, Region: region}
}

func parcel(cents, grams int64) shipping.Consignment {
	return shipping.Consignment{Goods: eur(cents), WeightGrams: grams, Needed: true}
}

func TestMethod_Rate(t *testing.T) {
	t.Parallel()
	free := eur(7500)
	flat := shipping.Method{Kind: shipping.Flat, Price: eur(490), FreeFrom: &free}
	weight := shipping.Method{Kind: shipping.ByWeight, Tiers: []shipping.Tier{{From: 0, Price: eur(390)}, {From: 2001, Price: eur(690)}, {From: 10_000, Price: eur(1490)}}, MaxWeightGrams: 31_500}
	total := shipping.Method{Kind: shipping.ByTotal, Tiers: []shipping.Tier{{From: 0, Price: eur(590)}, {From: 5000, Price: eur(290)}}, FreeFrom: &free}
	pickup := shipping.Method{Kind: shipping.Pickup, Price: eur(0)}
	for name, tc := range map[string]struct {
		m    shipping.Method
		c    shipping.Consignment
		want int64
	}{
		"flat":                         {flat, parcel(7499, 9), 490},
		"free_from":                    {flat, parcel(7500, 9), 0},
		"free_in_another_currency":     {flat, shipping.Consignment{Goods: money.New(7500, "USD"), Needed: true}, 490},
		"nothing_weighs_as_the_lowest": {weight, parcel(1, 0), 390},
		"to_the_gram":                  {weight, parcel(1, 2000), 390},
		"a_gram_more":                  {weight, parcel(1, 2001), 690},
		"the_highest":                  {weight, parcel(1, 31_500), 1490},
		"by_total":                     {total, parcel(4999, 1), 590},
		"by_a_higher_total":            {total, parcel(5000, 1), 290},
		"by_total_and_free":            {total, parcel(7500, 1), 0},
		"pickup":                       {pickup, parcel(1, 1), 0},
	} {
		if got, ok := tc.m.Rate(tc.c); !ok || got != eur(tc.want) {
			t.Errorf("%s: %v, %v; want %v", name, got, ok, eur(tc.want))
		}
	}
	if _, ok := weight.Rate(parcel(1, 31_501)); ok {
		t.Error("it carries more than it can")
	}
}

// More weight never costs less where the tiers don't, and a limit is one.
func TestMethod_Rate_grows_with_the_tiers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := shipping.Method{Kind: shipping.ByWeight, MaxWeightGrams: rapid.IntRange(0, 50_000).Draw(t, "max")}
		from, price := int64(0), int64(0)
		for range rapid.IntRange(1, 6).Draw(t, "tiers") {
			m.Tiers = append(m.Tiers, shipping.Tier{From: from, Price: eur(price)})
			from += rapid.Int64Range(1, 5000).Draw(t, "step")
			price += rapid.Int64Range(0, 500).Draw(t, "more")
		}
		light := rapid.Int64Range(0, 60_000).Draw(t, "light")
		heavy := light + rapid.Int64Range(0, 5000).Draw(t, "heavier")
		a, carries := m.Rate(parcel(0, light))
		b, carriesMore := m.Rate(parcel(0, heavy))
		limit := int64(m.MaxWeightGrams)
		if carries != (limit == 0 || light <= limit) || carriesMore && (!carries || b.Amount < a.Amount) {
			t.Fatalf("%d g cost %v (%v), %d g cost %v (%v)", light, a, carries, heavy, b, carriesMore)
		}
	})
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int64{"EUR": 490, "JPY": 490, "KWD": 4900} {
		methods := shipping.Defaults(code)[0].Methods
		if methods[0].Price != money.New(want, code) || methods[2].Price != money.Zero(code) || methods[2].Kind != shipping.Pickup {
			t.Errorf("%s: %+v", code, methods)
		}
	}
}

// offered are the ids of what is offered.
func offered(t *testing.T, s *orderstest.Shop, there address.Destination, c shipping.Consignment) string {
	t.Helper()
	zones, err := s.Shipping.Zones(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, o := range zones.Offer(there, c) {
		ids = append(ids, o.ID)
	}
	return strings.Join(ids, " ")
}

func named(id string, price int64) shipping.Method {
	return shipping.Method{ID: id, Name: id, Kind: shipping.Flat, Price: eur(price)}
}

func TestZones_Offer_takes_the_zone_that_fits_best(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	if got := offered(t, s, to("DE", ""), parcel(1, 1)); got != "standard express pickup" {
		t.Errorf("defaults: %s", got)
	}
	light := named("letter", 90)
	light.MaxWeightGrams = 500
	zones := []shipping.Zone{
		{Name: "World", Methods: []shipping.Method{named("world", 2000)}},
		{Name: "America", Countries: []string{"US"}, Methods: []shipping.Method{named("america", 1500)}},
		{Name: "Islands", Regions: []string{"US-HI"}, Methods: []shipping.Method{named("islands", 1900)}},
		{Name: "Home", Countries: []string{"DE", "AT"}, Methods: []shipping.Method{light, named("post", 490)}},
		{Name: "Nowhere", Countries: []string{"RU"}},
	}
	if err := s.Shipping.Replace(orderstest.Staff(t.Context()), zones, nil); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		there address.Destination
		grams int64
		want  string
	}{
		{to("DE", ""), 100, "letter post"}, {to("AT", "Tirol"), 501, "post"}, {to("US", "HI"), 1, "islands"},
		{to("US", "NY"), 1, "america"}, {to("FR", ""), 1, "world"}, {to("FR", "HI"), 1, "world"}, {to("RU", ""), 1, ""},
	} {
		if got := offered(t, s, tc.there, parcel(1, tc.grams)); got != tc.want {
			t.Errorf("to %+v: %q, want %q", tc.there, got, tc.want)
		}
	}
	if got := offered(t, s, to("DE", ""), shipping.Consignment{Goods: eur(1)}); got != "" {
		t.Errorf("nothing to deliver is offered %q", got)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	offers := []shipping.Offer{{Method: named("a", 1)}, {Method: named("b", 2)}}
	if o, err := shipping.Choose(offers, "b"); err != nil || o.ID != "b" {
		t.Errorf("b: %+v, %v", o, err)
	}
	if o, err := shipping.Choose(offers, ""); err != nil || o.ID != "a" {
		t.Errorf("the first: %+v, %v", o, err)
	}
	if _, err := shipping.Choose(offers, "drone"); !errors.Is(err, shipping.ErrUnknownMethod) {
		t.Errorf("a drone: %v", err)
	}
	if _, err := shipping.Choose(nil, "a"); !errors.Is(err, shipping.ErrNotDelivered) {
		t.Errorf("of nothing: %v", err)
	}
}

func TestService_Replace_refuses(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	changed := func(change func(*shipping.Zone, *shipping.Method)) []shipping.Zone {
		z := shipping.Zone{Name: "World", Methods: []shipping.Method{named("post", 700)}}
		change(&z, &z.Methods[0])
		return []shipping.Zone{z}
	}
	method := func(change func(*shipping.Method)) []shipping.Zone {
		return changed(func(_ *shipping.Zone, m *shipping.Method) { change(m) })
	}
	zone := func(change func(*shipping.Zone)) []shipping.Zone {
		return changed(func(z *shipping.Zone, _ *shipping.Method) { change(z) })
	}
	tiers := func(tiers ...shipping.Tier) []shipping.Zone {
		return method(func(m *shipping.Method) { m.Kind, m.Tiers = shipping.ByWeight, tiers })
	}
	good, negative := zone(func(*shipping.Zone) {}), eur(-1)
	twice := func(a, b shipping.Zone) []shipping.Zone {
		a.Name, b.Name, a.Methods, b.Methods = "A", "B", good[0].Methods, good[0].Methods
		return []shipping.Zone{a, b}
	}
	cases := map[string]struct {
		ctx   context.Context
		zones []shipping.Zone
		want  fault.Kind
		path  string
	}{
		"nobody":                {t.Context(), good, fault.Unauthenticated, ""},
		"a_shopper":             {orderstest.Account(t.Context(), "eve"), good, fault.Forbidden, ""},
		"none":                  {staff, nil, fault.Invalid, "zones"},
		"no_zone_name":          {staff, zone(func(z *shipping.Zone) { z.Name = " " }), fault.Invalid, "zones[0].name"},
		"no_such_country":       {staff, zone(func(z *shipping.Zone) { z.Countries = []string{"DE", "eu"} }), fault.Invalid, "zones[0].countries[1]"},
		"no_such_region":        {staff, zone(func(z *shipping.Zone) { z.Regions = []string{"US-ON"} }), fault.Invalid, "zones[0].regions[0]"},
		"a_region_of_nowhere":   {staff, zone(func(z *shipping.Zone) { z.Regions = []string{"DE-BY"} }), fault.Invalid, "zones[0].regions[0]"},
		"a_country_twice":       {staff, twice(shipping.Zone{Countries: []string{"DE"}}, shipping.Zone{Countries: []string{"DE"}}), fault.Invalid, "zones[1].countries[0]"},
		"the_rest_twice":        {staff, twice(shipping.Zone{}, shipping.Zone{}), fault.Invalid, "zones[1].countries"},
		"too_many_methods":      {staff, zone(func(z *shipping.Zone) { z.Methods = make([]shipping.Method, 21) }), fault.Invalid, "zones[0].methods"},
		"an_odd_id":             {staff, method(func(m *shipping.Method) { m.ID = "By Post" }), fault.Invalid, "zones[0].methods[0].id"},
		"an_id_twice":           {staff, zone(func(z *shipping.Zone) { z.Methods = append(z.Methods, z.Methods[0]) }), fault.Invalid, "zones[0].methods[1].id"},
		"no_name":               {staff, method(func(m *shipping.Method) { m.Name = " \t " }), fault.Invalid, "zones[0].methods[0].name"},
		"no_kind":               {staff, method(func(m *shipping.Method) { m.Kind = "" }), fault.Invalid, "zones[0].methods[0].kind"},
		"a_negative_price":      {staff, method(func(m *shipping.Method) { m.Price = negative }), fault.Invalid, "zones[0].methods[0].price"},
		"another_currency":      {staff, method(func(m *shipping.Method) { m.Price = money.New(1, "USD") }), fault.Invalid, "zones[0].methods[0].price"},
		"an_enormous_price":     {staff, method(func(m *shipping.Method) { m.Price = eur(math.MaxInt64) }), fault.Invalid, "zones[0].methods[0].price"},
		"a_long_note":           {staff, method(func(m *shipping.Method) { m.Note = strings.Repeat("x", 201) }), fault.Invalid, "zones[0].methods[0].note"},
		"a_negative_free_bound": {staff, method(func(m *shipping.Method) { m.FreeFrom = &negative }), fault.Invalid, "zones[0].methods[0].freeFrom"},
		"a_negative_weight":     {staff, method(func(m *shipping.Method) { m.MaxWeightGrams = -1 }), fault.Invalid, "zones[0].methods[0].maxWeightGrams"},
		"no_tiers":              {staff, tiers(), fault.Invalid, "zones[0].methods[0].tiers"},
		"tiers_from_somewhere":  {staff, tiers(shipping.Tier{From: 1, Price: eur(1)}), fault.Invalid, "zones[0].methods[0].tiers"},
		"tiers_in_disorder":     {staff, tiers(shipping.Tier{Price: eur(1)}, shipping.Tier{From: 9, Price: eur(1)}, shipping.Tier{From: 9, Price: eur(1)}), fault.Invalid, "zones[0].methods[0].tiers[2].from"},
		"a_tier_below_nothing":  {staff, tiers(shipping.Tier{Price: negative}), fault.Invalid, "zones[0].methods[0].tiers[0].price"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := s.Shipping.Replace(c.ctx, c.zones, nil)
			if fault.KindOf(err) != c.want || err == nil || c.path != "" && !strings.Contains(err.Error(), "["+c.path+":") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestService_Replace_makes_ids_from_names(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	var methods []shipping.Method
	for _, m := range []shipping.Method{
		{Name: "  By   Bike!  "}, {Name: "by bike"}, {ID: "by-bike-2", Name: "Other"}, {Name: "自転車"}, {Name: strings.Repeat("very ", 15)},
	} {
		m.Kind, m.Price = shipping.Flat, eur(1)
		methods = append(methods, m)
	}
	if err := s.Shipping.Replace(staff, []shipping.Zone{{Name: "World", Methods: methods}}, nil); err != nil {
		t.Fatal(err)
	}
	list, err := s.Shipping.Read(staff)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, m := range list.Zones[0].Methods {
		ids = append(ids, m.ID)
	}
	want := []string{"by-bike", "by-bike-3", "by-bike-2", "method", "very-very-very-very-very-very-very-ve"}
	if !slices.Equal(ids, want) || list.Zones[0].Methods[0].Name != "By Bike!" {
		t.Errorf("ids %q, want %q; first name %q", ids, want, list.Zones[0].Methods[0].Name)
	}
}

func TestService_Replace_tells_who_read_something_else(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	zone := func(name string) []shipping.Zone {
		return []shipping.Zone{{Name: name, Methods: []shipping.Method{named("post", 700)}}}
	}
	future := int64(99)
	if err := s.Shipping.Replace(staff, zone("x"), &future); !errors.Is(err, shipping.ErrConflict) {
		t.Errorf("a version that never was, of what was never stored: %v", err)
	}
	for n := range int64(3) {
		read, err := s.Shipping.Read(staff)
		if err != nil || read.Version != n {
			t.Fatalf("version %d, %v; want %d", read.Version, err, n)
		}
		if err := s.Shipping.Replace(staff, zone("faster"), &read.Version); err != nil {
			t.Fatal(err)
		}
		if err := s.Shipping.Replace(staff, zone("slower"), &read.Version); !errors.Is(err, shipping.ErrConflict) {
			t.Errorf("after version %d the slower gets %v", read.Version, err)
		}
	}
	if list, err := s.Shipping.Read(staff); err != nil || list.Zones[0].Name != "faster" {
		t.Errorf("stored %+v, %v", list, err)
	}
	if err := s.Shipping.Replace(staff, zone("x"), &future); !errors.Is(err, shipping.ErrConflict) {
		t.Errorf("a version that never was: %v", err)
	}
	if _, err := s.Shipping.Read(t.Context()); fault.KindOf(err) != fault.Unauthenticated {
		t.Errorf("anybody reads: %v", err)
	}
}
