package cart

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// A guest's cart moves into an account's in four steps, each one document,
// conditional and repeatable:
//
//  1. the account's cart notes the guest's as incoming, so that whoever reads
//     it later can go on;
//  2. the guest's cart, if open, becomes merged into that account's: from now
//     on its lines are frozen, and no other account can have them;
//  3. the account's cart takes the lines over and notes where they are from;
//  4. the guest's cart forgets its lines, so that even after the note is gone
//     they can't come again.
//
// A guest's cart that is being ordered waits at step 1 until its order is
// final; what is left in it then moves.

func blank(id string) Cart {
	return Cart{ID: id, State: Open, Guest: strings.HasPrefix(id, "guest:")}
}

// expect notes that the guest's cart is to be merged (step 1).
func expect(ctx context.Context, store Store, account, guest string) (Cart, error) {
	g, err := store.Find(ctx, guest)
	if errors.Is(err, ErrNotInCart) || err == nil && g.idle(account) {
		return Update(ctx, store, account, func(*Cart) error { return errKeep })
	}
	if err != nil {
		return Cart{}, err
	}
	return Update(ctx, store, account, func(c *Cart) error {
		if slices.Contains(c.Incoming, guest) || slices.Contains(c.From, guest) {
			return errKeep
		}
		c.Incoming = append(slices.Clip(c.Incoming), guest)
		return nil
	})
}

// idle reports whether a guest's cart has nothing to give to the account, neither
// lines nor an order, which is found again by the cart's id.
func (c *Cart) idle(account string) bool {
	switch c.State {
	case Merged:
		return c.Into != account || len(c.Lines) == 0
	case Open:
		return len(c.Lines) == 0 && c.LastOrder == ""
	default:
		return false
	}
}

// gather moves the lines of all incoming carts that are ready (steps 2 to 4).
func gather(ctx context.Context, store Store, c Cart) (Cart, error) {
	for _, guest := range c.Incoming {
		g, err := freeze(ctx, store, guest, c.ID)
		if err != nil {
			return c, err
		}
		if g.State == Ordering {
			continue
		}
		c, err = Update(ctx, store, c.ID, func(c *Cart) error {
			i := slices.Index(c.Incoming, guest)
			if i < 0 {
				return errKeep
			}
			c.Incoming = slices.Delete(slices.Clone(c.Incoming), i, i+1)
			if g.State == Merged && g.Into == c.ID {
				c.absorb(g)
			}
			return nil
		})
		if err != nil {
			return c, err
		}
		if err := bury(ctx, store, guest); err != nil {
			return c, err
		}
	}
	return c, nil
}

// bury empties a merged cart, whose lines are elsewhere by now.
func bury(ctx context.Context, store Store, guest string) error {
	_, err := Update(ctx, store, guest, func(c *Cart) error {
		if c.State != Merged || len(c.Lines) == 0 {
			return errKeep
		}
		c.Lines = nil
		return nil
	})
	return err
}

// freeze turns an open guest's cart into one merged into the account's. One
// that is ordering, or went elsewhere, is returned as it is.
func freeze(ctx context.Context, store Store, guest, account string) (Cart, error) {
	return Update(ctx, store, guest, func(c *Cart) error {
		if c.State != Open || c.Version == 0 {
			return errKeep
		}
		c.State, c.Into = Merged, account
		return nil
	})
}
