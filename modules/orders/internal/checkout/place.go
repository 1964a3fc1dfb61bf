package checkout

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/platform/failpoint"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/money"
)

// patience is how long a shopper waits for an order to be certain, before the
// answer is that it isn't yet.
const patience = 10 * time.Second

// Result is a placed order.
type Result struct {
	Order order.Order
	// Created: this call placed it; else an earlier one with the same key did.
	Created bool
	// Token opens the order for a guest; empty where an account placed it.
	Token string
}

// Pending reports whether it isn't certain yet what becomes of the order.
func (r Result) Pending() bool { return !r.Order.Certain() }

// Place orders the caller's cart under an idempotency key. Whether the payment
// was declined is told by the order. Errors: [ErrKey], [ErrKeyReused],
// fault.Invalid naming each wrong field, [ErrTotalChanged], [ErrCartChanged],
// [ErrLines], [ErrOrdered], cart.ErrNoCart, and what an order failed of:
// catalog.ErrSoldOut, catalog.ErrHoldExpired, catalog.ErrStockBusy,
// coupon.ErrUsedUp, coupon.ErrUsedByCustomer, coupon.ErrBusy. A code that takes
// nothing off any more is told like a total that changed, by what became of it.
func (s *Service) Place(ctx context.Context, key string, r Request) (Result, error) {
	if err := checkKey(key); err != nil {
		return Result{}, err
	}
	c, err := s.carts.Current(ctx)
	if err != nil {
		return Result{}, err
	}
	ids, err := s.keys.OrderIDs(ctx, c.Lineage(), key)
	if err != nil {
		return Result{}, err
	}
	// A shopper who goes away doesn't stop an order half-way.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	r = r.normalise()
	// Nothing follows from the price before it is known that the order isn't
	// there; so it is made out meanwhile.
	var found order.Order
	var looking errgroup.Group
	looking.Go(func() (err error) {
		found, err = s.orders.Find(ctx, ids...)
		return err
	})
	price := s.price(ctx, c, r)
	if err := looking.Wait(); !errors.Is(err, order.ErrNotFound) {
		return s.resume(ctx, found, r, err)
	}
	failpoint.Here(failpoint.LookedUp)
	o, err := s.begin(ctx, c, ids[0], r, price)
	if err != nil {
		// Another request with the key may have placed the order since.
		if found, again := s.orders.Find(ctx, ids...); again == nil {
			return s.resume(ctx, found, r, nil)
		}
		return Result{}, err
	}
	o, err = s.driver.Drive(ctx, o)
	return s.answer(ctx, o, true, err)
}

// priced is what a cart costs, or why that can't be said.
type priced struct {
	quote Quote
	err   error
}

func (s *Service) price(ctx context.Context, c cart.Cart, r Request) priced {
	if len(c.Lines) == 0 {
		return priced{err: emptied(c)}
	}
	q, err := s.quote(ctx, c, QuoteRequest{
		To: r.ShippingAddress.Destination(), ShippingMethod: cmp.Or(r.ShippingMethod, "none"), Email: r.Email,
	})
	return priced{q, err}
}

// begin claims the cart at its price and stores the order (steps 1 to 3).
func (s *Service) begin(ctx context.Context, c cart.Cart, id orders.OrderID, r Request, price priced) (order.Order, error) {
	if c.State == cart.Ordering && c.Order != id {
		return order.Order{}, s.ordering(ctx, c)
	}
	if len(c.Lines) == 0 {
		return order.Order{}, emptied(c)
	}
	q, err := price.quote, price.err
	method, unknown := s.payments.Choose(ctx, r.PaymentMethod)
	if invalid := r.validate(err != nil || q.AddressNeeded(), unknown); invalid != nil {
		return order.Order{}, invalid
	}
	if err != nil {
		return order.Order{}, err
	}
	if err := unchanged(q, r); err != nil {
		return order.Order{}, err
	}
	failpoint.Here(failpoint.Priced)
	if err := s.claim(ctx, c, id); err != nil {
		return order.Order{}, err
	}
	failpoint.Here(failpoint.Claimed)
	o, err := s.draft(ctx, q, id, r)
	if err != nil {
		return order.Order{}, err
	}
	o.PaymentMethod = order.Method{ID: method.ID, Name: method.Name}
	o, err = order.InsertNumbered(ctx, s.orders, o, order.NewNumber, s.driver.Timing().Hold, s.driver.Timing().Lease)
	failpoint.Here(failpoint.Inserted)
	return o, err
}

// unchanged checks that what was priced is what the shopper saw.
func unchanged(q Quote, r Request) error {
	if q.Cart.Blocked {
		return blocked(q.Cart)
	}
	version := q.Cart.Cart.Version
	if q.Cart.Cart.State == cart.Ordering {
		version-- // this order's own claim made another, which nobody saw
	}
	if r.CartVersion != nil && *r.CartVersion != version {
		return ErrCartChanged.WithDetail("cartVersion", q.Cart.Cart.Version).WithDetail("total", q.Totals.Total)
	}
	if r.ExpectedTotal != q.Totals.Total {
		if q.Coupon != nil && q.Coupon.Refusal != nil { // it took something off before
			return q.Coupon.Refusal.WithDetail("total", q.Totals.Total)
		}
		return ErrTotalChanged.
			WithMessage("The total is now %s. Please look at it again.", q.Totals.Total).
			WithDetail("total", q.Totals.Total)
	}
	return nil
}

