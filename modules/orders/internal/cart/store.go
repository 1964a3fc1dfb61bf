package cart

import (
	"context"
	"errors"
	"time"
)

// Store keeps carts. Each method is one operation on one document.
type Store interface {
	// Find returns the cart. Errors: [ErrNotInCart].
	Find(ctx context.Context, id string) (Cart, error)
	// Save stores the cart if nobody else changed it since it was read, a new
	// one (Version 0) if there is none with its id, and returns it with its
	// new version. Errors: [ErrStale].
	Save(ctx context.Context, c Cart) (Cart, error)
	// Empty opens the cart without its lines, where it is still as the claim
	// left it, and reports whether it was.
	Empty(ctx context.Context, c Claimed) (bool, error)
	// Claimed returns carts that were claimed and not touched for the
	// duration by the server's clock, the oldest first.
	Claimed(ctx context.Context, idle time.Duration, limit int) ([]Cart, error)
}

// Update changes the cart and saves it; a cart that doesn't exist starts from
// blank. When somebody else was quicker it reads the cart again and applies
// change anew. A change that returns errKeep leaves the cart as it is.
func Update(ctx context.Context, store Store, id string, change func(*Cart) error) (Cart, error) {
	for {
		c, err := store.Find(ctx, id)
		if errors.Is(err, ErrNotInCart) {
			c, err = blank(id), nil
		}
		if err != nil {
			return Cart{}, err
		}
		if err := change(&c); errors.Is(err, errKeep) {
			return c, nil
		} else if err != nil {
			return c, err
		}
		saved, err := store.Save(ctx, c)
		if !errors.Is(err, ErrStale) {
			return saved, err
		}
	}
}

// errKeep tells Update that there is nothing to save.
var errKeep = errors.New("cart: nothing to change")
