package orders_test

import (
	"testing"

	"shop/views/orders"
	"shop/views/ui"
	"shop/views/viewtest"
)

func TestAdminTax(t *testing.T) {
	t.Parallel()
	v := orders.AdminTaxView{
		Form: ui.Form{Version: "3"}, HomeCountry: "DE", ShippingTaxed: true, Rules: "DE 19\nDE reduced 7\n",
		Countries: []ui.Choice{{Value: "DE", Label: "Germany", Selected: true}, {Value: "US", Label: "United States"}},
	}
	viewtest.Golden(t, "admin_tax", orders.AdminTax(v))
	t.Run("faults_stand_beside_their_fields_and_nothing_typed_is_lost", func(t *testing.T) {
		v.Exclusive, v.Rules, v.Message = true, viewtest.Nasty, "Somebody else changed the taxes meanwhile."
		v.Errors = map[string]string{"rules": "Line 1: please write a place and a rate in percent.", "homeCountry": "Please choose a country."}
		viewtest.Golden(t, "admin_tax_faults", orders.AdminTax(v))
	})
}
