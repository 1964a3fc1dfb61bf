package pricing

import (
	"cmp"
	"maps"
	"slices"

	"shop/modules/orders/internal/tax"
	"shop/platform/money"
)

// Input is all that a price depends on.
type Input struct {
	// Currency is the one that everything is priced in.
	Currency string
	// Lines come from [NewLine]; they stay as they are.
	Lines    []Line
	Delivery Delivery
	// Country is where it goes, "" while that isn't known.
	Country string
}

// Delivery is a way to deliver and what it costs. The zero Delivery is none.
type Delivery struct {
	ID, Name string
	Rate     money.Money
}

// Quote is what an input costs, and why.
type Quote struct {
	// Lines have their tax and steps.
	Lines  []Line
	Totals Totals
	// Steps are those of the order as a whole: the delivery, then the tax in
	// lines and delivery together, by rate. Those of kind [Tax] sum to
	// Totals.Tax.
	Steps []Step
}

// Price returns what lines and delivery cost. Errors: those of money.Sum.
func Price(in Input) (Quote, error) {
	q := Quote{Lines: slices.Clone(in.Lines), Totals: Totals{
		Discount: money.Zero(in.Currency), Shipping: money.Zero(in.Currency), Tax: money.Zero(in.Currency),
	}}
	for i := range q.Lines {
		q.Lines[i].Steps = []Step{baseStep(q.Lines[i])}
	}
	if in.Delivery.ID != "" {
		q.Totals.Shipping = in.Delivery.Rate
		q.Steps = append(q.Steps, Step{Kind: Shipping, Label: in.Delivery.Name, Amount: in.Delivery.Rate, Ref: in.Delivery.ID})
	}
	var err error
	if q.Totals.Subtotal, err = Subtotal(in.Currency, q.Lines); err != nil {
		return Quote{}, err
	}
	if err := q.addTax(in); err != nil {
		return Quote{}, err
	}
	q.Totals.Total, err = q.Totals.Subtotal.Add(q.Totals.Shipping)
	return q, err
}

// addTax works out the tax contained in lines and delivery.
func (q *Quote) addTax(in Input) error {
	standard := tax.Standard(in.Country)
	amounts := make([]tax.Amount, 0, len(q.Lines)+1)
	for i, l := range q.Lines {
		q.Lines[i].Rate = 0
		if l.Taxable {
			q.Lines[i].Rate = standard
		}
		amounts = append(amounts, tax.Amount{Gross: l.Total, Rate: q.Lines[i].Rate})
	}
	amounts = append(amounts, tax.Amount{Gross: q.Totals.Shipping, Rate: standard})
	taxes, err := tax.Included(in.Currency, amounts...)
	if err != nil {
		return err
	}
	byRate := map[tax.Rate]money.Money{}
	for i, part := range taxes {
		rate := amounts[i].Rate
		if rate == 0 {
			continue
		}
		if i < len(q.Lines) {
			q.Lines[i].Steps = append(q.Lines[i].Steps, taxStep(rate, part, in.Country))
		}
		if _, ok := byRate[rate]; !ok {
			byRate[rate] = money.Zero(in.Currency)
		}
		if byRate[rate], err = byRate[rate].Add(part); err != nil {
			return err
		}
	}
	for i := range q.Lines {
		q.Lines[i].Tax = taxes[i]
	}
	for _, rate := range slices.SortedFunc(maps.Keys(byRate), func(a, b tax.Rate) int { return cmp.Compare(b, a) }) {
		q.Steps = append(q.Steps, taxStep(rate, byRate[rate], in.Country))
	}
	q.Totals.Tax, err = money.Sum(in.Currency, taxes...)
	return err
}
