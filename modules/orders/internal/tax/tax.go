package tax

import (
	"fmt"

	"shop/platform/money"
)

// Rate is a tax rate in basis points: 1900 is 19 %.
type Rate int

// String returns the rate as a percentage: "19 %", "25.5 %".
func (r Rate) String() string {
	if r%100 == 0 {
		return fmt.Sprintf("%d %%", r/100)
	}
	return fmt.Sprintf("%.4g %%", float64(r)/100)
}

// standard are the standard VAT rates of the countries that the shop charges
// VAT for: the European Union's, as of 2026.
var standard = map[string]Rate{
	"AT": 2000, "BE": 2100, "BG": 2000, "CY": 1900, "CZ": 2100, "DE": 1900, "DK": 2500, "EE": 2400, "ES": 2100,
	"FI": 2550, "FR": 2000, "GR": 2400, "HR": 2500, "HU": 2700, "IE": 2300, "IT": 2200, "LT": 2100, "LU": 1700,
	"LV": 2100, "MT": 1800, "NL": 2100, "PL": 2300, "PT": 2300, "RO": 2100, "SE": 2500, "SI": 2200, "SK": 2300,
}

// Home is the country whose rate prices assume before the destination is known.
const Home = "DE"

// Standard returns the country's standard rate; exports to countries that are
// not in the table carry none. An unknown destination ("") has that of [Home].
func Standard(country string) Rate {
	if country == "" {
		country = Home
	}
	return standard[country]
}

// Amount is a sum of money that includes tax at a rate.
type Amount struct {
	Gross money.Money
	Rate  Rate
}

// Included returns the tax contained in each of the amounts. They are all of
// one currency. Errors: those of money.Sum.
func Included(code string, amounts ...Amount) ([]money.Money, error) {
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
			if sum, err = sum.Add(amounts[i].Gross); err != nil {
				return nil, err
			}
			weights[k] = amounts[i].Gross.Amount
		}
		for k, part := range share(sum, rate).Allocate(weights...) {
			taxes[members[k]] = part
		}
	}
	return taxes, nil
}

// share returns the part of a gross amount that is tax.
func share(gross money.Money, rate Rate) money.Money {
	return gross.Allocate(10_000, int64(rate))[1]
}
