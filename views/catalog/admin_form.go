package catalog

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"shop/views/href"
	"shop/views/ui"
)

// action is where the form posts to.
func (v AdminProductView) action() string {
	if v.ID == "" {
		return href.AdminNewProduct()
	}
	return href.AdminProduct(v.ID)
}

// title heads the page.
func (v AdminProductView) title() string {
	switch {
	case v.ID == "":
		return "New product"
	case v.Name == "":
		return "Product"
	default:
		return v.Name
	}
}

// field makes one labelled field of the form.
func (v AdminProductView) field(name, label, value string, optional bool) ui.Field {
	return ui.Field{
		Name: name, Label: label, Value: value, Error: v.Errors[name], Optional: optional, Autocomplete: "off",
	}
}

// option is the name of option i, empty where there are fewer.
func (v AdminProductView) option(i int) string {
	if i < len(v.OptionNames) {
		return v.OptionNames[i]
	}
	return ""
}

// optionHead heads the grid's column of option i.
func (v AdminProductView) optionHead(i int) string {
	if name := v.option(i); name != "" {
		return name
	}
	return "Option " + strconv.Itoa(i+1)
}

// rows are the grid's rows: the given ones, and empty ones to add more.
func (v AdminProductView) rows() []AdminVariantRow {
	empty := AdminVariantRow{Tracked: true, Taxable: true, RequiresShipping: true}
	rows := append(slices.Clip(v.Variants), empty)
	if len(v.Variants) == 0 {
		return rows
	}
	return append(rows, empty)
}

// order is the order of the fields on the page, for the summary of errors.
func (v AdminProductView) order() []string {
	names := []string{"name", "slug", "vendor", "descriptionHtml", "option.0", "option.1", "option.2"}
	for i := range v.Variants {
		for _, field := range []string{"option.0", "option.1", "option.2", "sku", "price", "compareAt", "stock", "weight", "taxClass", "sales", "barcode"} {
			names = append(names, cell(i, field))
		}
	}
	return append(names, "status", "categories", "tags", "seoTitle", "seoDescription")
}

// sales is the field of the sales of a variant.
func (v AdminProductView) sales(i int, r AdminVariantRow) ui.Field {
	f := v.field(cell(i, "sales"), "Sales", r.Sales, true)
	f.Hint = "One a line: begin and end in UTC, and the price, such as 2026-11-27T00:00 2026-12-01T00:00 19.00."
	return f
}

// cell is the name of a field in the grid.
func cell(row int, field string) string { return "variant." + strconv.Itoa(row) + "." + field }

// value is the row's value of option i.
func (r AdminVariantRow) value(i int) string {
	if i < len(r.Options) {
		return r.Options[i]
	}
	return ""
}

// name says which variant a row is, for those who hear the page.
func (r AdminVariantRow) name() string {
	if values := strings.Join(r.Options, ", "); values != "" {
		return values
	}
	if r.SKU != "" {
		return r.SKU
	}
	return "new variant"
}

// isNew reports whether the row would become a new variant.
func (r AdminVariantRow) isNew() bool { return r.ID == "" }

// counted are the variants whose stock can be adjusted, each as its own form.
func (v AdminProductView) counted() []AdminStockView {
	var forms []AdminStockView
	for _, r := range v.Variants {
		if r.isNew() || !r.Tracked {
			continue
		}
		available, err := strconv.Atoi(r.StockShown)
		if err != nil {
			continue
		}
		forms = append(forms, AdminStockView{
			ProductID: v.ID, SKU: r.ID, Options: strings.Join(r.Options, ", "), Available: available, Held: r.Held, Tracked: true,
		})
	}
	return forms
}

// pictures are the choices of the picture that shows a variant.
func (v AdminProductView) pictures(chosen string) []ui.Choice {
	choices := []ui.Choice{{Label: "The first picture"}}
	for i, img := range v.Images {
		label := "Picture " + strconv.Itoa(i+1)
		if img.Alt != "" {
			label += ": " + img.Alt
		}
		choices = append(choices, ui.Choice{Value: img.ID, Label: label, Selected: img.ID == chosen})
	}
	return choices
}

// beginning is the text of some HTML, as far as a search engine shows it.
func beginning(description string) string {
	var b strings.Builder
	inTag := false
	for _, r := range description {
		switch {
		case r == '<':
			inTag = true
			b.WriteByte(' ')
		case r == '>' && inTag:
			inTag = false
		case !inTag:
			b.WriteRune(r)
		}
	}
	text := []rune(strings.Join(strings.Fields(html.UnescapeString(b.String())), " "))
	if len(text) > shownText {
		return string(text[:shownText-1]) + "…"
	}
	return string(text)
}

// shownText is how many characters of a description a search engine shows.
const shownText = 160

// preview is what a search engine would show: the title, address and text.
func (v AdminProductView) preview() (title, address, text string) {
	title, text = v.SEOTitle, v.SEODescription
	if title == "" {
		title = v.Name
	}
	if text == "" {
		text = beginning(v.DescriptionHTML)
	}
	slug := v.Slug
	if slug == "" {
		slug = "…"
	}
	return title, v.StoreHost + " › p › " + slug, text
}
