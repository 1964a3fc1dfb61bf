package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/catalog/internal/api"
	"shop/platform/identity"
)

type object = map[string]any

func euros(cents int) object { return object{"amount": cents, "currency": "EUR"} }

// chair is a product with two variants.
func chair(name string) object {
	slug := strings.ToUpper(strings.ReplaceAll(name, " ", "-"))
	return object{
		"name": name, "status": "active", "descriptionHtml": "<p>Sits well.</p><script>alert(1)</script>",
		"vendor": "Joiner", "tags": []string{"wood"}, "optionNames": []string{"Size"},
		"variants": []object{
			{"sku": slug + "-S", "options": []object{{"name": "Size", "value": "Small"}}, "price": euros(4900), "quantity": 3},
			{"sku": slug + "-L", "options": []object{{"name": "Size", "value": "Large"}}, "price": euros(6900), "compareAt": euros(7900), "tracked": false},
		},
	}
}

func TestProducts_from_creation_to_the_shopper(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff, shopper := site.Staff(t), site.Client(t)

	var category api.StaffCategory
	staff.JSON(http.MethodPost, "/api/admin/categories", object{"name": "Chairs"}).Want(201).Decode(&category)
	in := chair("Oak chair")
	in["categoryIds"] = []string{category.ID}
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", in).Want(201).Decode(&made)

	var seen api.Product
	shopper.Get("/api/products/oak-chair").Want(200).Decode(&seen)
	if seen.ID != made.ID || seen.DescriptionHTML != "<p>Sits well.</p>" || seen.Categories[0].Slug != "chairs" {
		t.Errorf("seen %+v", seen)
	}
	small, large := seen.Variants[0], seen.Variants[1]
	if *small.Available != 3 || !small.InStock || large.Available != nil || !large.InStock || large.CompareAt.Amount != 7900 {
		t.Errorf("variants %+v %+v", small, large)
	}
	shopper.Get("/api/products/" + made.ID).Want(200)

	var list struct {
		Products         []api.Card
		Page, TotalPages int
		Total            int
		Facets           api.Facets
	}
	shopper.Get("/api/products?category=chairs&q=oak&sort=price&minPrice=4900&maxPrice=4900&inStock=true&limit=5").Want(200).Decode(&list)
	if list.Total != 1 || list.Page != 1 || list.TotalPages != 1 || list.Products[0].Price.Amount != 4900 || !list.Products[0].PriceFrom {
		t.Errorf("list %+v", list)
	}
	if list.Facets.Categories[0].Count != 1 || list.Facets.Availability.InStock != 1 {
		t.Errorf("facets %+v", list.Facets)
	}
	var tree struct{ Categories []api.CategoryNode }
	shopper.Get("/api/categories").Want(200).Decode(&tree)
	if len(tree.Categories) != 1 || tree.Categories[0].Name != "Chairs" {
		t.Errorf("tree %+v", tree)
	}
}

