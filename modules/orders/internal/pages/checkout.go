package pages

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/auth"
	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/checkout"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/shipping"
	"shop/platform/address"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// Checkout serves the one page of checkout. It implements [web.Routes].
type Checkout struct {
	service   *checkout.Service
	orders    *order.Service
	addresses auth.AddressBook
	// currency is the one totals are in.
	currency string
}

// NewCheckout returns the page of checkout of a shop that sells in currency.
func NewCheckout(service *checkout.Service, orders *order.Service, addresses auth.AddressBook, currency string) *Checkout {
	return &Checkout{service: service, orders: orders, addresses: addresses, currency: currency}
}

// Routes implements [web.Routes].
func (p *Checkout) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/checkout", web.Public, p.show)
	r.Page(http.MethodPost, "/checkout", web.Public, p.submit, web.Limited("checkout"))
	r.Page(http.MethodGet, "/drafts/:token", web.Public, p.show)
	r.Page(http.MethodPost, "/drafts/:token", web.Public, p.submit, web.Limited("checkout"))
}

// ordering returns the context in which the draft that the address names, if it
// names one, is the caller's cart. The frame around the page shows their own.
func ordering(c echo.Context) context.Context {
	if token := c.Param("token"); token != "" {
		return cart.WithDraft(c.Request().Context(), token)
	}
	return c.Request().Context()
}

func (p *Checkout) show(c echo.Context) error {
	return p.page(c, http.StatusOK, p.prefilled(c.Request().Context()), "", nil)
}

// prefilled is what is known of the caller already: what was typed for an order
// that came to nothing, the account's own address, or that of the latest order.
func (p *Checkout) prefilled(ctx context.Context) form {
	f := form{}
	last, ordered := p.latest(ctx)
	if ordered {
		f.Email, f.Address = last.Email, last.ShippingAddress
		f.ShippingMethod, f.PaymentMethod = last.ShippingMethod.ID, last.PaymentMethod.ID
	}
	caller := identity.From(ctx)
	if !caller.SignedIn() {
		return f
	}
	f.Email = caller.Email
	// Filling in what can't be read now is left to the shopper.
	if own, ok, err := p.addresses.DefaultAddress(ctx, auth.AccountID(caller.Account)); err == nil && ok && (!ordered || last.Placed()) {
		f.Address = own
	}
	if f.Address.Name == "" {
		f.Address.Name = caller.Name
	}
	return f
}

// latest returns the order this browser or account sent last. An outage here is
// none of the page: the shopper types again.
func (p *Checkout) latest(ctx context.Context) (order.Order, bool) {
	ring := keyring(ctx)
	if number := ring.Newest(); number != "" {
		if o, err := p.orders.Owned(ctx, number, ring.Token(number)); err == nil {
			return o, true
		}
	}
	mine, err := p.orders.Mine(ctx, 1, 1)
	if err != nil || len(mine.Orders) == 0 {
		return order.Order{}, false
	}
	return mine.Orders[0], true
}

func (p *Checkout) submit(c echo.Context) error {
	f := formOf(c)
	if c.FormValue("action") != "place" {
		return p.page(c, http.StatusOK, f, "", nil)
	}
	request, err := f.request(p.currency)
	if err != nil {
		return p.refuse(c, f, err)
	}
	result, err := p.service.Place(ordering(c), f.Key, request)
	if err != nil {
		return p.refuse(c, f, err)
	}
	keep(c, result.Order.Number, result.Token)
	if result.Order.Waiting() {
		return web.SeeOther(c, href.OrderPay(result.Order.Number))
	}
	return web.SeeOther(c, href.Order(result.Order.Number))
}

// refuse shows the form as it was filled, with the reason and the next step.
func (p *Checkout) refuse(c echo.Context, f form, err error) error {
	var fields map[string]string
	message, ok := sentence(err)
	switch {
	case errors.Is(err, cart.ErrNoCart):
		return web.SeeOther(c, href.Cart())
	case errors.Is(err, checkout.ErrOrdered):
		return p.ordered(c, err)
	case errors.Is(err, coupon.ErrUsedUp), errors.Is(err, coupon.ErrUsedByCustomer):
		// An order under the key may have failed of it, and is final then.
		f.Key, fields, message = "", web.FieldErrors(err), ""
	case errors.Is(err, checkout.ErrKeyReused), failed(err):
		f.Key = "" // the order under it is final; the next try is a new one
	case errors.Is(err, checkout.ErrKey):
		f.Key, message = "", "Please press the button once more."
	case fault.KindOf(err) == fault.Invalid:
		fields, message = web.FieldErrors(err), ""
	}
	if !ok {
		return err
	}
	return p.page(c, web.StatusOf(err), f, message, fields)
}

// failed reports whether an order was made and came to nothing.
func failed(err error) bool {
	return errors.Is(err, catalog.ErrSoldOut) || errors.Is(err, catalog.ErrHoldExpired) ||
		errors.Is(err, catalog.ErrStockBusy) || errors.Is(err, coupon.ErrBusy) || errors.Is(err, catalog.ErrNoSuchSKU)
}

// ordered leads to the order that has the cart.
func (p *Checkout) ordered(c echo.Context, err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		if number, is := f.Details["order"].(string); is {
			web.SetFlash(c, f.Message)
			return web.SeeOther(c, href.Order(number))
		}
	}
	return err
}

// page prices the cart for what was filled in and shows the form.
func (p *Checkout) page(c echo.Context, status int, f form, message string, fields map[string]string) error {
	ctx := ordering(c)
	request := checkout.QuoteRequest{To: f.destination(), ShippingMethod: f.ShippingMethod, Email: f.Email}
	q, err := p.service.Quote(ctx, request)
	if errors.Is(err, shipping.ErrUnknownMethod) {
		request.ShippingMethod = "" // it doesn't go there: offer those that do
		q, err = p.service.Quote(ctx, request)
	}
	var refused error
	if errors.Is(err, shipping.ErrNotDelivered) {
		refused, status = err, web.StatusOf(err)
		request.To = address.Destination{} // show what it costs at home
		q, err = p.service.Quote(ctx, request)
	}
	switch {
	case errors.Is(err, cart.ErrNoCart):
		return web.SeeOther(c, href.Cart())
	case errors.Is(err, checkout.ErrOrdered):
		return p.ordered(c, err)
	case err != nil:
		return err
	}
	if d := q.Cart.Cart.Draft; d != nil && c.Request().Method == http.MethodGet {
		f.Email, f.Address.Name = cmp.Or(d.Email, f.Email), cmp.Or(d.Name, f.Address.Name)
	}
	view := f.view(q)
	if refused != nil {
		view.ShippingMethods, view.PaymentMethods = nil, nil
		fields = web.FieldErrors(refused)
	}
	view.SignedIn = identity.From(ctx).SignedIn()
	view.Message, view.Errors = message, fields
	return web.Page(c, status, private("Checkout"), views.CheckoutPage(view))
}
