package api_test

import (
	"net/http"
	"strings"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/api"
)

func TestProducts_are_found_by_former_addresses_and_say_the_present_one(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff, shopper := site.Staff(t), site.Client(t)
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Ash chair")).Want(201).Decode(&made)
	shopper.Get("/api/products/ash-chair").Want(200) // is cached from here on

	edit := chair("Ash chair")
	edit["slug"], edit["version"] = "ash-seat", made.Version
	staff.JSON(http.MethodPut, "/api/admin/products/"+made.ID, edit).Want(200).Decode(&made)
	for _, key := range []string{"ash-chair", "ash-seat", made.ID} {
		var seen api.Product
		shopper.Get("/api/products/" + key).Want(200).Decode(&seen)
		if seen.ID != made.ID || seen.Slug != "ash-seat" {
			t.Errorf("%s leads to %s at %s", key, seen.ID, seen.Slug)
		}
	}
	t.Run("until another product has it", func(t *testing.T) {
		var other api.StaffProduct
		heir := chair("Heir")
		heir["slug"] = "ash-chair"
		staff.JSON(http.MethodPost, "/api/admin/products", heir).Want(201).Decode(&other)
		var seen api.Product
		shopper.Get("/api/products/ash-chair").Want(200).Decode(&seen)
		if seen.ID != other.ID {
			t.Errorf("leads to %s, want the product that has the address now", seen.Name)
		}
	})
	t.Run("and not where the product is in the archive", func(t *testing.T) {
		staff.JSON(http.MethodPost, "/api/admin/products/"+made.ID+"/archive", nil).Want(200)
		shopper.Get("/api/products/ash-seat").Want(404)
		shopper.Get("/api/products/" + made.ID).Want(404)
	})
}

func TestProducts_a_taken_address_is_refused_with_its_field(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	var first, second api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", chair("First chair")).Want(201).Decode(&first)
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Second chair")).Want(201).Decode(&second)
	edit := chair("Second chair")
	edit["slug"], edit["version"] = "first-chair", second.Version
	if r := staff.JSON(http.MethodPut, "/api/admin/products/"+second.ID, edit).Want(422); !strings.Contains(r.Body, `"field":"slug"`) {
		t.Errorf("the problem does not name the address: %s", r.Body)
	}
	t.Run("a new product gets a number instead", func(t *testing.T) {
		again := chair("First chair")
		for i, v := range again["variants"].([]object) {
			v["sku"] = []string{"A", "B"}[i]
		}
		var third api.StaffProduct
		staff.JSON(http.MethodPost, "/api/admin/products", again).Want(201).Decode(&third)
		if third.Slug != "first-chair-2" {
			t.Errorf("address %s", third.Slug)
		}
	})
}

func TestCategories_malformed_requests_get_their_4xx(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	var made api.StaffCategory
	staff.JSON(http.MethodPost, "/api/admin/categories", object{"name": "Chairs"}).Want(201).Decode(&made)
	const all = "/api/admin/categories"
	one := all + "/" + made.ID
	for _, tc := range []struct {
		name, method, path string
		body               any
		status             int
		field              string
	}{
		{"no name", http.MethodPost, all, object{}, 422, "name"},
		{"a name of blanks", http.MethodPost, all, object{"name": "  "}, 422, "name"},
		{"an operator for a name", http.MethodPost, all, object{"name": object{"$ne": nil}}, 422, "name"},
		{"a list for a name", http.MethodPost, all, object{"name": []string{"Chairs"}}, 422, "name"},
		{"a taken address", http.MethodPost, all, object{"name": "Other", "slug": "chairs"}, 422, "slug"},
		{"an unknown parent", http.MethodPost, all, object{"name": "Other", "parentId": "nothing"}, 422, "parentId"},
		{"an operator for a parent", http.MethodPost, all, object{"name": "Other", "parentId": object{"$exists": true}}, 422, "parentId"},
		{"a fraction for a position", http.MethodPost, all, object{"name": "Other", "position": 1.5}, 422, "position"},
		{"a position far out", http.MethodPost, all, object{"name": "Other", "position": 1e12}, 422, "position"},
		{"an unknown field", http.MethodPost, all, object{"name": "Other", "nodes": []string{}}, 422, "nodes"},
		{"no version", http.MethodPut, one, object{"name": "Chairs"}, 422, "version"},
		{"a version that is text", http.MethodPut, one, object{"name": "Chairs", "version": "1"}, 422, "version"},
		{"a version to come", http.MethodPut, one, object{"name": "Chairs", "version": 9}, 409, ""},
		{"itself as parent", http.MethodPut, one, object{"name": "Chairs", "parentId": made.ID, "version": 1}, 422, "parentId"},
		{"an unknown category", http.MethodPut, all + "/nothing", object{"name": "Chairs", "version": 1}, 404, ""},
		{"an operator for a category", http.MethodDelete, all + "/%7B%22$ne%22:null%7D", nil, 404, ""},
		{"a wrong method", http.MethodPatch, one, object{"name": "Chairs"}, 405, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := staff.JSON(tc.method, tc.path, tc.body).Want(tc.status)
			if tc.field != "" && !strings.Contains(r.Body, `"field":"`+tc.field+`"`) {
				t.Errorf("the problem does not name %s: %s", tc.field, r.Body)
			}
		})
	}
	var tree struct{ Categories []api.StaffCategory }
	staff.Get(all).Want(200).Decode(&tree)
	if len(tree.Categories) != 1 || tree.Categories[0] != made {
		t.Errorf("categories %+v, want what there was", tree.Categories)
	}
}

func TestAdmin_lists_refuse_what_they_do_not_know(t *testing.T) {
	t.Parallel()
	staff := catalogtest.NewSite(t).Staff(t)
	for query, field := range map[string]string{
		"products?page=0": "page", "products?limit=101": "limit", "products?limit=x": "limit", "products?status=sold": "status",
		"products?stock=full": "stock", "products?sort=colour": "sort", "products?page=100000&limit=100": "page", "products?colour=red": "colour",
		"stock?limit=0": "limit", "stock?limit=201": "limit", "stock?sku=x": "sku",
	} {
		if r := staff.Get("/api/admin/" + query).Want(422); !strings.Contains(r.Body, field) {
			t.Errorf("%s: the problem does not name %s: %s", query, field, r.Body)
		}
	}
	staff.Get("/api/admin/products?q=nothing&category=nothing&status=archived&stock=low&sort=-stock").Want(200)
}
