package catalog_test

import (
	"testing"
	"time"

	"shop/views/catalog"
	"shop/views/ui"
	"shop/views/viewtest"
)

// long ago, so that no relative time changes the pages.
var changed = time.Date(2025, 3, 14, 9, 26, 0, 0, time.UTC)

func choices() []catalog.AdminChoice {
	return []catalog.AdminChoice{
		{Value: "c1", Label: "Ceramics"},
		{Value: "c2", Label: "Cups & mugs", Depth: 1, Selected: true},
		{Value: "c3", Label: "Kitchen"},
	}
}

func productsView() catalog.AdminProductsView {
	return catalog.AdminProductsView{
		Filter:     catalog.AdminProductFilter{Query: "mug", Category: "c2", Sort: "-stock"},
		Categories: choices(),
		Products: []catalog.AdminProductRow{
			{ID: "p1", Slug: "everyday-mug", Name: "Everyday Mug", Vendor: "Halde Pottery", Status: "active",
				ImageURL: "/media/aa/mug.svg", Categories: []string{"Cups & mugs", "Gifts"}, Variants: 4,
				Price: "€19.00", Stock: 87, Tracked: true, UpdatedAt: changed},
			{ID: "p2", Slug: "mug-2", Name: "Mug <script>alert(1)</script>", Vendor: "Somebody with a very long name indeed, of the north",
				Status: "draft", Categories: nil, Variants: 1, Price: "€5.00–€2,500.00", Stock: 2, Tracked: true, Low: true, UpdatedAt: changed},
			{ID: "p3", Slug: "gift", Name: "Gift Card", Vendor: "Linden Workshop", Status: "archived", Variants: 3,
				Price: "€25.00–€100.00", UpdatedAt: changed},
			{ID: "p4", Slug: "pitcher", Name: "Stoneware Pitcher", Vendor: "Halde Pottery", Status: "active", Variants: 1,
				Price: "€48.00", Tracked: true, Low: true, UpdatedAt: changed},
		},
		Total: 124, Page: 2, Pages: 3,
	}
}

func productView() catalog.AdminProductView {
	return catalog.AdminProductView{
		Form: ui.Form{Version: "7"}, ID: "p1", Name: "Everyday Mug", Slug: "everyday-mug", Vendor: "Halde Pottery",
		DescriptionHTML: "<p>Holds enough for a proper morning.</p>", Status: "active", Tags: "stoneware, bestseller",
		Categories: choices(), OptionNames: []string{"Colour"}, Currency: "EUR", StoreHost: "linden.example", UpdatedAt: changed,
		Variants: []catalog.AdminVariantRow{
			{ID: "MUG-MOSS", SKU: "MUG-MOSS", Options: []string{"Moss"}, Price: "19.00", CompareAt: "24.00", Tracked: true,
				Stock: "42", StockShown: "42", Held: 1, WeightGrams: "380", Taxable: true, RequiresShipping: true, ImageID: "i1"},
			{ID: "MUG-CLAY", SKU: "MUG-CLAY", Options: []string{"Clay"}, Price: "19.00", Tracked: true,
				Stock: "3", StockShown: "3", Low: true, WeightGrams: "380", Taxable: true, RequiresShipping: true, ImageID: "i2"},
		},
		Images: []catalog.AdminImage{
			{ID: "i1", URL: "/media/aa/mug.svg", Alt: "Everyday Mug in moss"},
			{ID: "i2", URL: "/media/bb/mug.svg", Alt: "Everyday Mug in clay"},
		},
	}
}

func TestAdminProducts(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_products", catalog.AdminProducts(productsView()))
	viewtest.Golden(t, "admin_products_none", catalog.AdminProducts(catalog.AdminProductsView{Page: 1, Pages: 1}))
	viewtest.Golden(t, "admin_products_no_match", catalog.AdminProducts(catalog.AdminProductsView{
		Filter: catalog.AdminProductFilter{Query: "x"}, Page: 1, Pages: 1,
	}))
}

