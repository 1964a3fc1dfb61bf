package api_test

import (
	"fmt"
	"net/http"
	"testing"

	"shop/modules/orders/internal/orderstest"
)

func TestCoupons_from_the_cart_to_the_order(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	sale := promote(t, staff, object{
		"name": "Newsletter", "active": true, "kind": "percentage", "percent": 1000,
		"code": "hello 10", "usageLimit": 1, "usageLimitPerCustomer": 1,
	})
	if sale["code"] != "HELLO10" || sale["used"] != 0.0 || sale["usageLimit"] != 1.0 {
		t.Errorf("made %v", sale)
	}
	type priced struct {
		Coupon any
		Steps  []object
		Total  object
		Number string
	}
	c := guest(t, s, 1)
	var cart, quote, order priced
	c.JSON(http.MethodPost, "/api/cart/coupon", object{"code": " Hello10 "}).Want(http.StatusOK).Decode(&cart)
	if got, _ := cart.Coupon.(object); got["code"] != "HELLO10" || got["name"] != "Newsletter" || cart.Steps[0]["label"] != "Newsletter (HELLO10)" {
		t.Errorf("cart %+v", cart)
	}
	c.JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": request(0)["shippingAddress"], "shippingMethod": "pickup"}).
		Want(http.StatusOK).Decode(&quote)
	if quote.Total["amount"] != 1799.0 {
		t.Errorf("quote %+v", quote)
	}
	slow := guest(t, s, 1)
	slow.JSON(http.MethodPost, "/api/cart/coupon", object{"code": "HELLO10"}).Want(http.StatusOK)
	place(t, c, "order-with-a-code", request(1799)).Want(http.StatusCreated).Decode(&order)
	if order.Coupon != "HELLO10" || order.Steps[0]["label"] != "Newsletter (HELLO10)" {
		t.Errorf("order %+v", order)
	}
	var problem struct {
		Type   string
		Errors []struct{ Field, Message string }
	}
	late := request(1799)
	late["email"] = "bob@example.com"
	place(t, slow, "order-too-late", late).Want(http.StatusUnprocessableEntity).Decode(&problem)
	if len(problem.Errors) != 1 || problem.Errors[0].Field != "coupon" || problem.Errors[0].Message != "This code has been used up." {
		t.Errorf("too late: %+v", problem)
	}
	var told, without priced
	slow.Get("/api/cart").Want(http.StatusOK).Decode(&told)
	if got, _ := told.Coupon.(object); got["problem"] != "This code has been used up." {
		t.Errorf("the other cart %+v", told)
	}
	slow.JSON(http.MethodDelete, "/api/cart/coupon", nil).Want(http.StatusOK).Decode(&without)
	if without.Coupon != nil {
		t.Errorf("removed, and %v is left", without.Coupon)
	}
	staff.Get(promotionsPath + "/" + sale["id"].(string)).Want(http.StatusOK).Decode(&sale)
	if sale["used"] != 1.0 || sale["reserved"] != 0.0 {
		t.Errorf("counted %v", sale)
	}
}

func TestCoupons_refusals(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	good := object{"name": "x", "active": true, "kind": "percentage", "percent": 1000, "code": "TWICE"}
	promote(t, staff, good)
	staff.JSON(http.MethodPost, promotionsPath, good).Want(http.StatusUnprocessableEntity)
	c := guest(t, s, 1)
	for _, body := range []any{object{}, object{"code": ""}, object{"code": "NOTHING"}, object{"code": object{"$ne": nil}}, object{"code": "TWICE", "more": 1}} {
		c.JSON(http.MethodPost, "/api/cart/coupon", body).Want(http.StatusUnprocessableEntity)
	}
	s.Client(t).JSON(http.MethodPost, "/api/cart/coupon", object{"code": "TWICE"}).Want(http.StatusConflict)
	s.Client(t).JSON(http.MethodDelete, "/api/cart/coupon", nil).Want(http.StatusOK)
}

// Codes can't be guessed at will, neither in the cart nor by quotes; a good one
// counts, too.
func TestCoupons_are_not_guessed_at_will(t *testing.T) {
	t.Parallel()
	s := serve(t)
	promote(t, s.StaffMember(t), object{"name": "x", "active": true, "kind": "percentage", "percent": 1000, "code": "GOOD"})
	c := guest(t, s, 1)
	const allowed = 4 * orderstest.LoginLimit
	for i := range allowed {
		if i%2 == 0 {
			c.JSON(http.MethodPost, "/api/cart/coupon", object{"code": fmt.Sprint("GUESS", i)}).Want(http.StatusUnprocessableEntity)
		} else {
			c.JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": request(0)["shippingAddress"], "coupon": fmt.Sprint("GUESS", i)}).
				Want(http.StatusUnprocessableEntity)
		}
	}
	r := c.JSON(http.MethodPost, "/api/cart/coupon", object{"code": "GOOD"}).Want(http.StatusTooManyRequests)
	if r.Header.Get("Retry-After") == "" {
		t.Error("it doesn't say when to come back")
	}
	// A new cart is no way around.
	guest(t, s, 1).JSON(http.MethodPost, "/api/cart/coupon", object{"code": "GOOD"}).Want(http.StatusTooManyRequests)
}
