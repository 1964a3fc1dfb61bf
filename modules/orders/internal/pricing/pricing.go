package pricing

import (
	"strings"

	"shop/modules/catalog"
	"shop/modules/orders/internal/tax"
	"shop/platform/money"
)

// Line is a line with its price, as an order keeps it.
type Line struct {
	SKU         catalog.SKU       `bson:"sku"`
	ProductID   catalog.ProductID `bson:"productId"`
	Slug        string            `bson:"slug"`
	Name        string            `bson:"name"`
	Options     []catalog.Option  `bson:"options,omitempty"`
	ImageURL    string            `bson:"imageUrl,omitempty"`
	ImageAlt    string            `bson:"imageAlt,omitempty"`
	Quantity    int               `bson:"quantity"`
	WeightGrams int               `bson:"weightGrams,omitempty"`
	// RequiresShipping says that it has to be sent.
	RequiresShipping bool `bson:"requiresShipping,omitempty"`
	// Unit is the price of one, Total of all before discounts. Discount is what
	// promotions take off Total. Tax is that of the rest, at Rate, contained in
	// it or on top of it ([Totals].TaxAdded).
	Unit     money.Money `bson:"unit"`
	Total    money.Money `bson:"total"`
	Discount money.Money `bson:"discount"`
	Tax      money.Money `bson:"tax"`
	Rate     tax.Rate    `bson:"taxRate"`
	// Regular is the price of one when no sale runs; nil if none does.
	Regular *money.Money `bson:"regular,omitempty"`
	// Taxable says whether it is taxed at all, TaxClass at which rates; empty
	// means at those without a class.
	Taxable  bool   `bson:"taxable"`
	TaxClass string `bson:"taxClass,omitempty"`
	// CategoryIDs are the product's, for promotions; an order doesn't keep them.
	CategoryIDs []string `bson:"-"`
	// Steps tell how Total and Tax came about; empty in a line that isn't
	// priced yet, and in orders from before steps were recorded.
	Steps []Step `bson:"steps,omitempty"`
}

// Title is the product's name with what was chosen: "Oak tray, Large".
func (l Line) Title() string {
	words := []string{l.Name}
	for _, o := range l.Options {
		words = append(words, o.Value)
	}
	return strings.Join(words, ", ")
}

// Charged returns what the line costs after discounts.
func (l Line) Charged() money.Money {
	l.Total.Amount -= l.Discount.Amount // of one currency, and at most as much
	return l.Total
}

// NewLine returns the line for a quantity of the item, at its present price and
// without tax as yet. Errors: those of money.Money.Times.
func NewLine(item catalog.Item, quantity int) (Line, error) {
	total, err := item.Price.Times(int64(quantity))
	if err != nil {
		return Line{}, err
	}
	if item.RegularPrice != nil {
		if _, err := item.RegularPrice.Times(int64(quantity)); err != nil {
			return Line{}, err
		}
	}
	return Line{
		SKU: item.SKU, ProductID: item.ProductID, Slug: item.Slug, Name: item.ProductName,
		Options: item.Options, ImageURL: item.ImageURL, ImageAlt: item.ImageAlt,
		Quantity: quantity, WeightGrams: item.WeightGrams, RequiresShipping: item.RequiresShipping,
		Unit: item.Price, Total: total, Taxable: item.Taxable, TaxClass: item.TaxClass, CategoryIDs: item.CategoryIDs, Regular: item.RegularPrice,
	}, nil
}

// Totals is what lines and shipping add up to. Tax is contained in Total.
type Totals struct {
	Subtotal money.Money `json:"subtotal" bson:"subtotal"`
	Discount money.Money `json:"discount" bson:"discount"`
	Shipping money.Money `json:"shipping" bson:"shipping"`
	Tax      money.Money `json:"tax" bson:"tax"`
	Total    money.Money `json:"total" bson:"total"`
	// TaxAdded says that the prices come without tax and Tax is on top of
	// them; else Subtotal and Shipping contain it.
	TaxAdded bool `json:"taxAdded" bson:"taxAdded,omitempty"`
	// ShippingRate is what the delivery is taxed at.
	ShippingRate tax.Rate `json:"shippingRate" bson:"shippingRate,omitempty"`
}

// Subtotal adds up the lines. Errors: those of money.Sum.
func Subtotal(code string, lines []Line) (money.Money, error) {
	sum := money.Zero(code)
	for _, l := range lines {
		var err error
		if sum, err = sum.Add(l.Total); err != nil {
			return money.Money{}, err
		}
	}
	return sum, nil
}
