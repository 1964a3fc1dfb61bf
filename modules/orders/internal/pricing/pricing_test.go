package pricing_test

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/orders/internal/pricing"
	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/tax"
	"shop/platform/address"
	"shop/platform/money"
)

func item(price int64, taxable bool) catalog.Item {
	return catalog.Item{SKU: "tray", ProductName: "Tray", Price: money.New(price, "EUR"), Taxable: taxable}
}

func line(t interface{ Fatal(...any) }, price int64, quantity int, taxable bool) pricing.Line {
	l, err := pricing.NewLine(item(price, taxable), quantity)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func to(country string) address.Destination { return address.Destination{Country: country} }

func post(cents int64) pricing.Delivery {
	return pricing.Delivery{ID: "post", Name: "By post", Rate: money.New(cents, "EUR")}
}

func TestPrice(t *testing.T) {
	t.Parallel()
	lines := []pricing.Line{line(t, 1999, 2, true), line(t, 500, 1, false)}
	q, err := pricing.Price(pricing.Input{Currency: "EUR", Lines: lines, Delivery: post(490), Tax: tax.Defaults(), To: to("DE")})
	if err != nil {
		t.Fatal(err)
	}
	want := pricing.Totals{
		Subtotal: money.New(4498, "EUR"), Discount: money.Zero("EUR"), Shipping: money.New(490, "EUR"),
		Tax: money.New(717, "EUR"), Total: money.New(4988, "EUR"), ShippingRate: 1900,
	}
	if q.Totals != want {
		t.Errorf("totals %+v, want %+v", q.Totals, want)
	}
	if q.Lines[0].Rate != 1900 || q.Lines[1].Rate != 0 || !q.Lines[1].Tax.IsZero() {
		t.Errorf("lines %+v", q.Lines)
	}
	if !lines[0].Tax.IsZero() || lines[0].Steps != nil {
		t.Error("the lines given were changed")
	}
}

func TestPrice_records_how_it_came_about(t *testing.T) {
	t.Parallel()
	q, err := pricing.Price(pricing.Input{
		Currency: "EUR", Lines: []pricing.Line{line(t, 1999, 2, true), line(t, 500, 1, false)}, Delivery: post(490), Tax: tax.Defaults(), To: to("DE"),
	})
	if err != nil {
		t.Fatal(err)
	}
	eur := func(cents int64) money.Money { return money.New(cents, "EUR") }
	for i, want := range [][]pricing.Step{
		{
			{Kind: pricing.Base, Label: "2 × €19.99", Amount: eur(3998), Ref: "tray"},
			{Kind: pricing.Tax, Label: "of which 19 % tax", Amount: eur(639), Ref: "DE"},
		},
		{{Kind: pricing.Base, Label: "1 × €5.00", Amount: eur(500), Ref: "tray"}},
	} {
		if diff := cmp.Diff(want, q.Lines[i].Steps); diff != "" {
			t.Errorf("line %d (-want +got):\n%s", i, diff)
		}
	}
	if diff := cmp.Diff([]pricing.Step{
		{Kind: pricing.Shipping, Label: "By post", Amount: eur(490), Ref: "post"},
		{Kind: pricing.Tax, Label: "of which 19 % tax", Amount: eur(717), Ref: "DE"},
	}, q.Steps); diff != "" {
		t.Errorf("as a whole (-want +got):\n%s", diff)
	}
}

func TestPrice_charges_no_tax_for_exports(t *testing.T) {
	t.Parallel()
	q, err := pricing.Price(pricing.Input{Currency: "EUR", Lines: []pricing.Line{line(t, 1999, 1, true)}, Tax: tax.Defaults(), To: to("US")})
	if err != nil || !q.Totals.Tax.IsZero() || q.Totals.Total.Amount != 1999 || len(q.Lines[0].Steps) != 1 || q.Steps != nil {
		t.Errorf("quote %+v, %v", q, err)
	}
}

// offer has 10 % off the tray, 2.00 off all, and free delivery from 30.00 on.
func offer() promotion.Offer {
	minimum := money.New(3000, "EUR")
	return promotion.Offer{Promotions: []promotion.Promotion{
		{ID: "tray", Name: "Tray week", Active: true, Kind: promotion.Percentage, Percent: 1000, Priority: 1,
			Conditions: promotion.Conditions{SKUs: []catalog.SKU{"tray"}}},
		{ID: "two", Name: "Two euros off", Active: true, Kind: promotion.Amount, Amount: money.New(200, "EUR")},
		{ID: "post", Name: "Free delivery", Active: true, Kind: promotion.FreeShipping, Priority: -1,
			Conditions: promotion.Conditions{MinSubtotal: &minimum}},
	}}
}

func TestPrice_takes_off_what_promotions_do(t *testing.T) {
	t.Parallel()
	bowl := line(t, 1000, 1, true)
	bowl.SKU = "bowl"
	q, err := pricing.Price(pricing.Input{
		Currency: "EUR", Lines: []pricing.Line{line(t, 2000, 1, true), bowl}, Delivery: post(490),
		Promotions: offer(), Tax: tax.Defaults(), To: to("DE"),
	})
	if err != nil {
		t.Fatal(err)
	}
	eur := func(cents int64) money.Money { return money.New(cents, "EUR") }
	want := pricing.Totals{Subtotal: eur(3000), Discount: eur(400), Shipping: eur(0), Tax: eur(415), Total: eur(2600), ShippingRate: 1900}
	if q.Totals != want {
		t.Errorf("totals %+v, want %+v", q.Totals, want)
	}
	// 2.00 off 18.00 and 10.00 are 1.29 and 0.71.
	for got, want := range map[*[]pricing.Step][]pricing.Step{
		&q.Lines[0].Steps: {
			{Kind: pricing.Base, Label: "1 × €20.00", Amount: eur(2000), Ref: "tray"},
			{Kind: pricing.LinePromotion, Label: "Tray week", Amount: eur(-200), Ref: "tray"},
			{Kind: pricing.OrderPromotion, Label: "Two euros off", Amount: eur(-129), Ref: "two"},
			{Kind: pricing.Tax, Label: "of which 19 % tax", Amount: q.Lines[0].Tax, Ref: "DE"},
		},
		&q.Steps: {
			{Kind: pricing.LinePromotion, Label: "Tray week", Amount: eur(-200), Ref: "tray"},
			{Kind: pricing.OrderPromotion, Label: "Two euros off", Amount: eur(-200), Ref: "two"},
			{Kind: pricing.Shipping, Label: "By post", Amount: eur(490), Ref: "post"},
			{Kind: pricing.ShippingPromotion, Label: "Free delivery", Amount: eur(-490), Ref: "post"},
			{Kind: pricing.Tax, Label: "of which 19 % tax", Amount: eur(415), Ref: "DE"},
		},
	} {
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
	}
}

// exclusive are settings whose prices come without tax.
func exclusive() tax.Settings {
	s := tax.Defaults()
	s.Pricing = tax.Exclusive
	s.Rules = append(s.Rules,
		tax.Rule{Country: "US", Region: "CA", Rate: 725}, tax.Rule{Country: "DE", Class: "reduced", Rate: 700})
	return s
}

func TestPrice_adds_the_tax_where_prices_come_without(t *testing.T) {
	t.Parallel()
	reduced := line(t, 1000, 1, true)
	reduced.TaxClass = "reduced"
	q, err := pricing.Price(pricing.Input{
		Currency: "EUR", Lines: []pricing.Line{line(t, 1999, 2, true), reduced}, Delivery: post(490), Tax: exclusive(), To: to("DE"),
	})
	if err != nil {
		t.Fatal(err)
	}
	eur := func(cents int64) money.Money { return money.New(cents, "EUR") }
	want := pricing.Totals{
		Subtotal: eur(4998), Discount: eur(0), Shipping: eur(490), Tax: eur(853 + 70), Total: eur(4998 + 490 + 853 + 70), TaxAdded: true, ShippingRate: 1900,
	}
	if q.Totals != want {
		t.Errorf("totals %+v, want %+v", q.Totals, want)
	}
	if diff := cmp.Diff([]pricing.Step{
		{Kind: pricing.Shipping, Label: "By post", Amount: eur(490), Ref: "post"},
		{Kind: pricing.Tax, Label: "19 % tax", Amount: eur(853), Ref: "DE"},
		{Kind: pricing.Tax, Label: "7 % tax", Amount: eur(70), Ref: "DE"},
	}, q.Steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	q, err = pricing.Price(pricing.Input{
		Currency: "EUR", Lines: []pricing.Line{line(t, 1000, 1, true)}, Tax: exclusive(), To: address.Destination{Country: "US", Region: "CA"},
	})
	if err != nil || q.Totals.Total != eur(1073) || q.Lines[0].Steps[1].Ref != "US-CA" {
		t.Errorf("in California: %+v, %v", q, err)
	}
}

func TestNewLine_refuses_what_overflows(t *testing.T) {
	t.Parallel()
	if _, err := pricing.NewLine(item(math.MaxInt64, true), 2); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("got %v, want ErrOverflow", err)
	}
}

func TestPrice_refuses_a_second_currency(t *testing.T) {
	t.Parallel()
	if _, err := pricing.Price(pricing.Input{Currency: "USD", Lines: []pricing.Line{line(t, 1, 1, true)}, Tax: tax.Defaults(), To: to("DE")}); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("got %v, want ErrCurrency", err)
	}
}

