package pages

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/platform/web"
	views "shop/views/catalog"
	"shop/views/href"
	"shop/views/ui"
)

const (
	// maxQuantity is how many units the page offers at once.
	maxQuantity = 99
	// relatedSize is how many related products it shows.
	relatedSize = 4
	// maxSummary is how long a description for search engines gets, in runes.
	maxSummary = 160
)

func (s *Storefront) product(c echo.Context) error {
	ctx := c.Request().Context()
	d, err := s.shelf.Product(ctx, c.Param("slug"))
	if err != nil {
		return err
	}
	sku := c.QueryParam("sku")
	if d.Slug != c.Param("slug") {
		return c.Redirect(http.StatusMovedPermanently, href.Variant(d.Slug, sku))
	}
	tree, err := s.tree.Tree(ctx)
	if err != nil {
		return err
	}
	home := homeOf(tree, d.CategoryIDs)
	view := productView(d, chosen(d, catalog.SKU(sku)))
	view.Breadcrumbs = crumbs(tree, home.ID)
	if view.Related, err = s.related(ctx, d, home); err != nil {
		return err
	}
	head := web.Head{
		Title: d.SEO.Title, Description: d.SEO.Description,
		Canonical: href.Product(d.Slug), Section: sectionOf(tree, home.ID),
	}
	if head.Title == "" {
		head.Title = d.Name
	}
	if head.Description == "" {
		head.Description = summary(product.PlainText(d.DescriptionHTML))
	}
	return web.PageIn(c, http.StatusOK, head, func(f web.Frame) templ.Component {
		view.Demo = f.Demo
		return views.ProductPage(view)
	})
}

// homeOf returns the first of the categories that exists; the zero Category
// where none does.
func homeOf(tree category.Tree, ids []string) category.Category {
	for _, id := range ids {
		if c, ok := tree.ByID(id); ok {
			return c
		}
	}
	return category.Category{}
}

// summary cuts text at a word.
func summary(text string) string {
	runes := []rune(text)
	if len(runes) <= maxSummary {
		return text
	}
	cut := string(runes[:maxSummary])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return cut + "…"
}

func (s *Storefront) related(ctx context.Context, d product.Detail, home category.Category) ([]ui.Card, error) {
	q := search.Query{Category: home.Slug, Sort: search.Popular, Limit: relatedSize + 1}.Lenient()
	found, err := s.lists.List(ctx, q)
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(slices.Clone(found.Cards), func(c search.Card) bool { return c.ID == d.ID })
	return cardsOf(others[:min(len(others), relatedSize)]), nil
}

// chosen returns the variant asked for, else the first that can be bought, else
// the first.
func chosen(d product.Detail, sku catalog.SKU) product.Variant {
	if v, ok := d.Variant(sku); ok {
		return v
	}
	for _, v := range d.Variants {
		if d.Levels.Of(v.SKU).Sellable() {
			return v
		}
	}
	return d.Variants[0]
}

func productView(d product.Detail, v product.Variant) views.Product {
	level := d.Levels.Of(v.SKU)
	view := views.Product{
		ID: string(d.ID), Slug: d.Slug, Name: d.Name, Vendor: d.Vendor,
		SKU: string(v.SKU), Price: priceOf(v.Price, v.CompareAt), MaxQuantity: maxQuantity,
		Stock:           views.Stock{SoldOut: !level.Sellable()},
		DescriptionHTML: d.DescriptionHTML,
		Attributes:      attributes(d, v),
	}
	switch {
	case level.Backorder:
		view.Stock.Backorder = level.Tracked && level.Left() == 0
	case level.Tracked:
		view.MaxQuantity = min(max(level.Available, 1), maxQuantity)
		if level.Available <= product.FewLeft {
			view.Stock.OnlyLeft = level.Available
		}
	}
	shown := d.Picture(v)
	if shown.URL != "" {
		view.Pictures = append(view.Pictures, pictureOf(shown, d.Name))
	}
	for _, image := range d.Images {
		if image.ID != shown.ID {
			view.Pictures = append(view.Pictures, pictureOf(image, d.Name))
		}
	}
	if len(d.Options) > 0 {
		view.Options = optionsView(d, v)
		for _, x := range d.Variants {
			view.Variants = append(view.Variants, views.Variant{
				SKU: string(x.SKU), Label: valuesOf(x.Options), Price: x.Price.String(),
				SoldOut: !d.Levels.Of(x.SKU).Sellable(), Chosen: x.SKU == v.SKU,
			})
		}
	}
	return view
}

// valuesOf reads "Large, Oak".
func valuesOf(options []catalog.Option) string {
	values := make([]string, len(options))
	for i, o := range options {
		values[i] = o.Value
	}
	return strings.Join(values, ", ")
}

func attributes(d product.Detail, v product.Variant) []ui.Pair {
	var pairs []ui.Pair
	add := func(name, value string) {
		if value != "" {
			pairs = append(pairs, ui.Pair{Name: name, Value: value})
		}
	}
	add("Brand", d.Vendor)
	add("Kind", d.Type)
	add("Weight", weight(v.WeightGrams))
	add("Item number", string(v.SKU))
	return pairs
}

// weight reads "450 g" or "1.25 kg"; "" for none.
func weight(grams int) string {
	switch {
	case grams <= 0:
		return ""
	case grams < 1000:
		return fmt.Sprintf("%d g", grams)
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", float64(grams)/1000), "0"), ".") + " kg"
}

func optionsView(d product.Detail, v product.Variant) []views.Option {
	options := make([]views.Option, len(d.Options))
	for i, o := range d.Options {
		options[i].Name = o.Name
		for _, value := range o.Values {
			leads, exact := nearest(d, v, i, value)
			options[i].Values = append(options[i].Values, views.OptionValue{
				Label: value, SKU: string(leads.SKU), Chosen: v.Options[i].Value == value,
				SoldOut: exact && !d.Levels.Of(leads.SKU).Sellable(), NotMade: !exact,
			})
		}
	}
	return options
}

// nearest returns the variant that has the value for option i and otherwise
// most in common with v, and whether that is everything.
func nearest(d product.Detail, v product.Variant, i int, value string) (best product.Variant, exact bool) {
	most := -1
	for _, x := range d.Variants {
		if x.Options[i].Value != value {
			continue
		}
		same := 0
		for j := range x.Options {
			if j != i && x.Options[j].Value == v.Options[j].Value {
				same++
			}
		}
		if same > most {
			best, most = x, same
		}
	}
	return best, most == len(d.Options)-1
}
