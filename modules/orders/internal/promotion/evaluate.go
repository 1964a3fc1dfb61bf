package promotion

import (
	"cmp"
	"slices"
	"time"

	"shop/modules/catalog"
	"shop/platform/money"
)

// Basket is what promotions are evaluated on.
type Basket struct {
	Lines    []Line
	Customer Customer
	// Code is the one that was entered, if it may be used.
	Code string
	Now  time.Time
}

// Line is some units of a variant. All lines are of one currency.
type Line struct {
	SKU catalog.SKU
	// CategoryIDs are the product's categories.
	CategoryIDs []string
	Quantity    int
	Total       money.Money
}

// Customer is who buys.
type Customer struct {
	SignedIn bool
	// Ordered says that the account has ordered before.
	Ordered bool
}

// Application is a promotion that applies.
type Application struct {
	Promotion Promotion
	// Discounts are what it takes off each line of the basket.
	Discounts []money.Money
	// Sum is what it takes off all of them.
	Sum money.Money
}

// Evaluate returns the promotions that apply to the basket, in the order in
// which they do. One that would take nothing off any line doesn't, unless it
// is [FreeShipping]. Errors: those of money.Sum.
func Evaluate(promotions []Promotion, b Basket) ([]Application, error) {
	if len(b.Lines) == 0 {
		return nil, nil
	}
	left := make([]money.Money, len(b.Lines))
	for i, l := range b.Lines {
		left[i] = l.Total
	}
	subtotal, err := money.Sum(b.Lines[0].Total.Currency, left...)
	if err != nil {
		return nil, err
	}
	var applied []Application
	groups := map[string]bool{}
	for _, p := range slices.SortedFunc(slices.Values(promotions), compare) {
		if !p.RunsAt(b.Now) || p.Code != "" && p.Code != b.Code || !p.meant(b, subtotal) || p.Exclusive && len(applied) > 0 || groups[p.Group] {
			continue
		}
		a, ok := p.apply(b.Lines, left)
		if !ok {
			continue
		}
		applied = append(applied, a)
		if p.Exclusive {
			break
		}
		groups[p.Group] = p.Group != ""
	}
	return applied, nil
}

// apply takes the promotion off what is left of the lines. It reports false
// where there is nothing it applies to.
func (p Promotion) apply(lines []Line, left []money.Money) (Application, bool) {
	code := left[0].Currency
	a := Application{Promotion: p, Discounts: make([]money.Money, len(lines)), Sum: money.Zero(code)}
	weights := make([]int64, len(lines))
	found := false
	for i, l := range lines {
		a.Discounts[i] = money.Zero(code)
		if p.eligible(l) {
			weights[i], found = left[i].Amount, true
		}
	}
	if p.Kind == FreeShipping {
		return a, found
	}
	if !found {
		return a, false
	}
	if p.Kind == BuyXGetY {
		p.giveUnits(lines, left, a.Discounts)
	} else {
		p.share(code, weights, a.Discounts)
	}
	for i, d := range a.Discounts {
		left[i].Amount -= d.Amount // of one currency, and at most what was left
		a.Sum.Amount += d.Amount   // likewise
	}
	return a, a.Sum.Amount > 0
}

// share works out a percentage or an amount of what is left of the eligible
// lines together, rounded to the nearest minor unit with halves going to the
// discount, and shares it among them by largest remainder.
func (p Promotion) share(code string, weights []int64, discounts []money.Money) {
	var whole int64
	for _, w := range weights {
		whole += w // within the subtotal
	}
	if whole == 0 || p.Kind == Amount && p.Amount.Currency != code {
		return
	}
	discount := money.New(min(p.Amount.Amount, whole), code)
	if p.Kind == Percentage {
		discount = money.New(whole, code).Allocate(int64(p.Percent), int64(all-p.Percent))[0]
	}
	copy(discounts, discount.Allocate(weights...))
}

// all is 100 % as a [Percent].
const all Percent = 10_000

// giveUnits takes the cheapest of the eligible units off, at what is left of
// them: of each Buy+Get units there are, Get.
func (p Promotion) giveUnits(lines []Line, left, discounts []money.Money) {
	var cheapest []int
	units := 0
	for i, l := range lines {
		if p.eligible(l) {
			cheapest = append(cheapest, i)
			units += l.Quantity
		}
	}
	slices.SortStableFunc(cheapest, func(a, b int) int {
		// The quantities that each is divided by are multiplied with, to round nothing.
		return cmp.Compare(left[a].Amount*int64(lines[b].Quantity), left[b].Amount*int64(lines[a].Quantity))
	})
	free := units / (p.Buy + p.Get) * p.Get
	for _, i := range cheapest {
		given := min(free, lines[i].Quantity)
		free -= given
		discounts[i] = left[i].Allocate(int64(given), int64(lines[i].Quantity-given))[0]
	}
}
