package orders_test

import (
	"strings"
	"testing"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

func shippingView() orders.AdminShippingView {
	return orders.AdminShippingView{
		Form: ui.Form{Version: "3"}, Currency: "EUR", MostZones: 50, MostMethods: 20,
		Zones: []orders.AdminShippingZone{
			{Name: "Home", Places: "DE, AT, US-HI", Methods: []orders.AdminShippingMethod{
				{ID: "standard", Name: "Standard delivery", Note: "2 to 4 working days", Kind: "flat", Price: "4.90", FreeFrom: "75.00"},
				{ID: "freight", Name: "Freight", Kind: "weight", Tiers: "0 4.90\n2001 6.90", MaxWeight: "31500"},
			}},
			{Name: "Everywhere else"},
		},
	}
}

func TestAdminShipping(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_shipping", orders.AdminShipping(shippingView()))
	t.Run("faults_stand_beside_their_fields_and_nothing_typed_is_lost", func(t *testing.T) {
		v := shippingView()
		v.Zones[1].Methods = append(v.Zones[1].Methods, orders.AdminShippingMethod{Kind: "flat", Price: "lots", Note: viewtest.Nasty})
		v.Unsaved, v.Message = true, "Somebody else changed the ways to deliver meanwhile."
		v.Errors = map[string]string{
			"zone.1.places": "There is no such country.", "zone.1.method.0.name": "Please use 1 to 80 characters.",
			"zone.1.method.0.price": "Please give an amount such as 4.90.",
		}
		viewtest.Golden(t, "admin_shipping_faults", orders.AdminShipping(v))
	})
	t.Run("the_last_zone_stays_and_no_more_come_than_may_be", func(t *testing.T) {
		v := shippingView()
		v.Zones, v.MostZones, v.MostMethods = v.Zones[:1], 1, 2
		html := viewtest.Render(t, orders.AdminShipping(v))
		for _, gone := range []string{`value="removeZone.0"`, `value="up.0.0"`, `value="down.0.1"`, `value="addZone"`, `value="add.0"`} {
			if strings.Contains(html, gone) {
				t.Errorf("the page has %s", gone)
			}
		}
	})
}
