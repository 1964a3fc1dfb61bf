package promotion_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/orders/internal/promotion"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

var now = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func line(sku string, unit int64, quantity int, categories ...string) promotion.Line {
	return promotion.Line{SKU: catalog.SKU(sku), CategoryIDs: categories, Quantity: quantity, Total: eur(unit * int64(quantity))}
}

func basket(lines ...promotion.Line) promotion.Basket {
	return promotion.Basket{Lines: lines, Now: now}
}

// percentOff is a promotion of everything; change makes it another one.
func percentOff(id string, percent promotion.Percent, change ...func(*promotion.Promotion)) promotion.Promotion {
	p := promotion.Promotion{ID: id, Name: id, Active: true, Kind: promotion.Percentage, Percent: percent}
	for _, c := range change {
		c(&p)
	}
	return p
}

func amountOff(id string, cents int64) promotion.Promotion {
	return promotion.Promotion{ID: id, Name: id, Active: true, Kind: promotion.Amount, Amount: eur(cents)}
}

func give(buy, get int, skus ...catalog.SKU) promotion.Promotion {
	p := promotion.Promotion{ID: "give", Active: true, Kind: promotion.BuyXGetY, Buy: buy, Get: get}
	p.SKUs = skus
	return p
}

// said is what was applied in one line: "a 3.00 1.00".
func said(t *testing.T, promotions []promotion.Promotion, b promotion.Basket) string {
	t.Helper()
	applied, err := promotion.Evaluate(promotions, b)
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, a := range applied {
		text = append(text, a.Promotion.ID)
		for _, d := range a.Discounts {
			text = append(text, d.Decimal())
		}
	}
	return strings.Join(text, " ")
}

