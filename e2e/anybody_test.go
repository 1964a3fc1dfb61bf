package e2e_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAPI_takes_any_body sends each operation of the OpenAPI document bodies
// that are nearly what it asks for, drawn from its schema or one that is right
// with a part of it spoilt, about things that exist and that don't: the answer is
// one that the document knows, and never a fault of the shop's.
func TestAPI_takes_any_body(t *testing.T) {
	t.Parallel()
	s := newShop(t).start(t)
	api := staff(t, s)
	var d document
	newPersona(t, "a developer").get(t, http.MethodGet, s.base+"/openapi.json", "identity").into(t, &d)
	if len(d.Paths) < 60 {
		t.Fatalf("only %d paths", len(d.Paths))
	}
	known := everything(t, api)
	right := rightBodies(t, api)
	// What deletes comes last, so that the others find something.
	for _, method := range []string{http.MethodPatch, http.MethodPut, http.MethodPost, http.MethodDelete} {
		for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
			op, is := d.Paths[path][strings.ToLower(method)]
			if !is {
				continue
			}
			sent := 0
			rapid.Check(t, func(rt *rapid.T) {
				if sent++; sent > 40 { // as many as there is time for, of the hundred that rapid asks for
					return
				}
				var body any
				if schema := op.RequestBody.Content["application/json"].Schema; schema != nil {
					body = d.value(rt, schema, 6)
				}
				if good, is := right[method+" "+path]; is && rapid.IntRange(0, 3).Draw(rt, "right") > 0 {
					body = good
					for range rapid.IntRange(0, 2).Draw(rt, "spoilt") {
						body = spoilt(rt, body)
					}
				}
				api.try(rt, op, method, known.path(rt, path), body)
			})
		}
	}
}

// try sends one request that is drawn, signing in again where an earlier one
// ended the session.
func (c *client) try(rt *rapid.T, op operation, method, path string, body any) {
	var headers []header
	if slices.ContainsFunc(op.Parameters, func(p parameter) bool { return p.Name == "Idempotency-Key" }) {
		headers = append(headers, header("Idempotency-Key: "+rapid.SampledFrom([]string{"a", "key-0123456789", "ключ", strings.Repeat("k", 300)}).Draw(rt, "key")))
	}
	got := c.do(method, path, body, headers...)
	if got.status == http.StatusUnauthorized {
		c.token = ""
		c.signIn(ownerEmail, ownerPassword)
		got = c.do(method, path, body, headers...)
	}
	if got.status >= http.StatusInternalServerError {
		sent, _ := json.Marshal(body)
		rt.Fatalf("%s %s answers %d to %s: %s", method, path, got.status, sent, got.body)
	}
}

// document is what is read of the OpenAPI document.
type document struct {
	Paths      map[string]map[string]operation
	Components struct{ Schemas map[string]object }
}

type operation struct {
	Parameters  []parameter
	RequestBody struct {
		Content map[string]struct{ Schema object }
	}
}

type parameter struct{ Name, In string }

var (
	oddTexts = []string{
		"", " ", "x", "EUR", "DE", "chairs", "\x00", "a\x00b", "💺", "<b>", "$where", "a.b", "-1", "2026-02-30", "2026-11-28T00:00:00Z",
		"ada@example.com", "https://example.com/hook", strings.Repeat("long ", 60), "\u202e", "__proto__",
	}
	oddNumbers = []any{0, -1, 1, 2, 7, 2.5, 1e300, -9223372036854775808, 9223372036854775807, 4900, 10000}
)

// anything draws a value that hardly any field takes.
func anything(t *rapid.T) any {
	return rapid.OneOf(
		rapid.Just[any](nil), rapid.SampledFrom(oddNumbers), rapid.Just[any](true), rapid.Just[any]([]any{}), rapid.Just[any]([]any{object{}}),
		rapid.Map(rapid.SampledFrom(oddTexts), func(s string) any { return s }), rapid.Just[any](object{"$ne": 1}),
	).Draw(t, "value")
}

