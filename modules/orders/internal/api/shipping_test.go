package api_test

import (
	"net/http"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/money"
)

const zonesPath = "/api/admin/shipping-zones"

func flat(id, name string, price int) object {
	return object{"id": id, "name": name, "kind": "flat", "price": eur(price)}
}

func zone(name string, countries []string, methods ...object) object {
	return object{"name": name, "countries": countries, "methods": append([]object{}, methods...)}
}

func TestShipping_staff_say_how_the_shop_delivers(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "anvil", Price: money.New(5000, "EUR"), Stock: 9, WeightGrams: 12_000})
	staff := s.StaffMember(t)
	bike := flat("bike", "By bicycle", 300)
	bike["note"], bike["freeFrom"], bike["maxWeightGrams"] = "Today", eur(9000), 10_000
	freight := object{"id": "freight", "name": "Freight", "kind": "weight", "tiers": []object{
		{"from": 0, "price": eur(500)}, {"from": 20_001, "price": eur(1500)},
	}}
	var stored struct {
		Zones []struct {
			Name    string
			Methods []object
		}
		Version int
	}
	body := object{"zones": []object{zone("Home", []string{"DE"}, bike, freight), zone("World", nil, flat("post", "By post", 700)), zone("Not there", []string{"RU"})}}
	staff.JSON(http.MethodPut, zonesPath, body).Want(http.StatusOK).Decode(&stored)
	if len(stored.Zones) != 3 || stored.Zones[0].Methods[0]["note"] != "Today" || stored.Zones[0].Methods[1]["kind"] != "weight" || stored.Version != 1 {
		t.Errorf("stored %+v", stored)
	}
	body["version"] = stored.Version
	staff.JSON(http.MethodPut, zonesPath, body).Want(http.StatusOK)
	staff.JSON(http.MethodPut, zonesPath, body).Want(http.StatusConflict)

	offered := func(sku, country string, quantity int) (offers []object) {
		c := s.Client(t)
		token := c.JSON(http.MethodPost, "/api/cart/lines", object{"sku": sku, "quantity": quantity}).Want(http.StatusOK).Header.Get("Cart-Token")
		var quote struct{ ShippingMethods []object }
		c.JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": object{
			"name": "Ada", "line1": "1", "city": "X", "country": country,
		}}, "Cart-Token", token).Want(http.StatusOK).Decode(&quote)
		return quote.ShippingMethods
	}
	if at := offered("tray", "DE", 1); len(at) != 2 || at[0]["id"] != "bike" || at[1]["price"].(object)["amount"] != 500.0 {
		t.Errorf("in Germany: %v", at)
	}
	if at := offered("anvil", "DE", 2); len(at) != 1 || at[0]["id"] != "freight" || at[0]["price"].(object)["amount"] != 1500.0 {
		t.Errorf("24 kg: %v", at)
	}
	if at := offered("tray", "FR", 1); len(at) != 1 || at[0]["id"] != "post" {
		t.Errorf("in France: %v; want the post only", at)
	}
	problem := guest(t, s, 1).JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": object{
		"name": "Ada", "line1": "1", "city": "X", "country": "RU",
	}}).Want(http.StatusUnprocessableEntity).Problem()
	if errors, _ := problem["errors"].([]any); len(errors) != 1 || problem["detail"] != "We don't deliver this there." {
		t.Errorf("nowhere: %v", problem)
	}
}

func TestShipping_refuses(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	good := object{"zones": []object{zone("World", nil, flat("post", "By post", 700))}}
	s.Client(t).JSON(http.MethodPut, zonesPath, good).Want(http.StatusUnauthorized)
	s.Shopper(t).JSON(http.MethodPut, zonesPath, good).Want(http.StatusForbidden)
	s.Shopper(t).JSON(http.MethodGet, zonesPath, nil).Want(http.StatusForbidden)
	staff := s.StaffMember(t)
	for name, bad := range map[string]any{
		"none":             object{"zones": []object{}},
		"an_operator":      object{"zones": []object{zone("World", nil, object{"id": object{"$ne": nil}, "name": "x", "kind": "flat"})}},
		"an_unknown_field": object{"zones": []object{}, "all": true},
		"no_such_country":  object{"zones": []object{zone("World", []string{"XX"}, flat("a", "x", 1))}},
		"no_such_kind":     object{"zones": []object{zone("World", nil, object{"id": "a", "name": "x", "kind": "drone"})}},
		"no_tiers":         object{"zones": []object{zone("World", nil, object{"id": "a", "name": "x", "kind": "weight"})}},
	} {
		if r := staff.JSON(http.MethodPut, zonesPath, bad); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
}

func TestCheckout_of_what_is_picked_up_needs_a_name_only(t *testing.T) {
	t.Parallel()
	s := serve(t)
	r := request(1999)
	r["shippingAddress"] = object{"name": "Ada Lovelace"}
	var order struct {
		Status          string
		ShippingAddress object
	}
	place(t, guest(t, s, 1), "picked-up-order", r).Want(http.StatusCreated).Decode(&order)
	if order.Status != "paid" || order.ShippingAddress["name"] != "Ada Lovelace" {
		t.Errorf("order %+v", order)
	}
	r["shippingMethod"], r["expectedTotal"] = "standard", eur(2489)
	problem := place(t, guest(t, s, 1), "sent-nowhere", r).Want(http.StatusUnprocessableEntity).Problem()
	if errors, _ := problem["errors"].([]any); len(errors) < 3 {
		t.Errorf("what is sent needs an address: %v", problem)
	}
	r["shippingMethod"], r["shippingAddress"], r["expectedTotal"] = "pickup", object{"name": " "}, eur(1999)
	place(t, guest(t, s, 1), "picked-by-nobody", r).Want(http.StatusUnprocessableEntity)
}

func TestCheckout_of_what_needs_no_delivery_asks_for_no_method(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "voucher", Price: money.New(2500, "EUR"), Stock: 9, Weightless: true})
	c := s.Client(t)
	token := c.JSON(http.MethodPost, "/api/cart/lines", object{"sku": "voucher", "quantity": 1}).Want(http.StatusOK).Header.Get("Cart-Token")
	c.Header.Set("Cart-Token", token)
	var quote struct {
		ShippingMethods []object
		Shipping, Total object
	}
	c.JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": object{"name": "Ada"}}).Want(http.StatusOK).Decode(&quote)
	if len(quote.ShippingMethods) != 0 || quote.Shipping["amount"] != 0.0 || quote.Total["amount"] != 2500.0 {
		t.Errorf("quote %+v", quote)
	}
	r := request(2500)
	r["shippingAddress"] = object{"name": "Ada Lovelace"}
	delete(r, "shippingMethod")
	var order object
	place(t, c, "voucher-order", r).Want(http.StatusCreated).Decode(&order)
	if method, _ := order["shippingMethod"].(object); order["status"] != "paid" || method["id"] != "" {
		t.Errorf("order %v", order)
	}
}