func TestEvaluate_effects(t *testing.T) {
	t.Parallel()
	two := basket(line("tray", 1000, 2, "wood"), line("mug", 500, 1))
	for name, tc := range map[string]struct {
		p    promotion.Promotion
		b    promotion.Basket
		want string
	}{
		"a_percentage":                    {percentOff("p", 1000), two, "p 2.00 0.50"},
		"a_percentage_of_some":            {percentOff("p", 1250, func(p *promotion.Promotion) { p.SKUs = []catalog.SKU{"tray"} }), two, "p 2.50 0.00"},
		"a_percentage_of_a_category":      {percentOff("p", 5000, func(p *promotion.Promotion) { p.CategoryIDs = []string{"wood"} }), two, "p 10.00 0.00"},
		"all_of_it":                       {percentOff("p", 10_000), two, "p 20.00 5.00"},
		"shared_by_largest_remainder":     {percentOff("p", 1000), basket(line("a", 33, 1), line("b", 33, 1), line("c", 34, 1)), "p 0.03 0.03 0.04"},
		"an_amount":                       {amountOff("a", 500), two, "a 4.00 1.00"},
		"no_more_than_there_is":           {amountOff("a", 9900), two, "a 20.00 5.00"},
		"buy_two_get_one":                 {give(2, 1), two, "give 0.00 5.00"},
		"the_cheapest_of_several":         {give(1, 1), basket(line("tray", 1000, 3), line("mug", 500, 1)), "give 10.00 5.00"},
		"too_few_units":                   {give(3, 1, "tray"), two, ""},
		"free_delivery":                   {promotion.Promotion{ID: "f", Active: true, Kind: promotion.FreeShipping}, two, "f 0.00 0.00"},
		"free_delivery_of_what_isn't_had": {promotion.Promotion{ID: "f", Active: true, Kind: promotion.FreeShipping, Conditions: promotion.Conditions{SKUs: []catalog.SKU{"bowl"}}}, two, ""},
		"nothing_eligible":                {percentOff("p", 1000, func(p *promotion.Promotion) { p.SKUs = []catalog.SKU{"bowl"} }), two, ""},
		"goods_for_nothing":               {percentOff("p", 1000), basket(line("gift", 0, 1)), ""},
		"an_empty_basket":                 {percentOff("p", 1000), basket(), ""},
		"an_amount_of_another_currency":   {promotion.Promotion{ID: "a", Active: true, Kind: promotion.Amount, Amount: money.New(1, "USD")}, two, ""},
	} {
		if got := said(t, []promotion.Promotion{tc.p}, tc.b); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

func TestEvaluate_conditions(t *testing.T) {
	t.Parallel()
	minimum := eur(2500)
	for name, tc := range map[string]struct {
		change   func(*promotion.Promotion)
		customer promotion.Customer
		applies  bool
	}{
		"switched_off":            {func(p *promotion.Promotion) { p.Active = false }, promotion.Customer{}, false},
		"from_this_moment_on":     {func(p *promotion.Promotion) { p.From = now }, promotion.Customer{}, true},
		"from_later_on":           {func(p *promotion.Promotion) { p.From = now.Add(time.Second) }, promotion.Customer{}, false},
		"until_this_moment":       {func(p *promotion.Promotion) { p.Until = now }, promotion.Customer{}, false},
		"until_later":             {func(p *promotion.Promotion) { p.Until = now.Add(time.Second) }, promotion.Customer{}, true},
		"the_total_is_reached":    {func(p *promotion.Promotion) { p.MinSubtotal = &minimum }, promotion.Customer{}, true},
		"the_total_isn't":         {func(p *promotion.Promotion) { more := eur(2501); p.MinSubtotal = &more }, promotion.Customer{}, false},
		"for_accounts":            {func(p *promotion.Promotion) { p.Customers = promotion.SignedIn }, promotion.Customer{SignedIn: true, Ordered: true}, true},
		"not_for_guests":          {func(p *promotion.Promotion) { p.Customers = promotion.SignedIn }, promotion.Customer{}, false},
		"for_the_first_order":     {func(p *promotion.Promotion) { p.Customers = promotion.FirstOrder }, promotion.Customer{SignedIn: true}, true},
		"not_for_the_second":      {func(p *promotion.Promotion) { p.Customers = promotion.FirstOrder }, promotion.Customer{SignedIn: true, Ordered: true}, false},
		"nor_a_guest's_first_one": {func(p *promotion.Promotion) { p.Customers = promotion.FirstOrder }, promotion.Customer{}, false},
	} {
		b := basket(line("tray", 1000, 2), line("mug", 500, 1))
		b.Customer = tc.customer
		if got := said(t, []promotion.Promotion{percentOff("p", 1000, tc.change)}, b) != ""; got != tc.applies {
			t.Errorf("%s: applies %v", name, got)
		}
	}
}

func TestEvaluate_stacking(t *testing.T) {
	t.Parallel()
	priority := func(n int) func(*promotion.Promotion) { return func(p *promotion.Promotion) { p.Priority = n } }
	exclusive := func(p *promotion.Promotion) { p.Exclusive = true }
	group := func(p *promotion.Promotion) { p.Group = "sale" }
	for name, tc := range map[string]struct {
		promotions []promotion.Promotion
		want       string
	}{
		"each_takes_of_what_is_left":     {[]promotion.Promotion{percentOff("b", 5000), percentOff("a", 5000)}, "a 5.00 b 2.50"},
		"the_highest_priority_first":     {[]promotion.Promotion{percentOff("a", 5000), percentOff("b", 1000, priority(1))}, "b 1.00 a 4.50"},
		"an_exclusive_one_is_the_last":   {[]promotion.Promotion{percentOff("a", 1000), percentOff("b", 5000, priority(1), exclusive)}, "b 5.00"},
		"an_exclusive_one_isn't_second":  {[]promotion.Promotion{percentOff("a", 1000, exclusive), percentOff("b", 5000, priority(1))}, "b 5.00"},
		"of_a_group_the_first":           {[]promotion.Promotion{percentOff("a", 1000, group), percentOff("b", 5000, group), percentOff("c", 1000)}, "a 1.00 c 0.90"},
		"of_a_group_the_first_that_does": {[]promotion.Promotion{percentOff("a", 1000, group, func(p *promotion.Promotion) { p.Active = false }), percentOff("b", 5000, group)}, "b 5.00"},
		"nothing_left":                   {[]promotion.Promotion{percentOff("a", 10_000), percentOff("b", 5000)}, "a 10.00"},
	} {
		if got := said(t, tc.promotions, basket(line("tray", 1000, 1))); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// Units that are given are given at what the promotions before left of them.
func TestEvaluate_gives_what_is_left_of_units(t *testing.T) {
	t.Parallel()
	ofTrays := func(p *promotion.Promotion) { p.SKUs = []catalog.SKU{"tray"} }
	for name, tc := range map[string]struct {
		promotions []promotion.Promotion
		b          promotion.Basket
		want       string
	}{
		"half_of_what_is_left":          {[]promotion.Promotion{percentOff("a", 5000), give(1, 1)}, basket(line("tray", 1000, 2)), "a 10.00 give 5.00"},
		"the_cheapest_of_what_is_left":  {[]promotion.Promotion{percentOff("a", 5000, ofTrays), give(1, 1)}, basket(line("mug", 700, 1), line("tray", 1000, 1)), "a 0.00 5.00 give 0.00 5.00"},
		"a_whole_line_and_a_part":       {[]promotion.Promotion{percentOff("a", 1000), give(1, 1)}, basket(line("tray", 1000, 3), line("mug", 500, 1)), "a 3.00 0.50 give 9.00 4.50"},
		"nothing_of_what_cost_nothing":  {[]promotion.Promotion{percentOff("a", 10_000), give(1, 1)}, basket(line("tray", 1000, 2)), "a 20.00"},
		"the_nearest_cent_of_odd_cents": {[]promotion.Promotion{amountOff("a", 1), give(2, 1)}, basket(line("tray", 333, 3)), "a 0.01 give 3.33"},
	} {
		if got := said(t, tc.promotions, tc.b); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
	}
}

// drawnPromotion is any promotion there may be.
func drawnPromotion(t *rapid.T, id int) promotion.Promotion {
	p := promotion.Promotion{
		ID: fmt.Sprint(id), Active: true,
		Kind:      rapid.SampledFrom([]promotion.Kind{promotion.Percentage, promotion.Amount, promotion.FreeShipping, promotion.BuyXGetY}).Draw(t, "kind"),
		Percent:   promotion.Percent(rapid.IntRange(1, 10_000).Draw(t, "percent")),
		Amount:    eur(rapid.Int64Range(1, 20_000).Draw(t, "amount")),
		Buy:       rapid.IntRange(1, 4).Draw(t, "buy"),
		Get:       rapid.IntRange(1, 4).Draw(t, "get"),
		Priority:  rapid.IntRange(-2, 2).Draw(t, "priority"),
		Exclusive: rapid.IntRange(0, 9).Draw(t, "exclusive") == 0,
		Group:     rapid.SampledFrom([]string{"", "", "a", "b"}).Draw(t, "group"),
	}
	p.Code = rapid.SampledFrom([]string{"", "", "MINE", "OTHER"}).Draw(t, "code")
	for _, sku := range []catalog.SKU{"0", "1", "2"} {
		if rapid.IntRange(0, 3).Draw(t, "scoped") == 0 {
			p.SKUs = append(p.SKUs, sku)
		}
	}
	return p
}

// Whatever was taken before, units for nothing take what is left of the
// cheapest, to the cent.
func TestEvaluate_gives_the_cheapest_units(t *testing.T) {
	t.Parallel()
	const parts = 2520 // of a cent, so that any number of units up to 9 has a whole share
	rapid.Check(t, func(t *rapid.T) {
		var b promotion.Basket
		for i := range rapid.IntRange(1, 4).Draw(t, "lines") {
			b.Lines = append(b.Lines, line(fmt.Sprint(i), rapid.Int64Range(0, 5000).Draw(t, "unit"), rapid.IntRange(1, 9).Draw(t, "quantity")))
		}
		before := percentOff("before", promotion.Percent(100*rapid.IntRange(1, 100).Draw(t, "percent")), func(p *promotion.Promotion) {
			p.SKUs = rapid.SampledFrom([][]catalog.SKU{nil, {"0"}}).Draw(t, "of")
		})
		gift := give(rapid.IntRange(1, 4).Draw(t, "buy"), rapid.IntRange(1, 4).Draw(t, "get"))
		applied, err := promotion.Evaluate([]promotion.Promotion{before, gift}, b)
		if err != nil {
			t.Fatal(err)
		}
		taken := map[string]promotion.Application{}
		for _, a := range applied {
			taken[a.Promotion.ID] = a
		}
		var units []int64
		for i, l := range b.Lines {
			left := l.Total.Amount
			if a, some := taken["before"]; some {
				left -= a.Discounts[i].Amount
			}
			units = append(units, slices.Repeat([]int64{left * parts / int64(l.Quantity)}, l.Quantity)...)
		}
		slices.Sort(units)
		var want int64
		for _, u := range units[:len(units)/(gift.Buy+gift.Get)*gift.Get] {
			want += u
		}
		if off := taken["give"].Sum.Amount*parts - want; off <= -parts || off >= parts {
			t.Fatalf("%v taken for units that are worth %d/%d cents", taken["give"].Sum, want, parts)
		}
	})
}

// Whatever promotions meet whatever basket: no line costs less than nothing,
// parts sum to the whole, an exclusive one is alone, a group has one, and the
// order in which promotions are given doesn't matter.
func TestEvaluate_keeps_its_promises(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := promotion.Basket{Code: rapid.SampledFrom([]string{"", "MINE"}).Draw(t, "entered")}
		for i := range rapid.IntRange(0, 5).Draw(t, "lines") {
			b.Lines = append(b.Lines, line(fmt.Sprint(i), rapid.Int64Range(0, 5000).Draw(t, "unit"), rapid.IntRange(1, 9).Draw(t, "quantity")))
		}
		var promotions []promotion.Promotion
		for i := range rapid.IntRange(0, 5).Draw(t, "promotions") {
			promotions = append(promotions, drawnPromotion(t, i))
		}
		applied, err := promotion.Evaluate(promotions, b)
		if err != nil {
			t.Fatal(err)
		}
		taken := make([]int64, len(b.Lines))
		groups := map[string]int{}
		for _, a := range applied {
			var sum int64
			for i, d := range a.Discounts {
				if d.Amount < 0 || d.Currency != "EUR" {
					t.Fatalf("%+v", a)
				}
				taken[i] += d.Amount
				sum += d.Amount
			}
			if c := a.Promotion.Code; c != "" && c != b.Code {
				t.Fatalf("%q applies, and %q was entered", c, b.Code)
			}
			if a.Sum.Amount != sum || a.Promotion.Exclusive && len(applied) > 1 {
				t.Fatalf("%+v among %d", a, len(applied))
			}
			if groups[a.Promotion.Group]++; a.Promotion.Group != "" && groups[a.Promotion.Group] > 1 {
				t.Fatalf("two of the group %s", a.Promotion.Group)
			}
		}
		for i, l := range b.Lines {
			if taken[i] > l.Total.Amount {
				t.Fatalf("%d off %d", taken[i], l.Total.Amount)
			}
		}
		again, err := promotion.Evaluate(rapid.Permutation(promotions).Draw(t, "order"), b)
		if err != nil || fmt.Sprint(again) != fmt.Sprint(applied) {
			t.Fatalf("in another order %v, %v; want %v", again, err, applied)
		}
	})
}
