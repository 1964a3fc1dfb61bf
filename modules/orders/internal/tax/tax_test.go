package tax_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/orders/internal/tax"
	"shop/platform/money"
)

func TestStandard(t *testing.T) {
	t.Parallel()
	for country, want := range map[string]tax.Rate{"DE": 1900, "FI": 2550, "": 1900, "US": 0, "??": 0} {
		if got := tax.Standard(country); got != want {
			t.Errorf("Standard(%q) = %d, want %d", country, got, want)
		}
	}
}

func TestRate_String(t *testing.T) {
	t.Parallel()
	for rate, want := range map[tax.Rate]string{1900: "19 %", 2550: "25.5 %", 0: "0 %", 725: "7.25 %"} {
		if got := rate.String(); got != want {
			t.Errorf("%d is %q, want %q", int(rate), got, want)
		}
	}
}

func TestIncluded(t *testing.T) {
	t.Parallel()
	eur := func(n int64) money.Money { return money.New(n, "EUR") }

	t.Run("takes_the_tax_out_of_the_price", func(t *testing.T) {
		t.Parallel()
		got, err := tax.Included("EUR", tax.Amount{Gross: eur(11900), Rate: 1900}, tax.Amount{Gross: eur(5000), Rate: 0})
		if err != nil || got[0] != eur(1900) || got[1] != eur(0) {
			t.Errorf("got %v, %v", got, err)
		}
	})
	t.Run("rounds_the_sum_and_not_each_line", func(t *testing.T) {
		t.Parallel()
		// 3 x 0.10 at 19 %: of 0.30 are 0.0479 tax, of each 0.10 only 0.01597.
		got, err := tax.Included("EUR", tax.Amount{Gross: eur(10), Rate: 1900}, tax.Amount{Gross: eur(10), Rate: 1900}, tax.Amount{Gross: eur(10), Rate: 1900})
		if err != nil || got[0].Amount+got[1].Amount+got[2].Amount != 5 {
			t.Errorf("got %v, %v; want 5 cents in all", got, err)
		}
	})
	t.Run("refuses_a_second_currency", func(t *testing.T) {
		t.Parallel()
		if _, err := tax.Included("EUR", tax.Amount{Gross: money.New(1, "USD"), Rate: 1900}); !errors.Is(err, money.ErrCurrency) {
			t.Errorf("got %v, want ErrCurrency", err)
		}
	})
}

// However amounts are split into lines, their taxes sum to the tax of the
// whole, and that is within half a cent of the exact one.
func TestIncluded_PartsSumToTheWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rates := rapid.SliceOfN(rapid.SampledFrom([]tax.Rate{0, 700, 1900, 2550}), 1, 12).Draw(t, "rates")
		amounts := make([]tax.Amount, len(rates))
		gross := map[tax.Rate]int64{}
		for i, rate := range rates {
			amount := rapid.Int64Range(0, 1_000_000).Draw(t, "amount")
			amounts[i] = tax.Amount{Gross: money.New(amount, "EUR"), Rate: rate}
			gross[rate] += amount
		}
		taxes, err := tax.Included("EUR", amounts...)
		if err != nil {
			t.Fatal(err)
		}
		sums := map[tax.Rate]int64{}
		for i, part := range taxes {
			if part.Amount < 0 || part.Amount > amounts[i].Gross.Amount {
				t.Fatalf("tax %d of %d", part.Amount, amounts[i].Gross.Amount)
			}
			sums[rates[i]] += part.Amount
		}
		for rate, sum := range sums {
			// |sum - gross*rate/(10000+rate)| <= 1/2, without fractions.
			off := sum*(10_000+int64(rate)) - gross[rate]*int64(rate)
			if 2*off > 10_000+int64(rate) || -2*off > 10_000+int64(rate) {
				t.Fatalf("tax of %d at %v is %d", gross[rate], rate, sum)
			}
		}
	})
}
