package promotion

import (
	"cmp"
	"slices"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/platform/money"
)

// Kind is what a promotion does.
type Kind string

// The kinds.
const (
	Percentage   Kind = "percentage"    // off what the eligible goods cost
	Amount       Kind = "amount"        // off what the eligible goods cost together
	FreeShipping Kind = "free-shipping" // off the delivery
	BuyXGetY     Kind = "buy-x-get-y"   // the cheapest of the eligible units for nothing
)

// Percent is a share in basis points: 1000 is 10 %.
type Percent int

// Customers says whom a promotion is for.
type Customers string

// The customers.
const (
	Everybody  Customers = ""
	SignedIn   Customers = "signed-in"
	FirstOrder Customers = "first-order" // of an account that has ordered nothing yet
)

// Promotion is one promotion.
type Promotion struct {
	ID string `bson:"_id"`
	// Version counts changes, for compare-and-set.
	Version int64 `bson:"version"`
	// Name is what shoppers see beside the discount.
	Name   string `bson:"name"`
	Active bool   `bson:"active"`
	// From and Until limit when it applies: from the first on and before the
	// second. Zero is no limit.
	From  time.Time `bson:"from,omitempty"`
	Until time.Time `bson:"until,omitempty"`

	Kind    Kind        `bson:"kind"`
	Percent Percent     `bson:"percent,omitempty"`
	Amount  money.Money `bson:"amount,omitempty"`
	// Buy and Get are units: of each Buy+Get of them Get are for nothing.
	Buy int `bson:"buy,omitempty"`
	Get int `bson:"get,omitempty"`

	Conditions `bson:",inline"`

	// Code is what a shopper has to enter for it, normalised; empty for one that
	// applies by itself. Limits are how often.
	Code          string `bson:"code,omitempty"`
	coupon.Limits `bson:",inline"`
	// Usage is how often the code was used, as read for staff.
	Usage coupon.Usage `bson:"-"`

	// Priority orders promotions, the highest first; equal ones by their ids.
	Priority  int  `bson:"priority"`
	Exclusive bool `bson:"exclusive"`
	// Group names promotions of which one applies at most; empty is none.
	Group string `bson:"group,omitempty"`
}

// Conditions limit what and whom a promotion is for. The zero value doesn't.
type Conditions struct {
	// MinSubtotal is what all goods must cost before any discount.
	MinSubtotal *money.Money `bson:"minSubtotal,omitempty"`
	// SKUs and CategoryIDs make lines eligible: one of these variants, or in
	// one of these categories. Neither makes all lines eligible. As stored,
	// categories stand for those below them, too; [Service.For] adds them.
	SKUs        []catalog.SKU `bson:"skus,omitempty"`
	CategoryIDs []string      `bson:"categoryIds,omitempty"`
	Customers   Customers     `bson:"customers,omitempty"`
}

// Scoped reports whether the promotion is for some goods only.
func (c Conditions) Scoped() bool { return len(c.SKUs)+len(c.CategoryIDs) > 0 }

func (c Conditions) eligible(l Line) bool {
	if !c.Scoped() {
		return true
	}
	return slices.Contains(c.SKUs, l.SKU) ||
		slices.ContainsFunc(l.CategoryIDs, func(id string) bool { return slices.Contains(c.CategoryIDs, id) })
}

func (c Conditions) meant(b Basket, subtotal money.Money) bool {
	switch c.Customers {
	case SignedIn:
		if !b.Customer.SignedIn {
			return false
		}
	case FirstOrder:
		if !b.Customer.SignedIn || b.Customer.Ordered {
			return false
		}
	case Everybody:
	}
	return c.MinSubtotal == nil || c.MinSubtotal.Currency == subtotal.Currency && subtotal.Amount >= c.MinSubtotal.Amount
}

// RunsAt reports whether the promotion applies at the time at all.
func (p Promotion) RunsAt(t time.Time) bool {
	return p.Active && !t.Before(p.From) && (p.Until.IsZero() || t.Before(p.Until))
}

// compare orders promotions as they are looked at.
func compare(a, b Promotion) int {
	return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.ID, b.ID))
}
