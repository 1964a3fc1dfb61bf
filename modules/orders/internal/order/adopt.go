package order

import (
	"context"
	"errors"

	"shop/modules/auth"
	"shop/modules/orders/internal/cart"
	"shop/platform/fault"
	"shop/platform/identity"
)

// A guest's order becomes an account's by a secret that only the guest has: the
// token of the cart that it was ordered from, or the order's own. The e-mail
// address on it proves nothing, since nobody checked whose it is.

// ErrAdopted means that the order became another account's before.
var ErrAdopted = fault.New(fault.Conflict, "order-adopted", "This order belongs to another account already.")

// Adopt makes a guest's order, which the token opens, the caller's account's.
// The token opens it still. Adopting it again changes nothing. Errors:
// identity.ErrSignIn, [ErrNotFound], [ErrAdopted].
func (s *Service) Adopt(ctx context.Context, number, token string) (Order, error) {
	c, err := identity.RequireAccount(ctx)
	if err != nil {
		return Order{}, err
	}
	o, err := s.store.ByNumber(ctx, CanonicalNumber(number))
	if err != nil {
		return Order{}, err
	}
	if !o.OwnedBy(c, token) {
		return Order{}, ErrNotFound
	}
	return s.adopt(ctx, o, c.Account)
}

// SignedIn implements auth.SignInHook: what was ordered from the guest's cart
// becomes the account's, unless it is another one's already.
func (s *Service) SignedIn(ctx context.Context, id auth.AccountID) error {
	guest := identity.From(ctx).Guest
	if guest == "" {
		return nil
	}
	list, err := s.lister.OfGuest(ctx, cart.GuestID(guest))
	for _, o := range list {
		if _, adoptErr := s.adopt(ctx, o, string(id)); !errors.Is(adoptErr, ErrAdopted) {
			err = errors.Join(err, adoptErr)
		}
	}
	return err
}

func (s *Service) adopt(ctx context.Context, o Order, account string) (Order, error) {
	return Update(ctx, s.store, o, func(o *Order) error {
		switch o.Account {
		case "":
			o.Account = account
			return o.Apply(Adopt, ActorOf(ctx), "")
		case account:
			return ErrKeep
		default:
			return ErrAdopted
		}
	})
}
