package api_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/money"
	"shop/platform/web/webtest"
)

type object = map[string]any

// eur is an amount as JSON has it.
func eur(cents int) object { return object{"amount": float64(cents), "currency": "EUR"} }

func serve(t *testing.T) *orderstest.Site {
	t.Helper()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Oak tray", Price: money.New(1999, "EUR"), Stock: 50})
	return s
}

// guest returns a visitor whose cart has units of the tray.
func guest(t *testing.T, s *orderstest.Site, quantity int) *webtest.Client {
	t.Helper()
	c := s.Client(t)
	r := c.JSON(http.MethodPost, "/api/cart/lines", object{"sku": "tray", "quantity": quantity}).Want(http.StatusOK)
	token := r.Header.Get("Cart-Token")
	if token == "" {
		t.Fatal("no Cart-Token came back")
	}
	c.Header.Set("Cart-Token", token)
	return c
}

func request(total int) object {
	return object{
		"email": "ada@example.com", "shippingMethod": "pickup", "paymentMethod": "test", "expectedTotal": eur(total),
		"shippingAddress": object{
			"name": "Ada Lovelace", "line1": "Unter den Linden 1", "city": "Berlin", "postalCode": "10117", "country": "DE",
		},
	}
}

func place(t *testing.T, c *webtest.Client, key string, body object) *webtest.Response {
	t.Helper()
	return c.JSON(http.MethodPost, "/api/checkout", body, "Idempotency-Key", key)
}

// placed orders a tray and returns the order.
func placed(t *testing.T, c *webtest.Client) object {
	t.Helper()
	var o object
	place(t, c, "a-key-of-its-own", request(1999)).Want(http.StatusCreated).Decode(&o)
	return o
}

func TestCart(t *testing.T) {
	t.Parallel()
	s := serve(t)
	var cart struct {
		Lines    []object
		Count    int
		Subtotal object
		Total    object
	}

	s.Client(t).Get("/api/cart").Want(http.StatusOK).Decode(&cart)
	if len(cart.Lines) != 0 || cart.Total["amount"] != 0.0 {
		t.Errorf("nobody's cart: %+v", cart)
	}
	c := guest(t, s, 2)
	c.Get("/api/cart").Want(http.StatusOK).Decode(&cart)
	if len(cart.Lines) != 1 || cart.Count != 2 || cart.Subtotal["amount"] != 3998.0 {
		t.Errorf("cart: %+v", cart)
	}
	c.JSON(http.MethodPatch, "/api/cart/lines/tray", object{"quantity": 3}).Want(http.StatusOK).Decode(&cart)
	if cart.Count != 3 {
		t.Errorf("%d units after setting 3", cart.Count)
	}
	c.JSON(http.MethodDelete, "/api/cart/lines/tray", nil).Want(http.StatusOK).Decode(&cart)
	if len(cart.Lines) != 0 {
		t.Errorf("after removal: %+v", cart)
	}
	if token := c.Get("/api/cart").Header.Get("Cart-Token"); token != c.Header.Get("Cart-Token") {
		t.Errorf("the token came back as %q", token)
	}
	problem := c.JSON(http.MethodPost, "/api/cart/lines", object{"sku": "tray", "quantity": 51}).Want(http.StatusConflict).Problem()
	if problem["available"] != 50.0 {
		t.Errorf("sold out says %v", problem)
	}
	c.JSON(http.MethodPatch, "/api/cart/lines/none", object{"quantity": 1}).Want(http.StatusNotFound)
	c.JSON(http.MethodPost, "/api/cart/lines", object{"sku": "none", "quantity": 1}).Want(http.StatusNotFound)
}

