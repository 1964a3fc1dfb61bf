package pricing

import (
	"fmt"
	"maps"
	"slices"

	"shop/modules/orders/internal/tax"
	"shop/platform/address"
	"shop/platform/money"
)

// addTax works out the tax of lines and delivery, and records it.
func (q *Quote) addTax(in Input) error {
	amounts := make([]tax.Amount, 0, len(q.Lines)+1)
	for i, l := range q.Lines {
		q.Lines[i].Rate = 0
		if l.Taxable {
			q.Lines[i].Rate = in.Tax.Rate(in.To, l.TaxClass)
		}
		amounts = append(amounts, tax.Amount{Value: l.Charged(), Rate: q.Lines[i].Rate})
	}
	q.Totals.ShippingRate = in.Tax.ShippingRate(in.To)
	amounts = append(amounts, tax.Amount{Value: q.Totals.Shipping, Rate: q.Totals.ShippingRate})
	work := tax.Included
	if q.Totals.TaxAdded = in.Tax.Pricing == tax.Exclusive; q.Totals.TaxAdded {
		work = tax.Added
	}
	taxes, err := work(in.Currency, amounts...)
	if err != nil {
		return err
	}
	if q.Totals.Tax, err = money.Sum(in.Currency, taxes...); err != nil {
		return err
	}
	step := taxSteps(in, q.Totals.TaxAdded)
	sums := map[tax.Rate]int64{} // of one currency, and all of them within Totals.Tax
	for i, part := range taxes {
		rate := amounts[i].Rate
		sums[rate] += part.Amount
		if i < len(q.Lines) {
			q.Lines[i].Tax = part
			if rate > 0 {
				q.Lines[i].Steps = append(q.Lines[i].Steps, step(rate, part))
			}
		}
	}
	delete(sums, 0)
	for _, rate := range slices.Backward(slices.Sorted(maps.Keys(sums))) {
		q.Steps = append(q.Steps, step(rate, money.New(sums[rate], in.Currency)))
	}
	return nil
}

// taxSteps returns how a tax is recorded.
func taxSteps(in Input, added bool) func(tax.Rate, money.Money) Step {
	place := in.Tax.Place(in.To)
	ref := place.Country
	if address.Regions(place.Country) != nil && place.Region != "" {
		ref += "-" + place.Region
	}
	label := "of which %s tax"
	if added {
		label = "%s tax"
	}
	return func(rate tax.Rate, amount money.Money) Step {
		return Step{Kind: Tax, Label: fmt.Sprintf(label, rate), Amount: amount, Ref: ref}
	}
}
