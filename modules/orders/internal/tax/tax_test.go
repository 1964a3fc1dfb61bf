package tax_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders/internal/tax"
	"shop/platform/money"
)

func eur(cents int64) money.Money { return money.New(cents, "EUR") }

func TestRate_String(t *testing.T) {
	t.Parallel()
	for rate, want := range map[tax.Rate]string{1900: "19 %", 2550: "25.5 %", 0: "0 %", 725: "7.25 %", 10: "0.1 %", 10_000: "100 %"} {
		if got := rate.String(); got != want {
			t.Errorf("%d is %q, want %q", int(rate), got, want)
		}
	}
}

func TestIncluded(t *testing.T) {
	t.Parallel()

	t.Run("takes_the_tax_out_of_the_price", func(t *testing.T) {
		t.Parallel()
		got, err := tax.Included("EUR", tax.Amount{Value: eur(11900), Rate: 1900}, tax.Amount{Value: eur(5000), Rate: 0})
		if err != nil || got[0] != eur(1900) || got[1] != eur(0) {
			t.Errorf("got %v, %v", got, err)
		}
	})
	t.Run("rounds_the_sum_and_not_each_line", func(t *testing.T) {
		t.Parallel()
		// 3 x 0.10 at 19 %: of 0.30 are 0.0479 tax, of each 0.10 only 0.01597.
		line := tax.Amount{Value: eur(10), Rate: 1900}
		got, err := tax.Included("EUR", line, line, line)
		if err != nil || got[0].Amount+got[1].Amount+got[2].Amount != 5 {
			t.Errorf("got %v, %v; want 5 cents in all", got, err)
		}
	})
	t.Run("refuses_a_second_currency", func(t *testing.T) {
		t.Parallel()
		if _, err := tax.Included("EUR", tax.Amount{Value: money.New(1, "USD"), Rate: 1900}); !errors.Is(err, money.ErrCurrency) {
			t.Errorf("got %v, want ErrCurrency", err)
		}
	})
}

func TestAdded(t *testing.T) {
	t.Parallel()

	t.Run("puts_the_tax_on_top_of_the_price", func(t *testing.T) {
		t.Parallel()
		got, err := tax.Added("EUR", tax.Amount{Value: eur(10000), Rate: 1900}, tax.Amount{Value: eur(5000), Rate: 0}, tax.Amount{Value: eur(1000), Rate: 725})
		if err != nil || got[0] != eur(1900) || got[1] != eur(0) || got[2] != eur(73) { // 72.5, a half, up
			t.Errorf("got %v, %v", got, err)
		}
	})
	t.Run("rounds_the_sum_and_not_each_line", func(t *testing.T) {
		t.Parallel()
		// 3 x 0.13 at 10 %: 0.039 in all, and each line alone would have 0.01.
		line := tax.Amount{Value: eur(13), Rate: 1000}
		got, err := tax.Added("EUR", line, line, line)
		if err != nil || got[0].Amount+got[1].Amount+got[2].Amount != 4 {
			t.Errorf("got %v, %v; want 4 cents in all", got, err)
		}
	})
	t.Run("refuses_what_overflows", func(t *testing.T) {
		t.Parallel()
		if _, err := tax.Added("EUR", tax.Amount{Value: eur(math.MaxInt64), Rate: 1900}); !errors.Is(err, money.ErrOverflow) {
			t.Errorf("got %v, want ErrOverflow", err)
		}
	})
}

// drawn are amounts at various rates, and what they sum to at each.
func drawn(t *rapid.T) ([]tax.Amount, map[tax.Rate]int64) {
	rates := rapid.SliceOfN(rapid.SampledFrom([]tax.Rate{0, 10, 700, 725, 1900, 2550, 10_000}), 1, 12).Draw(t, "rates")
	amounts := make([]tax.Amount, len(rates))
	sums := map[tax.Rate]int64{}
	for i, rate := range rates {
		amount := rapid.Int64Range(0, 1_000_000).Draw(t, "amount")
		amounts[i] = tax.Amount{Value: eur(amount), Rate: rate}
		sums[rate] += amount
	}
	return amounts, sums
}

// byRate sums taxes up, and fails on one below zero.
func byRate(t *rapid.T, amounts []tax.Amount, taxes []money.Money) map[tax.Rate]int64 {
	sums := map[tax.Rate]int64{}
	for i, part := range taxes {
		if part.Amount < 0 || part.Amount > amounts[i].Value.Amount {
			t.Fatalf("tax %d of %d at %v", part.Amount, amounts[i].Value.Amount, amounts[i].Rate)
		}
		sums[amounts[i].Rate] += part.Amount
	}
	return sums
}

// However amounts are split into lines, their taxes sum to the tax of the
// whole, and that is within half a cent of the exact one.
func TestIncluded_PartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amounts, gross := drawn(t)
		taxes, err := tax.Included("EUR", amounts...)
		if err != nil {
			t.Fatal(err)
		}
		for rate, sum := range byRate(t, amounts, taxes) {
			// |sum - gross*rate/(10000+rate)| <= 1/2, without fractions.
			off := sum*(10_000+int64(rate)) - gross[rate]*int64(rate)
			if 2*off > 10_000+int64(rate) || -2*off > 10_000+int64(rate) {
				t.Fatalf("tax of %d at %v is %d", gross[rate], rate, sum)
			}
		}
	})
}

func TestAdded_PartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		amounts, net := drawn(t)
		taxes, err := tax.Added("EUR", amounts...)
		if err != nil {
			t.Fatal(err)
		}
		for rate, sum := range byRate(t, amounts, taxes) {
			if off := 2 * (sum*10_000 - net[rate]*int64(rate)); off > 10_000 || off <= -10_000 {
				t.Fatalf("tax of %d at %v is %d", net[rate], rate, sum)
			}
		}
	})
}

// A price with its tax added contains just that tax.
func TestIncluded_is_what_was_Added(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		net := tax.Amount{
			Value: eur(rapid.Int64Range(0, 1_000_000_000).Draw(t, "net")),
			Rate:  tax.Rate(rapid.IntRange(0, int(tax.MaxRate)).Draw(t, "rate")),
		}
		added, err := tax.Added("EUR", net)
		if err != nil {
			t.Fatal(err)
		}
		gross := tax.Amount{Value: eur(net.Value.Amount + added[0].Amount), Rate: net.Rate}
		included, err := tax.Included("EUR", gross)
		if err != nil || included[0] != added[0] {
			t.Fatalf("%v at %v: %v was added, %v is contained, %v", net.Value, net.Rate, added[0], included[0], err)
		}
	})
}
