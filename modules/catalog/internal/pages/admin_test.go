package pages_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/product"
	"shop/platform/identity"
	"shop/platform/web/webtest"
)

// posted is the form of a product with two variants.
func posted() url.Values {
	return url.Values{
		"version": {"1"}, "name": {"Desk"}, "slug": {""}, "vendor": {"Joiner"}, "descriptionHtml": {"<p>Stands.</p>"},
		"status": {"active"}, "tags": {"wood, large"}, "seoTitle": {""}, "seoDescription": {""},
		"option.0": {"Size"}, "option.1": {""}, "option.2": {""},
		"variant.0.id": {""}, "variant.0.sku": {"DESK-S"}, "variant.0.option.0": {"Small"}, "variant.0.price": {"199,90"},
		"variant.0.tracked": {"on"}, "variant.0.stock": {"7"}, "variant.0.taxable": {"on"}, "variant.0.taxClass": {" reduced "}, "variant.0.requiresShipping": {"on"}, "variant.0.weight": {"12000"},
		"variant.1.id": {""}, "variant.1.sku": {""}, "variant.1.option.0": {"Large"}, "variant.1.price": {"299.90"}, "variant.1.compareAt": {"349"},
		"variant.2.id": {""}, "variant.2.sku": {""}, "variant.2.option.0": {""}, "variant.2.price": {""}, "variant.2.tracked": {"on"},
	}
}

