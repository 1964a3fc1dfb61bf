package tax

import (
	"fmt"
	"strconv"
	"strings"

	"shop/platform/money"
)

// Rate is a tax rate in basis points: 1900 is 19 %.
type Rate int

// whole is 100 % as a [Rate].
const whole Rate = 10_000

// String returns the rate as a percentage: "19 %", "25.5 %".
func (r Rate) String() string { return r.percent() + " %" }

// percent returns the rate in percent as [ParseRules] reads it: "25.5".
func (r Rate) percent() string {
	text := fmt.Sprintf("%d.%02d", r/100, r%100)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// parseRate reads percent with at most two decimals.
func parseRate(text string) (Rate, error) {
	units, decimals, point := strings.Cut(text, ".")
	if point && decimals == "" || len(decimals) > 2 {
		return 0, fmt.Errorf("tax: %q is no rate", text)
	}
	n, err := strconv.ParseUint(units+decimals+strings.Repeat("0", 2-len(decimals)), 10, 31)
	if err != nil {
		return 0, fmt.Errorf("tax: %q is no rate: %w", text, err)
	}
	return Rate(n), nil
}

// Amount is a sum of money that is taxed at a rate: with the tax where prices
// include it, else without.
type Amount struct {
	Value money.Money
	Rate  Rate
}

// Included returns the tax contained in each of the amounts. They are all of
// one currency and none is negative. Errors: those of money.Sum.
func Included(code string, amounts ...Amount) ([]money.Money, error) {
	return shared(code, amounts, func(gross money.Money, rate Rate) (money.Money, error) {
		return gross.Allocate(int64(whole), int64(rate))[1], nil
	})
}

// Added returns the tax that comes on top of each of the amounts. They are all
// of one currency and none is negative. Errors: those of money.Sum,
// money.ErrOverflow.
func Added(code string, amounts ...Amount) ([]money.Money, error) {
	return shared(code, amounts, func(net money.Money, rate Rate) (money.Money, error) {
		product, err := net.Times(int64(rate))
		if err != nil {
			return money.Money{}, err
		}
		product, err = product.Add(money.New(int64(whole)/2, code))
		return money.New(product.Amount/int64(whole), code), err
	})
}

// shared works the tax out once for each rate, on the sum of the amounts with
// that rate, and shares it among them by largest remainder.
func shared(code string, amounts []Amount, of func(money.Money, Rate) (money.Money, error)) ([]money.Money, error) {
	taxes := make([]money.Money, len(amounts))
	byRate := map[Rate][]int{}
	for i, a := range amounts {
		byRate[a.Rate] = append(byRate[a.Rate], i)
	}
	for rate, members := range byRate {
		sum := money.Zero(code)
		weights := make([]int64, len(members))
		for k, i := range members {
			var err error
			if sum, err = sum.Add(amounts[i].Value); err != nil {
				return nil, err
			}
			weights[k] = amounts[i].Value.Amount
		}
		total, err := of(sum, rate)
		if err != nil {
			return nil, err
		}
		for k, part := range total.Allocate(weights...) {
			taxes[members[k]] = part
		}
	}
	return taxes, nil
}
