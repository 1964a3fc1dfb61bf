package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
)

// version is that of the form on the page.
func version(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page has no form")
	}
	return found[1]
}

func TestBackorder_IsSetByStaffAndSaidToShoppers(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	form := posted()
	form.Set("variant.0.stock", "0")
	form.Set("variant.0.backorder", "on")
	path := staff.Post("/admin/products/new", form).Want(http.StatusSeeOther).Header.Get("Location")
	p := desk(t, site)
	if !p.Variants[0].Backorder || p.Variants[1].Backorder {
		t.Fatalf("variants %+v", p.Variants)
	}
	if err := site.Units.Hold(t.Context(), catalog.Hold{Order: "o", SKU: "DESK-S", Quantity: 3, By: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	wants(t, site.Client(t).Get("/p/desk?sku=DESK-S").Want(200), []string{"Can be ordered, and is sent when it is back"})
	page := staff.Get(path).Want(200)
	if !strings.Contains(page.Body, `value="-3"`) {
		t.Error("staff don't see what is owed")
	}
	// What is owed may stay as it is when something else is saved.
	again := posted()
	for name, value := range map[string]string{"id": "DESK-S", "stock": "-3", "stockShown": "-3", "backorder": "on", "price": "189.90"} {
		again.Set("variant.0."+name, value)
	}
	again.Set("variant.1.id", "DESK-LARGE")
	again.Set("variant.1.sku", "DESK-LARGE")
	again.Set("version", version(t, page.Body))
	staff.Post(path, again).Want(http.StatusSeeOther)
	if p := desk(t, site); p.Variants[0].Price.Amount != 18990 || available(t, site, "DESK-S") != -3 {
		t.Errorf("%+v, %d available", p.Variants[0], available(t, site, "DESK-S"))
	}
	again.Set("version", version(t, staff.Get(path).Want(200).Body))
	again.Set("variant.0.stock", "-5")
	wants(t, staff.Post(path, again).Want(http.StatusUnprocessableEntity), []string{"There can&#39;t be fewer than none."})
}
