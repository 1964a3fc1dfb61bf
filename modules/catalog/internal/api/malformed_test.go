package api_test

import (
	"net/http"
	"strings"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/api"
	"shop/platform/identity"
)

func TestMalformed_requests_get_their_4xx(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff, shopper := site.Staff(t), site.Client(t)
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Plain chair")).Want(201).Decode(&made)

	for _, tc := range []struct {
		name, path string
		status     int
		// field is named by the problem.
		field string
	}{
		{"page zero", "/api/products?page=0", 422, "page"},
		{"a page that is no number", "/api/products?page=one", 422, "page"},
		{"a page that is absurdly deep", "/api/products?page=9999&limit=100", 422, "page"},
		{"no products a page", "/api/products?limit=0", 422, "limit"},
		{"too many products a page", "/api/products?limit=101", 422, "limit"},
		{"an unknown order", "/api/products?sort=random", 422, "sort"},
		{"an unknown category", "/api/products?category=nothing", 422, "category"},
		{"a negative price", "/api/products?minPrice=-1", 422, "minPrice"},
		{"a price that is no amount", "/api/products?maxPrice=cheap", 422, "maxPrice"},
		{"prices the wrong way round", "/api/products?minPrice=200&maxPrice=100", 422, "maxPrice"},
		{"an enormous price", "/api/products?maxPrice=99999999999999999999", 422, "maxPrice"},
		{"a question that is no yes or no", "/api/products?inStock=maybe", 422, "inStock"},
		{"a giant search", "/api/products?q=" + strings.Repeat("x", 201), 422, "q"},
		{"an operator as a parameter", "/api/products?category[$ne]=x", 422, ""},
		{"an unknown parameter", "/api/products?colour=red", 422, ""},
		{"an unknown product", "/api/products/nothing", 404, ""},
		{"a product that can't be one", "/api/products/%7B%24ne%3Anull%7D", 404, ""},
		{"a giant id", "/api/products/" + strings.Repeat("x", 5000), 422, "idOrSlug"},
		{"an unknown route", "/api/product", 404, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := shopper.Get(tc.path).Want(tc.status)
			if tc.field != "" && !strings.Contains(r.Body, tc.field) {
				t.Errorf("the problem does not name %s: %s", tc.field, r.Body)
			}
		})
	}

	with := func(name string, value any) object {
		in := chair("Other chair")
		in[name] = value
		return in
	}
	variant := func(name string, value any) object {
		in := chair("Other chair")
		in["variants"].([]object)[0][name] = value
		return in
	}
	for _, tc := range []struct {
		name, method, path string
		body               any
		status             int
		field              string
	}{
		{"an operator where a name belongs", http.MethodPost, "/api/admin/products", with("name", object{"$ne": nil}), 422, "name"},
		{"an operator where a SKU belongs", http.MethodPost, "/api/admin/products", variant("sku", object{"$gt": ""}), 422, "sku"},
		{"an unknown field", http.MethodPost, "/api/admin/products", with("outbox", []string{}), 422, ""},
		{"no name", http.MethodPost, "/api/admin/products", with("name", " "), 422, "name"},
		{"no variants", http.MethodPost, "/api/admin/products", with("variants", []object{}), 422, "variants"},
		{"another currency", http.MethodPost, "/api/admin/products", variant("price", object{"amount": 1, "currency": "USD"}), 422, "price"},
		{"a negative price", http.MethodPost, "/api/admin/products", variant("price", euros(-1)), 422, "price"},
		{"an earlier price that is lower", http.MethodPost, "/api/admin/products", variant("compareAt", euros(1)), 422, "compareAt"},
		{"a SKU twice", http.MethodPost, "/api/admin/products", variant("sku", "OTHER-CHAIR-L"), 422, "variants[1].sku"},
		{"a SKU of another product", http.MethodPost, "/api/admin/products", variant("sku", "PLAIN-CHAIR-S"), 422, "variants[0].sku"},
		{"a price with decimals", http.MethodPost, "/api/admin/products", variant("price", object{"amount": 1.5, "currency": "EUR"}), 422, "amount"},
		{"an unknown category", http.MethodPost, "/api/admin/products", with("categoryIds", []string{"nothing"}), 422, "categoryIds[0]"},
		{"a picture nobody uploaded", http.MethodPost, "/api/admin/products", with("imageIds", []string{"nothing"}), 422, "imageIds[0]"},
		{"a bad address", http.MethodPost, "/api/admin/products", with("slug", "No Slug!"), 422, "slug"},
		{"an unknown product", http.MethodPut, "/api/admin/products/nothing", with("version", 1), 404, ""},
		{"no version", http.MethodPut, "/api/admin/products/" + made.ID, chair("X"), 422, "version"},
		{"no change of stock", http.MethodPost, "/api/admin/stock/PLAIN-CHAIR-S/adjustments", object{"delta": 0, "reason": "x"}, 422, "delta"},
		{"no reason", http.MethodPost, "/api/admin/stock/PLAIN-CHAIR-S/adjustments", object{"delta": 1, "reason": ""}, 422, "reason"},
		{"an operator as delta", http.MethodPost, "/api/admin/stock/PLAIN-CHAIR-S/adjustments", object{"delta": object{"$inc": 1}, "reason": "x"}, 422, "delta"},
		{"a wrong method", http.MethodDelete, "/api/admin/products", nil, 405, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := staff.JSON(tc.method, tc.path, tc.body).Want(tc.status)
			if tc.field != "" && !strings.Contains(r.Body, tc.field) {
				t.Errorf("the problem does not name %s: %s", tc.field, r.Body)
			}
		})
	}

	raw := func(body string) int {
		req := staff.NewRequest(http.MethodPost, "/api/admin/products", strings.NewReader(body), "Content-Type", "application/json")
		return staff.Do(req).Status
	}
	for name, tc := range map[string]struct {
		body   string
		status int
	}{
		"JSON that ends too early": {`{"name": "x`, 400},
		"no object":                {`[1, 2]`, 422},
		"nothing":                  {``, 400},
		"a giant":                  {`{"name": "` + strings.Repeat("x", 2<<20) + `"}`, 413},
	} {
		t.Run(name, func(t *testing.T) {
			if got := raw(tc.body); got != tc.status {
				t.Errorf("status %d, want %d", got, tc.status)
			}
		})
	}
}

func TestAdmin_operations_are_for_staff(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	guest := site.Client(t)
	shopper := site.SignedIn(t, identity.Caller{Account: "a1", Role: identity.Shopper})
	for _, tc := range []struct{ method, path string }{
		{http.MethodGet, "/api/admin/products"},
		{http.MethodPost, "/api/admin/products"},
		{http.MethodGet, "/api/admin/products/x"},
		{http.MethodPut, "/api/admin/products/x"},
		{http.MethodPost, "/api/admin/products/x/archive"},
		{http.MethodGet, "/api/admin/categories"},
		{http.MethodDelete, "/api/admin/categories/x"},
		{http.MethodGet, "/api/admin/stock"},
		{http.MethodPost, "/api/admin/stock/x/adjustments"},
	} {
		guest.JSON(tc.method, tc.path, nil).Want(401)
		shopper.JSON(tc.method, tc.path, nil).Want(403)
	}
}
