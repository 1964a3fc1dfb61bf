package pages

import (
	"crypto/rand"
	"strconv"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/checkout"
	"shop/platform/address"
	"shop/platform/money"
	"shop/views/href"
	views "shop/views/orders"
	"shop/views/ui"
)

// form is the checkout as it was filled in.
type form struct {
	Email                         string
	Address                       address.Address
	ShippingMethod, PaymentMethod string
	// Key is the idempotency key; empty stands for a new one.
	Key string
	// Total and CartVersion are what the shopper was shown.
	Total, CartVersion string
}

func formOf(c echo.Context) form {
	part := func(name string) string { return c.FormValue("shippingAddress." + name) }
	return form{
		Email: c.FormValue("email"),
		Address: address.Address{
			Name: part("name"), Line1: part("line1"), Line2: part("line2"), City: part("city"),
			PostalCode: part("postalCode"), Region: part("region"), Country: part("country"),
		},
		ShippingMethod: c.FormValue("shippingMethod"), PaymentMethod: c.FormValue("paymentMethod"),
		Key: c.FormValue("key"), Total: c.FormValue("expectedTotal"),
		CartVersion: c.FormValue("cartVersion"),
	}
}

// destination is where it goes, as far as that is known.
func (f form) destination() address.Destination { return f.Address.Normalise().Destination() }

// request is the order that is asked for. Hidden fields that were tampered with
// are like a total that changed. Errors: [checkout.ErrTotalChanged].
func (f form) request(currency string) (checkout.Request, error) {
	r := checkout.Request{
		Email: f.Email, ShippingAddress: f.Address, ShippingMethod: f.ShippingMethod, PaymentMethod: f.PaymentMethod,
	}
	var err error
	if r.ExpectedTotal, err = money.Parse(f.Total, currency); err != nil {
		return r, checkout.ErrTotalChanged.Because(err)
	}
	version, err := strconv.ParseInt(f.CartVersion, 10, 64)
	if err != nil {
		return r, checkout.ErrTotalChanged.Because(err)
	}
	r.CartVersion = &version
	return r, nil
}

// view shows the form with what the cart costs now.
func (f form) view(q checkout.Quote) views.Checkout {
	if f.Key == "" {
		f.Key = rand.Text()
	}
	a := f.Address
	view := views.Checkout{
		Email: f.Email,
		Address: views.Address{
			Name: a.Name, Line1: a.Line1, Line2: a.Line2, City: a.City,
			PostalCode: a.PostalCode, Region: a.Region, Country: a.Country,
		},
		Countries: countries(a.Country), Lines: cartLines(q.Cart.Lines), Key: f.Key,
		Totals: totalsOf(q.Totals, q.Steps, ""), ExpectedTotal: q.Totals.Total.Decimal(),
		CartVersion: strconv.FormatInt(q.Cart.Cart.Version, 10), Coupon: couponOf(q.Coupon),
	}
	view.Action = href.Checkout()
	if d := q.Cart.Cart.Draft; d != nil {
		view.Action, view.Draft = href.Draft(q.Cart.Cart.Token()), &views.DraftNote{Note: d.Note, Until: d.Until}
	}
	view.NameWillDo = !q.AddressNeeded()
	view.NothingToDeliver = len(q.ShippingMethods) == 0
	if f.destination().Country == "" && !view.NothingToDeliver {
		view.Totals.ShippingNote = "estimated"
		return view
	}
	for _, m := range q.ShippingMethods {
		view.ShippingMethods = append(view.ShippingMethods, views.Method{
			ID: m.ID, Label: m.Name, Note: m.Note, Price: orFree(m.Rate), Chosen: m.ID == q.Chosen.ID,
		})
	}
	chosen := false
	for _, m := range q.PaymentMethods {
		is := m.ID == f.PaymentMethod
		chosen = chosen || is
		view.PaymentMethods = append(view.PaymentMethods, views.Method{ID: m.ID, Label: m.Name, Note: m.Note, Chosen: is})
	}
	if !chosen && len(view.PaymentMethods) > 0 {
		view.PaymentMethods[0].Chosen = true
	}
	return view
}

func countries(chosen string) []ui.Choice {
	choices := []ui.Choice{{Label: "Please choose", Selected: chosen == ""}}
	for _, country := range address.Countries() {
		choices = append(choices, ui.Choice{Value: country.Code, Label: country.Name, Selected: country.Code == chosen})
	}
	return choices
}
