package e2e_test

import (
	"net/http"
	"testing"
	"time"
)

// What the tests read of the API's answers.
type (
	money struct {
		Amount   int64
		Currency string
	}
	variant struct {
		SKU       string
		Price     money
		Available *int
		InStock   bool
	}
	product struct {
		ID, Slug, Name string
		Variants       []variant
		InStock        bool
	}
	cart struct {
		Version int64
		Lines   []struct {
			SKU      string
			Quantity int
		}
		Count int
		Total money
	}
	quote struct {
		ShippingMethods []struct{ ID string }
		PaymentMethods  []struct{ ID string }
		Total           money
		CartVersion     int64
	}
	order struct {
		Number, Status, Payment, Fulfilment, OrderToken string
		Total                                           money
		Refunded                                        money
	}
)

var berlin = object{
	"name": "Ada Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postalCode": "10117", "country": "DE",
}

// find returns the product of a slug.
func (c *client) find(slug string) product {
	c.t.Helper()
	var p product
	c.want(http.StatusOK, http.MethodGet, "/api/products/"+slug, nil).into(c.t, &p)
	return p
}

// stocked returns a product that has at least five units of its first variant,
// counted: the nth of them, so that tests that count units take different ones.
func (c *client) stocked(nth int) product {
	c.t.Helper()
	var list struct{ Products []product }
	c.want(http.StatusOK, http.MethodGet, "/api/products?inStock=true&limit=100&sort=name", nil).into(c.t, &list)
	for _, card := range list.Products {
		if p := c.find(card.Slug); p.Variants[0].Available != nil && *p.Variants[0].Available >= 5 {
			if nth--; nth == 0 {
				return p
			}
		}
	}
	c.t.Fatal("the demo shop has too few products in stock")
	return product{}
}

func (c *client) add(sku string, quantity int) cart {
	c.t.Helper()
	var got cart
	c.want(http.StatusOK, http.MethodPost, "/api/cart/lines", object{"sku": sku, "quantity": quantity}).into(c.t, &got)
	return got
}

// checkout is the body of a checkout that pays what a quote says, by the test
// provider, as the person of that e-mail address.
func (c *client) checkout(email string) object {
	c.t.Helper()
	var q quote
	c.want(http.StatusOK, http.MethodPost, "/api/checkout/quote", object{"email": email, "shippingAddress": berlin}).into(c.t, &q)
	return object{
		"email": email, "shippingAddress": berlin, "shippingMethod": q.ShippingMethods[0].ID, "paymentMethod": "test",
		"expectedTotal": object{"amount": q.Total.Amount, "currency": q.Total.Currency}, "cartVersion": q.CartVersion,
	}
}

// buy orders what is in the cart.
func (c *client) buy(email, key string) order {
	c.t.Helper()
	var o order
	c.want(http.StatusCreated, http.MethodPost, "/api/checkout", c.checkout(email), header("Idempotency-Key: "+key)).into(c.t, &o)
	return o
}

func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(live); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Errorf("not within %v: %s", live, what)
			return
		}
	}
}