func TestProducts_an_edit_is_seen_by_the_next_request(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff, shopper := site.Staff(t), site.Client(t)
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Ash chair")).Want(201).Decode(&made)

	for i := range 5 {
		shopper.Get("/api/products/ash-chair").Want(200)
		shopper.Get("/api/products").Want(200)
		edit := chair(fmt.Sprint("Ash chair, edition ", i))
		edit["slug"], edit["version"], edit["variants"] = "ash-chair", made.Version, chair("Ash chair")["variants"]
		staff.JSON(http.MethodPut, "/api/admin/products/"+made.ID, edit).Want(200).Decode(&made)

		var seen api.Product
		shopper.Get("/api/products/ash-chair").Want(200).Decode(&seen)
		if seen.Name != edit["name"] {
			t.Errorf("seen %q, want %q", seen.Name, edit["name"])
		}
		if list := shopper.Get("/api/products").Want(200); !strings.Contains(list.Body, edit["name"].(string)) {
			t.Errorf("the list has not %q", edit["name"])
		}
	}
	t.Run("an old version is refused", func(t *testing.T) {
		edit := chair("Ash chair")
		edit["version"] = 1
		staff.JSON(http.MethodPut, "/api/admin/products/"+made.ID, edit).Want(409)
	})
	t.Run("a stock adjustment too", func(t *testing.T) {
		staff.JSON(http.MethodPost, "/api/admin/stock/ASH-CHAIR-S/adjustments", object{"delta": 4, "reason": "delivery"}).Want(200)
		var seen api.Product
		shopper.Get("/api/products/ash-chair").Want(200).Decode(&seen)
		if *seen.Variants[0].Available != 7 {
			t.Errorf("%d available, want 7", *seen.Variants[0].Available)
		}
	})
	t.Run("an archived product is gone", func(t *testing.T) {
		staff.JSON(http.MethodPost, "/api/admin/products/"+made.ID+"/archive", nil).Want(200)
		shopper.Get("/api/products/ash-chair").Want(404)
		if list := shopper.Get("/api/products").Want(200); !strings.Contains(list.Body, `"total":0`) {
			t.Errorf("list %s", list.Body)
		}
		staff.Get("/api/admin/products/" + made.ID).Want(200)
		staff.JSON(http.MethodPost, "/api/admin/products/"+made.ID+"/restore", nil).Want(200)
	})
	t.Run("a product that was missing is there once made", func(t *testing.T) {
		shopper.Get("/api/products/beech-chair").Want(404)
		staff.JSON(http.MethodPost, "/api/admin/products", chair("Beech chair")).Want(201)
		shopper.Get("/api/products/beech-chair").Want(200)
	})
}

func TestProducts_answer_304_to_who_has_them(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff, shopper := site.Staff(t), site.Client(t)
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Elm chair")).Want(201)
	tag := shopper.Get("/api/products/elm-chair").Want(200).Header.Get("ETag")
	if tag == "" {
		t.Fatal("no ETag")
	}
	shopper.Get("/api/products/elm-chair", "If-None-Match", tag).Want(304)
	staff.JSON(http.MethodPost, "/api/admin/stock/ELM-CHAIR-S/adjustments", object{"delta": -1, "reason": "broken"}).Want(200)
	shopper.Get("/api/products/elm-chair", "If-None-Match", tag).Want(200)
}

func TestStock_adjustments(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Fir chair")).Want(201)
	path := "/api/admin/stock/FIR-CHAIR-S/adjustments"

	var account api.StockAccount
	staff.JSON(http.MethodPost, path, object{"delta": 5, "reason": "delivery"}).Want(200).Decode(&account)
	staff.JSON(http.MethodPost, path, object{"delta": -2, "reason": "broken"}).Want(200).Decode(&account)
	if account.Available != 6 || account.Received != 8 || account.WrittenOff != 2 || len(account.Movements) != 2 || account.Movements[1].By != "Mira" {
		t.Errorf("account %+v", account)
	}
	t.Run("count once under one key", func(t *testing.T) {
		for range 2 {
			staff.JSON(http.MethodPost, path, object{"delta": 1, "reason": "found"}, "Idempotency-Key", "k1").Want(200).Decode(&account)
		}
		if account.Available != 7 {
			t.Errorf("%d available, want 7", account.Available)
		}
		p := staff.JSON(http.MethodPost, path, object{"delta": -1, "reason": "lost"}, "Idempotency-Key", "k1").Want(422).Problem()
		if p["code"] != "idempotency-key-reused" {
			t.Errorf("another request under the key: %v", p)
		}
	})
	t.Run("never leave less than nothing", func(t *testing.T) {
		p := staff.JSON(http.MethodPost, path, object{"delta": -8, "reason": "stolen"}).Want(422).Problem()
		if !strings.Contains(fmt.Sprint(p), "only 7 units") {
			t.Errorf("problem %v", p)
		}
	})
	t.Run("need a SKU that exists and is counted", func(t *testing.T) {
		staff.JSON(http.MethodPost, "/api/admin/stock/nothing/adjustments", object{"delta": 1, "reason": "x"}).Want(404)
		staff.JSON(http.MethodPost, "/api/admin/stock/FIR-CHAIR-L/adjustments", object{"delta": 1, "reason": "x"}).Want(422)
	})
	t.Run("show what runs low", func(t *testing.T) {
		staff.JSON(http.MethodPost, path, object{"delta": -4, "reason": "broken"}).Want(200)
		if low := staff.Get("/api/admin/stock").Want(200); !strings.Contains(low.Body, "FIR-CHAIR-S") {
			t.Errorf("low %s", low.Body)
		}
	})
}

