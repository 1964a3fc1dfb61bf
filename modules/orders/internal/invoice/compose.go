package invoice

import (
	"cmp"
	"slices"

	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/pricing"
	"shop/modules/orders/internal/tax"
	"shop/platform/money"
)

// invoiceOf returns the invoice of an order as it was placed.
func invoiceOf(o order.Order) Document {
	d := Document{ID: string(o.ID), Kind: Invoice, TaxAdded: o.Totals.TaxAdded, Total: o.Totals.Total}
	for _, l := range o.Lines {
		unit := l.Unit
		d.Lines = append(d.Lines, Line{Text: l.Title(), SKU: l.SKU, Quantity: l.Quantity, Unit: &unit, Total: l.Total})
	}
	for _, s := range o.PriceSteps {
		if s.Kind != pricing.Tax {
			d.Adjustments = append(d.Adjustments, Adjustment{Label: s.Label, Amount: s.Amount})
		}
	}
	d.Taxes = sharesOf(o)
	return d
}

// sharesOf splits what an order costs by the rates of its lines and delivery.
func sharesOf(o order.Order) []TaxShare {
	var shares []TaxShare
	add := func(rate tax.Rate, charged, taxed int64) {
		i := slices.IndexFunc(shares, func(s TaxShare) bool { return s.Rate == rate })
		if i < 0 {
			i = len(shares)
			zero := money.Zero(o.Totals.Total.Currency)
			shares = append(shares, TaxShare{Rate: rate, Net: zero, Tax: zero})
		}
		if !o.Totals.TaxAdded {
			charged -= taxed
		}
		shares[i].Net.Amount += charged // all of it within the total
		shares[i].Tax.Amount += taxed
	}
	delivery := o.Totals.Tax.Amount
	for _, l := range o.Lines {
		add(l.Rate, l.Charged().Amount, l.Tax.Amount)
		delivery -= l.Tax.Amount
	}
	if !o.Totals.Shipping.IsZero() {
		add(o.Totals.ShippingRate, o.Totals.Shipping.Amount, delivery)
	}
	slices.SortFunc(shares, func(a, b TaxShare) int { return cmp.Compare(b.Rate, a.Rate) })
	return shares
}

// portion is what of a refund is for one thing.
type portion struct {
	line   Line
	rate   tax.Rate
	weight int64
}

// linesOf returns what a refund is for, weighed by what was paid for it with
// tax; nothing for a plain amount.
func linesOf(o order.Order, r order.Refund) []portion {
	var list []portion
	for _, u := range r.Lines {
		for _, l := range o.Lines {
			if l.SKU == u.SKU {
				list = append(list, portion{
					line: Line{Text: l.Title(), SKU: l.SKU, Quantity: u.Quantity}, rate: l.Rate,
					weight: o.Paid(l).Allocate(int64(u.Quantity), int64(max(0, l.Quantity-u.Quantity)))[0].Amount,
				})
				break
			}
		}
	}
	return list
}

// remainder is what of an invoice isn't credited yet.
type remainder struct {
	bill Document
	// gone is what of each share of the bill was credited, with tax.
	gone []TaxShare
	// credited are the ids of the credit notes.
	credited map[string]bool
}

func newRemainder(bill Document, issued []Document) *remainder {
	left := &remainder{bill: bill, gone: make([]TaxShare, len(bill.Taxes)), credited: map[string]bool{}}
	for i, s := range bill.Taxes {
		zero := money.Zero(bill.Total.Currency)
		left.gone[i] = TaxShare{Rate: s.Rate, Net: zero, Tax: zero}
	}
	for _, d := range issued {
		if d.Kind == CreditNote {
			left.take(d)
		}
	}
	return left
}

func (l *remainder) take(d Document) {
	l.credited[d.ID] = true
	for _, s := range d.Taxes {
		i := slices.IndexFunc(l.gone, func(g TaxShare) bool { return g.Rate == s.Rate })
		l.gone[i].Net.Amount += s.Net.Amount
		l.gone[i].Tax.Amount += s.Tax.Amount
	}
}

// open returns how much of each share is left, with tax.
func (l *remainder) open() []int64 {
	list := make([]int64, len(l.gone))
	for i, s := range l.bill.Taxes {
		list[i] = s.Gross().Amount - l.gone[i].Gross().Amount
	}
	return list
}

// credit returns the credit note over an amount, or over what is left where that
// is less, and notes it as issued. It reports false where nothing is left.
func (l *remainder) credit(id string, amount money.Money, parts []portion) (Document, bool) {
	open := l.open()
	var left int64
	for _, n := range open {
		left += n
	}
	amount.Amount = min(amount.Amount, left)
	if amount.Amount <= 0 {
		return Document{}, false
	}
	d := Document{ID: id, Kind: CreditNote, Corrects: l.bill.Number(), Total: amount}
	wanted := make([]int64, len(open))
	if weights := weigh(parts); weights != nil {
		for i, share := range amount.Allocate(weights...) {
			parts[i].line.Total = share
			d.Lines = append(d.Lines, parts[i].line)
			wanted[slices.IndexFunc(l.gone, func(g TaxShare) bool { return g.Rate == parts[i].rate })] += share.Amount
		}
	} else {
		d.Lines = []Line{{Text: "Amount given back", Total: amount}}
		for i, share := range amount.Allocate(open...) {
			wanted[i] = share.Amount
		}
	}
	for i, gross := range fit(wanted, open) {
		if gross == 0 {
			continue
		}
		// The tax of all that was credited so far is rounded as a whole, so the
		// last cent comes back with the last credit note.
		whole, before := l.bill.Taxes[i], l.gone[i]
		upTo := before.Gross().Amount + gross
		taxed := whole.Tax.Allocate(upTo, whole.Gross().Amount-upTo)[0].Amount - before.Tax.Amount
		d.Taxes = append(d.Taxes, TaxShare{
			Rate: whole.Rate, Net: money.New(gross-taxed, amount.Currency), Tax: money.New(taxed, amount.Currency),
		})
	}
	l.take(d)
	return d, true
}

// weigh returns the weights of the parts; nil where they weigh nothing.
func weigh(parts []portion) []int64 {
	var weights []int64
	var sum int64
	for _, p := range parts {
		weights = append(weights, p.weight)
		sum += p.weight
	}
	if sum == 0 {
		return nil
	}
	return weights
}

// fit moves what is wanted of a share beyond its most to those with room. All
// that is wanted fits in all that is open.
func fit(wanted, most []int64) []int64 {
	var over int64
	fitted := make([]int64, len(wanted))
	for i := range wanted {
		fitted[i] = min(wanted[i], most[i])
		over += wanted[i] - fitted[i]
	}
	for i := range fitted {
		more := min(over, most[i]-fitted[i])
		fitted[i] += more
		over -= more
	}
	return fitted
}
