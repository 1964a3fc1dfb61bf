package checkout

import (
	"context"
	"time"

	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
	"shop/modules/orders/internal/pricing"
	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/shipping"
	"shop/platform/address"
)

// Service places orders.
type Service struct {
	carts     *cart.Service
	cartStore cart.Store
	orders    order.Store
	driver    *lifecycle.Driver
	payments  *payment.Methods
	keys      *Keys
	currency  string
}

// Parts are what a [Service] works with.
type Parts struct {
	Carts     *cart.Service
	CartStore cart.Store
	Orders    order.Store
	Driver    *lifecycle.Driver
	Payments  *payment.Methods
	Keys      *Keys
	// Currency is the one the shop sells in.
	Currency string
}

// NewService returns the service made of the parts.
func NewService(p Parts) *Service {
	return &Service{
		carts: p.Carts, cartStore: p.CartStore, orders: p.Orders, driver: p.Driver,
		payments: p.Payments, keys: p.Keys, currency: p.Currency,
	}
}

// QuoteRequest is what a quote depends on.
type QuoteRequest struct {
	// To is where it goes, the zero Destination while that isn't known.
	To address.Destination
	// ShippingMethod is the one chosen; empty means the first offered.
	ShippingMethod string
	// Email is a guest's address, empty while that isn't known: a code may be
	// limited by customer.
	Email string
	// Coupon is a code to try in the place of the cart's own; empty for none.
	Coupon string
}

// Quote is what the caller's cart costs, and how it can be had.
type Quote struct {
	pricing.Quote
	Cart            cart.View
	ShippingMethods []shipping.Offer
	// Chosen is the one of them that Totals contain; the zero Offer where
	// nothing has to be delivered.
	Chosen         shipping.Offer
	PaymentMethods []payment.Method
}

// AddressNeeded reports whether something is sent to an address.
func (q Quote) AddressNeeded() bool { return q.Chosen.ID != "" && q.Chosen.Kind != shipping.Pickup }

// Quote prices the caller's cart and stores nothing. Lines that can't be
// ordered are left out of the totals; Cart tells which. Errors: [ErrOrdered] while
// an order has the cart, cart.ErrNoCart also for an empty one, shipping.ErrUnknownMethod,
// shipping.ErrNotDelivered, and of a code to try those of
// cart.Service.EnterCoupon.
func (s *Service) Quote(ctx context.Context, r QuoteRequest) (Quote, error) {
	c, err := s.carts.Current(ctx)
	if err != nil {
		return Quote{}, err
	}
	if c.State == cart.Ordering {
		return Quote{}, s.ordering(ctx, c)
	}
	if len(c.Lines) == 0 {
		return Quote{}, emptied(c)
	}
	if r.Coupon != "" {
		if c, err = s.carts.TryCoupon(ctx, c, r.Coupon); err != nil {
			return Quote{}, err
		}
	}
	q, err := s.quote(ctx, c, r)
	if err != nil {
		return Quote{}, err
	}
	if r.Coupon != "" && q.Coupon.Refusal != nil {
		return Quote{}, q.Coupon.Refusal
	}
	q.PaymentMethods, err = s.payments.Offered(ctx)
	return q, err
}

// quote prices a cart, without the ways to pay.
func (s *Service) quote(ctx context.Context, c cart.Cart, r QuoteRequest) (Quote, error) {
	read, err := s.carts.Read(ctx, c, promotion.Entered{Code: c.Coupon, Email: r.Email})
	if err != nil {
		return Quote{}, err
	}
	q := Quote{}
	if err := s.offer(&q, read, r); err != nil {
		return Quote{}, err
	}
	if q.Chosen.Kind == shipping.Pickup {
		r.To = address.Destination{} // it is handed over at home
	}
	q.Quote, err = pricing.Price(pricing.Input{
		Currency: s.currency, Lines: read.Sellable(), Promotions: read.Offer, Now: time.Now(), Tax: read.Tax, To: r.To,
		Delivery: pricing.Delivery{ID: q.Chosen.ID, Name: q.Chosen.Name, Rate: q.Chosen.Rate},
	})
	if err != nil {
		return Quote{}, err
	}
	q.Cart = read.Priced(q.Quote)
	return q, nil
}

// offer fills in the ways to deliver to the destination, and the chosen one.
func (s *Service) offer(q *Quote, read cart.Reading, r QuoteRequest) error {
	consignment, err := read.Consignment(s.currency)
	if err != nil || !consignment.Needed {
		return err
	}
	q.ShippingMethods = read.Zones.Offer(read.Tax.Place(r.To), consignment)
	q.Chosen, err = shipping.Choose(q.ShippingMethods, r.ShippingMethod)
	return err
}

// emptied says why there is nothing to order: an order took it, or there never
// was anything.
func emptied(c cart.Cart) error {
	if c.LastOrder != "" {
		return ErrOrdered.WithDetail("order", c.LastOrder)
	}
	return cart.ErrNoCart
}
