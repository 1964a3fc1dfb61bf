package product

import (
	"slices"
	"time"

	"shop/platform/money"
)

// Sale is a price for a while.
type Sale struct {
	// From is the first moment of the price, Until the first after it.
	From  time.Time   `json:"from" bson:"from"`
	Until time.Time   `json:"until" bson:"until"`
	Price money.Money `json:"price" bson:"price"`
}

func (s Sale) runsAt(t time.Time) bool { return !t.Before(s.From) && t.Before(s.Until) }

// Regular is what a variant with sales costs while none of them runs.
type Regular struct {
	Price     money.Money  `json:"price" bson:"price"`
	CompareAt *money.Money `json:"compareAt,omitempty" bson:"compareAt,omitempty"`
}

// PriceAt returns what the variant costs at a time, and the earlier price to
// show beside it, nil for none: during a sale that is the regular price. It is
// the one place that decides so.
func (v Variant) PriceAt(t time.Time) (price money.Money, compareAt *money.Money) {
	regular := v.regular()
	for _, s := range v.Sales {
		if s.runsAt(t) {
			return s.Price, &regular.Price
		}
	}
	return regular.Price, regular.CompareAt
}

func (v Variant) regular() Regular {
	if v.Regular != nil {
		return *v.Regular
	}
	return Regular{Price: v.Price, CompareAt: v.CompareAt}
}

// Edited returns the variant as staff enter it: with the regular price, whether
// a sale runs or not.
func (v Variant) Edited() Variant {
	regular := v.regular()
	v.Price, v.CompareAt, v.Regular = regular.Price, regular.CompareAt, nil
	return v
}

// priced returns the variant as it is stored and shown: with the price of the
// time. Sales that are over are left out.
func (v Variant) priced(t time.Time) Variant {
	v = v.Edited()
	v.Sales = slices.DeleteFunc(slices.Clone(v.Sales), func(s Sale) bool { return !t.Before(s.Until) && s.Until.After(s.From) })
	if len(v.Sales) == 0 {
		v.Sales = nil
		return v
	}
	slices.SortStableFunc(v.Sales, func(a, b Sale) int { return a.From.Compare(b.From) })
	regular := v.regular()
	v.Regular = &regular
	v.Price, v.CompareAt = v.PriceAt(t)
	return v
}

// nextPriceChange returns when the first sale after t begins or ends, nil if
// none does.
func (c Content) nextPriceChange(t time.Time) *time.Time {
	var next *time.Time
	for _, v := range c.Variants {
		for _, s := range v.Sales {
			for _, bound := range []time.Time{s.From, s.Until} {
				if bound.After(t) && (next == nil || bound.Before(*next)) {
					next = &bound
				}
			}
		}
	}
	return next
}

// maxSales bounds how many sales of a variant are planned.
const maxSales = 20

// wrongSales says what is wrong with the sales, which are in order, "" for
// nothing.
func (v Variant) wrongSales(currency string) string {
	if len(v.Sales) > maxSales {
		return "Please plan at most 20 sales."
	}
	for i, s := range v.Sales {
		switch message := wrongPrice(s.Price, currency); {
		case message != "":
			return message
		case s.Price.Amount >= v.regular().Price.Amount:
			return "A sale's price must be lower than the price."
		case !s.Until.After(s.From):
			return "Please let a sale end after it begins."
		case i > 0 && s.From.Before(v.Sales[i-1].Until):
			return "Please let a sale begin when the one before is over."
		}
	}
	return ""
}

// saleTimes brings a sale's times to whole seconds of UTC.
func saleTimes(s Sale) Sale {
	s.From, s.Until = s.From.UTC().Truncate(time.Second), s.Until.UTC().Truncate(time.Second)
	return s
}
