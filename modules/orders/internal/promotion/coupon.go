package promotion

import (
	"context"
	"errors"
	"slices"
	"time"

	"shop/modules/orders/internal/coupon"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

// Coupon is a code that a shopper entered, and what becomes of it.
type Coupon struct {
	Code string
	// Promotion is what it unlocks; the zero Promotion where it isn't known.
	Promotion Promotion
	// Refusal says why it takes nothing off; nil where it does.
	Refusal *fault.Error
	// Customer stands for whoever entered it, as far as that is known.
	Customer string
}

// Redemption returns the use of the coupon.
func (c Coupon) Redemption() coupon.Redemption {
	return coupon.Redemption{Code: c.Code, PromotionID: c.Promotion.ID, Customer: c.Customer, Limits: c.Promotion.Limits}
}

// usable returns the code, unless it is refused.
func (c *Coupon) usable() string {
	if c == nil || c.Refusal != nil {
		return ""
	}
	return c.Code
}

// Entered is what a shopper has told of a basket.
type Entered struct {
	// Code is the one that is in the cart, normalised; empty for none.
	Code string
	// Email is a guest's address as it was typed, empty while that isn't known.
	Email string
}

// coupon looks the entered code up among the promotions. It holds no use: an
// order that reserves one may still come too late.
func (s *Service) coupon(ctx context.Context, promotions []Promotion, e Entered) (*Coupon, error) {
	if e.Code == "" {
		return nil, nil //nolint:nilnil // no code is no coupon
	}
	c := &Coupon{Code: e.Code, Customer: coupon.CustomerOf(identity.From(ctx).Account, e.Email)}
	i := slices.IndexFunc(promotions, func(p Promotion) bool { return p.Code == e.Code })
	if i < 0 {
		c.Refusal = coupon.ErrUnknown
		return c, nil
	}
	c.Promotion = promotions[i]
	now := time.Now()
	switch {
	case c.Promotion.RunsAt(now):
		return c, c.look(ctx, s.coupons)
	case c.Promotion.Active && now.Before(c.Promotion.From):
		c.Refusal = coupon.ErrNotYet
	default:
		c.Refusal = coupon.ErrExpired
	}
	return c, nil
}

// look refuses the coupon where its uses are taken.
func (c *Coupon) look(ctx context.Context, coupons *coupon.Service) error {
	err := coupons.Check(ctx, c.Redemption())
	switch {
	case errors.Is(err, coupon.ErrUsedUp):
		c.Refusal = coupon.ErrUsedUp
	case errors.Is(err, coupon.ErrUsedByCustomer):
		c.Refusal = coupon.ErrUsedByCustomer
	default:
		return err
	}
	return nil
}

// Applied returns the coupon as the basket's evaluation left it: refused, in
// words that help, where its promotion doesn't apply.
func (c *Coupon) Applied(b Basket, applied []Application) *Coupon {
	is := func(a Application) bool { return a.Promotion.ID == c.Promotion.ID }
	if c == nil || c.Refusal != nil || slices.ContainsFunc(applied, is) {
		return c
	}
	refused := *c
	refused.Refusal = coupon.NotApplicable(c.Promotion.whyNot(b))
	return &refused
}

// whyNot says in a sentence why the promotion of an entered code doesn't apply
// to the basket.
func (p Promotion) whyNot(b Basket) string {
	subtotal, units := money.Money{}, 0
	for _, l := range b.Lines {
		subtotal = money.New(subtotal.Amount+l.Total.Amount, l.Total.Currency) // Evaluate has added them up before
		if p.eligible(l) {
			units += l.Quantity
		}
	}
	switch least := p.MinSubtotal; {
	case p.Customers != Everybody && !b.Customer.SignedIn:
		return "This code is for customers with an account. Please sign in to use it."
	case p.Customers == FirstOrder && b.Customer.Ordered:
		return "This code is for a first order."
	case least != nil && subtotal.Amount < least.Amount:
		return "This code is for orders of " + least.String() + " and more."
	case units == 0:
		return "This code isn't for anything that is in your cart."
	case p.Kind == BuyXGetY && units < p.Buy+p.Get:
		return "This code needs more of what it is for in your cart."
	default:
		return "This code doesn't go together with the other offers on your cart."
	}
}
