package lifecycle

import (
	"context"
	"fmt"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/order"
)

// reservationOf is the use of the order's code, as it is made and as it ends.
func reservationOf(o order.Order) coupon.Reservation {
	return coupon.Reservation{Redemption: *o.Coupon, Order: string(o.ID), By: o.By, Since: o.CreatedAt}
}

// reserveCoupon takes the use of the order's code, if it has one (step 4): after
// its units, so that a scarce code isn't taken for what sold out.
func (d *Driver) reserveCoupon(ctx context.Context, o order.Order) error {
	if o.Coupon == nil {
		return nil
	}
	return d.coupons.Reserve(ctx, reservationOf(o))
}

// settleCoupon ends the use of the order's code (step 7). One that is cancelled
// later has used it.
func (d *Driver) settleCoupon(ctx context.Context, o order.Order, outcome catalog.Outcome) error {
	if o.Coupon == nil {
		return nil
	}
	end := coupon.Released
	if outcome == catalog.Sold {
		end = coupon.Used
	}
	if err := d.coupons.Settle(ctx, reservationOf(o), end); err != nil {
		return fmt.Errorf("lifecycle: settle the coupon of order %s: %w", o.Number, err)
	}
	return nil
}
