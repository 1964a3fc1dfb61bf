package money_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"shop/platform/money"
)

func TestMoney_Add(t *testing.T) {
	for _, tc := range []struct {
		name string
		a, b money.Money
		want int64
		err  error
	}{
		{"sums", money.New(150, "EUR"), money.New(-50, "EUR"), 100, nil},
		{"adding nothing changes nothing", money.New(150, "EUR"), money.Zero("EUR"), 150, nil},
		{"refuses two currencies", money.New(1, "EUR"), money.New(1, "USD"), 0, money.ErrCurrency},
		{"refuses to overflow upwards", money.New(math.MaxInt64, "EUR"), money.New(1, "EUR"), 0, money.ErrOverflow},
		{"refuses to overflow downwards", money.New(math.MinInt64, "EUR"), money.New(-1, "EUR"), 0, money.ErrOverflow},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := tc.a.Add(tc.b)
			if !errors.Is(err, tc.err) || got.Amount != tc.want {
				t.Errorf("%v + %v = %v, %v; want %d, %v", tc.a, tc.b, got, err, tc.want, tc.err)
			}
		})
	}
}

func TestMoney_Times_refuses_to_overflow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.New(rapid.Int64().Draw(t, "amount"), "EUR")
		n := rapid.Int64().Draw(t, "n")
		got, err := m.Times(n)
		if err != nil {
			if !errors.Is(err, money.ErrOverflow) {
				t.Fatalf("unexpected error %v", err)
			}
			return
		}
		if n != 0 && (got.Amount/n != m.Amount || got.Amount%n != 0) {
			t.Fatalf("%d * %d = %d", m.Amount, n, got.Amount)
		}
	})
}

func TestMoney_Allocate_parts_sum_to_the_whole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.New(rapid.Int64Range(-1e15, 1e15).Draw(t, "amount"), "EUR")
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e12), 1, 20).Draw(t, "weights")
		var total, largest int64
		for _, w := range weights {
			largest = max(largest, w)
		}
		for i, p := range m.Allocate(weights...) {
			if weights[i] == 0 && largest > 0 && p.Amount != 0 {
				t.Fatalf("weight 0 got %d", p.Amount)
			}
			total += p.Amount
		}
		if total != m.Amount {
			t.Fatalf("parts of %d sum to %d", m.Amount, total)
		}
	})
}

func TestMoney_Allocate_gives_what_is_left_to_the_largest_remainders(t *testing.T) {
	got := money.New(100, "EUR").Allocate(1, 1, 1)
	want := []int64{34, 33, 33}
	for i := range want {
		if got[i].Amount != want[i] {
			t.Errorf("part %d = %d, want %d", i, got[i].Amount, want[i])
		}
	}
}

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		text, code string
		want       int64
		err        error
	}{
		{"19.99", "EUR", 1999, nil},
		{"50", "EUR", 5000, nil},
		{"0.5", "EUR", 50, nil},
		{" 75.000 ", "EUR", 7500, nil},
		{"-1.00", "EUR", -100, nil},
		{"1250", "JPY", 1250, nil},
		{"1.5", "JPY", 0, money.ErrSyntax},
		{"1.999", "EUR", 0, money.ErrSyntax},
		{"1,99", "EUR", 0, money.ErrSyntax},
		{"1.", "EUR", 0, money.ErrSyntax},
		{".5", "EUR", 0, money.ErrSyntax},
		{"", "EUR", 0, money.ErrSyntax},
		{"--1", "EUR", 0, money.ErrSyntax},
		{"1", "XXQ", 0, money.ErrCurrency},
		{"99999999999999999999", "EUR", 0, money.ErrOverflow},
	} {
		got, err := money.Parse(tc.text, tc.code)
		if !errors.Is(err, tc.err) || got.Amount != tc.want {
			t.Errorf("Parse(%q, %s) = %v, %v; want %d, %v", tc.text, tc.code, got, err, tc.want, tc.err)
		}
	}
}

func TestMoney_Decimal_is_what_Parse_reads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.New(rapid.Int64Range(-math.MaxInt64, math.MaxInt64).Draw(t, "amount"),
			rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency"))
		got, err := money.Parse(m.Decimal(), m.Currency)
		if err != nil || got != m {
			t.Fatalf("%v -> %q -> %v, %v", m, m.Decimal(), got, err)
		}
	})
}

func TestMoney_Format(t *testing.T) {
	m := money.New(123456, "EUR")
	if got := m.String(); got != "€1,234.56" {
		t.Errorf("English: %q", got)
	}
	if got := m.Format("de"); got != "1.234,56\u00a0€" {
		t.Errorf("German: %q", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"19.99", "-0.01", "1e9", "٣", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := money.Parse(s, "EUR")
		if err != nil {
			return
		}
		again, err := money.Parse(m.Decimal(), "EUR")
		if err != nil || again != m {
			t.Fatalf("%q -> %v -> %q -> %v, %v", s, m, m.Decimal(), again, err)
		}
	})
}
