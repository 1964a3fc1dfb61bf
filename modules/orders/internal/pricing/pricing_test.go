package pricing_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/catalog"
	"shop/modules/orders/internal/pricing"
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

func TestPrice(t *testing.T) {
	t.Parallel()
	lines := []pricing.Line{line(t, 1999, 2, true), line(t, 500, 1, false)}
	priced, totals, err := pricing.Price("EUR", lines, money.New(490, "EUR"), "DE")
	if err != nil {
		t.Fatal(err)
	}
	want := pricing.Totals{
		Subtotal: money.New(4498, "EUR"), Discount: money.Zero("EUR"), Shipping: money.New(490, "EUR"),
		Tax: money.New(717, "EUR"), Total: money.New(4988, "EUR"),
	}
	if totals != want {
		t.Errorf("totals %+v, want %+v", totals, want)
	}
	if priced[0].Rate != 1900 || priced[1].Rate != 0 || !priced[1].Tax.IsZero() {
		t.Errorf("lines %+v", priced)
	}
	if !lines[0].Tax.IsZero() {
		t.Error("the lines given were changed")
	}
}

func TestPrice_charges_no_tax_for_exports(t *testing.T) {
	t.Parallel()
	_, totals, err := pricing.Price("EUR", []pricing.Line{line(t, 1999, 1, true)}, money.Zero("EUR"), "US")
	if err != nil || !totals.Tax.IsZero() || totals.Total.Amount != 1999 {
		t.Errorf("totals %+v, %v", totals, err)
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
	if _, _, err := pricing.Price("USD", []pricing.Line{line(t, 1, 1, true)}, money.Zero("USD"), "DE"); !errors.Is(err, money.ErrCurrency) {
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
		}
		shipping := money.New(rapid.Int64Range(0, 5000).Draw(t, "shipping"), "EUR")
		country := rapid.SampledFrom([]string{"", "DE", "FI", "US"}).Draw(t, "country")
		priced, totals, err := pricing.Price("EUR", lines, shipping, country)
		if err != nil {
			t.Fatal(err)
		}
		var sum, taxes int64
		for _, l := range priced {
			sum += l.Total.Amount
			taxes += l.Tax.Amount
		}
		if totals.Subtotal.Amount != sum || totals.Total.Amount != sum+shipping.Amount-totals.Discount.Amount {
			t.Fatalf("totals %+v of lines that sum to %d", totals, sum)
		}
		if rest := totals.Tax.Amount - taxes; rest < 0 || rest > shipping.Amount {
			t.Fatalf("tax %d, of which lines have %d and shipping of %d the rest", totals.Tax.Amount, taxes, shipping.Amount)
		}
	})
}
