package pages

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
	"shop/platform/web"
	views "shop/views/catalog"
	"shop/views/href"
	"shop/views/ui"
)

func productID(c echo.Context) catalog.ProductID { return catalog.ProductID(c.Param("id")) }

func adminProduct(id catalog.ProductID) string { return href.AdminProduct(string(id)) }

func (a *Admin) blank(c echo.Context) error {
	view := views.AdminProductView{Status: string(product.Draft)}
	return a.show(c, http.StatusOK, view, product.Product{})
}

func (a *Admin) edit(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := a.products.Product(ctx, productID(c))
	if err != nil {
		return err
	}
	view, err := a.formOf(ctx, p)
	if err != nil {
		return err
	}
	return a.show(c, http.StatusOK, view, p)
}

// show completes the view with what the form does not post.
func (a *Admin) show(c echo.Context, status int, v views.AdminProductView, p product.Product) error {
	tree, err := a.categories.Tree(c.Request().Context())
	if err != nil {
		return err
	}
	chosen := p.CategoryIDs
	if c.Request().Method == http.MethodPost {
		chosen = c.Request().PostForm["categories"]
	}
	v.ID, v.Categories, v.Currency, v.StoreHost = string(p.ID), choicesOf(tree, chosen), a.products.Currency(), a.host
	v.UpdatedAt = p.UpdatedAt
	for _, i := range p.Images {
		v.Images = append(v.Images, views.AdminImage{ID: i.ID, URL: i.URL, Alt: i.Alt})
	}
	title := p.Name
	if p.ID == "" {
		title = "New product"
	}
	return web.Page(c, status, head(title, "products"), views.AdminProduct(v))
}

// formOf returns the form of a product as it is.
func (a *Admin) formOf(ctx context.Context, p product.Product) (views.AdminProductView, error) {
	v := views.AdminProductView{
		Form: ui.Form{Version: strconv.FormatInt(p.Version, 10)}, Name: p.Name, Slug: p.Slug, Vendor: p.Vendor,
		DescriptionHTML: p.DescriptionHTML, Status: string(p.Status), Tags: strings.Join(p.Tags, ", "),
		SEOTitle: p.SEO.Title, SEODescription: p.SEO.Description,
	}
	for _, o := range p.Options {
		v.OptionNames = append(v.OptionNames, o.Name)
	}
	for _, x := range p.Variants {
		account, err := a.stock.Report(ctx, x.SKU)
		if err != nil && !errors.Is(err, catalog.ErrNoSuchSKU) {
			return v, err
		}
		v.Variants = append(v.Variants, variantRow(x, account))
	}
	return v, nil
}

func variantRow(v product.Variant, account stock.Account) views.AdminVariantRow {
	v = v.Edited()
	row := views.AdminVariantRow{
		ID: string(v.SKU), SKU: string(v.SKU), Price: v.Price.Decimal(), Tracked: v.Tracked, Backorder: v.Backorder, Held: account.Held(), Low: account.IsLow(),
		Barcode: v.Barcode, Taxable: v.Taxable, TaxClass: v.TaxClass, Sales: salesText(v.Sales), RequiresShipping: v.RequiresShipping, ImageID: v.ImageID,
	}
	for _, o := range v.Options {
		row.Options = append(row.Options, o.Value)
	}
	if v.CompareAt != nil {
		row.CompareAt = v.CompareAt.Decimal()
	}
	if v.WeightGrams > 0 {
		row.WeightGrams = strconv.Itoa(v.WeightGrams)
	}
	if v.Tracked {
		row.Stock = strconv.Itoa(account.Available)
		row.StockShown = row.Stock
	}
	return row
}

func (a *Admin) create(c echo.Context) error {
	return a.store(c, product.Product{}, func(ctx context.Context, in product.Input) (product.Product, error) {
		return a.products.Create(ctx, in)
	})
}

func (a *Admin) save(c echo.Context) error {
	p, err := a.products.Product(c.Request().Context(), productID(c))
	if err != nil {
		return err
	}
	version, err := strconv.ParseInt(c.FormValue("version"), 10, 64)
	if err != nil {
		version = 0
	}
	return a.store(c, p, func(ctx context.Context, in product.Input) (product.Product, error) {
		return a.products.Update(ctx, p.ID, version, in)
	})
}