// The parts always sum to the whole.
func TestPrice_AddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var lines []pricing.Line
		for range rapid.IntRange(0, 10).Draw(t, "lines") {
			lines = append(lines, line(t, rapid.Int64Range(0, 100_000).Draw(t, "price"),
				rapid.IntRange(1, 99).Draw(t, "quantity"), rapid.Bool().Draw(t, "taxable")))
			lines[len(lines)-1].TaxClass = rapid.SampledFrom([]string{"", "reduced"}).Draw(t, "class")
		}
		shipping := rapid.Int64Range(0, 5000).Draw(t, "shipping")
		settings := rapid.SampledFrom([]tax.Settings{tax.Defaults(), exclusive()}).Draw(t, "settings")
		offers := rapid.SampledFrom([]promotion.Offer{{}, offer()}).Draw(t, "offers")
		destination := address.Destination{
			Country: rapid.SampledFrom([]string{"", "DE", "FI", "US"}).Draw(t, "country"), Region: rapid.SampledFrom([]string{"", "CA"}).Draw(t, "region"),
		}
		q, err := pricing.Price(pricing.Input{Currency: "EUR", Lines: lines, Delivery: post(shipping), Promotions: offers, Tax: settings, To: destination})
		if err != nil {
			t.Fatal(err)
		}
		totals := q.Totals
		var sum, taxes, discounts int64
		for _, l := range q.Lines {
			sum += l.Total.Amount
			taxes += l.Tax.Amount
			discounts += l.Discount.Amount
			if base, tax := sumOf(l.Steps); base != l.Charged().Amount || base < 0 || tax != l.Tax.Amount {
				t.Fatalf("steps %+v of %+v", l.Steps, l)
			}
		}
		var added int64
		if totals.TaxAdded {
			added = totals.Tax.Amount
		}
		if totals.Subtotal.Amount != sum || totals.Discount.Amount != discounts || totals.Total.Amount != sum+totals.Shipping.Amount-discounts+added {
			t.Fatalf("totals %+v of lines that sum to %d", totals, sum)
		}
		if rest := totals.Tax.Amount - taxes; rest < 0 || rest > shipping {
			t.Fatalf("tax %d, of which lines have %d and shipping of %d the rest", totals.Tax.Amount, taxes, shipping)
		}
		if beside, tax := sumOf(q.Steps); sum+beside+added != totals.Total.Amount || tax != totals.Tax.Amount {
			t.Fatalf("steps %+v of %+v", q.Steps, totals)
		}
	})
}

