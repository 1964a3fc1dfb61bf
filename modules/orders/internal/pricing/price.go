package pricing

import (
	"slices"
	"time"

	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/tax"
	"shop/platform/address"
	"shop/platform/money"
)

// Input is all that a price depends on.
type Input struct {
	// Currency is the one that everything is priced in.
	Currency string
	// Lines come from [NewLine]; they stay as they are.
	Lines    []Line
	Delivery Delivery
	// Promotions are those that may apply at Now.
	Promotions promotion.Offer
	Now        time.Time
	// Tax says how it is taxed, To where it goes.
	Tax tax.Settings
	To  address.Destination
}

// Delivery is a way to deliver and what it costs. The zero Delivery is none.
type Delivery struct {
	ID, Name string
	Rate     money.Money
}

// Quote is what an input costs, and why.
type Quote struct {
	// Lines have their discount, tax and steps.
	Lines  []Line
	Totals Totals
	// Steps are those of the order as a whole: promotions, each with all that
	// it takes off, the delivery and what is taken off that, then the tax in
	// lines and delivery together, by rate. Those of kind [Tax] sum to
	// Totals.Tax, and the others lead from Totals.Subtotal to what is taxed.
	Steps []Step
	// Coupon is the code that was entered, and whether its promotion applies;
	// nil for none.
	Coupon *promotion.Coupon
}

// Redeems reports whether a code took something off: then an order uses it.
func (q Quote) Redeems() bool {
	return q.Coupon != nil && q.Coupon.Refusal == nil &&
		slices.ContainsFunc(q.Steps, func(s Step) bool { return s.Ref == q.Coupon.Promotion.ID })
}

// Price returns what lines and delivery cost. Errors: those of money.Sum.
func Price(in Input) (Quote, error) {
	zero := money.Zero(in.Currency)
	q := Quote{Lines: slices.Clone(in.Lines), Totals: Totals{Discount: zero, Shipping: zero, Tax: zero}}
	for i := range q.Lines {
		q.Lines[i].Discount = zero
		q.Lines[i].Steps = baseSteps(q.Lines[i])
	}
	var err error
	if q.Totals.Subtotal, err = Subtotal(in.Currency, q.Lines); err != nil {
		return Quote{}, err
	}
	freeShipping, err := q.addPromotions(in)
	if err != nil {
		return Quote{}, err
	}
	q.addDelivery(in.Delivery, freeShipping)
	if err := q.addTax(in); err != nil {
		return Quote{}, err
	}
	discounted, err := q.Totals.Subtotal.Sub(q.Totals.Discount)
	if err != nil {
		return Quote{}, err
	}
	if q.Totals.Total, err = discounted.Add(q.Totals.Shipping); err != nil {
		return Quote{}, err
	}
	if q.Totals.TaxAdded {
		q.Totals.Total, err = q.Totals.Total.Add(q.Totals.Tax)
	}
	return q, err
}

// addPromotions takes off what promotions do, and returns the one that makes
// the delivery free, if there is one.
func (q *Quote) addPromotions(in Input) (freeShipping *promotion.Promotion, err error) {
	lines := make([]promotion.Line, len(q.Lines))
	for i, l := range q.Lines {
		lines[i] = promotion.Line{SKU: l.SKU, CategoryIDs: l.CategoryIDs, Quantity: l.Quantity, Total: l.Total}
	}
	basket := in.Promotions.Basket(lines, in.Now)
	applied, err := promotion.Evaluate(in.Promotions.Promotions, basket)
	if err != nil {
		return nil, err
	}
	q.Coupon = in.Promotions.Coupon.Applied(basket, applied)
	for _, a := range applied {
		if a.Promotion.Kind == promotion.FreeShipping {
			if freeShipping == nil {
				freeShipping = &a.Promotion
			}
			continue
		}
		kind := OrderPromotion
		if a.Promotion.Scoped() || a.Promotion.Kind == promotion.BuyXGetY {
			kind = LinePromotion
		}
		for i, d := range a.Discounts {
			if !d.IsZero() {
				q.Lines[i].Discount.Amount += d.Amount // at most the line's total, see Evaluate
				q.Lines[i].Steps = append(q.Lines[i].Steps, off(kind, a.Promotion, d))
			}
		}
		q.Totals.Discount.Amount += a.Sum.Amount // likewise at most the subtotal
		q.Steps = append(q.Steps, off(kind, a.Promotion, a.Sum))
	}
	return freeShipping, nil
}

func (q *Quote) addDelivery(d Delivery, free *promotion.Promotion) {
	if d.ID == "" {
		return
	}
	q.Totals.Shipping = d.Rate
	q.Steps = append(q.Steps, Step{Kind: Shipping, Label: d.Name, Amount: d.Rate, Ref: d.ID})
	if free != nil && !d.Rate.IsZero() {
		q.Totals.Shipping = money.Zero(d.Rate.Currency)
		q.Steps = append(q.Steps, off(ShippingPromotion, *free, d.Rate))
	}
}
