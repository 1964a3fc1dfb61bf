package money

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// Money is an amount in minor units (cents for EUR, yen for JPY) of a currency.
type Money struct {
	Amount   int64  `json:"amount" bson:"amount" doc:"Amount in minor units, such as cents" example:"1999"`
	Currency string `json:"currency" bson:"currency" doc:"ISO 4217 code" example:"EUR" minLength:"3" maxLength:"3"`
}

// The ways arithmetic and parsing can fail.
var (
	// ErrCurrency: two currencies met, or a code is no ISO 4217 currency.
	ErrCurrency = errors.New("money: currencies differ or are unknown")
	// ErrOverflow: the result doesn't fit in 64 bits.
	ErrOverflow = errors.New("money: amount too large")
	// ErrSyntax: the text is no amount, or finer than the currency's minor unit.
	ErrSyntax = errors.New("money: not an amount")
)

// New returns amount minor units of the currency.
func New(amount int64, code string) Money { return Money{Amount: amount, Currency: code} }

// Zero returns nothing, in the currency.
func Zero(code string) Money { return Money{Currency: code} }

// ValidCurrency reports whether code is an ISO 4217 currency in capitals.
func ValidCurrency(code string) bool { return currency.IsValid(code) }

// IsZero reports whether the amount is zero.
func (m Money) IsZero() bool { return m.Amount == 0 }

// Add returns m + o. Errors: [ErrCurrency], [ErrOverflow].
func (m Money) Add(o Money) (Money, error) {
	if m.Currency != o.Currency {
		return Money{}, fmt.Errorf("%w: %s and %s", ErrCurrency, m.Currency, o.Currency)
	}
	sum := m.Amount + o.Amount
	if (sum > m.Amount) != (o.Amount > 0) {
		if o.Amount != 0 {
			return Money{}, ErrOverflow
		}
	}
	return Money{Amount: sum, Currency: m.Currency}, nil
}

// Sub returns m - o. Errors: [ErrCurrency], [ErrOverflow].
func (m Money) Sub(o Money) (Money, error) {
	if o.Amount == math.MinInt64 {
		return Money{}, ErrOverflow
	}
	return m.Add(Money{Amount: -o.Amount, Currency: o.Currency})
}

// Times returns n times m. Errors: [ErrOverflow].
func (m Money) Times(n int64) (Money, error) {
	hi, lo := bits.Mul64(magnitude(m.Amount), magnitude(n))
	if hi != 0 || lo > math.MaxInt64 {
		return Money{}, ErrOverflow
	}
	product := int64(lo)
	if (m.Amount < 0) != (n < 0) {
		product = -product
	}
	return Money{Amount: product, Currency: m.Currency}, nil
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

// Sum adds all amounts, starting from nothing in the given currency.
// Errors: [ErrCurrency], [ErrOverflow].
func Sum(code string, amounts ...Money) (Money, error) {
	total := Zero(code)
	for _, a := range amounts {
		var err error
		if total, err = total.Add(a); err != nil {
			return Money{}, err
		}
	}
	return total, nil
}

// Allocate splits m into one part per weight, in proportion, so that the parts
// sum to m exactly: each gets its share rounded towards zero, and what is left
// goes unit by unit to the largest remainders, earlier parts first (the
// largest remainder method, also called Hamilton's). With no positive weight
// all shares count the same. It panics on a negative weight.
func (m Money) Allocate(weights ...int64) []Money {
	parts := make([]Money, len(weights))
	if len(weights) == 0 {
		return parts
	}
	var total uint64
	for _, w := range weights {
		if w < 0 {
			panic("money: negative weight")
		}
		sum, carry := bits.Add64(total, uint64(w), 0)
		if carry != 0 {
			panic("money: weights too large")
		}
		total = sum
	}
	if total == 0 {
		even := make([]int64, len(weights))
		for i := range even {
			even[i] = 1
		}
		return m.Allocate(even...)
	}
	amount := magnitude(m.Amount)
	left := amount
	shares := make([]uint64, len(weights))
	remainders := make([]uint64, len(weights))
	for i, w := range weights {
		hi, lo := bits.Mul64(amount, uint64(w))
		shares[i], remainders[i] = bits.Div64(hi, lo, total)
		left -= shares[i]
	}
	for ; left > 0; left-- {
		best := 0
		for i := range remainders {
			if remainders[i] > remainders[best] {
				best = i
			}
		}
		shares[best]++
		remainders[best] = 0
	}
	for i, s := range shares {
		part := int64(s)
		if m.Amount < 0 {
			part = -part
		}
		parts[i] = Money{Amount: part, Currency: m.Currency}
	}
	return parts
}

// Digits returns how many decimals the currency has: 2 for EUR, 0 for JPY.
// An unknown currency has 2.
func Digits(code string) int {
	d, ok := currency.GetDigits(code)
	if !ok {
		return 2
	}
	return int(d)
}

// Parse reads a plain decimal such as "19.99" or "1250" as an amount of the
// currency. Errors: [ErrCurrency] for an unknown currency, [ErrSyntax] for
// anything else but digits, one point and a leading minus, or for more decimals
// than the currency has, [ErrOverflow].
func Parse(text, code string) (Money, error) {
	if !ValidCurrency(code) {
		return Money{}, fmt.Errorf("%w: %q", ErrCurrency, code)
	}
	s := strings.TrimSpace(text)
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	whole, fraction, point := strings.Cut(s, ".")
	digits := Digits(code)
	fraction = trimZeros(fraction, digits)
	if whole == "" || !onlyDigits(whole) || !onlyDigits(fraction) || (point && strings.HasSuffix(s, ".")) || len(fraction) > digits {
		return Money{}, fmt.Errorf("%w: %q", ErrSyntax, text)
	}
	amount, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", digits-len(fraction)), 10, 64)
	if err != nil {
		return Money{}, fmt.Errorf("%w: %q", ErrOverflow, text)
	}
	if negative {
		amount = -amount
	}
	return Money{Amount: amount, Currency: code}, nil
}

// trimZeros drops zeros beyond the currency's decimals: "75.000" is "75.00".
func trimZeros(fraction string, digits int) string {
	for len(fraction) > digits && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	return fraction
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Decimal returns the plain decimal that [Parse] reads: "19.99". It is what
// form fields and files hold.
func (m Money) Decimal() string {
	digits := Digits(m.Currency)
	s := strconv.FormatUint(magnitude(m.Amount), 10)
	if digits > 0 {
		if len(s) <= digits {
			s = strings.Repeat("0", digits+1-len(s)) + s
		}
		s = s[:len(s)-digits] + "." + s[len(s)-digits:]
	}
	if m.Amount < 0 {
		return "-" + s
	}
	return s
}

// String returns the amount for people in English notation: "€19.99".
func (m Money) String() string { return m.Format("en") }

// Format returns the amount for people in the notation of a BCP 47 locale:
// "19,99 €" for "de". An unknown currency is written as code and decimal.
func (m Money) Format(locale string) string {
	a, err := currency.NewAmount(m.Decimal(), m.Currency)
	if err != nil {
		return m.Currency + " " + m.Decimal()
	}
	return currency.NewFormatter(currency.NewLocale(locale)).Format(a)
}
