package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/shipping"
	"shop/platform/money"
)

const shippingPath = "/admin/settings/shipping"

// shippingForm is the form of two zones, as it is read at version.
func shippingForm(version, action string) url.Values {
	form := url.Values{
		"version": {version}, "action": {action},
		"zone.0.name": {"Home"}, "zone.0.places": {"de, AT , us-hi,"},
		"zone.1.name": {"World"}, "zone.1.places": {""},
	}
	method := func(cell, id, name, kind string, fields ...string) {
		for i, field := range []string{"id", "name", "kind", "note", "price", "tiers", "freeFrom", "maxWeight"} {
			value := append([]string{id, name, kind}, fields...)[i]
			form.Set(cell+"."+field, value)
		}
	}
	method("zone.0.method.0", "standard", "Standard", "flat", "2 days", "4,50", "", "60", "")
	method("zone.0.method.1", "", "By bicycle", "weight", "", "", "0 3.90\r\n2001 6,90", "", "31500")
	method("zone.1.method.0", "", "By post", "total", "", "", "0 9.90\n50 4.90", "", "")
	return form
}

func stored(t *testing.T, s *orderstest.Site) string {
	t.Helper()
	list, err := s.Shipping.Read(orderstest.Staff(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, z := range list.Zones {
		text = append(text, fmt.Sprintf("%s%v%v", z.Name, z.Countries, z.Regions))
		for _, m := range z.Methods {
			free := "never"
			if m.FreeFrom != nil {
				free = m.FreeFrom.Decimal()
			}
			price := m.Price.Decimal()
			for _, tier := range m.Tiers {
				price += fmt.Sprintf(" %d=%s", tier.From, tier.Price.Decimal())
			}
			text = append(text, fmt.Sprintf("%s %s %s free %s to %d g", m.ID, m.Kind, price, free, m.MaxWeightGrams))
		}
	}
	return strings.Join(text, "; ")
}

func TestShippingSettings_are_changed_by_staff_without_script(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	contains(t, staff.Get(shippingPath).Want(http.StatusOK), `name="version" value="0"`, `value="Standard delivery"`, `value="4.90"`, `value="75.00"`)

	staff.Post(shippingPath, shippingForm("0", "save")).Want(http.StatusSeeOther)
	want := "Home[DE AT][US-HI]; standard flat 4.50 free 60.00 to 0 g; by-bicycle weight 0.00 0=3.90 2001=6.90 free never to 31500 g; " +
		"World[][]; by-post total 0.00 0=9.90 5000=4.90 free never to 0 g"
	if got := stored(t, s); got != want {
		t.Fatalf("stored %s, want %s", got, want)
	}
	contains(t, staff.Get(shippingPath).Want(http.StatusOK),
		"The ways to deliver are saved.", `value="DE, AT, US-HI"`, `value="by-bicycle"`, "0 3.90\n2001 6.90", "0.00 9.90\n50.00 4.90", `value="31500"`)

	for action, wanted := range map[string][]string{
		"addZone":      {`name="zone.2.name"`, `name="zone.2.method.0.name"`, `value="By bicycle"`},
		"removeZone.0": {`id="zone-title-0">World`},
		"add.1":        {`name="zone.1.method.1.name"`},
		"up.0.1":       {`id="method-title-0-0">By bicycle`, `id="method-title-0-1">Standard`},
		"down.0.0":     {`id="method-title-0-0">By bicycle`, `value="4,50"`},
		"remove.0.0":   {`id="method-title-0-0">By bicycle`},
		"remove.1.0":   {"Nothing is delivered there."},
	} {
		r := staff.Post(shippingPath, shippingForm("1", action)).Want(http.StatusOK)
		contains(t, r, append(wanted, "Not saved yet", `name="version" value="1"`)...)
		if action == "removeZone.0" && strings.Contains(r.Body, "by-bicycle") {
			t.Errorf("%s: it is still there", action)
		}
	}
	for _, action := range []string{"", "up.0.0", "down.0.1", "remove.0.2", "remove.0.-1", "up.0.x", "up.0", "add.2", "removeZone.2", "removeZone.-1", "explode"} {
		staff.Post(shippingPath, shippingForm("1", action)).Want(http.StatusUnprocessableEntity)
	}
	if now := stored(t, s); now != want {
		t.Errorf("what only changes the form stored %s", now)
	}
}

func TestShippingSettings_say_what_is_wrong_beside_the_field_and_lose_nothing_typed(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	before := stored(t, s)
	for _, tc := range []struct{ field, value, message string }{
		{"zone.0.name", "", "Please use 1 to 80 characters."},
		{"zone.0.places", "DE, Narnia", "Please use the two capital letters of a country"},
		{"zone.0.places", "US-ZZ", "Please use the letters of a state or province"},
		{"zone.0.places", "", `is in the zone &#34;Kept &lt;b&gt;as typed&lt;/b&gt;&#34; already`},
		{"zone.0.method.1.name", "", "Please use 1 to 80 characters."},
		{"zone.0.method.0.kind", "drone", "A method is flat, weight, total or pickup."},
		{"zone.0.method.0.price", "lots", "Please give an amount such as 4.90."},
		{"zone.0.method.0.price", "-1", "Please use an amount in EUR, 0 or more."},
		{"zone.0.method.0.freeFrom", "1.234", "Please give an amount such as 4.90."},
		{"zone.0.method.1.note", strings.Repeat("x", 201), "Please use at most 200 characters."},
		{"zone.0.method.1.tiers", "0 3.90\n2001", "Line 2: please give where the tier begins and its price"},
		{"zone.0.method.1.tiers", "0 3.90\n2001 free", "Line 2: please give where the tier begins and its price"},
		{"zone.0.method.1.tiers", "1 3.90", "the first of them from 0"},
		{"zone.0.method.1.maxWeight", "heavy", "Please give a weight in grams"},
	} {
		form := shippingForm("0", "save")
		form.Set("zone.0.name", "Kept <b>as typed</b>")
		form.Set(tc.field, tc.value)
		r := staff.Post(shippingPath, form).Want(http.StatusUnprocessableEntity)
		field := tc.field
		if tc.value == "" && tc.field == "zone.0.places" {
			field = "zone.1.places" // the second of the two that are the rest of the world
		}
		id := "field-" + strings.ReplaceAll(field, ".", "-")
		contains(t, r, tc.message, `id="`+id+`-error"`, `href="#`+id+`"`, `value="By post"`)
	}
	t.Run("more_than_may_be", func(t *testing.T) {
		form := shippingForm("0", "save")
		for i := range shipping.MaxMethods + 5 {
			form.Set(fmt.Sprintf("zone.1.method.%d.name", i), fmt.Sprint("Method ", i))
			form.Set(fmt.Sprintf("zone.1.method.%d.kind", i), "flat")
			form.Set(fmt.Sprintf("zone.1.method.%d.price", i), "1")
		}
		contains(t, staff.Post(shippingPath, form).Want(http.StatusUnprocessableEntity), "Please keep at most 20 methods in a zone.")
	})
	t.Run("none", func(t *testing.T) {
		contains(t, staff.Post(shippingPath, url.Values{"action": {"save"}, "version": {"0"}}).Want(http.StatusUnprocessableEntity), "Please keep between 1 and 50 zones.")
	})
	if now := stored(t, s); now != before {
		t.Errorf("stored %s", now)
	}
}

func TestShippingSettings_tell_what_somebody_else_saved_before_it_is_saved_over(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	staff.Post(shippingPath, shippingForm("0", "save")).Want(http.StatusSeeOther)
	mine := shippingForm("0", "save") // read before that
	mine.Set("zone.0.method.0.price", "9.90")
	r := staff.Post(shippingPath, mine).Want(http.StatusConflict)
	contains(t, r, "Somebody else changed the ways to deliver meanwhile.", `value="9.90"`, `name="version" value="1"`)
	mine.Set("version", "nonsense")
	staff.Post(shippingPath, mine).Want(http.StatusConflict)
	mine.Set("version", "1")
	staff.Post(shippingPath, mine).Want(http.StatusSeeOther)
	if got := stored(t, s); !strings.Contains(got, "standard flat 9.90") {
		t.Errorf("stored %s", got)
	}
}

func TestShippingSettings_are_for_staff(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	s.Client(t).Get(shippingPath).Want(http.StatusSeeOther)
	s.Shopper(t).Get(shippingPath).Want(http.StatusForbidden)
	s.Shopper(t).Post(shippingPath, shippingForm("0", "save")).Want(http.StatusForbidden)
}

func TestCheckout_says_what_is_not_delivered_there(t *testing.T) {
	t.Parallel()
	s := serve(t)
	form := shippingForm("0", "save")
	form.Set("zone.1.places", "FR")
	s.StaffMember(t).Post(shippingPath, form).Want(http.StatusSeeOther)
	c := buyer(t, s)
	typed := url.Values{"action": {"update"}, "shippingAddress.name": {"Ada"}, "shippingAddress.country": {"IT"}}
	contains(t, c.Post("/checkout", typed).Want(http.StatusUnprocessableEntity),
		"We don&#39;t deliver this there.", `id="field-shippingAddress-country-error"`, `value="Ada"`)
	typed.Set("shippingAddress.country", "FR")
	contains(t, c.Post("/checkout", typed).Want(http.StatusOK), "By post", "€9.90")
}

func TestCheckout_of_what_needs_no_delivery(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "voucher", Name: "Voucher", Price: money.New(2500, "EUR"), Stock: 9, Weightless: true})
	c := s.Client(t)
	c.Post("/cart/lines", url.Values{"sku": {"voucher"}, "quantity": {"1"}}).Want(http.StatusSeeOther)
	page := c.Get("/checkout").Want(http.StatusOK)
	contains(t, page, "Nothing in your cart has to be delivered.", "your name will do", `name="paymentMethod"`)
	form := filled(t, page)
	form.Set("email", "ada@example.com")
	form.Set("shippingAddress.name", "Ada Lovelace")
	form.Set("action", "place")
	at := c.Post("/checkout", form).Want(http.StatusSeeOther).Header.Get("Location")
	contains(t, c.Get(at).Want(http.StatusOK), "Voucher", "€25.00")
}
