package pricing

import (
	"fmt"

	"shop/modules/orders/internal/promotion"
	"shop/platform/money"
)

// Kind is what a [Step] does to a price.
type Kind string

// The kinds, in the order in which they come about.
const (
	Base              Kind = "base"               // units times the price of one
	Sale              Kind = "sale"               // off what it costs when no sale runs
	LinePromotion     Kind = "line-promotion"     // of some goods
	OrderPromotion    Kind = "order-promotion"    // of all goods, shared among the lines
	Shipping          Kind = "shipping"           // the delivery
	ShippingPromotion Kind = "shipping-promotion" // off the delivery
	Tax               Kind = "tax"                // on top of what came before, or contained in it
)

// Step is one step of how a price came about, in the words of the time when it
// was made. An order keeps its steps, so that they can be explained when prices,
// rates and rules have long changed; nothing is worked out from them again.
type Step struct {
	Kind   Kind        `bson:"kind"`
	Label  string      `bson:"label"`
	Amount money.Money `bson:"amount"`
	// Ref names what the step follows from: the SKU, the promotion, the method
	// of delivery, the place of a tax ("DE", "US-CA").
	Ref string `bson:"ref,omitempty"`
}

// off is what a promotion takes off, as an amount below zero.
func off(kind Kind, p promotion.Promotion, amount money.Money) Step {
	amount.Amount = -amount.Amount
	step := Step{Kind: kind, Label: p.Name, Amount: amount, Ref: p.ID}
	if p.Code != "" {
		step.Label += " (" + p.Code + ")"
	}
	return step
}

// baseSteps are what the line costs, from its regular price if a sale runs.
func baseSteps(l Line) []Step {
	base := Step{Kind: Base, Label: fmt.Sprintf("%d × %s", l.Quantity, l.Unit), Amount: l.Total, Ref: string(l.SKU)}
	if l.Regular == nil {
		return []Step{base}
	}
	off := (l.Regular.Amount - l.Unit.Amount) * int64(l.Quantity)
	base.Label = fmt.Sprintf("%d × %s", l.Quantity, *l.Regular)
	base.Amount.Amount += off
	sale := Step{Kind: Sale, Label: fmt.Sprintf("Sale, %d × %s", l.Quantity, l.Unit), Amount: money.New(-off, l.Unit.Currency), Ref: string(l.SKU)}
	return []Step{base, sale}
}
