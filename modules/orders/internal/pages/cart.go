package pages

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/promotion"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// Cart serves the cart. It implements [web.Routes] and [web.FrameFiller].
type Cart struct {
	carts  *cart.Service
	panels *web.Panels
}

// NewCart returns the pages of the cart; an empty one shows the panels of the
// slot "empty-cart".
func NewCart(carts *cart.Service, panels *web.Panels) *Cart { return &Cart{carts, panels} }

// Routes implements [web.Routes].
func (p *Cart) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/cart", web.Public, p.show)
	r.Page(http.MethodPost, "/cart/lines", web.Public, p.add)
	r.Page(http.MethodPost, "/cart/lines/:sku", web.Public, p.change)
	r.Page(http.MethodPost, "/cart/coupon", web.Public, p.enterCoupon)
	r.Page(http.MethodPost, "/cart/coupon/remove", web.Public, p.removeCoupon)
}

// FillFrame implements [web.FrameFiller].
func (p *Cart) FillFrame(ctx context.Context, f *web.Frame) error {
	count, err := p.carts.Count(ctx)
	if err != nil {
		return fmt.Errorf("count the cart: %w", err)
	}
	f.CartCount = count
	return nil
}

func (p *Cart) show(c echo.Context) error {
	v, err := p.carts.View(c.Request().Context())
	if err != nil {
		return err
	}
	if web.IsFragment(c) { // the open page follows a change made elsewhere
		return web.Fragment(c, http.StatusOK, views.CartPart(cartOf(v)))
	}
	return p.page(c, http.StatusOK, cartOf(v))
}

func (p *Cart) page(c echo.Context, status int, view views.Cart) error {
	var below templ.Component
	if len(view.Lines) == 0 {
		below = p.panels.Render(c.Request().Context(), "empty-cart")
	}
	return web.Page(c, status, private("Cart"), views.CartPage(view, below))
}

func (p *Cart) add(c echo.Context) error {
	sku := catalog.SKU(c.FormValue("sku"))
	n := quantity(c)
	v, token, err := p.carts.Add(c.Request().Context(), sku, n)
	if err != nil {
		return p.notAdded(c, err)
	}
	if token != "" {
		web.SetGuest(c, token)
	}
	line := added(v, sku)
	if web.IsFragment(c) {
		shown := lineOf(line.Line)
		return web.Fragment(c, http.StatusOK, views.AddedPart(views.Added{
			Name: shown.Name, Options: shown.Options, Quantity: n, Count: v.Cart.Count(),
		}))
	}
	web.SetFlash(c, line.Name+" is in your cart.")
	return web.SeeOther(c, href.Variant(line.Slug, string(sku)))
}

// notAdded tells why, on the page the form was on.
func (p *Cart) notAdded(c echo.Context, err error) error {
	message, ok := sentence(err)
	if !ok {
		return err
	}
	if web.IsFragment(c) {
		count, countErr := p.carts.Count(c.Request().Context())
		if countErr != nil {
			return countErr
		}
		return web.Fragment(c, web.StatusOf(err), views.AddedPart(views.Added{Error: message, Count: count}))
	}
	web.SetFlash(c, message)
	return web.SeeOther(c, cameFrom(c))
}

// cameFrom returns the page that the form was on, as far as it is ours.
func cameFrom(c echo.Context) string {
	from, err := url.Parse(c.Request().Referer())
	if err != nil || from.Host != c.Request().Host {
		return href.Cart()
	}
	return web.LocalPath(from.RequestURI(), href.Cart())
}

func (p *Cart) change(c echo.Context) error {
	ctx := c.Request().Context()
	status := http.StatusOK
	v, err := p.carts.SetQuantity(ctx, catalog.SKU(c.Param("sku")), quantity(c))
	var refusal string
	if err != nil {
		var ok bool
		if refusal, ok = sentence(err); !ok {
			return err
		}
		status = web.StatusOf(err)
		if v, err = p.carts.View(ctx); err != nil {
			return err
		}
	}
	view := cartOf(v)
	view.Error = refusal
	return p.changed(c, status, view)
}

// changed answers a change of the cart that was made or refused.
func (p *Cart) changed(c echo.Context, status int, view views.Cart) error {
	switch {
	case web.IsFragment(c):
		return web.Fragment(c, status, views.CartPart(view))
	case status != http.StatusOK:
		return p.page(c, status, view)
	default:
		return web.SeeOther(c, href.Cart())
	}
}

// enterCoupon puts a code into the cart; a refused one stays in its field, beside
// the reason.
func (p *Cart) enterCoupon(c echo.Context) error {
	ctx := c.Request().Context()
	typed := c.FormValue("coupon")
	v, err := p.carts.EnterCoupon(ctx, typed)
	if err == nil {
		return p.changed(c, http.StatusOK, cartOf(v))
	}
	refusal, ok := sentence(err)
	if errors.Is(err, coupon.ErrTooMany) {
		refusal, ok = coupon.ErrTooMany.Message, true
	}
	if !ok {
		return err
	}
	status := web.StatusOf(err)
	if v, err = p.carts.View(ctx); err != nil {
		return err
	}
	view := cartOf(v)
	view.Coupon = views.Coupon{Typed: typed, Error: refusal}
	return p.changed(c, status, view)
}

func (p *Cart) removeCoupon(c echo.Context) error {
	v, err := p.carts.RemoveCoupon(c.Request().Context())
	if err != nil {
		return err
	}
	return p.changed(c, http.StatusOK, cartOf(v))
}

func cartOf(v cart.View) views.Cart {
	view := views.Cart{
		Lines: cartLines(v.Lines), Count: v.Cart.Count(), Blocked: v.Blocked, Order: v.Order,
		Totals: totalsOf(v.Totals, v.Steps, "estimated"), Coupon: couponOf(v.Coupon),
	}
	for _, l := range v.Lines {
		if l.Change != "" {
			view.Changes = append(view.Changes, l.Change)
		}
	}
	return view
}

func couponOf(c *promotion.Coupon) views.Coupon {
	if c == nil {
		return views.Coupon{}
	}
	shown := views.Coupon{Code: c.Code, Name: c.Promotion.Name}
	if c.Refusal != nil {
		shown.Problem = c.Refusal.Message
	}
	return shown
}

// added returns the line of a cart that holds the SKU.
func added(v cart.View, sku catalog.SKU) cart.LineView {
	for _, l := range v.Lines {
		if l.SKU == sku {
			return l
		}
	}
	return cart.LineView{}
}
