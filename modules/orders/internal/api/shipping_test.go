package api_test

import (
	"net/http"
	"testing"

	"shop/modules/orders/internal/orderstest"
)

func method(id, name string, price int) object {
	return object{"id": id, "name": name, "price": eur(price)}
}

func TestShipping_staff_say_how_the_shop_delivers(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	bike := method("bike", "By bicycle", 300)
	bike["countries"], bike["note"], bike["freeFrom"] = []string{"DE"}, "Today", eur(5000)
	var stored struct {
		Methods []object
		Version int
	}
	staff.JSON(http.MethodPut, "/api/admin/shipping-methods", object{"methods": []object{bike, method("post", "By post", 700)}}).
		Want(http.StatusOK).Decode(&stored)
	if len(stored.Methods) != 2 || stored.Methods[0]["id"] != "bike" || stored.Methods[0]["note"] != "Today" {
		t.Errorf("stored %v", stored.Methods)
	}
	if change := (object{"methods": stored.Methods, "version": stored.Version}); stored.Version == 1 {
		staff.JSON(http.MethodPut, "/api/admin/shipping-methods", change).Want(http.StatusOK)
		staff.JSON(http.MethodPut, "/api/admin/shipping-methods", change).Want(http.StatusConflict)
	} else {
		t.Errorf("version %d, want 1", stored.Version)
	}
	offered := func(country string) []object {
		var quote struct{ ShippingMethods []object }
		guest(t, s, 1).JSON(http.MethodPost, "/api/checkout/quote", object{"shippingAddress": object{
			"name": "Ada", "line1": "1", "city": "X", "country": country,
		}}).Want(http.StatusOK).Decode(&quote)
		return quote.ShippingMethods
	}
	if at := offered("DE"); len(at) != 2 || at[0]["id"] != "bike" {
		t.Errorf("in Germany: %v", at)
	}
	if at := offered("FR"); len(at) != 1 || at[0]["id"] != "post" {
		t.Errorf("in France: %v; want the post only", at)
	}
}

func TestShipping_refuses(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	const path = "/api/admin/shipping-methods"
	good := object{"methods": []object{method("post", "By post", 700)}}
	s.Client(t).JSON(http.MethodPut, path, good).Want(http.StatusUnauthorized)
	s.Shopper(t).JSON(http.MethodPut, path, good).Want(http.StatusForbidden)
	s.Shopper(t).JSON(http.MethodGet, path, nil).Want(http.StatusForbidden)
	staff := s.StaffMember(t)
	for name, bad := range map[string]any{
		"none":             object{"methods": []object{}},
		"an_operator":      object{"methods": []object{{"id": object{"$ne": nil}, "name": "x", "price": eur(1)}}},
		"an_unknown_field": object{"methods": []object{}, "all": true},
		"no_such_country":  object{"methods": []object{{"id": "a", "name": "x", "price": eur(1), "countries": []string{"XX"}}}},
	} {
		if r := staff.JSON(http.MethodPut, path, bad); r.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
}