// store reads the form, stores it, corrects the stock, and shows the form again
// where something is wrong.
func (a *Admin) store(c echo.Context, p product.Product, write func(context.Context, product.Input) (product.Product, error)) error {
	ctx := c.Request().Context()
	values, err := c.FormParams()
	if err != nil {
		return fault.Wrap(err, fault.Malformed, "malformed", "The form can't be read.")
	}
	f := newForm(values, a.products.Currency())
	input, deltas, err := a.input(f, p)
	if err != nil {
		return a.refuse(c, f, p, err)
	}
	saved, err := write(ctx, input)
	if err != nil {
		return a.refuse(c, f, p, err)
	}
	for sku, delta := range deltas {
		if _, err := a.stock.Adjust(ctx, stock.Adjustment{SKU: sku, Delta: delta, Reason: "Corrected in the product"}); err != nil {
			web.SetFlash(c, saved.Name+" is saved, but the stock of "+string(sku)+" is not: "+message(err))
			return web.SeeOther(c, adminProduct(saved.ID))
		}
	}
	web.SetFlash(c, saved.Name+" is saved.")
	return web.SeeOther(c, adminProduct(saved.ID))
}

func (a *Admin) input(f *form, p product.Product) (product.Input, map[catalog.SKU]int, error) {
	content, err := f.content(p)
	if err != nil {
		return product.Input{}, nil, err
	}
	if content.Slug == "" {
		content.Slug = p.Slug
	}
	// SKUs that came empty are known once the content is complete.
	if content, err = a.products.Check(content); err != nil {
		return product.Input{}, nil, err
	}
	starts, deltas, err := f.stock(content, p)
	return product.Input{Content: content, Quantities: starts}, deltas, err
}

// refuse shows the form with what was typed and what is wrong, or what somebody
// else changed meanwhile.
func (a *Admin) refuse(c echo.Context, f *form, p product.Product, err error) error {
	view := f.view()
	switch {
	case errors.Is(err, product.ErrConflict):
		view.Conflict = differences(f, p)
		view.Version = strconv.FormatInt(p.Version, 10)
		view.Message = message(err)
		return a.show(c, http.StatusConflict, view, p)
	case fault.KindOf(err) == fault.Invalid:
		view.Errors = map[string]string{}
		for path, text := range web.FieldErrors(err) {
			view.Errors[f.fieldOf(path)] = text
		}
		view.Message = message(err)
		return a.show(c, http.StatusUnprocessableEntity, view, p)
	}
	return err
}

// message returns the words of a fault.
func message(err error) string {
	var f *fault.Error
	if errors.As(err, &f) {
		for _, field := range f.Fields {
			if len(f.Fields) == 1 {
				return field.Message
			}
		}
		return f.Message
	}
	return "Something went wrong."
}

// differences lists the fields in which what is stored differs from what was
// typed.
func differences(f *form, p product.Product) *views.AdminConflict {
	conflict := &views.AdminConflict{At: p.UpdatedAt}
	for _, x := range []struct{ label, saved, yours string }{
		{"Name", p.Name, f.get("name")},
		{"Address", p.Slug, f.get("slug")},
		{"Brand", p.Vendor, f.get("vendor")},
		{"Status", string(p.Status), f.get("status")},
		{"Tags", strings.Join(p.Tags, ", "), f.get("tags")},
		{"Description", product.PlainText(p.DescriptionHTML), product.PlainText(f.values.Get("descriptionHtml"))},
		{"Title for search engines", p.SEO.Title, f.get("seoTitle")},
		{"Text for search engines", p.SEO.Description, f.get("seoDescription")},
		{"Variants", variantsText(p), f.variantsText()},
	} {
		if x.saved != x.yours {
			conflict.Differences = append(conflict.Differences, views.AdminDifference{Label: x.label, Saved: x.saved, Yours: x.yours})
		}
	}
	return conflict
}

func variantsText(p product.Product) string {
	lines := make([]string, len(p.Variants))
	for i, v := range p.Variants {
		lines[i] = string(v.SKU) + " " + v.Price.Decimal()
	}
	return strings.Join(lines, ", ")
}

func (f *form) variantsText() string {
	var lines []string
	for _, row := range f.rows {
		if !row.Remove {
			lines = append(lines, row.SKU+" "+row.Price)
		}
	}
	return strings.Join(lines, ", ")
}
