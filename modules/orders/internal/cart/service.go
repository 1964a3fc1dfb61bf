package cart

import (
	"context"
	"crypto/rand"
	"errors"

	"golang.org/x/sync/errgroup"

	"shop/modules/auth"
	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/shipping"
	"shop/modules/orders/internal/tax"
	"shop/platform/identity"
)

// Service is a shopper's way to the cart. The caller comes from the context.
type Service struct {
	store    Store
	items    catalog.Items
	methods  *shipping.Service
	taxes    *tax.Service
	offers   *promotion.Service
	guesses  coupon.Limiter
	numbers  Numbers
	currency string
}

// Numbers tells what the order is called that has a cart.
type Numbers interface {
	// Number returns the order's number, or an empty one while the order isn't
	// stored.
	Number(ctx context.Context, id orders.OrderID) (string, error)
}

// NewService returns the service over the stores, pricing in the currency.
// guesses limits how many codes a caller tries.
func NewService(store Store, items catalog.Items, methods *shipping.Service, taxes *tax.Service, offers *promotion.Service, guesses coupon.Limiter, numbers Numbers, currency string) *Service {
	return &Service{store: store, items: items, methods: methods, taxes: taxes, offers: offers, guesses: guesses, numbers: numbers, currency: currency}
}

// Current returns the caller's cart as stored. It makes none. Errors:
// [ErrNoCart] if the caller has none; [ErrNoDraft], [ErrDraftOver].
func (s *Service) Current(ctx context.Context) (Cart, error) {
	if drafted, is, err := s.draft(ctx); is {
		return drafted, err
	}
	c := identity.From(ctx)
	if c.SignedIn() {
		return s.ofAccount(ctx, c)
	}
	if c.Guest == "" {
		return Cart{}, ErrNoCart
	}
	found, err := s.store.Find(ctx, GuestID(c.Guest))
	if errors.Is(err, ErrNotInCart) || err == nil && found.State == Merged {
		return Cart{}, ErrNoCart
	}
	return found, err
}

// ofAccount returns the account's cart, with everything merged that is to be.
func (s *Service) ofAccount(ctx context.Context, c identity.Caller) (Cart, error) {
	var found Cart
	var err error
	if c.Guest != "" {
		found, err = expect(ctx, s.store, AccountID(c.Account), GuestID(c.Guest))
	} else {
		found, err = s.store.Find(ctx, AccountID(c.Account))
	}
	if errors.Is(err, ErrNotInCart) || err == nil && found.Version == 0 {
		return Cart{}, ErrNoCart
	}
	if err != nil {
		return Cart{}, err
	}
	return gather(ctx, s.store, found)
}

// SignedIn implements auth.SignInHook: the guest's cart becomes part of the
// account's.
func (s *Service) SignedIn(ctx context.Context, id auth.AccountID) error {
	c := identity.From(ctx)
	c.Account = string(id)
	if c.Guest == "" {
		return nil
	}
	_, err := s.ofAccount(ctx, c)
	if errors.Is(err, ErrNoCart) {
		return nil
	}
	return err
}

// Count returns the number of units in the caller's cart.
func (s *Service) Count(ctx context.Context) (int, error) {
	c, err := s.Current(ctx)
	if errors.Is(err, ErrNoCart) {
		return 0, nil
	}
	return c.Count(), err
}

// View returns the caller's cart with what is true of its lines now. A caller
// without a cart sees an empty one.
func (s *Service) View(ctx context.Context) (View, error) {
	c, err := s.Current(ctx)
	if err != nil && !errors.Is(err, ErrNoCart) {
		return View{}, err
	}
	return s.look(ctx, c)
}

// Add puts units of a variant into the cart, on top of those in it. For a guest
// without a cart it makes one and returns the token that opens it; otherwise
// the token is empty. Errors: [ErrNotSold], [ErrQuantity], [ErrTooMany],
// catalog.ErrSoldOut with the units available.
func (s *Service) Add(ctx context.Context, sku catalog.SKU, quantity int) (v View, token string, err error) {
	if quantity < 1 || quantity > MaxQuantity {
		return View{}, "", ErrQuantity
	}
	id, token, err := s.idForWriting(ctx)
	if err != nil {
		return View{}, "", err
	}
	if token != "" {
		v, err = s.begin(ctx, id, sku, quantity)
		return v, token, err
	}
	item, err := s.sellable(ctx, sku)
	if err != nil {
		return View{}, "", err
	}
	c, err := Update(ctx, s.store, id, func(c *Cart) error { return putItem(c, item, c.Quantity(sku)+quantity) })
	if err != nil {
		return View{}, "", err
	}
	v, err = s.look(ctx, c, item)
	return v, "", err
}