func TestAdminProduct(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_product", catalog.AdminProduct(productView()))

	t.Run("a_new_one_has_one_empty_row", func(t *testing.T) {
		viewtest.Golden(t, "admin_product_new", catalog.AdminProduct(catalog.AdminProductView{
			Status: "draft", Currency: "EUR", StoreHost: "linden.example",
		}))
	})
	t.Run("faults_stand_beside_their_fields_and_nothing_typed_is_lost", func(t *testing.T) {
		v := productView()
		v.Name, v.Variants[1].Price, v.Variants[1].SKU = "", "cheap", "MUG-MOSS"
		v.Errors = map[string]string{
			"name": "Please give the product a name.", "variant.1.price": "Please give a price such as 12.50.",
			"variant.1.sku": "Another variant has this SKU.", "files": "This isn't a picture the shop can read.",
		}
		viewtest.Golden(t, "admin_product_faults", catalog.AdminProduct(v))
	})
	t.Run("a_conflict_is_told_before_it_is_saved_over", func(t *testing.T) {
		v := productView()
		v.Conflict = &catalog.AdminConflict{At: changed, Differences: []catalog.AdminDifference{
			{Label: "Name", Saved: "Everyday Mug, large", Yours: "Everyday Mug"},
		}}
		viewtest.Golden(t, "admin_product_conflict", catalog.AdminProduct(v))
	})
	t.Run("an_archived_one_can_be_restored", func(t *testing.T) {
		v := productView()
		v.Status, v.Images = "archived", nil
		viewtest.Golden(t, "admin_product_archived", catalog.AdminProduct(v))
	})
}

func TestAdminStock(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_stock", catalog.AdminStock(catalog.AdminStockView{
		ProductID: "p1", Name: "Everyday Mug", SKU: "MUG-CLAY", Options: "Clay", Available: 3, Tracked: true,
		Delta: "-9", Reason: "Damaged", Errors: map[string]string{"delta": "There are only 3 units."},
	}))
}

func TestAdminLedger(t *testing.T) {
	t.Parallel()
	v := catalog.AdminLedgerView{
		Stock:     catalog.AdminStockView{ProductID: "p1", Name: "Everyday Mug", SKU: "MUG-CLAY", Options: "Clay", Available: 3, Held: 1, Sold: 4, Tracked: true},
		Threshold: "5", Page: 1, Pages: 2, Total: 51,
		Movements: []catalog.AdminMovement{
			{At: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC), Kind: "sold", Reason: "Order 1001", Order: "1001", Delta: "-4"},
			{At: time.Date(2026, 2, 1, 9, 30, 0, 0, time.UTC), Kind: "received", Reason: "Delivery", By: "Mira", Delta: "+8"},
		},
	}
	viewtest.Golden(t, "admin_ledger", catalog.AdminLedger(v))
	v = catalog.AdminLedgerView{Stock: v.Stock, Threshold: "x", Errors: map[string]string{"threshold": "Please give a number of units."}, Page: 1, Pages: 1}
	v.Stock.Tracked = false
	viewtest.Golden(t, "admin_ledger_wrong", catalog.AdminLedger(v))
}

func TestAdminLowStock(t *testing.T) {
	t.Parallel()
	viewtest.Golden(t, "admin_low_stock", catalog.AdminLowStock(catalog.AdminLowStockPanel{Items: []catalog.AdminLowStockItem{
		{ProductID: "p1", Name: "Everyday Mug", SKU: "MUG-CLAY", Options: "Clay", Available: 3, Threshold: 5},
		{ProductID: "p4", Name: "Stoneware Pitcher", SKU: "PITCHER", Threshold: 5},
	}}))
	viewtest.Golden(t, "admin_low_stock_none", catalog.AdminLowStock(catalog.AdminLowStockPanel{}))
}

func TestAdminCategories(t *testing.T) {
	t.Parallel()
	parents := []catalog.AdminChoice{{Value: "c1", Label: "Ceramics", Selected: true}, {Value: "c3", Label: "Kitchen"}}
	viewtest.Golden(t, "admin_categories", catalog.AdminCategories(catalog.AdminCategoriesView{
		Categories: []catalog.AdminCategoryRow{
			{AdminCategoryForm: catalog.AdminCategoryForm{ID: "c1", Version: "1", Name: "Ceramics", Slug: "ceramics", Position: "1", Description: "Thrown by hand."}, Products: 13},
			{AdminCategoryForm: catalog.AdminCategoryForm{
				ID: "c2", Version: "3", Name: "Cups & mugs", Slug: "Cups!", Parent: "c1", Parents: parents, Position: "1",
				Errors: map[string]string{"slug": "An address consists of lower-case letters, digits and single hyphens."},
			}, Depth: 1, Products: 1},
		},
		New:     catalog.AdminCategoryForm{Parents: parents, Errors: map[string]string{"name": "Please give a name."}},
		Message: "Nothing was saved.",
	}))
	viewtest.Golden(t, "admin_categories_none", catalog.AdminCategories(catalog.AdminCategoriesView{}))
}