func TestCheckout(t *testing.T) {
	t.Parallel()
	s := serve(t)

	t.Run("from_quote_to_order", func(t *testing.T) {
		t.Parallel()
		c := guest(t, s, 1)
		var quote struct {
			ShippingMethods, PaymentMethods, Lines []object
			Total                                  object
			CartVersion                            float64
		}
		body := object{"email": "ada@example.com", "shippingAddress": request(0)["shippingAddress"], "shippingMethod": "express"}
		c.JSON(http.MethodPost, "/api/checkout/quote", body).Want(http.StatusOK).Decode(&quote)
		if len(quote.ShippingMethods) != 3 || len(quote.PaymentMethods) != 3 || len(quote.Lines) != 1 || quote.Total["amount"] != 2989.0 {
			t.Fatalf("quote %+v", quote)
		}
		r := request(2989)
		r["shippingMethod"], r["cartVersion"] = "express", quote.CartVersion
		var order object
		place(t, c, "quote-to-order", r).Want(http.StatusCreated).Decode(&order)
		if order["status"] != "paid" || order["payment"] != "paid" || order["fulfilment"] != "unfulfilled" || order["orderToken"] == "" {
			t.Errorf("order %v", order)
		}
		var again object
		place(t, c, "quote-to-order", r).Want(http.StatusOK).Decode(&again)
		if again["number"] != order["number"] || again["orderToken"] != order["orderToken"] {
			t.Errorf("again %v %v, want %v %v", again["number"], again["orderToken"], order["number"], order["orderToken"])
		}
		r["email"] = "eve@example.com"
		place(t, c, "quote-to-order", r).Want(http.StatusUnprocessableEntity)
	})
	t.Run("202_while_the_payment_is_open", func(t *testing.T) {
		t.Parallel()
		c := guest(t, s, 1)
		r := request(1999)
		r["email"] = "ada+error@example.com"
		var order object
		place(t, c, "payment-is-open", r).Want(http.StatusAccepted).Decode(&order)
		if order["status"] != "paying" {
			t.Errorf("status %v, want paying", order["status"])
		}
		problem := place(t, c, "another-key", request(1999)).Want(http.StatusConflict).Problem()
		if problem["order"] != order["number"] {
			t.Errorf("another key is told %v, want order %v", problem, order["number"])
		}
	})
	t.Run("declined_is_an_order_too", func(t *testing.T) {
		t.Parallel()
		r := request(1999)
		r["email"] = "ada+decline@example.com"
		var order object
		place(t, guest(t, s, 1), "declined-key", r).Want(http.StatusCreated).Decode(&order)
		failure, _ := order["failure"].(object)
		if order["status"] != "declined" || failure["code"] != "payment-declined" {
			t.Errorf("order %v", order)
		}
	})
	t.Run("409_says_what_changed", func(t *testing.T) {
		t.Parallel()
		c := guest(t, s, 1)
		problem := place(t, c, "changed-total", request(1)).Want(http.StatusConflict).Problem()
		total, _ := problem["total"].(object)
		if total["amount"] != 1999.0 {
			t.Errorf("problem %v, want the new total", problem)
		}
		place(t, c, "changed-total", request(1999)).Want(http.StatusCreated)
	})
}

func TestCheckout_RefusesMalformedInput(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := guest(t, s, 1)
	with := func(change func(object)) object {
		r := request(1999)
		change(r)
		return r
	}
	cases := map[string]struct {
		body   any
		key    string
		status int
	}{
		"an_operator_for_a_string":  {with(func(r object) { r["email"] = object{"$ne": nil} }), "good-key", 422},
		"an_operator_in_an_address": {with(func(r object) { r["shippingAddress"] = object{"$gt": ""} }), "good-key", 422},
		"an_unknown_field":          {with(func(r object) { r["discount"] = 100 }), "good-key", 422},
		"a_string_for_money":        {with(func(r object) { r["expectedTotal"] = "19.99" }), "good-key", 422},
		"a_fraction_of_a_cent":      {with(func(r object) { r["expectedTotal"] = object{"amount": 19.99, "currency": "EUR"} }), "good-key", 422},
		"no_total":                  {with(func(r object) { delete(r, "expectedTotal") }), "good-key", 422},
		"no_address":                {with(func(r object) { delete(r, "shippingAddress") }), "good-key", 422},
		"an_empty_address":          {with(func(r object) { r["shippingAddress"] = object{} }), "good-key", 422},
		"null_for_an_address":       {with(func(r object) { r["shippingAddress"] = nil }), "good-key", 422},
		"an_array":                  {[]any{}, "good-key", 422},
		"a_very_long_name":          {with(func(r object) { r["email"] = string(make([]byte, 1000)) }), "good-key", 422},
		"no_key":                    {request(1999), "", 422},
		"a_short_key":               {request(1999), "short", 422},
		"a_huge_body":               {object{"email": string(make([]byte, 2<<20))}, "good-key", 413},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := c.JSON(http.MethodPost, "/api/checkout", tc.body, "Idempotency-Key", tc.key).Want(tc.status)
			if problem := r.Problem(); problem["requestId"] == "" || problem["detail"] == "" {
				t.Errorf("problem %v", problem)
			}
		})
	}
}