func TestCategories_changes(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff, shopper := site.Staff(t), site.Client(t)
	var top, child api.StaffCategory
	staff.JSON(http.MethodPost, "/api/admin/categories", object{"name": "Living"}).Want(201).Decode(&top)
	staff.JSON(http.MethodPost, "/api/admin/categories", object{"name": "Sofas", "parentId": top.ID}).Want(201).Decode(&child)
	shopper.Get("/api/products?category=living").Want(200)

	path := "/api/admin/categories/" + top.ID
	staff.JSON(http.MethodDelete, path, nil).Want(409)
	staff.JSON(http.MethodPut, path, object{"name": "Living", "parentId": child.ID, "version": 1}).Want(422)
	staff.JSON(http.MethodPut, path, object{"name": "Living room", "version": 1}).Want(200)
	staff.JSON(http.MethodPut, path, object{"name": "Living", "version": 1}).Want(409)
	if tree := shopper.Get("/api/categories").Want(200); !strings.Contains(tree.Body, "Living room") {
		t.Errorf("tree %s", tree.Body)
	}
	staff.JSON(http.MethodDelete, "/api/admin/categories/"+child.ID, nil).Want(204)
	staff.JSON(http.MethodDelete, "/api/admin/categories/"+child.ID, nil).Want(404)
	if list := staff.Get("/api/admin/categories").Want(200); strings.Contains(list.Body, "Sofas") {
		t.Errorf("list %s", list.Body)
	}
}

func TestAdmin_lists_and_reads_what_shoppers_do_not_see(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	draft := chair("Yew chair")
	draft["status"] = "draft"
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", draft).Want(201).Decode(&made)
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Pine chair")).Want(201)
	site.Client(t).Get("/api/products/yew-chair").Want(404)

	var list struct {
		Products []api.ProductRow
		Total    int
	}
	staff.Get("/api/admin/products?status=draft").Want(200).Decode(&list)
	if list.Total != 1 || list.Products[0].ID != made.ID || list.Products[0].Stock != 3 || !list.Products[0].Low || list.Products[0].Variants != 2 {
		t.Errorf("list %+v", list)
	}
	var account api.StockAccount
	staff.Get("/api/admin/stock/YEW-CHAIR-S").Want(200).Decode(&account)
	if account.Available != 3 || account.ProductID != made.ID || account.Options[0].Value != "Small" {
		t.Errorf("account %+v", account)
	}
	staff.Get("/api/admin/stock/nothing").Want(404)
}

func TestAdmin_orders_and_removes_pictures(t *testing.T) {
	t.Parallel()
	site := catalogtest.NewSite(t)
	staff := site.Staff(t)
	var made api.StaffProduct
	staff.JSON(http.MethodPost, "/api/admin/products", chair("Teak chair")).Want(201).Decode(&made)
	ctx := identity.System(t.Context(), "test")
	var ids []string
	for i := range 3 {
		picture, err := site.Pictures.StoreSVG(ctx, fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" id="p%d"/>`, i), fmt.Sprint("Picture ", i), 800, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := site.Products.AddImages(ctx, catalog.ProductID(made.ID), picture, picture); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, picture.ID)
	}
	staff.Get("/api/admin/products/" + made.ID).Want(200).Decode(&made)
	if len(made.Images) != 3 {
		t.Fatalf("%d pictures", len(made.Images))
	}
	edit := chair("Teak chair")
	edit["version"], edit["imageIds"] = made.Version, []string{ids[2], ids[0]}
	edit["variants"].([]object)[1]["imageId"] = ids[0]
	staff.JSON(http.MethodPut, "/api/admin/products/"+made.ID, edit).Want(200).Decode(&made)
	if len(made.Images) != 2 || made.Images[0].Alt != "Picture 2" || made.Variants[1].ImageID != ids[0] {
		t.Errorf("pictures %+v", made.Images)
	}
	var list struct{ Products []api.Card }
	site.Client(t).Get("/api/products").Want(200).Decode(&list)
	if list.Products[0].Image == nil || list.Products[0].Image.ID != ids[2] {
		t.Errorf("the list shows %+v", list.Products[0].Image)
	}
}
