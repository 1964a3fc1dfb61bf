package pages_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/shipping"
)

const shippingPath = "/admin/settings/shipping"

// shippingForm is the form of two methods, as it is read at version.
func shippingForm(version, action string) url.Values {
	return url.Values{
		"version": {version}, "action": {action},
		"method.0.id": {"standard"}, "method.0.name": {"Standard"}, "method.0.note": {"2 days"},
		"method.0.price": {"4,50"}, "method.0.freeFrom": {"60"}, "method.0.countries": {"de, AT ,"},
		"method.1.id": {""}, "method.1.name": {"By bicycle"}, "method.1.note": {""},
		"method.1.price": {"0"}, "method.1.freeFrom": {""}, "method.1.countries": {""},
	}
}

func stored(t *testing.T, s *orderstest.Site) string {
	t.Helper()
	methods, err := s.Shipping.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, m := range methods {
		free := "never"
		if m.FreeFrom != nil {
			free = m.FreeFrom.Decimal()
		}
		list = append(list, fmt.Sprintf("%s %s free %s %v", m.ID, m.Price.Decimal(), free, m.Countries))
	}
	return strings.Join(list, "; ")
}

func TestShippingSettings_are_changed_by_staff_without_script(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	contains(t, staff.Get(shippingPath).Want(http.StatusOK), `name="version" value="0"`, `value="Standard delivery"`, `value="4.90"`, `value="75.00"`)

	staff.Post(shippingPath, shippingForm("0", "save")).Want(http.StatusSeeOther)
	if got, want := stored(t, s), "standard 4.50 free 60.00 [DE AT]; by-bicycle 0.00 free never []"; got != want {
		t.Fatalf("stored %s, want %s", got, want)
	}
	contains(t, staff.Get(shippingPath).Want(http.StatusOK), "The ways to deliver are saved.", `value="DE, AT"`, `value="by-bicycle"`)

	before := stored(t, s)
	for action, wanted := range map[string][]string{
		"add":      {`name="method.2.name"`, `value="By bicycle"`},
		"up.1":     {`name="method.0.name" required`, `id="method-title-0">By bicycle`, `id="method-title-1">Standard`},
		"down.0":   {`id="method-title-0">By bicycle`, `value="4,50"`},
		"remove.0": {`id="method-title-0">By bicycle`},
	} {
		r := staff.Post(shippingPath, shippingForm("1", action)).Want(http.StatusOK)
		contains(t, r, append(wanted, "Not saved yet", `name="version" value="1"`)...)
		if strings.HasPrefix(action, "remove") && strings.Contains(r.Body, "standard") {
			t.Errorf("%s: it is still there", action)
		}
	}
	for _, action := range []string{"", "up.0", "down.1", "remove.2", "remove.-1", "up.x", "explode"} {
		staff.Post(shippingPath, shippingForm("1", action)).Want(http.StatusUnprocessableEntity)
	}
	if now := stored(t, s); now != before {
		t.Errorf("what only changes the form stored %s", now)
	}
}

func TestShippingSettings_say_what_is_wrong_beside_the_field_and_lose_nothing_typed(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	before := stored(t, s)
	for _, tc := range []struct{ field, value, message string }{
		{"method.1.name", "", "Please use 1 to 80 characters."},
		{"method.1.price", "lots", "Please give an amount such as 4.90."},
		{"method.1.price", "-1", "Please use an amount in EUR, 0 or more."},
		{"method.0.freeFrom", "1.234", "Please give an amount such as 4.90."},
		{"method.1.note", strings.Repeat("x", 201), "Please use at most 200 characters."},
		{"method.0.countries", "DE, Narnia", "Please use the two capital letters of a country"},
	} {
		form := shippingForm("0", "save")
		form.Set("method.0.name", "Kept <b>as typed</b>")
		form.Set(tc.field, tc.value)
		r := staff.Post(shippingPath, form).Want(http.StatusUnprocessableEntity)
		id := "field-" + strings.ReplaceAll(tc.field, ".", "-")
		contains(t, r, tc.message, `id="`+id+`-error"`, `href="#`+id+`"`, "Kept &lt;b&gt;as typed&lt;/b&gt;", `value="`+tc.value+`"`)
	}
	t.Run("more_than_may_be", func(t *testing.T) {
		form := shippingForm("0", "save")
		for i := range shipping.MaxMethods + 5 {
			form.Set(fmt.Sprintf("method.%d.name", i), fmt.Sprint("Method ", i))
			form.Set(fmt.Sprintf("method.%d.price", i), "1")
		}
		contains(t, staff.Post(shippingPath, form).Want(http.StatusUnprocessableEntity), "Please keep between 1 and 20 methods.")
	})
	t.Run("none", func(t *testing.T) {
		contains(t, staff.Post(shippingPath, url.Values{"action": {"save"}, "version": {"0"}}).Want(http.StatusUnprocessableEntity), "Please keep between 1 and 20 methods.")
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
	mine.Set("method.0.price", "9.90")
	r := staff.Post(shippingPath, mine).Want(http.StatusConflict)
	contains(t, r, "Somebody else changed the ways to deliver meanwhile.", `value="9.90"`, `name="version" value="1"`)
	mine.Set("version", "nonsense")
	staff.Post(shippingPath, mine).Want(http.StatusConflict)
	mine.Set("version", "1")
	staff.Post(shippingPath, mine).Want(http.StatusSeeOther)
	if got := stored(t, s); !strings.HasPrefix(got, "standard 9.90") {
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