func TestOrders(t *testing.T) {
	t.Parallel()
	s := serve(t)

	t.Run("are_the_owner's", func(t *testing.T) {
		t.Parallel()
		order := placed(t, guest(t, s, 1))
		path := "/api/orders/" + order["number"].(string)
		stranger := s.Client(t)
		stranger.Get(path).Want(http.StatusNotFound)
		stranger.Get(path, "Order-Token", "guess").Want(http.StatusNotFound)
		stranger.Get(path, "Order-Token", order["orderToken"].(string)).Want(http.StatusOK)
		stranger.JSON(http.MethodPost, path+"/cancel", nil).Want(http.StatusNotFound)
		var cancelled object
		stranger.JSON(http.MethodPost, path+"/cancel", nil, "Order-Token", order["orderToken"].(string)).
			Want(http.StatusOK).Decode(&cancelled)
		refunded, _ := cancelled["refunded"].(object)
		if cancelled["status"] != "cancelled" || refunded["amount"] != 1999.0 {
			t.Errorf("cancelled: %v", cancelled)
		}
	})
	t.Run("are_listed_for_accounts", func(t *testing.T) {
		t.Parallel()
		s.Client(t).Get("/api/orders").Want(http.StatusUnauthorized)
		ada := s.Shopper(t)
		ada.JSON(http.MethodPost, "/api/cart/lines", object{"sku": "tray", "quantity": 1}).Want(http.StatusOK)
		order := placed(t, ada)
		if _, has := order["orderToken"]; has {
			t.Error("an account's order came with a token")
		}
		var list struct{ Orders []object }
		ada.Get("/api/orders?limit=5").Want(http.StatusOK).Decode(&list)
		if len(list.Orders) != 1 || list.Orders[0]["number"] != order["number"] {
			t.Errorf("list %v", list)
		}
		ada.Get("/api/orders?limit=1000").Want(http.StatusUnprocessableEntity)
	})
}

func TestAdmin(t *testing.T) {
	t.Parallel()
	s := serve(t)
	order := placed(t, guest(t, s, 1))
	path := "/api/admin/orders/" + order["number"].(string)

	for _, c := range []*webtest.Client{s.Client(t), s.Shopper(t)} {
		for _, r := range []*webtest.Response{
			c.Get("/api/admin/orders"), c.Get(path), c.JSON(http.MethodPost, path+"/transitions", object{"to": "packed"}),
		} {
			if r.Status != http.StatusUnauthorized && r.Status != http.StatusForbidden {
				t.Errorf("status %d for somebody who isn't staff", r.Status)
			}
		}
	}
	staff := s.StaffMember(t)
	var list struct {
		Orders []object
		Total  int
	}
	staff.Get("/api/admin/orders?status=paid&q=ada").Want(http.StatusOK).Decode(&list)
	if list.Total != 1 || list.Orders[0]["number"] != order["number"] {
		t.Errorf("list %v", list)
	}
	staff.Get("/api/admin/orders?status=eaten").Want(http.StatusUnprocessableEntity)
	staff.JSON(http.MethodPost, path+"/transitions", object{"to": "eaten"}).Want(http.StatusUnprocessableEntity)
	staff.JSON(http.MethodPost, path+"/transitions", object{"to": "delivered"}).Want(http.StatusConflict)
	staff.JSON(http.MethodPost, path+"/transitions", object{"to": "shipped", "carrier": "Post", "tracking": "RR1"}).Want(http.StatusOK)
	var detail struct {
		Fulfilment  string
		Fulfilments []object
		Events      []object
		Transitions []string
	}
	staff.Get(path).Want(http.StatusOK).Decode(&detail)
	if detail.Fulfilment != "shipped" || len(detail.Fulfilments) != 1 || len(detail.Transitions) != 1 || detail.Transitions[0] != "delivered" {
		t.Errorf("detail %+v", detail)
	}
	if last := detail.Events[len(detail.Events)-1]; last["action"] != "ship" || last["name"] != "Sam Staff" {
		t.Errorf("history ends with %v", last)
	}
	staff.Get("/api/admin/orders/NOSUCH99").Want(http.StatusNotFound)
}