// spoilt is the value with about one of its parts replaced.
func spoilt(t *rapid.T, value any) any {
	switch v := value.(type) {
	case object:
		if len(v) > 0 {
			v = maps.Clone(v)
			name := rapid.SampledFrom(slices.Sorted(maps.Keys(v))).Draw(t, "field")
			v[name] = spoilt(t, v[name])
			return v
		}
	case []any:
		if len(v) > 0 && rapid.Bool().Draw(t, "within") {
			v = slices.Clone(v)
			at := rapid.IntRange(0, len(v)-1).Draw(t, "at")
			v[at] = spoilt(t, v[at])
			return v
		}
	}
	return anything(t)
}

// value draws what the schema allows, and now and then something else.
func (d document) value(t *rapid.T, schema object, depth int) any {
	if at, is := schema["$ref"].(string); is {
		return d.value(t, d.Components.Schemas[at[strings.LastIndex(at, "/")+1:]], depth)
	}
	if rapid.IntRange(0, 39).Draw(t, "odd") == 39 {
		return anything(t)
	}
	if allowed, is := schema["enum"].([]any); is {
		return rapid.SampledFrom(allowed).Draw(t, "one of")
	}
	if examples, is := schema["examples"].([]any); is && rapid.IntRange(0, 9).Draw(t, "as shown") > 2 {
		return rapid.SampledFrom(examples).Draw(t, "example")
	}
	switch kind(schema) {
	case "object":
		return d.object(t, schema, depth)
	case "array":
		items, _ := schema["items"].(object)
		if depth == 0 || items == nil {
			return []any{}
		}
		return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) any { return d.value(t, items, depth-1) }), 0, 3).Draw(t, "list")
	case "integer", "number":
		return rapid.SampledFrom(append([]any{schema["minimum"], schema["maximum"]}, oddNumbers...)).Draw(t, "number")
	case "boolean":
		return rapid.Bool().Draw(t, "bool")
	default:
		return rapid.SampledFrom(oddTexts).Draw(t, "text")
	}
}

func (d document) object(t *rapid.T, schema object, depth int) any {
	drawn := object{}
	properties, _ := schema["properties"].(object)
	required, _ := schema["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		of, _ := properties[name].(object)
		needed := slices.Contains(required, any(name))
		if depth > 0 && rapid.IntRange(0, 19).Draw(t, name) > map[bool]int{true: 0, false: 7}[needed] {
			drawn[name] = d.value(t, of, depth-1)
		}
	}
	if more, is := schema["additionalProperties"].(object); is && depth > 0 {
		for _, name := range rapid.SliceOfN(rapid.SampledFrom(oddTexts), 0, 2).Draw(t, "names") {
			drawn[name] = d.value(t, more, depth-1)
		}
	}
	return drawn
}

// kind is the schema's type, without null.
func kind(schema object) string {
	if several, is := schema["type"].([]any); is {
		several = slices.DeleteFunc(slices.Clone(several), func(k any) bool { return k == "null" })
		return fmt.Sprint(several[0])
	}
	return fmt.Sprint(schema["type"])
}

// things are the names of what exists, by the beginning of the paths that take
// them.
type things map[string][]string

// everything makes one of each kind of thing that has a name in some path.
func everything(t *testing.T, api *client) things {
	t.Helper()
	p := api.stocked(1)
	shopper := newClient(t, api.shop)
	shopper.add(p.Variants[0].SKU, 1)
	number := shopper.buy("any-body@example.com", "any-body").Number
	id := func(body object, path string) string {
		var made struct{ ID, Token string }
		api.want(http.StatusCreated, http.MethodPost, path, body).into(t, &made)
		return made.ID + made.Token
	}
	return things{
		"/api/products": {p.Slug}, "/api/admin/products": {p.ID}, "/api/admin/stock": {p.Variants[0].SKU}, "/api/cart/lines": {p.Variants[0].SKU},
		"/api/orders": {number}, "/api/admin/orders": {number},
		"/api/admin/categories": {id(object{"name": "Any body"}, "/api/admin/categories")},
		"/api/admin/promotions": {id(object{"name": "Any body", "active": true, "kind": "percentage", "percent": 1000}, "/api/admin/promotions")},
		"/api/admin/webhooks":   {id(object{"url": "https://example.com/hook", "active": true, "events": []string{"order.placed"}}, "/api/admin/webhooks")},
		"/api/admin/drafts":     {id(object{"lines": []object{{"sku": p.Variants[0].SKU, "quantity": 1}}}, "/api/admin/drafts")},
	}
}

