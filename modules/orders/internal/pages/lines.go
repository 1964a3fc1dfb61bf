package pages

import (
	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/pricing"
	"shop/platform/money"
	"shop/views/href"
	views "shop/views/orders"
	"shop/views/ui"
)

// pictureWidth and pictureHeight reserve a picture's place; the layout crops
// what has another ratio.
const (
	pictureWidth  = 400
	pictureHeight = 500
)

// lineOf shows a priced line, of a cart or of an order.
func lineOf(l pricing.Line) views.Line {
	line := views.Line{
		SKU: string(l.SKU), Name: l.Name, Options: pairs(l.Options), Quantity: l.Quantity,
		Picture: ui.Picture{Src: l.ImageURL, Alt: l.ImageAlt, Width: pictureWidth, Height: pictureHeight},
		Unit:    ui.Price{Amount: l.Unit.String()}, Total: l.Total.String(), Steps: stepsOf(l.Steps),
	}
	if l.Slug != "" {
		line.Href = href.Variant(l.Slug, string(l.SKU))
	}
	return line
}

func linesOf(lines []pricing.Line) []views.Line {
	shown := make([]views.Line, len(lines))
	for i, l := range lines {
		shown[i] = lineOf(l)
	}
	return shown
}

// cartLines shows a cart's lines with what is true of them now.
func cartLines(lines []cart.LineView) []views.Line {
	shown := make([]views.Line, len(lines))
	for i, l := range lines {
		shown[i] = lineOf(l.Line)
		shown[i].Max, shown[i].Problem = l.Max, l.Problem
		if l.CompareAt != nil && l.CompareAt.Amount > l.Unit.Amount {
			shown[i].Unit.Was = l.CompareAt.String()
		}
	}
	return shown
}

func pairs(options []catalog.Option) []ui.Pair {
	var shown []ui.Pair
	for _, o := range options {
		shown = append(shown, ui.Pair{Name: o.Name, Value: o.Value})
	}
	return shown
}

// stepsOf explains a price; what consists of a single step explains itself.
func stepsOf(steps []pricing.Step) []ui.Pair {
	if len(steps) < 2 {
		return nil
	}
	shown := make([]ui.Pair, len(steps))
	for i, s := range steps {
		shown[i] = ui.Pair{Name: s.Label, Value: s.Amount.String()}
	}
	return shown
}

// totalsOf shows sums; note stands beside the delivery. Promotions are named
// from the steps that led to the sums.
func totalsOf(t pricing.Totals, steps []pricing.Step, note string) views.Totals {
	return views.Totals{
		Promotions: promotionsOf(steps),
		Subtotal:   t.Subtotal.String(), Discount: takenOff(t.Discount), Shipping: orFree(t.Shipping),
		Tax: unlessZero(t.Tax), TaxAdded: t.TaxAdded, Total: t.Total.String(), ShippingNote: note,
	}
}

func promotionsOf(steps []pricing.Step) []ui.Pair {
	var shown []ui.Pair
	for _, s := range steps {
		switch s.Kind {
		case pricing.LinePromotion, pricing.OrderPromotion, pricing.ShippingPromotion:
			shown = append(shown, ui.Pair{Name: s.Label, Value: s.Amount.String()})
		case pricing.Base, pricing.Sale, pricing.Shipping, pricing.Tax:
		}
	}
	return shown
}

// takenOff says a discount as what it is: less.
func takenOff(m money.Money) string {
	m.Amount = -m.Amount
	return unlessZero(m)
}

// orFree says a price of delivery.
func orFree(m money.Money) string {
	if m.IsZero() {
		return "Free"
	}
	return m.String()
}

func unlessZero(m money.Money) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}
