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

// Claimed is a cart that an order has claimed.
type Claimed struct {
	Cart string
	// Version is the one that the claim gave the cart; zero where it isn't
	// known.
	Version int64
	Order   orders.OrderID
	Number  string // of the order
	Coupon  string // that it used; empty for none
}

// Release ends the order's claim and takes the bought lines out; nil leaves all
// in. A cart that the order doesn't claim (any more), or that is gone, stays as
// it is.
func (c Claimed) Release(ctx context.Context, store Store, bought []Line) error {
	if bought != nil && c.Version != 0 {
		// All lines of a cart are ordered: one that nobody touched meanwhile is
		// empty then, whatever was in it.
		emptied, err := store.Empty(ctx, c)
		if emptied || err != nil {
			return err
		}
	}
	_, err := Update(ctx, store, c.Cart, func(cart *Cart) error {
		if !cart.release(c, bought) {
			return errKeep
		}
		return nil
	})
	return err
}
