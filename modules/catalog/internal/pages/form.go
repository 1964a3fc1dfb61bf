package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/money"
	views "shop/views/catalog"
	"shop/views/ui"
)

// The bounds of a form, above what a product may hold: a form that is too long
// is refused in words, by the service.
const (
	maxRows    = 300
	maxOptions = 3
)

// form is the product form as it was posted.
type form struct {
	values   url.Values
	currency string
	rows     []views.AdminVariantRow
	wrong    fault.Fields
	// kept are the rows that make variants, by the variant's place.
	kept []int
}

func newForm(values url.Values, currency string) *form {
	f := &form{values: values, currency: currency}
	for i := range maxRows {
		if _, ok := values[cell(i, "sku")]; !ok {
			break
		}
		if row := f.row(i); !empty(row) {
			f.rows = append(f.rows, row)
		}
	}
	return f
}

func cell(i int, name string) string { return fmt.Sprintf("variant.%d.%s", i, name) }

func (f *form) get(name string) string { return strings.TrimSpace(f.values.Get(name)) }

func (f *form) row(i int) views.AdminVariantRow {
	get := func(name string) string { return f.get(cell(i, name)) }
	on := func(name string) bool { return get(name) != "" }
	row := views.AdminVariantRow{
		ID: get("id"), SKU: get("sku"), Price: get("price"), CompareAt: get("compareAt"),
		Tracked: on("tracked"), Backorder: on("backorder"), Stock: get("stock"), StockShown: get("stockShown"), WeightGrams: get("weight"),
		Barcode: get("barcode"), Taxable: on("taxable"), TaxClass: get("taxClass"), Sales: get("sales"), RequiresShipping: on("requiresShipping"),
		ImageID: get("image"), Remove: on("remove"),
	}
	for n := range maxOptions {
		row.Options = append(row.Options, get("option."+strconv.Itoa(n)))
	}
	return row
}

func empty(r views.AdminVariantRow) bool {
	return r.ID == "" && r.SKU == "" && r.Price == "" && strings.Join(r.Options, "") == ""
}

// options returns the names that were given; a gap closes.
func (f *form) options() (names []string, columns []int) {
	for n := range maxOptions {
		if name := f.get("option." + strconv.Itoa(n)); name != "" {
			names = append(names, name)
			columns = append(columns, n)
		}
	}
	return names, columns
}

// content returns the form over the product as it is. Errors: fault.Invalid
// naming fields of the form.
func (f *form) content(p product.Product) (product.Content, error) {
	names, columns := f.options()
	c := product.Content{
		Name: f.get("name"), Slug: f.get("slug"), Vendor: f.get("vendor"), Type: p.Type,
		DescriptionHTML: f.values.Get("descriptionHtml"), Status: product.Status(f.get("status")),
		Tags: strings.Split(f.values.Get("tags"), ","), CategoryIDs: f.values["categories"],
		SEO: product.SEO{Title: f.get("seoTitle"), Description: f.get("seoDescription")}, Images: p.Images,
	}
	for _, name := range names {
		c.Options = append(c.Options, product.Option{Name: name})
	}
	for i, row := range f.rows {
		if row.Remove {
			continue
		}
		v := f.variant(i, row, p)
		for n, column := range columns {
			v.Options = append(v.Options, catalog.Option{Name: names[n], Value: row.Options[column]})
		}
		c.Variants = append(c.Variants, v)
		f.kept = append(f.kept, i)
	}
	return c, f.wrong.Err()
}

func (f *form) variant(i int, row views.AdminVariantRow, p product.Product) product.Variant {
	v := product.Variant{
		SKU: catalog.SKU(row.SKU), Barcode: row.Barcode, Tracked: row.Tracked, Backorder: row.Backorder,
		Taxable: row.Taxable, TaxClass: row.TaxClass, RequiresShipping: row.RequiresShipping,
	}
	if _, ok := p.Image(row.ImageID); ok {
		v.ImageID = row.ImageID
	}
	v.Price = f.price(i, "price", row.Price)
	if row.CompareAt != "" {
		before := f.price(i, "compareAt", row.CompareAt)
		v.CompareAt = &before
	}
	v.WeightGrams = f.number(i, "weight", row.WeightGrams)
	v.Sales = f.sales(i, row.Sales)
	return v
}

func (f *form) price(i int, name, text string) money.Money {
	m, err := money.Parse(strings.ReplaceAll(text, ",", "."), f.currency)
	if err != nil {
		f.wrong.Add(cell(i, name), "Please give an amount such as 19.90.")
		return money.Zero(f.currency)
	}
	return m
}

// number reads a whole number; nothing is 0.
func (f *form) number(i int, name, text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		f.wrong.Add(cell(i, name), "Please give a whole number.")
	}
	return n
}

// stock returns the units that new variants start with, and by how much those
// that exist are corrected: by the difference to what the form had shown, so
// that a sale in between is not undone.
func (f *form) stock(c product.Content, p product.Product) (starts, deltas map[catalog.SKU]int, err error) {
	starts, deltas = map[catalog.SKU]int{}, map[catalog.SKU]int{}
	for n, i := range f.kept {
		row, sku := f.rows[i], c.Variants[n].SKU
		if row.Stock == "" {
			continue
		}
		wanted := f.number(i, "stock", row.Stock)
		if wanted < 0 && row.Stock != row.StockShown {
			f.wrong.Add(cell(i, "stock"), "There can't be fewer than none.")
		}
		if _, exists := p.Variant(sku); !exists {
			starts[sku] = wanted
		} else if shown := f.number(i, "stock", row.StockShown); row.StockShown != "" && wanted != shown {
			deltas[sku] = wanted - shown
		}
	}
	return starts, deltas, f.wrong.Err()
}

// fieldOf returns the form's name for a path of the domain.
func (f *form) fieldOf(path string) string {
	var n int
	var name string
	if _, err := fmt.Sscanf(path, "variants[%d].%s", &n, &name); err == nil && n < len(f.kept) {
		name = map[string]string{"options": "option.0", "weightGrams": "weight", "quantity": "stock", "imageId": "image"}[name]
		if name == "" {
			_, name, _ = strings.Cut(path, "].")
		}
		return cell(f.kept[n], name)
	}
	if _, err := fmt.Sscanf(path, "options[%d].name", &n); err == nil {
		return "option." + strconv.Itoa(n)
	}
	fields := map[string]string{"seo.title": "seoTitle", "seo.description": "seoDescription", "categoryIds": "categories", "variants": "variant.0.price", "options": "option.0"}
	if field, ok := fields[path]; ok {
		return field
	}
	return path
}

// view shows what was typed.
func (f *form) view() views.AdminProductView {
	v := views.AdminProductView{
		Form: ui.Form{Version: f.get("version")}, Name: f.values.Get("name"), Slug: f.values.Get("slug"), Vendor: f.values.Get("vendor"),
		DescriptionHTML: f.values.Get("descriptionHtml"), Status: f.get("status"), Tags: f.values.Get("tags"),
		SEOTitle: f.values.Get("seoTitle"), SEODescription: f.values.Get("seoDescription"), Variants: slices.Clone(f.rows),
	}
	for n := range maxOptions {
		v.OptionNames = append(v.OptionNames, f.get("option."+strconv.Itoa(n)))
	}
	return v
}