func desk(t *testing.T, site *catalogtest.Site) product.Product {
	t.Helper()
	p, err := site.Products.Match(identity.System(t.Context(), "test"), "desk", nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func available(t *testing.T, site *catalogtest.Site, sku catalog.SKU) int {
	t.Helper()
	a, err := site.Units.Account(t.Context(), sku)
	if err != nil {
		t.Fatal(err)
	}
	return a.Available
}

func TestAdmin_product_form(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	staff.Get("/admin/products/new").Want(200)
	made := staff.Post("/admin/products/new", posted()).Want(http.StatusSeeOther)
	p := desk(t, site)
	if made.Header.Get("Location") != "/admin/products/"+string(p.ID) {
		t.Errorf("leads to %q", made.Header.Get("Location"))
	}
	small, large := p.Variants[0], p.Variants[1]
	if len(p.Variants) != 2 || small.Price.Amount != 19990 || small.WeightGrams != 12000 || small.TaxClass != "reduced" || !small.Tracked || large.Tracked || large.SKU != "DESK-LARGE" || large.CompareAt.Amount != 34900 {
		t.Errorf("variants %+v", p.Variants)
	}
	if n := available(t, site, "DESK-S"); n != 7 {
		t.Errorf("%d available", n)
	}
	path := "/admin/products/" + string(p.ID)
	wants(t, staff.Get(path).Want(200), []string{`value="DESK-S"`, `value="199.90"`, `value="reduced"`, "wood, large"})
	wants(t, staff.Get("/admin/products?q=desk").Want(200), []string{"Desk", "€199.90–€299.90"})
	wants(t, staff.Get("/admin/products?sort=nonsense").Want(200), []string{"Desk"})

	t.Run("plans sales, one a line", func(t *testing.T) {
		form := posted()
		form.Set("name", "Table")
		form.Set("variant.0.sku", "TABLE-S")
		form.Set("variant.0.sales", "2126-01-01T00:00 2126-02-01T00:00 149,90\r\n")
		at := staff.Post("/admin/products/new", form).Want(http.StatusSeeOther).Header.Get("Location")
		wants(t, staff.Get(at).Want(200), []string{"2126-01-01T00:00 2126-02-01T00:00 149.90", `value="199.90"`})
		form.Set("variant.0.sku", "TABLE-T")
		form.Set("variant.0.sales", "tomorrow 149.90")
		wants(t, staff.Post("/admin/products/new", form).Want(http.StatusUnprocessableEntity), []string{"Line 1: please give begin, end and price", "tomorrow 149.90"})
	})

	edited := func() url.Values {
		form := posted()
		form.Set("variant.0.id", "DESK-S")
		form.Set("variant.0.stockShown", "7")
		form.Set("variant.1.id", "DESK-LARGE")
		form.Set("variant.1.sku", "DESK-LARGE")
		return form
	}
	t.Run("corrects the stock by the difference, so that a sale in between stays", func(t *testing.T) {
		ctx := identity.System(t.Context(), "test")
		if _, err := site.Units.SetTo(ctx, "DESK-S", 5, "two were sold meanwhile"); err != nil {
			t.Fatal(err)
		}
		form := edited()
		form.Set("variant.0.stock", "10")
		staff.Post(path, form).Want(http.StatusSeeOther)
		if n := available(t, site, "DESK-S"); n != 8 {
			t.Errorf("%d available, want 5 + 3", n)
		}
	})
	t.Run("tells a conflict and keeps what was typed", func(t *testing.T) {
		form := edited() // of version 1, while 2 is stored
		form.Set("name", "My other desk")
		r := staff.Post(path, form).Want(http.StatusConflict)
		wants(t, r, []string{"My other desk", `name="version" value="2"`})
		form.Set("version", "2")
		staff.Post(path, form).Want(http.StatusSeeOther)
		if p := desk(t, site); p.Name != "My other desk" {
			t.Errorf("name %q", p.Name)
		}
	})
	t.Run("removes a variant", func(t *testing.T) {
		form := edited()
		form.Set("version", "3")
		form.Set("variant.1.remove", "on")
		staff.Post(path, form).Want(http.StatusSeeOther)
		if p := desk(t, site); len(p.Variants) != 1 {
			t.Errorf("variants %+v", p.Variants)
		}
	})
	t.Run("archives and restores", func(t *testing.T) {
		staff.Post(path+"/archive", nil).Want(http.StatusSeeOther)
		site.Client(t).Get("/p/desk").Want(404)
		staff.Post(path+"/restore", nil).Want(http.StatusSeeOther)
		if p := desk(t, site); p.Status != product.Draft {
			t.Errorf("status %s", p.Status)
		}
	})
}

func TestAdmin_product_form_shows_errors_beside_fields_and_keeps_what_was_typed(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	for _, tc := range []struct {
		name, field, value, message string
	}{
		{"a price that is none", "variant.0.price", "lots", "Please give an amount such as 19.90."},
		{"no name", "name", "", "Please give the product a name."},
		{"a weight that is none", "variant.0.weight", "heavy", "Please give a whole number."},
		{"stock that is none", "variant.0.stock", "some", "Please give a whole number."},
		{"negative stock", "variant.0.stock", "-4", "There can&#39;t be fewer than none."},
		{"an earlier price that is lower", "variant.1.compareAt", "1", "The earlier price must be higher than the price."},
		{"the same options twice", "variant.1.option.0", "small", "Another variant has the same options."},
		{"a missing option", "variant.0.option.0", "", "Please give a value for each"},
		{"an address that can't be", "slug", "No Slug", "An address consists of"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			form := posted()
			form.Set(tc.field, tc.value)
			form.Set("vendor", "Kept <b>as typed</b>")
			r := staff.Post("/admin/products/new", form).Want(http.StatusUnprocessableEntity)
			wants(t, r, []string{tc.message, "Kept &lt;b&gt;as typed&lt;/b&gt;", `value="DESK-S"`})
		})
	}
	if n, err := site.Products.Count(t.Context()); err != nil || n != 0 {
		t.Errorf("%d products were stored, %v", n, err)
	}
}

// send uploads files to a product.
func send(t *testing.T, c *webtest.Client, path string, files map[string][]byte) *webtest.Response {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, data := range files {
		part, err := w.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(data)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(c.NewRequest(http.MethodPost, path, &body, "Content-Type", w.FormDataContentType(), "Sec-Fetch-Site", "same-origin"))
}

func TestAdmin_pictures(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	staff.Post("/admin/products/new", posted()).Want(http.StatusSeeOther)
	path := "/admin/products/" + string(desk(t, site).ID) + "/images"
	var photo [2]bytes.Buffer
	for i := range photo {
		if err := jpeg.Encode(&photo[i], image.NewRGBA(image.Rect(0, 0, 300+i, 400)), nil); err != nil {
			t.Fatal(err)
		}
	}
	send(t, staff, path, map[string][]byte{"a.jpg": photo[0].Bytes()}).Want(http.StatusSeeOther)
	r := send(t, staff, path, map[string][]byte{"b.jpg": photo[1].Bytes(), "evil.svg": []byte(`<svg onload="alert(1)"/>`)}).Want(http.StatusUnprocessableEntity)
	wants(t, r, []string{"JPEG, PNG, GIF and WebP are fine."})
	images := desk(t, site).Images
	if len(images) != 2 {
		t.Fatalf("%d pictures, want the two that can be read", len(images))
	}
	second := path + "/" + images[1].ID
	staff.Post(second, url.Values{"action": {"up"}}).Want(http.StatusSeeOther)
	staff.Post(second, url.Values{"action": {"alt"}, "alt": {"From the side"}}).Want(http.StatusSeeOther)
	if now := desk(t, site).Images; now[0].ID != images[1].ID || now[0].Alt != "From the side" {
		t.Errorf("pictures %+v", now)
	}
	move := func(steps string) *webtest.Response {
		return staff.Post(second, url.Values{"action": {"move"}, "steps": {steps}})
	}
	move("1").Want(http.StatusSeeOther)
	if now := desk(t, site).Images; now[1].ID != images[1].ID {
		t.Errorf("pictures %+v", now)
	}
	move("-1").Want(http.StatusSeeOther)
	wants(t, move("far").Want(http.StatusUnprocessableEntity), []string{"whole number of places"})
	staff.Post(second, url.Values{"action": {"spin"}}).Want(http.StatusUnprocessableEntity)
	staff.Post(path+"/nothing", url.Values{"action": {"up"}}).Want(http.StatusNotFound)
	tooLong := strings.Repeat("long ", 101)
	r = staff.Post(second, url.Values{"action": {"alt"}, "alt": {tooLong}}).Want(http.StatusUnprocessableEntity)
	wants(t, r, []string{"A description has at most 500 characters.", `value="` + tooLong + `"`})
	staff.Post(second, url.Values{"action": {"remove"}}).Want(http.StatusSeeOther)
	if now := desk(t, site).Images; len(now) != 1 {
		t.Errorf("pictures %+v", now)
	}
	send(t, staff, path, nil).Want(http.StatusUnprocessableEntity)
}

func TestAdmin_preview_shows_a_draft_to_staff_as_the_shop_will(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	form := posted()
	form.Set("status", "draft")
	staff.Post("/admin/products/new", form).Want(http.StatusSeeOther)
	at := "/admin/products/" + string(desk(t, site).ID)
	site.Client(t).Get("/p/desk").Want(http.StatusNotFound)
	site.Client(t).Get(at + "/preview").Want(http.StatusSeeOther)
	wants(t, staff.Get(at).Want(200), []string{at + "/preview"})
	preview := staff.Get(at + "/preview?sku=DESK-S").Want(200)
	wants(t, preview, []string{"<h1>Desk</h1>", "€199.90", "Only staff see this preview", at + "/preview?sku=", "disabled"})
	if strings.Contains(preview.Body, "/p/desk") {
		t.Error("the preview leads to a page that isn't there")
	}
}

func TestAdmin_stock(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	staff.Post("/admin/products/new", posted()).Want(http.StatusSeeOther)
	adjust := func(delta, reason string) *webtest.Response {
		return staff.Post("/admin/stock/DESK-S", url.Values{"delta": {delta}, "reason": {reason}})
	}
	adjust("+3", "Delivery").Want(http.StatusSeeOther)
	if n := available(t, site, "DESK-S"); n != 10 {
		t.Errorf("%d available", n)
	}
	wants(t, adjust("three", "Delivery, late").Want(http.StatusUnprocessableEntity), []string{"three", "Delivery, late", "Please give how many units"})
	wants(t, adjust("-30", "x").Want(http.StatusUnprocessableEntity), []string{"There are only 10 units."})
	staff.Post("/admin/stock/nothing", url.Values{"delta": {"1"}, "reason": {"x"}}).Want(http.StatusNotFound)

	adjust("-7", "Broken").Want(http.StatusSeeOther)
	wants(t, staff.Get("/admin").Want(200), []string{"DESK-S", "Small"})
}

func TestAdmin_categories(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	add := func(name, slug, parent string) *webtest.Response {
		return staff.Post("/admin/categories", url.Values{"name": {name}, "slug": {slug}, "parent": {parent}, "description": {""}, "position": {""}})
	}
	add("Living", "", "").Want(http.StatusSeeOther)
	tree, err := site.Categories.Tree(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	living := tree.Nodes[0]
	add("Chairs", "", living.ID).Want(http.StatusSeeOther)
	wants(t, staff.Get("/admin/categories").Want(200), []string{"Living", "Chairs"})
	wants(t, site.Client(t).Get("/c/living").Want(200), []string{"/c/chairs"})

	wants(t, add("Again", "living", "").Want(http.StatusUnprocessableEntity), []string{"Again", "has this address"})
	path := "/admin/categories/" + living.ID
	save := func(version string, name string) *webtest.Response {
		return staff.Post(path, url.Values{"version": {version}, "name": {name}, "slug": {"living"}, "position": {"2"}})
	}
	save("1", "Living room").Want(http.StatusSeeOther)
	wants(t, save("1", "Lounge").Want(http.StatusConflict), []string{"Lounge", `name="version" value="2"`})
	staff.Post(path+"/delete", nil).Want(http.StatusConflict)
	if tree, err = site.Categories.Tree(t.Context()); err != nil {
		t.Fatal(err)
	}
	child, _ := tree.BySlug("chairs")
	staff.Post("/admin/categories/"+child.ID+"/delete", nil).Want(http.StatusSeeOther)
	wants(t, staff.Get("/admin/categories").Want(200), []string{"Living room"}, `value="Chairs"`)
}

func TestAdmin_pages_are_for_staff(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	guest, shopper := site.Client(t), site.SignedIn(t, identity.Caller{Account: "a1", Role: identity.Shopper})
	for _, path := range []string{"/admin/products", "/admin/products/new", "/admin/products/x", "/admin/categories"} {
		if r := guest.Get(path); r.Status != http.StatusSeeOther || !strings.HasPrefix(r.Header.Get("Location"), "/login") {
			t.Errorf("%s: a guest gets %d", path, r.Status)
		}
		shopper.Get(path).Want(http.StatusForbidden)
	}
	for _, path := range []string{"/admin/products/new", "/admin/products/bulk", "/admin/products/x/archive", "/admin/stock/x", "/admin/categories/x/delete"} {
		shopper.Post(path, nil).Want(http.StatusForbidden)
	}
}

func TestAdmin_bulk(t *testing.T) {
	t.Parallel()
	site := furnished(t)
	staff := site.Staff(t)
	ctx := identity.System(t.Context(), "test")
	ids := map[string]string{}
	for _, slug := range []string{"stool", "oak-and-ash-chair"} {
		p, err := site.Products.Match(ctx, slug, nil)
		if err != nil {
			t.Fatal(err)
		}
		ids[slug] = string(p.ID)
	}
	status := func(slug string) product.Status {
		t.Helper()
		p, err := site.Products.Product(ctx, catalog.ProductID(ids[slug]))
		if err != nil {
			t.Fatal(err)
		}
		return p.Status
	}

	t.Run("changes all that were picked and goes back to the list as it was", func(t *testing.T) {
		r := staff.Post("/admin/products/bulk", url.Values{
			"id": {ids["stool"], ids["oak-and-ash-chair"]}, "status": {"draft"}, "back": {"/admin/products?sort=name"},
		}).Want(http.StatusSeeOther)
		if to := r.Header.Get("Location"); to != "/admin/products?sort=name" {
			t.Errorf("leads to %q", to)
		}
		wants(t, staff.Get("/admin/products?sort=name").Want(200), []string{"2 products set to draft."})
		if status("stool") != product.Draft || status("oak-and-ash-chair") != product.Draft {
			t.Error("not all are drafts")
		}
	})
	t.Run("does what it can and tells what stayed as it was, and why", func(t *testing.T) {
		r := staff.Post("/admin/products/bulk", url.Values{
			"id": {ids["stool"], "nobody"}, "status": {"archived"}, "back": {"/admin/products?q=chair"},
		}).Want(http.StatusConflict)
		wants(t, r, []string{"1 product archived.", "nobody", "There is no such product.", `value="chair"`})
		if status("stool") != product.Archived {
			t.Error("the one that could be archived is not")
		}
	})
	t.Run("leads nowhere else", func(t *testing.T) {
		r := staff.Post("/admin/products/bulk", url.Values{"id": {ids["stool"]}, "status": {"active"}, "back": {"https://evil.example/"}})
		if to := r.Want(http.StatusSeeOther).Header.Get("Location"); to != "/admin/products" {
			t.Errorf("leads to %q", to)
		}
	})
	t.Run("refuses what is no action", func(t *testing.T) {
		staff.Post("/admin/products/bulk", url.Values{"id": {ids["stool"]}, "status": {"deleted"}}).Want(http.StatusUnprocessableEntity)
		if status("stool") != product.Active {
			t.Error("it changed all the same")
		}
	})
}
