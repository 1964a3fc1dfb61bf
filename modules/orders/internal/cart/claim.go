package cart

import (
	"context"

	"shop/modules/orders"
)

// Claim gives the cart, as it was read, to the order. Claiming again for the
// same order is no error. Errors: [ErrOrdering] if another order has it,
// [ErrStale] if the cart is not any more what was read.
func Claim(ctx context.Context, store Store, c Cart, id orders.OrderID) (Cart, error) {
	if c.State == Ordering && c.Order == id {
		return c, nil
	}
	if err := c.claim(id); err != nil {
		return c, err
	}
	return store.Save(ctx, c)
}

// Release ends the order's claim of a cart and takes the bought lines out; nil
// leaves all in. A cart that the order doesn't claim (any more), or that is
// gone, stays as it is.
func Release(ctx context.Context, store Store, cartID string, id orders.OrderID, number string, bought []Line) error {
	_, err := Update(ctx, store, cartID, func(c *Cart) error {
		if !c.release(id, number, bought) {
			return errKeep
		}
		return nil
	})
	return err
}