func TestAPI_a_mobile_app_buys_and_follows_its_order(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	app := newClient(t, s)
	var list struct {
		Products []product
		Total    int
	}
	app.want(http.StatusOK, http.MethodGet, "/api/products?limit=5&sort=-price&inStock=true", nil).into(t, &list)
	if len(list.Products) != 5 || list.Total < 40 {
		t.Fatalf("the demo shop lists %d of %d products", len(list.Products), list.Total)
	}
	app.want(http.StatusOK, http.MethodGet, "/api/categories", nil)

	// The guest fills a cart, registers, signs in, and finds it again.
	p := app.stocked(1)
	sku := p.Variants[0].SKU
	app.add(sku, 1)
	if app.cart == "" {
		t.Fatal("a guest's cart has no token")
	}
	credentials := object{"email": "mobile@example.com", "password": "a long password", "name": "Mo Bile"}
	app.want(http.StatusCreated, http.MethodPost, "/api/auth/register", credentials)
	app.signIn("mobile@example.com", "a long password")
	app.cart = ""
	var mine cart
	app.want(http.StatusOK, http.MethodGet, "/api/cart", nil).into(t, &mine)
	if mine.Count != 1 || mine.Lines[0].SKU != sku {
		t.Fatalf("after sign-in the cart is %+v", mine)
	}
	app.want(http.StatusOK, http.MethodPatch, "/api/cart/lines/"+sku, object{"quantity": 2})

	// The order is paid once, whatever is repeated.
	request, key := app.checkout("mobile@example.com"), header("Idempotency-Key: mobile-key-1")
	var placed, again order
	app.want(http.StatusCreated, http.MethodPost, "/api/checkout", request, key).into(t, &placed)
	app.want(http.StatusOK, http.MethodPost, "/api/checkout", request, key).into(t, &again)
	if placed.Status != "paid" || again.Number != placed.Number {
		t.Fatalf("placed %+v, then %+v", placed, again)
	}
	request["email"] = "other@example.com"
	app.want(http.StatusUnprocessableEntity, http.MethodPost, "/api/checkout", request, key)
	request["email"] = "mobile@example.com"
	app.want(http.StatusConflict, http.MethodPost, "/api/checkout", request, header("Idempotency-Key: mobile-key-2"))
	eventually(t, "the product says two units less", func() bool {
		return *app.find(p.Slug).Variants[0].Available == *p.Variants[0].Available-2
	})

	// The merchant ships it, and the app sees that.
	merchant := staff(t, s)
	for _, to := range []string{"packed", "shipped"} {
		merchant.want(http.StatusOK, http.MethodPost, "/api/admin/orders/"+placed.Number+"/transitions", object{"to": to})
	}
	merchant.want(http.StatusConflict, http.MethodPost, "/api/admin/orders/"+placed.Number+"/transitions", object{"to": "packed"})
	var shipped order
	app.want(http.StatusOK, http.MethodGet, "/api/orders/"+placed.Number, nil).into(t, &shipped)
	if shipped.Fulfilment != "shipped" {
		t.Errorf("the order is %+v", shipped)
	}
	var orders struct{ Orders []order }
	app.want(http.StatusOK, http.MethodGet, "/api/orders", nil).into(t, &orders)
	if len(orders.Orders) != 1 || orders.Orders[0].Number != placed.Number {
		t.Errorf("the list has %+v", orders.Orders)
	}
	newClient(t, s).want(http.StatusNotFound, http.MethodGet, "/api/orders/"+placed.Number, nil)
}

func TestAPI_a_guest_cancels_and_gets_everything_back(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	app := newClient(t, s)
	sku := app.stocked(2).Variants[0].SKU
	app.add(sku, 1)
	o := app.buy("guest@example.com", "guest-key-1")
	if o.OrderToken == "" {
		t.Fatal("a guest's order has no token")
	}
	token := header("Order-Token: " + o.OrderToken)
	app.want(http.StatusNotFound, http.MethodGet, "/api/orders/"+o.Number, nil)
	app.want(http.StatusOK, http.MethodGet, "/api/orders/"+o.Number, nil, token)
	var cancelled order
	app.want(http.StatusOK, http.MethodPost, "/api/orders/"+o.Number+"/cancel", nil, token).into(t, &cancelled)
	if cancelled.Status != "cancelled" || cancelled.Refunded != o.Total {
		t.Errorf("the cancelled order is %+v", cancelled)
	}
	app.want(http.StatusConflict, http.MethodPost, "/api/orders/"+o.Number+"/cancel", nil, token)
}

func TestAPI_a_declined_payment_leaves_the_cart(t *testing.T) {
	t.Parallel()
	app := newClient(t, sharedShop(t))
	p := app.stocked(3)
	app.add(p.Variants[0].SKU, 1)
	var o order
	app.want(http.StatusCreated, http.MethodPost, "/api/checkout", app.checkout("ada+decline@example.com"), "Idempotency-Key: decline-1").into(t, &o)
	if o.Status != "declined" {
		t.Fatalf("the order is %+v", o)
	}
	var kept cart
	app.want(http.StatusOK, http.MethodGet, "/api/cart", nil).into(t, &kept)
	if kept.Count != 1 {
		t.Errorf("the cart has %d units", kept.Count)
	}
	if paid := app.buy("ada@example.com", "decline-2"); paid.Status != "paid" {
		t.Errorf("the second try is %+v", paid)
	}
}
