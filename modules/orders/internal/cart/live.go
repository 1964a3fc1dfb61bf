package cart

import (
	"context"
	"errors"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/platform/events"
	"shop/platform/identity"
)

// Announcing returns the store, which then tells open pages of every cart that
// it saves.
func Announcing(store Store, live events.Publisher) Store { return announcing{store, live} }

type announcing struct {
	Store
	live events.Publisher
}

// Save implements [Store]. That a hint may be lost makes an open page older and
// nothing else.
func (a announcing) Save(ctx context.Context, c Cart) (Cart, error) {
	saved, err := a.Store.Save(ctx, c)
	if err == nil {
		_ = a.live.Publish(ctx, orders.ChannelCart, orders.CartChanged{CartID: saved.ID})
	}
	return saved, err
}

// Followed is what an open page of the caller's cart listens for.
type Followed struct {
	// ID is the cart's, made or not yet; empty for a guest without a token.
	ID string
	// Products are those of its lines.
	Products map[catalog.ProductID]bool
}

// Followed returns what the caller's cart is now to be followed by.
func (s *Service) Followed(ctx context.Context) (Followed, error) {
	f := Followed{Products: make(map[catalog.ProductID]bool)}
	switch c := identity.From(ctx); {
	case c.SignedIn():
		f.ID = AccountID(c.Account)
	case c.Guest != "":
		f.ID = GuestID(c.Guest)
	}
	current, err := s.Current(ctx)
	if errors.Is(err, ErrNoCart) {
		return f, nil
	}
	if err != nil {
		return Followed{}, err
	}
	v, err := s.inspect(ctx, current, nil)
	if err != nil {
		return Followed{}, err
	}
	for _, l := range v.Lines {
		f.Products[l.ProductID] = true
	}
	return f, nil
}
