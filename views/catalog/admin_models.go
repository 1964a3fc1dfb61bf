package catalog

import (
	"time"

	"shop/views/ui"
)

// AdminProductsView is the list of products at GET /admin/products.
type AdminProductsView struct {
	Filter     AdminProductFilter
	Categories []AdminChoice
	Products   []AdminProductRow
	// Total counts all products that match; Pages is at least 1.
	Total, Page, Pages int
	// Report tells of a bulk action that was not done to all.
	Report ui.Report
}

// AdminProductFilter is the list's state as its query parameters hold it.
type AdminProductFilter struct {
	// Query is q: text searched in name, vendor and SKU.
	Query string
	// Status is status: "", "active", "draft" or "archived". Empty shows all
	// but archived products.
	Status string
	// Category is category: a category's id, or "".
	Category string
	// Stock is stock: "", "low" or "out".
	Stock string
	// Sort is sort: "name", "-name", "price", "-price", "stock", "-stock",
	// "updated" or "-updated" (the default).
	Sort string
}

// AdminChoice is one entry of a select or a group of boxes.
type AdminChoice struct {
	Value, Label string
	// Depth indents a category under its parents, 0 for a top one.
	Depth    int
	Selected bool
}

// AdminProductRow is one product of the list.
type AdminProductRow struct {
	ID, Slug, Name, Vendor string
	// Status is "active", "draft" or "archived".
	Status string
	// ImageURL is a small square picture; ImageAlt may be empty.
	ImageURL, ImageAlt string
	Categories         []string
	Variants           int
	// Price is formatted, a range where variants differ.
	Price string
	// Stock sums the variants' available units; meaningless unless Tracked.
	Stock   int
	Tracked bool
	// Low says that some variant is at its threshold or below.
	Low       bool
	UpdatedAt time.Time
}

// AdminProductView is the product form: GET and POST /admin/products/new and
// /admin/products/{id}.
//
// The form posts these fields: version (of the product as it was read), name,
// slug, vendor, descriptionHtml, status (active, draft), tags (separated by
// commas), categories (ids, one field each), seoTitle, seoDescription,
// option.0 to option.2 (names), and for each row i of the grid, from 0 without
// gaps: variant.i.id (the SKU as it was read, empty in a new row),
// variant.i.sku, variant.i.option.0 to .2 (values), variant.i.price,
// variant.i.compareAt (plain decimals), variant.i.tracked (on), variant.i.stock
// and variant.i.stockShown (units wanted, and as shown when the form was made:
// the difference is the adjustment, so that a sale in between is not undone),
// variant.i.weight (grams), variant.i.barcode, variant.i.taxable (on), variant.i.taxClass,
// variant.i.sales (one a line: from, until, price),
// variant.i.requiresShipping (on), variant.i.image (an image's id or empty),
// variant.i.remove (on). A row with neither SKU nor price nor options is empty
// and left out. The page adds empty rows below the given ones by itself.
type AdminProductView struct {
	ui.Form
	// ID is empty for a product that does not exist yet.
	ID                       string
	Name, Slug, Vendor       string
	DescriptionHTML          string
	Status                   string
	Tags                     string
	SEOTitle, SEODescription string
	Categories               []AdminChoice
	OptionNames              []string
	Variants                 []AdminVariantRow
	Images                   []AdminImage
	// Currency is the shop's ISO 4217 code, shown in the heads of the grid.
	Currency string
	// StoreHost is shown in the preview of a search result: "shop.example".
	StoreHost string
	UpdatedAt time.Time
	// Conflict tells that the product was changed since it was read; the view
	// then has what the merchant typed and the new Version, so that saving again
	// overwrites knowingly.
	Conflict *AdminConflict
}

// AdminVariantRow is one row of the variants' grid, as typed.
type AdminVariantRow struct {
	ID, SKU          string
	Options          []string
	Price, CompareAt string
	Tracked          bool
	// Backorder: it sells on when none are left.
	Backorder         bool
	Stock, StockShown string
	// Held are units in orders that are being paid.
	Held        int
	Low         bool
	WeightGrams string
	Barcode     string
	Taxable     bool
	TaxClass    string
	Sales       string
	// RequiresShipping is false for what is delivered by mail.
	RequiresShipping bool
	// ImageID names one of the product's images, empty for the first.
	ImageID string
	Remove  bool
}

// AdminImage is a picture of the product. Its forms post to
// /admin/products/{id}/images (files, several) and to
// /admin/products/{id}/images/{image} (action: up, down, move, remove or alt;
// steps of a move, negative towards the front; alt).
type AdminImage struct {
	ID, URL, Alt string
}

// AdminConflict tells what somebody else changed meanwhile.
type AdminConflict struct {
	At          time.Time
	Differences []AdminDifference
}

// AdminDifference is one field that differs.
type AdminDifference struct {
	Label, Saved, Yours string
}

// AdminCategoriesView is GET and POST /admin/categories and POST
// /admin/categories/{id}. The forms post name, slug, parent (an id or empty),
// description, position and version.
type AdminCategoriesView struct {
	// Categories are in tree order.
	Categories []AdminCategoryRow
	// New is the form for a new one, as typed.
	New     AdminCategoryForm
	Message string
}

// AdminCategoryRow is a category and its form.
type AdminCategoryRow struct {
	AdminCategoryForm
	// Depth is 0 for a top category.
	Depth    int
	Products int
}

// AdminCategoryForm is what can be edited of a category.
type AdminCategoryForm struct {
	ID, Version, Name, Slug, Parent, Description, Position string
	// Parents are the categories that may be its parent.
	Parents []AdminChoice
	// Errors are by field name; a form with errors is shown open.
	Errors map[string]string
}

// AdminLowStockPanel is the dashboard's list of what is running out.
type AdminLowStockPanel struct {
	Items []AdminLowStockItem
}

// AdminLowStockItem is one variant at its threshold or below.
type AdminLowStockItem struct {
	ProductID, Name, SKU string
	// Options reads "Large, Blue"; empty where there is one variant.
	Options              string
	Available, Threshold int
}

// AdminStockView is the form of POST /admin/stock/{sku}: delta (a whole number,
// negative to take away) and reason. It is shown again where it has a fault.
type AdminStockView struct {
	ProductID, Name, SKU, Options string
	Available, Held, Sold         int
	Tracked                       bool
	Delta, Reason                 string
	Errors                        map[string]string
	Message                       string
}