// rightBodies are bodies that the operations take as they are: what settings say
// now, and new things.
func rightBodies(t *testing.T, api *client) map[string]any {
	t.Helper()
	right := map[string]any{}
	for _, path := range []string{"/api/admin/tax-settings", "/api/admin/shipping-zones", "/api/admin/payment-settings", "/api/admin/invoice-settings"} {
		var now object
		api.want(http.StatusOK, http.MethodGet, path, nil).into(t, &now)
		delete(now, "$schema")
		right["PUT "+path] = now
	}
	sku := api.stocked(3).Variants[0].SKU
	price := object{"amount": 1900, "currency": "EUR"}
	p := object{
		"name": "A spoilt product", "status": "active", "descriptionHtml": "<p>Fine.</p>", "tags": []any{"fine"}, "optionNames": []any{"Size"},
		"variants": []any{
			object{"options": []any{object{"name": "Size", "value": "S"}}, "price": price, "quantity": 3, "weightGrams": 100},
			object{"options": []any{object{"name": "Size", "value": "M"}}, "price": price, "compareAt": object{"amount": 2900, "currency": "EUR"}},
		},
	}
	promotion := object{
		"name": "Spoilt", "active": true, "kind": "percentage", "percent": 1000, "code": "SPOILT", "usageLimit": 5,
		"from": "2026-01-01T00:00:00Z", "until": "2036-01-01T00:00:00Z",
	}
	address := object{"name": "Ada", "line1": "Unter den Linden 1", "city": "Berlin", "postalCode": "10117", "country": "DE"}
	draft := object{"lines": []any{object{"sku": sku, "quantity": 1, "price": price}}, "name": "Ada", "email": "ada@example.com", "note": "As promised."}
	api.add(sku, 2)
	for path, body := range map[string]object{"/api/admin/products": p, "/api/admin/promotions": promotion, "/api/me/addresses": address, "/api/admin/drafts": draft} {
		api.want(http.StatusCreated, http.MethodPost, path, body)
	}
	right["POST /api/admin/products"], right["PUT /api/admin/products/{id}"] = p, p
	right["POST /api/admin/promotions"], right["PUT /api/admin/promotions/{id}"] = promotion, promotion
	right["POST /api/me/addresses"], right["PUT /api/me/addresses/{id}"] = address, address
	right["POST /api/admin/drafts"] = draft
	right["POST /api/checkout"] = object{
		"email": "ada@example.com", "shippingAddress": address, "shippingMethod": "standard", "paymentMethod": "test",
		"expectedTotal": price, "cartVersion": 1,
	}
	right["POST /api/checkout/quote"] = object{"email": "ada@example.com", "shippingAddress": address, "shippingMethod": "standard"}
	right["POST /api/cart/lines"] = object{"sku": sku, "quantity": 1}
	return right
}

// path fills in the path's parameters: mostly with what exists.
func (k things) path(t *rapid.T, path string) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if !strings.HasPrefix(s, "{") {
			continue
		}
		exists := k[strings.Join(segments[:i], "/")]
		names := slices.Concat(exists, exists, exists, exists, []string{"nobody", "1", "$ne", "a\x00\xff", "catalog"})
		segments[i] = url.PathEscape(rapid.SampledFrom(names).Draw(t, s))
	}
	return strings.Join(segments, "/")
}