// UnavailableLine tells a program what of a cart can't be ordered.
type UnavailableLine struct {
	SKU       catalog.SKU `json:"sku"`
	Name      string      `json:"name"`
	Problem   string      `json:"problem"`
	Available int         `json:"available"`
}

// blocked says which lines can't be ordered; a single one that sold out is told
// as such.
func blocked(v cart.View) error {
	var lines []UnavailableLine
	said := []string{ErrLines.Message}
	for _, l := range v.Lines {
		if l.Problem != "" {
			lines = append(lines, UnavailableLine{SKU: l.SKU, Name: l.Name, Problem: l.Problem, Available: l.Max})
			said = append(said, l.Name+": "+l.Problem)
		}
	}
	return ErrLines.WithMessage("%s", strings.Join(said, " ")).WithDetail("lines", lines)
}

// claim takes the cart for the order (step 2).
func (s *Service) claim(ctx context.Context, c cart.Cart, id orders.OrderID) error {
	_, err := cart.Claim(ctx, s.cartStore, c, id)
	if errors.Is(err, cart.ErrStale) {
		return s.claimedAlready(ctx, c, id)
	}
	return err
}

// ordering names the order that has the cart. That comes before anything the
// request gets wrong: the claim itself makes another version of the cart.
func (s *Service) ordering(ctx context.Context, c cart.Cart) error {
	other, err := s.orders.Find(ctx, c.Order)
	if errors.Is(err, order.ErrNotFound) {
		return cart.ErrOrdering.WithRetryAfter(s.driver.Timing().Lease)
	}
	if err != nil {
		return err
	}
	taken := ErrOrdered.WithDetail("order", other.Number)
	if !other.Certain() {
		taken = taken.WithMessage("Order %s has what is in your cart, and waits for its payment.", other.Number)
	}
	return taken
}

// claimedAlready accepts a claim of the same version of the cart that another
// request with the same key made in between.
func (s *Service) claimedAlready(ctx context.Context, c cart.Cart, id orders.OrderID) error {
	latest, err := s.cartStore.Find(ctx, c.ID)
	if err != nil {
		return err
	}
	if latest.State == cart.Ordering && latest.Order == id && latest.Version == c.Version+1 {
		return nil
	}
	return ErrCartChanged.WithDetail("cartVersion", latest.Version)
}

// draft makes the order's first document.
func (s *Service) draft(ctx context.Context, q Quote, id orders.OrderID, r Request) (order.Order, error) {
	caller := identity.From(ctx)
	entry := order.Entry{At: time.Now().UTC().Truncate(time.Millisecond), Action: order.Place, By: order.ActorOf(ctx)}
	if drafted := q.Cart.Cart.Draft; drafted != nil {
		entry.Note = "Drafted by " + drafted.By
		if caller.IsStaff() { // on behalf of the customer, whose order it is
			caller.Account = ""
		}
	}
	o := order.Order{
		ID: id, Account: caller.Account, CartID: q.Cart.Cart.ID, CartVersion: q.Cart.Cart.Version,
		CartFilledAt: q.Cart.Cart.FilledAt, RequestHash: r.hash(), Open: true,
		States: order.States{Status: order.New, Payment: order.PaymentNone, Fulfilment: order.Unfulfilled},
		Email:  r.Email, ShippingAddress: r.ShippingAddress,
		ShippingMethod: order.Method{ID: q.Chosen.ID, Name: q.Chosen.Name},
		Lines:          q.Lines, Totals: q.Totals, PriceSteps: q.Steps, Captured: money.Zero(s.currency),
		History: []order.Entry{entry},
	}
	if q.Redeems() {
		redeemed := q.Coupon.Redemption()
		o.Coupon = &redeemed
	}
	if o.Account == "" {
		token, err := s.keys.OrderToken(ctx, id)
		if err != nil {
			return order.Order{}, err
		}
		o.TokenHash = order.HashToken(token)
	}
	return o, nil
}

// answer tells how it went with an order that was driven as far as it goes. A
// payment that isn't known yet is no error.
func (s *Service) answer(ctx context.Context, o order.Order, created bool, err error) (Result, error) {
	if err != nil && !errors.Is(err, lifecycle.ErrUnresolved) && !errors.Is(err, context.DeadlineExceeded) {
		return Result{}, err
	}
	if o.Status == order.Failed {
		return Result{}, failure(o)
	}
	result := Result{Order: o, Created: created}
	if o.TokenHash != "" {
		if result.Token, err = s.keys.OrderToken(context.WithoutCancel(ctx), o.ID); err != nil {
			return Result{}, err
		}
	}
	return result, nil
}

// failure returns what an order failed of, as it was told the first time.
func failure(o order.Order) error {
	f := order.Failure{}
	if o.Failure != nil {
		f = *o.Failure
	}
	for _, known := range []*fault.Error{
		catalog.ErrSoldOut, catalog.ErrStockBusy, catalog.ErrNoSuchSKU, catalog.ErrHoldExpired,
		coupon.ErrUsedUp, coupon.ErrUsedByCustomer, coupon.ErrBusy,
	} {
		if known.Code != f.Code {
			continue
		}
		err := known.WithMessage("%s", f.Message).WithDetail("order", o.Number)
		if f.SKU != "" {
			err = err.WithDetail("sku", f.SKU).WithDetail("available", f.Available)
		}
		return err
	}
	return catalog.ErrHoldExpired.WithDetail("order", o.Number)
}