func TestEvents(t *testing.T) {
	t.Parallel()
	s := serve(t)

	t.Run("tell_a_guest_of_the_order", func(t *testing.T) {
		t.Parallel()
		order := placed(t, guest(t, s, 1))
		number, token := order["number"].(string), order["orderToken"].(string)
		s.Client(t).Get("/api/events?order=" + number).Want(http.StatusNotFound)
		stream := s.Client(t).Stream("/api/events?order="+number, "Order-Token", token)
		s.StaffMember(t).JSON(http.MethodPost, "/api/admin/orders/"+number+"/transitions", object{"to": "packed"}).Want(http.StatusOK)
		for {
			e := stream.Next(5 * time.Second)
			if e.Name != "order.status" {
				t.Fatalf("event %+v", e)
			}
			if want := `{"number":"` + number + `","status":"paid","payment":"paid","fulfilment":"packed"`; len(e.Data) >= len(want) && e.Data[:len(want)] == want {
				return
			}
		}
	})
	t.Run("tell_staff_of_every_order", func(t *testing.T) {
		t.Parallel()
		s.Client(t).Get("/api/admin/events").Want(http.StatusUnauthorized)
		s.Shopper(t).Get("/api/admin/events").Want(http.StatusForbidden)
		stream := s.StaffMember(t).Stream("/api/admin/events")
		placed(t, guest(t, s, 1))
		name := ""
		for name != "order.new" {
			name = stream.Next(5 * time.Second).Name
		}
	})
	t.Run("tell_of_the_product_that_is_looked_at", func(t *testing.T) {
		t.Parallel()
		stream := s.Client(t).Stream("/api/events?product=p1")
		for _, id := range []catalog.ProductID{"p2", "p1"} {
			change := catalog.StockChanged{ProductID: id, SKU: "x", Available: 3}
			if err := s.Hub.Publish(t.Context(), catalog.ChannelStock, change); err != nil {
				t.Fatal(err)
			}
		}
		if e := stream.Next(5 * time.Second); e.Name != "product.stock" || e.Data != `{"productId":"p1","sku":"x","available":3}` {
			t.Errorf("event %+v", e)
		}
	})
	t.Run("tell_of_the_cart_and_of_what_is_in_it", func(t *testing.T) {
		t.Parallel()
		mine, other := guest(t, s, 1), guest(t, s, 1)
		var lines struct {
			Lines []struct{ SKU, ProductID string }
		}
		mine.Get("/api/cart").Want(http.StatusOK).Decode(&lines)
		line := lines.Lines[0]
		stream := mine.Stream("/api/events?cart=true")
		other.JSON(http.MethodPatch, "/api/cart/lines/"+line.SKU, object{"quantity": 2}).Want(http.StatusOK)
		for _, id := range []catalog.ProductID{"elsewhere", catalog.ProductID(line.ProductID)} {
			if err := s.Hub.Publish(t.Context(), catalog.ChannelStock, catalog.StockChanged{ProductID: id, SKU: "x", Available: 3}); err != nil {
				t.Fatal(err)
			}
		}
		if e := stream.Next(5 * time.Second); e.Name != "product.stock" || !strings.Contains(e.Data, line.ProductID) {
			t.Errorf("event %+v, want the stock of what is in the cart", e)
		}
		mine.JSON(http.MethodDelete, "/api/cart/lines/"+line.SKU, nil).Want(http.StatusOK)
		if e := stream.Next(5 * time.Second); e.Name != "cart.changed" || e.Data != "{}" {
			t.Errorf("event %+v, want that the cart changed", e)
		}
	})
	t.Run("tell_staff_of_low_stock", func(t *testing.T) {
		t.Parallel()
		stream := s.StaffMember(t).Stream("/api/admin/events")
		low := catalog.LowStock{ProductID: "p1", SKU: "x", Available: 2}
		if err := s.Hub.Publish(t.Context(), catalog.ChannelLowStock, low); err != nil {
			t.Fatal(err)
		}
		for {
			e := stream.Next(5 * time.Second)
			if e.Name != "product.low-stock" {
				continue // other tests place orders meanwhile
			}
			var got catalog.LowStock
			if err := json.Unmarshal([]byte(e.Data), &got); err != nil || got != low {
				t.Errorf("event %+v (%v), want %+v", e, err, low)
			}
			return
		}
	})
	t.Run("say_nothing_of_others", func(t *testing.T) {
		t.Parallel()
		stream := s.Shopper(t).Stream("/api/events")
		for _, account := range []string{"eve", "", "ada"} {
			status := orders.StatusChanged{Number: "N-" + account, AccountID: account, Email: "x@example.com"}
			if err := s.Hub.Publish(t.Context(), orders.ChannelOrderStatus, status); err != nil {
				t.Fatal(err)
			}
		}
		if e := stream.Next(5 * time.Second); e.Data != `{"number":"N-ada","status":"","payment":"","fulfilment":""}` {
			t.Errorf("ada hears %+v", e)
		}
	})
}

func TestCheckout_sends_the_shopper_away_to_pay(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := guest(t, s, 1)
	body := request(1999)
	body["email"] = "ada+redirect@example.com"
	var first, again struct {
		Number, Status string
		NextAction     struct{ Kind, URL, By string }
	}
	place(t, c, "key-sent-away", body).Want(http.StatusAccepted).Decode(&first)
	if first.NextAction.Kind != "redirect" || first.NextAction.URL == "" || first.NextAction.By == "" {
		t.Fatalf("the shopper isn't told where to go: %+v", first)
	}
	place(t, c, "key-sent-away", body).Want(http.StatusAccepted).Decode(&again)
	if again != first {
		t.Errorf("the same request again is told %+v, want %+v", again, first)
	}
	c.Post(first.NextAction.URL, url.Values{"decision": {"approve"}}).Want(http.StatusSeeOther)
	place(t, c, "key-sent-away", body).Want(http.StatusOK).Decode(&again)
	if again.Status != "paid" {
		t.Errorf("after paying: %+v", again)
	}
	s.Audit(t)
}