// begin stores a cart that nobody else knows. Since nothing else is in it, all
// that its price is made from can be read at once.
func (s *Service) begin(ctx context.Context, id string, sku catalog.SKU, quantity int) (View, error) {
	c := blank(id)
	var item catalog.Item
	var terms Terms
	reading, rctx := errgroup.WithContext(ctx)
	reading.Go(func() (err error) {
		item, err = s.sellable(rctx, sku)
		return err
	})
	reading.Go(func() (err error) {
		terms, err = s.terms(rctx, c, promotion.Entered{})
		return err
	})
	if err := reading.Wait(); err != nil {
		return View{}, err
	}
	if err := putItem(&c, item, quantity); err != nil {
		return View{}, err
	}
	c, err := s.store.Save(ctx, c)
	if err != nil {
		return View{}, err
	}
	v, err := s.inspect(ctx, c, []catalog.Item{item})
	if err != nil {
		return View{}, err
	}
	return s.price(Reading{View: v, Terms: terms})
}

// SetQuantity changes a line to exactly quantity units; 0 removes it. Errors:
// as for [Service.Add], and [ErrNoLine].
func (s *Service) SetQuantity(ctx context.Context, sku catalog.SKU, quantity int) (View, error) {
	if quantity == 0 {
		return s.Remove(ctx, sku)
	}
	if quantity < 0 || quantity > MaxQuantity {
		return View{}, ErrQuantity
	}
	item, err := s.sellable(ctx, sku)
	if err != nil {
		return View{}, err
	}
	return s.change(ctx, func(c *Cart) error {
		if c.index(sku) < 0 {
			return ErrNoLine
		}
		return putItem(c, item, quantity)
	})
}

// Remove takes a line out of the cart. Errors: [ErrNoLine].
func (s *Service) Remove(ctx context.Context, sku catalog.SKU) (View, error) {
	return s.change(ctx, func(c *Cart) error {
		if c.State == Merged {
			return ErrStale
		}
		return c.remove(sku)
	})
}

// change applies a change to a cart that must exist.
func (s *Service) change(ctx context.Context, apply func(*Cart) error) (View, error) {
	current, err := s.Current(ctx)
	if errors.Is(err, ErrNoCart) {
		return View{}, ErrNoLine
	}
	if err != nil {
		return View{}, err
	}
	c, err := Update(ctx, s.store, current.ID, apply)
	if err != nil {
		return View{}, err
	}
	return s.look(ctx, c)
}

// idForWriting returns the id of the caller's cart, and for a guest without
// one a new token.
func (s *Service) idForWriting(ctx context.Context) (id, token string, err error) {
	c := identity.From(ctx)
	current, err := s.Current(ctx)
	switch {
	case err == nil:
		return current.ID, "", nil
	case !errors.Is(err, ErrNoCart):
		return "", "", err
	case c.SignedIn():
		return AccountID(c.Account), "", nil
	default:
		token = rand.Text()
		return GuestID(token), token, nil
	}
}

// sellable returns the item if it may be sold at all.
func (s *Service) sellable(ctx context.Context, sku catalog.SKU) (catalog.Item, error) {
	found, err := s.items.Items(ctx, []catalog.SKU{sku})
	if err != nil {
		return catalog.Item{}, err
	}
	item, ok := found[sku]
	if !ok || !item.Active || item.Price.Currency != s.currency {
		return catalog.Item{}, ErrNotSold
	}
	return item, nil
}

// putItem sets the line to quantity units of the item as it is now. Taking
// fewer than before is always possible.
func putItem(c *Cart, item catalog.Item, quantity int) error {
	if c.State == Merged {
		return ErrStale
	}
	if item.Short(quantity) && quantity > c.Quantity(item.SKU) {
		return SoldOut(item)
	}
	return c.put(Line{SKU: item.SKU, Quantity: quantity, Name: item.ProductName, Price: item.Price})
}

// SoldOut returns catalog.ErrSoldOut for the item, with the units left.
func SoldOut(item catalog.Item) error {
	left := max(item.Available, 0)
	return catalog.ErrSoldOut.
		WithMessage("%s", Left(item.ProductName, left)).
		WithDetail("sku", item.SKU).WithDetail("available", left)
}
