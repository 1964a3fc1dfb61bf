package e2e_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// questions are the parameters that some address takes.
var questions = []string{
	"cart", "category", "coupon", "edit", "from", "fulfilment", "id", "inStock", "kind", "limit", "maxPrice", "minPrice", "option.Size", "option.\xff", "order",
	"page", "payment", "product", "q", "role", "sku", "sort", "status", "stock", "tag", "to", "token", "topic", "vendor",
}

// TestEvery_address_takes_any_question asks each address each of them in words
// that a regular expression, BSON or a number parser chokes on: an answer or a
// refusal comes, and never a fault of the shop's.
func TestEvery_address_takes_any_question(t *testing.T) {
	t.Parallel()
	s := sharedShop(t)
	api := staff(t, s)
	api.add(api.stocked(1).Variants[0].SKU, 1)
	number := api.buy("any-text@example.com", "any-text").Number
	browser, app := owner(t, s)
	for _, address := range everyAddress(t, s, number) {
		asking := browser
		if strings.HasPrefix(address, s.base+"/api/") {
			asking = app
		}
		path, _, _ := strings.Cut(address, "?")
		for _, name := range questions {
			for _, text := range []string{"(a\x00\xff$", "-1"} {
				question := path + "?" + url.Values{name: {text}}.Encode()
				if got := asking.get(t, http.MethodGet, question, "identity"); got.status >= http.StatusInternalServerError {
					t.Errorf("GET %s answers %d: %.200s", strings.TrimPrefix(question, s.base), got.status, got.body)
				}
			}
		}
	}
}
