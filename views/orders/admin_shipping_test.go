package orders_test

import (
	"strings"
	"testing"

	"shop/views/orders"
	"shop/views/viewtest"
)

func shippingView() orders.AdminShippingView {
	return orders.AdminShippingView{
		Version: "3", Currency: "EUR", Most: 20,
		Methods: []orders.AdminShippingMethod{
			{ID: "standard", Name: "Standard delivery", Note: "2 to 4 working days", Price: "4.90", FreeFrom: "75.00", Countries: "DE, AT"},
			{ID: "pickup", Name: "Pick up in the shop", Price: "0.00"},
		},
	}
}

func TestAdminShipping(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_shipping", orders.AdminShipping(shippingView()))
	t.Run("faults_stand_beside_their_fields_and_nothing_typed_is_lost", func(t *testing.T) {
		v := shippingView()
		v.Methods = append(v.Methods, orders.AdminShippingMethod{Price: "lots", Note: viewtest.Nasty})
		v.Unsaved, v.Message = true, "Somebody else changed the ways to deliver meanwhile."
		v.Errors = map[string]string{"method.2.name": "Please use 1 to 80 characters.", "method.2.price": "Please give an amount such as 4.90."}
		viewtest.Golden(t, "admin_shipping_faults", orders.AdminShipping(v))
	})
	t.Run("the_last_one_stays_and_no_more_come_than_may_be", func(t *testing.T) {
		v := shippingView()
		v.Methods, v.Most = v.Methods[:1], 1
		html := viewtest.Render(t, orders.AdminShipping(v))
		for _, gone := range []string{`value="remove.0"`, `value="up.0"`, `value="down.0"`, `value="add"`} {
			if strings.Contains(html, gone) {
				t.Errorf("the page has %s", gone)
			}
		}
	})
}