// sumOf adds up the steps, those of taxes for themselves.
func sumOf(steps []pricing.Step) (amount, taxes int64) {
	for _, s := range steps {
		if s.Kind == pricing.Tax {
			taxes += s.Amount.Amount
		} else {
			amount += s.Amount.Amount
		}
	}
	return amount, taxes
}

func TestPrice_tells_what_a_sale_takes_off(t *testing.T) {
	t.Parallel()
	reduced := item(1500, false)
	regular := money.New(2000, "EUR")
	reduced.RegularPrice = &regular
	l, err := pricing.NewLine(reduced, 3)
	if err != nil {
		t.Fatal(err)
	}
	q, err := pricing.Price(pricing.Input{Currency: "EUR", Lines: []pricing.Line{l}, Tax: tax.Defaults()})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]pricing.Step{
		{Kind: pricing.Base, Label: "3 × €20.00", Amount: money.New(6000, "EUR"), Ref: "tray"},
		{Kind: pricing.Sale, Label: "Sale, 3 × €15.00", Amount: money.New(-1500, "EUR"), Ref: "tray"},
	}, q.Lines[0].Steps); diff != "" || q.Totals.Total != money.New(4500, "EUR") {
		t.Errorf("total %v, steps (-want +got):\n%s", q.Totals.Total, diff)
	}
}
