package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/promotion"
)

const promotionsPath = "/admin/promotions"

func promotionForm(version string) url.Values {
	return url.Values{
		"version": {version}, "name": {"Autumn sale"}, "active": {"on"}, "kind": {"percentage"}, "percent": {"12,5"}, "amount": {""}, "buy": {""}, "get": {""},
		"from": {"2026-01-01T00:00"}, "until": {""}, "minSubtotal": {"10"}, "skus": {"tray\r\n bowl \r\n"}, "customers": {""}, "priority": {"3"}, "group": {"sale"},
	}
}

func TestPromotions_are_made_by_staff_and_seen_by_shoppers(t *testing.T) {
	t.Parallel()
	s := serve(t)
	staff := s.StaffMember(t)
	contains(t, staff.Get(promotionsPath).Want(http.StatusOK), "No promotions yet")
	contains(t, staff.Get(promotionsPath+"/new").Want(http.StatusOK), "New promotion", `action="/admin/promotions/new"`)
	kitchen := s.Catalog.AddCategory(t, "Kitchen", "")
	form := promotionForm("")
	form.Set("categoryIds", kitchen)
	at := staff.Post(promotionsPath+"/new", form).Want(http.StatusSeeOther).Header.Get("Location")
	contains(t, staff.Get(promotionsPath).Want(http.StatusOK), "The promotion is saved.", "Autumn sale", "12.5 % off", "Running", at)
	contains(t, staff.Get(at).Want(http.StatusOK), `value="12.5"`, `value="10.00"`, "tray\nbowl", `value="2026-01-01T00:00"`,
		`name="version" value="1"`, `value="`+kitchen+`" checked`)

	c := buyer(t, s)
	contains(t, c.Get("/cart").Want(http.StatusOK), "<dt>Autumn sale </dt>", "<dd>-€2.50</dd>")
	placed := order(t, c)
	contains(t, c.Get(placed).Want(http.StatusOK), "Autumn sale", "-€2.50", "€17.49")
	contains(t, staff.Get("/admin/orders/"+strings.TrimPrefix(placed, "/orders/")).Want(http.StatusOK), "Autumn sale", "-€2.50")

	staff.Post(at+"/delete", nil).Want(http.StatusSeeOther)
	contains(t, staff.Get(promotionsPath).Want(http.StatusOK), "The promotion is deleted.", "No promotions yet")
	staff.Get(at).Want(http.StatusNotFound)
	staff.Post(at, promotionForm("1")).Want(http.StatusNotFound)
	contains(t, c.Get(placed).Want(http.StatusOK), "Autumn sale", "-€2.50")
}

func TestPromotions_say_what_is_wrong_and_lose_nothing_typed(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	for _, tc := range []struct{ field, value, message string }{
		{"name", "", "Please use 1 to 80 characters."},
		{"percent", "lots", "Please give a percentage such as 10 or 12.5."},
		{"percent", "100.01", "Please use a percentage above 0, up to 100."},
		{"percent", "", "Please use a percentage above 0, up to 100."},
		{"from", "tomorrow", "Please give a date and a time"},
		{"until", "2025-12-31T00:00", "Please let it end after it begins."},
		{"minSubtotal", "much", "Please give an amount such as 4.90."},
		{"priority", "high", "Please give a whole number."},
		{"kind", "amount", "Please use an amount in EUR above 0."},
		{"kind", "buy-x-get-y", "Please use a number from 1 to 99."},
	} {
		form := promotionForm("")
		form.Set("group", "Kept <b>as typed</b>")
		form.Set(tc.field, tc.value)
		r := staff.Post(promotionsPath+"/new", form).Want(http.StatusUnprocessableEntity)
		contains(t, r, tc.message, "Kept &lt;b&gt;as typed&lt;/b&gt;", `id="field-`)
	}
	if all, err := s.Offers.All(orderstest.Staff(t.Context())); err != nil || len(all) != 0 {
		t.Errorf("stored %+v, %v", all, err)
	}
}

func TestPromotions_tell_what_somebody_else_saved_before_it_is_saved_over(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	staff := s.StaffMember(t)
	at := staff.Post(promotionsPath+"/new", promotionForm("")).Want(http.StatusSeeOther).Header.Get("Location")
	staff.Post(at, promotionForm("1")).Want(http.StatusSeeOther)
	mine := promotionForm("1")
	mine.Set("percent", "40")
	contains(t, staff.Post(at, mine).Want(http.StatusConflict), "Somebody else changed this promotion meanwhile.", `value="40"`, `name="version" value="2"`)
	mine.Set("version", "2")
	staff.Post(at, mine).Want(http.StatusSeeOther)
	if all, err := s.Offers.All(orderstest.Staff(t.Context())); err != nil || all[0].Percent != promotion.Percent(4000) {
		t.Errorf("stored %+v, %v", all, err)
	}
	s.Shopper(t).Post(at, mine).Want(http.StatusForbidden)
	s.Client(t).Get(promotionsPath).Want(http.StatusSeeOther)
}
