package api_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/api"
)

// fields are the names that bodies of the catalogue's operations have, and some
// that they don't.
var fields = []string{
	"name", "slug", "descriptionHtml", "vendor", "type", "tags", "status", "optionNames", "variants", "imageIds", "categoryIds", "seo",
	"sku", "options", "price", "compareAt", "weightGrams", "tracked", "quantity", "amount", "currency", "value", "title",
	"parentId", "position", "version", "delta", "reason", "alt", "$ne", "_id", "outbox", "",
}

// anyJSON draws a value, nested as deep as depth.
func anyJSON(depth int) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		kinds := []string{"null", "bool", "number", "text"}
		if depth > 0 {
			kinds = append(kinds, "list", "object", "object", "object")
		}
		switch rapid.SampledFrom(kinds).Draw(t, "kind") {
		case "bool":
			return rapid.Bool().Draw(t, "bool")
		case "number":
			return rapid.SampledFrom([]any{0, -1, 1, 2.5, 1e300, -9223372036854775808, 4900}).Draw(t, "number")
		case "text":
			return rapid.SampledFrom([]string{"", " ", "x", "EUR", "active", "chairs", "\x00", "💺", "<b>", "$where", strings.Repeat("long ", 60)}).Draw(t, "text")
		case "list":
			return rapid.SliceOfN(anyJSON(depth-1), 0, 3).Draw(t, "list")
		case "object":
			return rapid.MapOfN(rapid.SampledFrom(fields), anyJSON(depth-1), 0, 6).Draw(t, "object")
		}
		return nil
	})
}

// Whatever body comes, the answer is one that the API's document knows, which
// the client checks, and never a failure of the shop's.
func TestOperations_answer_any_body_with_what_the_document_promises(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Odd chair")).Want(201).Decode(&made)
	var category api.StaffCategory
	staff.JSON(http.MethodPost, "/api/admin/categories", object{"name": "Chairs"}).Want(201).Decode(&category)
	operations := []struct{ method, path string }{
		{http.MethodPost, "/api/admin/products"}, {http.MethodPut, "/api/admin/products/" + made.ID},
		{http.MethodPost, "/api/admin/categories"}, {http.MethodPut, "/api/admin/categories/" + category.ID},
		{http.MethodPost, "/api/admin/stock/ODD-CHAIR-S/adjustments"},
		{http.MethodPatch, "/api/admin/products/" + made.ID + "/images/x"},
	}
	rapid.Check(t, func(rt *rapid.T) {
		op := rapid.SampledFrom(operations).Draw(rt, "operation")
		body := rapid.Custom(func(t *rapid.T) any {
			if rapid.Bool().Draw(t, "nearly right") {
				near := chair("Odd chair")
				near[rapid.SampledFrom(fields).Draw(t, "field")] = anyJSON(2).Draw(t, "value")
				return near
			}
			return anyJSON(3).Draw(t, "value")
		}).Draw(rt, "body")
		sent, err := json.Marshal(body)
		if err != nil {
			rt.Fatal(err)
		}
		r := staff.Do(staff.NewRequest(op.method, op.path, bytes.NewReader(sent), "Content-Type", "application/json"))
		if r.Status >= 500 {
			rt.Fatalf("%s %s answers %d to %s: %s", op.method, op.path, r.Status, sent, r.Body)
		}
		if r.Status >= 400 && r.Problem()["requestId"] == "" {
			rt.Fatalf("a problem without a request id: %s", r.Body)
		}
	})
}

// Whatever stands in an address, a list is an answer or a problem.
func TestLists_answer_any_query_with_what_the_document_promises(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Odd chair")).Want(201)
	names := []string{"page", "limit", "category", "q", "sort", "minPrice", "maxPrice", "inStock", "status", "stock", "vendor", "tag", "option.Size", "category[$ne]"}
	values := []string{"", "0", "1", "2", "100", "-1", "1e9", "newest", "-price", "name", "true", "false", "chair", "%", "\x00", "a\xff", "(", `"`, "$gt", "💺", "99999999999999999999", "active"}
	rapid.Check(t, func(rt *rapid.T) {
		query := url.Values{}
		for range rapid.IntRange(0, 4).Draw(rt, "parameters") {
			query.Add(rapid.SampledFrom(names).Draw(rt, "name"), rapid.SampledFrom(values).Draw(rt, "value"))
		}
		path := rapid.SampledFrom([]string{"/api/products", "/api/admin/products", "/api/categories", "/api/admin/stock"}).Draw(rt, "path")
		if r := staff.Get(path + "?" + query.Encode()); r.Status != 200 && r.Status != 422 {
			rt.Fatalf("%s?%s answers %d: %s", path, query.Encode(), r.Status, r.Body)
		}
	})
}
