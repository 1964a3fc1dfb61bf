package transfer

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
)

// draft is a product as the file has it.
type draft struct {
	// line is where the product's first row starts.
	line   int
	handle string
	// first is the row with what belongs to the product as a whole.
	first    row
	options  []string
	variants []variant
	images   []picture
}

// variant is one row that has a variant.
type variant struct {
	row
	product.Variant
	// quantity is nil where the file has none.
	quantity *int
	image    string
}

// picture is an image of a product in the file.
type picture struct {
	line, position int
	source, alt    string
}

// parser makes drafts of rows and gathers what is wrong with them.
type parser struct {
	currency string
	problems []catalog.RowProblem
	// skus are those the file has already, with their lines.
	skus map[catalog.SKU]int
}

func newParser(currency string, problems []catalog.RowProblem) *parser {
	return &parser{currency: currency, problems: problems, skus: map[catalog.SKU]int{}}
}

func (p *parser) report(r row, fatal bool, format string, args ...any) {
	p.problems = append(p.problems, catalog.RowProblem{
		Line: r.line, Handle: r.get(colHandle), Reason: fmt.Sprintf(format, args...), Fatal: fatal,
	})
}

// drafts groups the rows by handle, in the order in which handles first occur.
func (p *parser) drafts(t *table) []*draft {
	var list []*draft
	byHandle := map[string]*draft{}
	for _, r := range t.rows {
		handle := product.Slugify(r.get(colHandle))
		if handle == "" {
			p.report(r, true, "This row has no handle.")
			continue
		}
		d := byHandle[handle]
		if d == nil {
			d = &draft{line: r.line, handle: handle, first: r, options: optionsOf(r)}
			byHandle[handle] = d
			list = append(list, d)
		}
		if d.first.get(colTitle) == "" && r.get(colTitle) != "" {
			d.first = r
		}
		p.add(d, r)
	}
	for _, d := range list {
		slices.SortStableFunc(d.images, func(a, b picture) int { return cmp.Compare(a.position, b.position) })
	}
	return list
}

// optionsOf returns the names of the options a product's first row has.
func optionsOf(r row) []string {
	var names []string
	for _, column := range optionNames {
		if name := r.get(column); name != "" {
			names = append(names, name)
		}
	}
	if len(names) == 1 && strings.EqualFold(names[0], noOption) && strings.EqualFold(r.get(optionValues[0]), noValue) {
		return nil
	}
	return names
}

// add puts what the row has into the draft: a variant, a picture, or both.
func (p *parser) add(d *draft, r row) {
	if source := r.get(colImage); source != "" {
		p.addImage(d, r, source, r.get(colImageAlt))
	}
	if r.get(colPrice) == "" && r.get(colSKU) == "" && r.get(optionValues[0]) == "" {
		return
	}
	if len(d.variants) == product.MaxVariants {
		p.report(r, true, "A product has at most %d variants.", product.MaxVariants)
		return
	}
	v, ok := p.variant(d, r)
	if !ok {
		return
	}
	if v.image != "" {
		p.addImage(d, r, v.image, "")
	}
	d.variants = append(d.variants, v)
}

func (p *parser) addImage(d *draft, r row, source, alt string) {
	if slices.ContainsFunc(d.images, func(x picture) bool { return x.source == source }) {
		return
	}
	if len(d.images) == product.MaxImages {
		p.report(r, false, "A product has at most %d pictures; this one was left out.", product.MaxImages)
		return
	}
	position, err := strconv.Atoi(r.get(colImagePosition))
	if err != nil || source != r.get(colImage) {
		// Pictures without a place, as those of variants, come last.
		position = len(d.images) + 1_000
	}
	d.images = append(d.images, picture{line: r.line, position: position, source: source, alt: alt})
}

func (p *parser) variant(d *draft, r row) (variant, bool) {
	v := variant{row: r, image: r.get(colVariantImage), Variant: product.Variant{
		Barcode:          strings.TrimPrefix(r.get(colBarcode), "'"),
		RequiresShipping: parseBool(r.get(colRequiresShipping), true),
		Taxable:          parseBool(r.get(colTaxable), true),
		TaxClass:         r.get(colTaxCode),
	}}
	for i, name := range d.options {
		value := r.get(optionValues[i])
		if value == "" {
			p.report(r, true, "The variant has no value for %q.", name)
			return v, false
		}
		v.Options = append(v.Options, catalog.Option{Name: name, Value: value})
	}
	return v, p.numbers(&v) && p.distinct(d, &v)
}

// numbers reads price, weight and quantity.
func (p *parser) numbers(v *variant) bool {
	price, err := parsePrice(v.get(colPrice), p.currency)
	if err != nil || price.Amount < 0 {
		p.report(v.row, true, "%q is no price in %s.", v.get(colPrice), p.currency)
		return false
	}
	v.Price = price
	if text := v.get(colCompareAt); text != "" {
		before, err := parsePrice(text, p.currency)
		if err != nil {
			p.report(v.row, false, "%q is no earlier price; it was left out.", text)
		} else if before.Amount > price.Amount {
			v.CompareAt = &before
		}
	}
	if text := v.get(colGrams); text != "" {
		grams, err := parseCount(text)
		if err != nil || grams < 0 {
			p.report(v.row, false, "%q is no weight in grams; it was left out.", text)
			grams = 0
		}
		v.WeightGrams = grams
	}
	v.Backorder = strings.EqualFold(v.get(colPolicy), policyContinue)
	if text := v.get(colQuantity); text != "" {
		quantity, err := parseCount(text)
		if err != nil || quantity < 0 && !v.Backorder {
			p.report(v.row, false, "%q is no number of units; none were taken.", text)
			quantity = 0
		}
		v.quantity, v.Tracked = &quantity, true
	}
	return true
}

// distinct gives the variant its SKU and refuses one that the file has twice.
func (p *parser) distinct(d *draft, v *variant) bool {
	for _, other := range d.variants {
		if slices.EqualFunc(other.Options, v.Options, func(a, b catalog.Option) bool { return strings.EqualFold(a.Value, b.Value) }) {
			p.report(v.row, true, "The variant in line %d has the same options.", other.line)
			return false
		}
	}
	if v.SKU = catalog.SKU(v.get(colSKU)); v.SKU == "" {
		for n := 1; ; n++ {
			v.SKU = product.MakeSKU(d.handle, v.Options, n)
			if _, taken := p.skus[v.SKU]; !taken {
				break
			}
		}
	}
	if line, taken := p.skus[v.SKU]; taken {
		p.report(v.row, true, "The SKU %q is in line %d already.", v.SKU, line)
		return false
	}
	p.skus[v.SKU] = v.line
	return true
}
