package api_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrders_say_how_their_prices_came_about(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := guest(t, s, 2)
	step := func(kind, label string, amount int, ref string) object {
		return object{"kind": kind, "label": label, "amount": eur(amount), "ref": ref}
	}
	type priced struct {
		Lines []struct{ Steps []object }
		Steps []object
	}
	check := func(what string, got priced) {
		t.Helper()
		want := priced{
			Lines: []struct{ Steps []object }{{[]object{
				step("base", "2 × €19.99", 3998, "tray"), step("tax", "of which 19 % tax", 638, "DE"),
			}}},
			Steps: []object{step("shipping", "Pick up in the shop", 0, "pickup"), step("tax", "of which 19 % tax", 638, "DE")},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	var quote, order priced
	c.JSON(http.MethodPost, "/api/checkout/quote", object{
		"shippingAddress": request(0)["shippingAddress"], "shippingMethod": "pickup",
	}).Want(http.StatusOK).Decode(&quote)
	check("quote", quote)
	place(t, c, "explained-order", request(3998)).Want(http.StatusCreated).Decode(&order)
	check("order", order)
}
