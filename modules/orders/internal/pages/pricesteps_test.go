package pages_test

import (
	"net/http"
	"strings"
	"testing"

	"shop/platform/money"
)

func TestOrders_explain_their_prices_as_they_were_made(t *testing.T) {
	t.Parallel()
	s := serve(t)
	placed := s.Place(t, s.Buyer(t, "tray", 2), money.New(3998, "EUR"))
	s.Catalog.SetPrice(t, "tray", money.New(9900, "EUR")) // is none of the order's business

	shopper := s.Client(t)
	shopper.Get("/orders/" + placed.Order.Number + "?token=" + placed.Token).Want(http.StatusSeeOther)
	for who, r := range map[string]string{
		"shopper": shopper.Get("/orders/" + placed.Order.Number).Want(http.StatusOK).Body,
		"staff":   s.StaffMember(t).Get("/admin/orders/" + placed.Order.Number).Want(http.StatusOK).Body,
	} {
		for _, step := range []string{
			"<dt>2 × €19.99</dt><dd>€39.98</dd>", "<dt>of which 19 % tax</dt><dd>€6.38</dd>", "<dt>Pick up in the shop</dt><dd>€0.00</dd>",
		} {
			if !strings.Contains(r, step) {
				t.Errorf("the page of the %s lacks %s", who, step)
			}
		}
	}
}
