package cart

import (
	"context"
	"errors"

	"shop/modules/orders/internal/coupon"
	"shop/platform/identity"
)

// EnterCoupon puts a code into the caller's cart, in the place of the one that
// was there, if it takes something off. Errors: [ErrNoCart] also for an empty
// one, coupon.ErrUnknown, coupon.ErrNotYet, coupon.ErrExpired,
// coupon.ErrNotApplicable, coupon.ErrUsedUp, coupon.ErrUsedByCustomer,
// coupon.ErrTooMany.
func (s *Service) EnterCoupon(ctx context.Context, typed string) (View, error) {
	c, err := s.Current(ctx)
	if err != nil {
		return View{}, err
	}
	if c, err = s.TryCoupon(ctx, c, typed); err != nil {
		return View{}, err
	}
	v, err := s.look(ctx, c)
	if err != nil {
		return View{}, err
	}
	if v.Coupon.Refusal != nil {
		return View{}, v.Coupon.Refusal
	}
	entered := c.Coupon
	if c, err = Update(ctx, s.store, c.ID, func(c *Cart) error {
		if c.State == Merged {
			return ErrStale
		}
		c.Coupon = entered
		return nil
	}); err != nil {
		return View{}, err
	}
	return s.look(ctx, c)
}

// RemoveCoupon takes the code out of the caller's cart, which may have none.
func (s *Service) RemoveCoupon(ctx context.Context) (View, error) {
	v, err := s.change(ctx, func(c *Cart) error {
		switch {
		case c.State == Merged:
			return ErrStale
		case c.Coupon == "":
			return errKeep
		}
		c.Coupon = ""
		return nil
	})
	if errors.Is(err, ErrNoLine) { // there is no cart, and so no code
		return s.View(ctx)
	}
	return v, err
}

// TryCoupon returns the cart as it would be with the code, and stores nothing.
// Each try counts, by network and for who is signed in by account: codes are
// short enough to be guessed otherwise. Errors: [ErrNoCart] for an empty cart,
// coupon.ErrTooMany, coupon.ErrUnknown for what can't be a code.
func (s *Service) TryCoupon(ctx context.Context, c Cart, typed string) (Cart, error) {
	if len(c.Lines) == 0 {
		return Cart{}, ErrNoCart
	}
	caller := identity.From(ctx)
	keys := []string{"ip:" + caller.Network()}
	if caller.SignedIn() {
		keys = append(keys, "account:"+caller.Account)
	}
	if err := s.guesses.Allow(ctx, keys...); err != nil {
		return Cart{}, err
	}
	if c.Coupon = coupon.Normalise(typed); !coupon.Valid(c.Coupon) {
		return Cart{}, coupon.ErrUnknown
	}
	return c, nil
}
