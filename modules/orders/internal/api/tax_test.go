package api_test

import (
	"net/http"
	"testing"

	"shop/modules/orders/internal/orderstest"
)

const taxPath = "/api/admin/tax-settings"

func TestTax_staff_say_how_the_shop_taxes(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	var settings object
	staff.Get(taxPath).Want(http.StatusOK).Decode(&settings)
	if rules, _ := settings["rules"].([]any); settings["pricing"] != "inclusive" || len(rules) != 27 || settings["version"] != 0.0 {
		t.Errorf("defaults %v", settings)
	}
	settings["pricing"], settings["shippingTaxed"] = "exclusive", false
	settings["rules"] = []object{{"country": "US", "region": "california", "rate": 725}, {"country": "DE", "rate": 1900}}
	staff.JSON(http.MethodPut, taxPath, settings).Want(http.StatusOK)
	staff.JSON(http.MethodPut, taxPath, settings).Want(http.StatusConflict)

	c := guest(t, s, 1)
	quoted := func(country, region, postalCode string) (quote struct {
		Tax, Total object
		TaxAdded   bool
		Steps      []object
	}) {
		c.JSON(http.MethodPost, "/api/checkout/quote", object{"shippingMethod": "standard", "shippingAddress": object{
			"name": "Ada", "line1": "1", "city": "X", "country": country, "region": region, "postalCode": postalCode,
		}}).Want(http.StatusOK).Decode(&quote)
		return quote
	}
	// 19.99 at 7.25 % is 1.449; delivery of 4.90 is not taxed.
	if q := quoted("US", "CA", "90001"); q.Tax["amount"] != 145.0 || q.Total["amount"] != 2634.0 || !q.TaxAdded || q.Steps[1]["ref"] != "US-CA" {
		t.Errorf("to California: %+v", q)
	}
	if q := quoted("US", "New York", "10001"); q.Tax["amount"] != 0.0 || q.Total["amount"] != 2489.0 {
		t.Errorf("to New York: %+v", q)
	}
	// 19.99 at 19 % is 3.798.
	if q := quoted("DE", "", "10117"); q.Tax["amount"] != 380.0 || q.Total["amount"] != 2869.0 {
		t.Errorf("to Germany: %+v", q)
	}
	var order struct {
		Tax, Total object
		TaxAdded   bool
	}
	place(t, c, "tax-on-top", request(1999+380)).Want(http.StatusCreated).Decode(&order)
	if order.Tax["amount"] != 380.0 || order.Total["amount"] != 2379.0 || !order.TaxAdded {
		t.Errorf("order %+v", order)
	}
}

func TestTax_refuses(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	with := func(rules ...object) object {
		return object{"pricing": "inclusive", "homeCountry": "DE", "shippingTaxed": true, "rules": rules}
	}
	good := with(object{"country": "DE", "rate": 1900})
	s.Client(t).JSON(http.MethodPut, taxPath, good).Want(http.StatusUnauthorized)
	s.Shopper(t).JSON(http.MethodPut, taxPath, good).Want(http.StatusForbidden)
	s.Shopper(t).Get(taxPath).Want(http.StatusForbidden)
	staff := s.StaffMember(t)
	elsewhere := with(object{"country": "DE", "rate": 1900})
	elsewhere["homeCountry"] = "XX"
	for name, bad := range map[string]object{
		"no_such_country":     with(object{"country": "XX", "rate": 1}),
		"no_such_region":      with(object{"country": "US", "region": "Ontario", "rate": 1}),
		"a_region_of_nowhere": with(object{"country": "DE", "region": "Bayern", "rate": 1}),
		"a_negative_rate":     with(object{"country": "DE", "rate": -1}),
		"more_than_all":       with(object{"country": "DE", "rate": 10_001}),
		"a_fraction":          with(object{"country": "DE", "rate": 19.5}),
		"an_odd_class":        with(object{"country": "DE", "class": "$ne", "rate": 1}),
		"the_same_twice":      with(object{"country": "US", "region": "CA", "rate": 1}, object{"country": "us", "region": "California", "rate": 2}),
		"an_odd_home":         elsewhere,
		"an_operator":         with(object{"country": object{"$ne": nil}, "rate": 1}),
	} {
		if r := staff.JSON(http.MethodPut, taxPath, bad); r.Status != http.StatusUnprocessableEntity || r.Problem()["errors"] == nil {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
}
