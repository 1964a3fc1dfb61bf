package transfer

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
)

// content returns the draft over what the product is now; what the file has no
// column for stays.
func (r *run) content(ctx context.Context, d *draft, existing product.Product) (product.Content, error) {
	c := existing.Content
	first := d.first
	if name := first.get(colTitle); name != "" {
		c.Name = name
	}
	if c.Name == "" {
		return c, fault.New(fault.Invalid, "no-title", "The product has no title.")
	}
	if len(d.variants) == 0 {
		return c, fault.New(fault.Invalid, "no-variants", "The product has no variant that can be imported.")
	}
	if existing.ID == "" {
		c.Slug = d.handle
	}
	set := func(column string, to *string) {
		if first.table.has(column) {
			*to = first.get(column)
		}
	}
	set(colBody, &c.DescriptionHTML)
	set(colVendor, &c.Vendor)
	set(colType, &c.Type)
	set(colSEOTitle, &c.SEO.Title)
	set(colSEODescription, &c.SEO.Description)
	if first.table.has(colTags) {
		c.Tags = strings.Split(first.get(colTags), ",")
	}
	c.Status = status(first, c.Status)
	if err := r.categorise(ctx, &c); err != nil {
		return c, err
	}
	if err := r.pictures(ctx, d, existing, &c); err != nil {
		return c, err
	}
	c.Options = nil
	for _, name := range d.options {
		c.Options = append(c.Options, product.Option{Name: name})
	}
	c.Variants = r.variants(d, existing, c.Images)
	return c, nil
}

// status returns what Status and, in older files, Published say.
func status(r row, now product.Status) product.Status {
	s := product.Status(strings.ToLower(r.get(colStatus)))
	switch {
	case s == product.Archived:
		return s
	case s == product.Draft, r.table.has(colPublished) && !parseBool(r.get(colPublished), false):
		return product.Draft
	case s == product.Active, r.table.has(colPublished):
		return product.Active
	case now != "":
		return now
	}
	return product.Draft
}

// categorise puts a product that is in no category into the one its type, or
// else its first tag, is named for. Staff may then move it; an import doesn't
// move it back.
func (r *run) categorise(ctx context.Context, c *product.Content) error {
	name := c.Type
	if name == "" && len(c.Tags) > 0 {
		name = strings.TrimSpace(c.Tags[0])
	}
	if name == "" || len(c.CategoryIDs) > 0 || r.opts.DryRun {
		return nil
	}
	first, size := utf8.DecodeRuneInString(name)
	category, err := r.categories.Ensure(ctx, string(unicode.ToUpper(first))+name[size:])
	if err != nil {
		return err
	}
	c.CategoryIDs = []string{category.ID}
	return nil
}

// variants returns those of the file. Ones the file doesn't have go: a file
// says what a product consists of.
func (r *run) variants(d *draft, existing product.Product, images []product.Image) []product.Variant {
	variants := make([]product.Variant, len(d.variants))
	for i, v := range d.variants {
		old, known := existing.Variant(v.SKU)
		if known {
			v.keep(old)
		}
		v.ImageID = ""
		if at := slices.IndexFunc(images, func(x product.Image) bool { return v.image != "" && r.isSource(x, v.image) }); at >= 0 {
			v.ImageID = images[at].ID
		} else if known && !v.table.has(colVariantImage) {
			v.ImageID = old.ImageID
		}
		variants[i] = v.Variant
	}
	return variants
}

// keep takes from the variant as it is what the file has no column for.
func (v *variant) keep(old product.Variant) {
	t := v.table
	if !t.has(colQuantity) {
		v.Tracked = old.Tracked
	}
	if !t.has(colPolicy) {
		v.Backorder = old.Backorder
	}
	if !t.has(colCompareAt) && old.CompareAt != nil && old.CompareAt.Amount > v.Price.Amount {
		v.CompareAt = old.CompareAt
	}
	if !t.has(colGrams) {
		v.WeightGrams = old.WeightGrams
	}
	if !t.has(colBarcode) {
		v.Barcode = old.Barcode
	}
	if !t.has(colTaxable) {
		v.Taxable = old.Taxable
	}
	v.Sales = old.Sales
	if !t.has(colTaxCode) {
		v.TaxClass = old.TaxClass
	}
	if !t.has(colRequiresShipping) {
		v.RequiresShipping = old.RequiresShipping
	}
}
