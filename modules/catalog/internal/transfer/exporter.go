package transfer

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/identity"
	"shop/platform/spreadsheet"
)

// Export implements [catalog.Transfer]. It is for staff. Errors: those of
// identity.RequireStaff, outages, and whatever dst returns.
func (s *Service) Export(ctx context.Context, dst io.Writer, progress func(done, total int)) (int, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return 0, err
	}
	w := csv.NewWriter(dst)
	if err := w.Write(header); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	total, err := s.products.Count(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	for p, err := range s.products.All(ctx) {
		if err != nil {
			return done, err
		}
		levels, err := s.stock.Levels(ctx, p.SKUs())
		if err != nil {
			return done, err
		}
		for _, line := range s.lines(p, levels) {
			if err := w.Write(line.cells()); err != nil {
				return done, fmt.Errorf("export: %w", err)
			}
		}
		if done++; progress != nil {
			progress(done, max(done, total))
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return done, fmt.Errorf("export: %w", err)
	}
	return done, nil
}

// line is a row by column.
type line map[string]string

// cells returns the row in the header's order, safe for spreadsheets.
func (l line) cells() []string {
	cells := make([]string, len(header))
	for i, column := range header {
		cells[i] = spreadsheet.Guard(l[column])
	}
	return cells
}

// lines returns one row per variant, and more where there are more pictures.
// The first has what belongs to the product as a whole.
func (s *Service) lines(p product.Product, levels stock.Levels) []line {
	lines := make([]line, max(len(p.Variants), len(p.Images)))
	for i := range lines {
		lines[i] = line{colHandle: p.Slug}
		if i < len(p.Variants) {
			s.variantLine(lines[i], p, p.Variants[i], levels.Of(p.Variants[i].SKU))
		}
		if i < len(p.Images) {
			lines[i][colImage] = s.source(p.Images[i])
			lines[i][colImagePosition] = strconv.Itoa(i + 1)
			lines[i][colImageAlt] = p.Images[i].Alt
		}
	}
	first := lines[0]
	first[colTitle] = p.Name
	first[colBody] = p.DescriptionHTML
	first[colVendor] = p.Vendor
	first[colType] = p.Type
	first[colTags] = strings.Join(p.Tags, ", ")
	first[colPublished] = strconv.FormatBool(p.Status == product.Active)
	first[colGiftCard] = "false"
	first[colSEOTitle] = p.SEO.Title
	first[colSEODescription] = p.SEO.Description
	first[colStatus] = string(p.Status)
	for i, o := range p.Options {
		first[optionNames[i]] = o.Name
	}
	if len(p.Options) == 0 {
		first[optionNames[0]], first[optionValues[0]] = noOption, noValue
	}
	return lines
}

func (s *Service) variantLine(l line, p product.Product, v product.Variant, level stock.Level) {
	for i, o := range v.Options {
		l[optionValues[i]] = o.Value
	}
	v = v.Edited()
	l[colSKU] = string(v.SKU)
	l[colGrams] = strconv.Itoa(v.WeightGrams)
	l[colWeightUnit] = "g"
	if v.Tracked {
		l[colTracker], l[colQuantity] = "shopify", strconv.Itoa(level.Available)
	}
	l[colPolicy], l[colFulfillment] = policyDeny, "manual"
	if v.Backorder {
		l[colPolicy] = policyContinue
	}
	l[colPrice] = v.Price.Decimal()
	if v.CompareAt != nil {
		l[colCompareAt] = v.CompareAt.Decimal()
	}
	l[colRequiresShipping] = strconv.FormatBool(v.RequiresShipping)
	l[colTaxable] = strconv.FormatBool(v.Taxable)
	l[colBarcode], l[colTaxCode] = v.Barcode, v.TaxClass
	if image, ok := p.Image(v.ImageID); ok {
		l[colVariantImage] = s.source(image)
	}
}

// source returns the address an import can take the picture from.
func (s *Service) source(image product.Image) string {
	if image.Source != "" {
		return image.Source
	}
	return s.baseURL + image.URL
}
