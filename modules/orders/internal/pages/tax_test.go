package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/tax"
)

const taxPath = "/admin/settings/tax"

func taxForm(version, rules string) url.Values {
	return url.Values{"version": {version}, "pricing": {"exclusive"}, "homeCountry": {"US"}, "shippingTaxed": {"on"}, "rules": {rules}}
}

func taxed(t *testing.T, s *orderstest.Site) tax.Settings {
	t.Helper()
	settings, err := s.Taxes.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

func TestTaxSettings_are_changed_by_staff_without_script(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	contains(t, staff.Get(taxPath).Want(http.StatusOK), `name="version" value="0"`, "DE 19\n", "FI 25.5\n", `<option value="DE" selected>`)

	staff.Post(taxPath, taxForm("0", "us-california 7.25%\r\nUS food 0\r\n")).Want(http.StatusSeeOther)
	got := taxed(t, s)
	if got.Pricing != tax.Exclusive || got.HomeCountry != "US" || !got.ShippingTaxed || tax.FormatRules(got.Rules) != "US-CA 7.25\nUS food 0\n" {
		t.Errorf("stored %+v", got)
	}
	contains(t, staff.Get(taxPath).Want(http.StatusOK), "The taxes are saved.", "US-CA 7.25\nUS food 0\n", `<option value="exclusive" selected>`)
}

func TestTaxSettings_say_what_is_wrong_and_lose_nothing_typed(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	for rules, message := range map[string]string{
		"DE 19\nDE lots":       "Line 2: please write a place and a rate in percent",
		"XX 5":                 "XX 5: Please use the two capital letters of a country",
		"US-ZZ 5":              "US-ZZ 5: Please use the letters of a state or province",
		"DE 101":               "DE 101: Please use a rate from 0 to 100 %.",
		"DE 19\nDE 7":          "DE 7: There is a rule for the same place and class already.",
		"DE <b> 19":            "Please use letters, digits and hyphens",
		strings.Repeat("x", 9): "Line 1:",
	} {
		r := staff.Post(taxPath, taxForm("0", rules)).Want(http.StatusUnprocessableEntity)
		first, _, _ := strings.Cut(rules, "\n")
		contains(t, r, message, `id="field-rules-error"`, `href="#field-rules"`, strings.ReplaceAll(strings.ReplaceAll(first, "<", "&lt;"), ">", "&gt;"))
	}
	form := taxForm("0", "DE 19")
	form.Set("homeCountry", "")
	contains(t, staff.Post(taxPath, form).Want(http.StatusUnprocessableEntity), `id="field-homeCountry-error"`)
	if got := taxed(t, s); len(got.Rules) != 27 {
		t.Errorf("stored %+v", got)
	}
}

func TestTaxSettings_tell_what_somebody_else_saved_before_it_is_saved_over(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	staff.Post(taxPath, taxForm("0", "DE 19")).Want(http.StatusSeeOther)
	r := staff.Post(taxPath, taxForm("0", "DE 16")).Want(http.StatusConflict)
	contains(t, r, "Somebody else changed the taxes meanwhile.", "DE 16", `name="version" value="1"`)
	staff.Post(taxPath, taxForm("1", "DE 16")).Want(http.StatusSeeOther)
	s.Shopper(t).Post(taxPath, taxForm("2", "DE 0")).Want(http.StatusForbidden)
	s.Client(t).Get(taxPath).Want(http.StatusSeeOther)
}
