package api_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shop/modules/orders/internal/orderstest"
	"shop/platform/web/webtest"
)

const promotionsPath = "/api/admin/promotions"

// promote makes a promotion and returns it as stored.
func promote(t *testing.T, staff *webtest.Client, body object) object {
	t.Helper()
	var stored object
	staff.JSON(http.MethodPost, promotionsPath, body).Want(http.StatusCreated).Decode(&stored)
	return stored
}

func TestPromotions_take_off_carts_quotes_and_orders(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	sale := promote(t, staff, object{"name": "Autumn sale", "active": true, "kind": "percentage", "percent": 1000})
	post := promote(t, staff, object{"name": "Free delivery", "active": true, "kind": "free-shipping", "minSubtotal": eur(3000), "priority": -1})
	step := func(kind, label string, amount int, ref any) object {
		return object{"kind": kind, "label": label, "amount": eur(amount), "ref": ref}
	}

	type priced struct {
		Number, OrderToken                  string
		Lines, Steps                        []object
		Subtotal, Discount, Total, Shipping object
	}
	check := func(what string, got priced, steps ...object) {
		t.Helper()
		if got.Subtotal["amount"] != 3998.0 || got.Discount["amount"] != 400.0 || got.Shipping["amount"] != 0.0 || got.Total["amount"] != 3598.0 {
			t.Errorf("%s: %v less %v and %v is %v", what, got.Subtotal, got.Discount, got.Shipping, got.Total)
		}
		if d, _ := got.Lines[0]["discount"].(object); d["amount"] != 400.0 || got.Lines[0]["total"].(object)["amount"] != 3998.0 {
			t.Errorf("%s: line %v", what, got.Lines[0])
		}
		for i, want := range steps {
			if i >= len(got.Steps) || !cmp.Equal(got.Steps[i], want) {
				t.Errorf("%s: steps %v, want %v", what, got.Steps, steps)
				break
			}
		}
	}
	c := guest(t, s, 2)
	var cart, quote, order priced
	c.Get("/api/cart").Want(http.StatusOK).Decode(&cart)
	check("cart", cart, step("order-promotion", "Autumn sale", -400, sale["id"]),
		step("shipping", "Standard delivery", 490, "standard"), step("shipping-promotion", "Free delivery", -490, post["id"]))
	c.JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": request(0)["shippingAddress"], "shippingMethod": "pickup"}).
		Want(http.StatusOK).Decode(&quote)
	steps := []object{step("order-promotion", "Autumn sale", -400, sale["id"]), step("shipping", "Pick up in the shop", 0, "pickup")}
	check("quote", quote, steps...)
	place(t, c, "discounted-order", request(3998)).Want(http.StatusConflict)
	place(t, c, "discounted-order", request(3598)).Want(http.StatusCreated).Decode(&order)
	check("order", order, steps...)
	staff.JSON(http.MethodDelete, promotionsPath+"/"+sale["id"].(string), nil).Want(http.StatusNoContent)
	c.Get("/api/orders/"+order.Number, "Order-Token", order.OrderToken).Want(http.StatusOK).Decode(&order)
	check("order after the sale is gone", order, steps...)
}

func TestPromotions_are_kept_by_staff(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	body := object{"name": "Sale", "active": true, "kind": "buy-x-get-y", "buy": 2, "get": 1, "skus": []string{"tray"}, "customers": "signed-in",
		"from": "2026-11-27T00:00:00Z", "until": "2026-12-24T12:00:00+01:00", "group": "winter", "exclusive": true}
	stored := promote(t, staff, body)
	if stored["until"] != "2026-12-24T11:00:00Z" || stored["version"] != 1.0 || stored["customers"] != "signed-in" {
		t.Errorf("stored %v", stored)
	}
	at := promotionsPath + "/" + stored["id"].(string)
	body["buy"], body["version"] = 3, 1
	staff.JSON(http.MethodPut, at, body).Want(http.StatusOK)
	staff.JSON(http.MethodPut, at, body).Want(http.StatusConflict)
	var list struct{ Promotions []object }
	staff.Get(promotionsPath).Want(http.StatusOK).Decode(&list)
	if len(list.Promotions) != 1 || list.Promotions[0]["buy"] != 3.0 {
		t.Errorf("list %v", list)
	}
	staff.JSON(http.MethodDelete, at, nil).Want(http.StatusNoContent)
	staff.Get(at).Want(http.StatusNotFound)
	staff.JSON(http.MethodDelete, at, nil).Want(http.StatusNotFound)

	good := object{"name": "Sale", "active": true, "kind": "percentage", "percent": 1000}
	s.Client(t).JSON(http.MethodPost, promotionsPath, good).Want(http.StatusUnauthorized)
	s.Shopper(t).JSON(http.MethodPost, promotionsPath, good).Want(http.StatusForbidden)
	s.Shopper(t).Get(promotionsPath).Want(http.StatusForbidden)
	for name, bad := range map[string]object{
		"no_kind":        {"name": "x", "active": true},
		"a_strange_kind": {"name": "x", "active": true, "kind": "gift"},
		"too_much":       {"name": "x", "active": true, "kind": "percentage", "percent": 10_001},
		"an_operator":    {"name": object{"$ne": nil}, "active": true, "kind": "percentage", "percent": 1},
		"no_category":    {"name": "x", "active": true, "kind": "percentage", "percent": 1, "categoryIds": []string{"nowhere"}},
	} {
		if r := staff.JSON(http.MethodPost, promotionsPath, bad); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
}
