package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/web"
	views "shop/views/catalog"
	"shop/views/ui"
)

type handler = echo.HandlerFunc

func (a *Admin) list(c echo.Context) error {
	return a.showList(c, http.StatusOK, c.QueryParams(), ui.Report{})
}

// showList shows the list in the state that the address has.
func (a *Admin) showList(c echo.Context, status int, address url.Values, report ui.Report) error {
	ctx := c.Request().Context()
	tree, err := a.categories.Tree(ctx)
	if err != nil {
		return err
	}
	page, _ := strconv.Atoi(address.Get("page"))
	filter := views.AdminProductFilter{
		Query: strings.TrimSpace(address.Get("q")), Status: address.Get("status"), Category: address.Get("category"),
		Stock: address.Get("stock"), Sort: address.Get("sort"),
	}
	query := product.OverviewQuery{
		Text: filter.Query, Status: product.Status(filter.Status), CategoryID: filter.Category,
		Stock: filter.Stock, Sort: filter.Sort, Page: page,
	}
	found, err := a.products.Overview(ctx, query)
	if err != nil && fault.KindOf(err) == fault.Invalid {
		// A mistyped address shows everything.
		filter = views.AdminProductFilter{}
		found, err = a.products.Overview(ctx, product.OverviewQuery{})
	}
	if err != nil {
		return err
	}
	view := views.AdminProductsView{
		Filter: filter, Categories: choicesOf(tree, []string{filter.Category}),
		Total: found.Total, Page: found.Page, Pages: found.Pages, Report: report,
	}
	for _, row := range found.Rows {
		view.Products = append(view.Products, rowOf(row, tree))
	}
	return web.Page(c, status, head("Products", "products"), views.AdminProducts(view))
}

func rowOf(p product.Row, tree category.Tree) views.AdminProductRow {
	cover := p.Cover()
	row := views.AdminProductRow{
		ID: string(p.ID), Slug: p.Slug, Name: p.Name, Vendor: p.Vendor, Status: string(p.Status),
		ImageURL: thumbnail(cover), ImageAlt: cover.Alt, Variants: len(p.Variants), Price: priceRange(p.Product),
		Stock: p.Stock, Tracked: p.Tracked, Low: p.Low, UpdatedAt: p.UpdatedAt,
	}
	for _, id := range p.CategoryIDs {
		if c, ok := tree.ByID(id); ok {
			row.Categories = append(row.Categories, c.Name)
		}
	}
	return row
}

func priceRange(p product.Product) string {
	low, high := p.PriceRange()
	if low == high {
		return low.String()
	}
	return low.String() + "–" + high.String()
}

// thumbnail returns the smallest rendition.
func thumbnail(i product.Image) string {
	first, _, _ := strings.Cut(i.SrcSet(), " ")
	if first == "" {
		return i.URL
	}
	return first
}

// choicesOf lists the categories in tree order.
func choicesOf(tree category.Tree, selected []string) []views.AdminChoice {
	var list []views.AdminChoice
	tree.Walk(func(c category.Category, depth int) {
		choice := views.AdminChoice{Value: c.ID, Label: c.Name, Depth: depth}
		for _, id := range selected {
			choice.Selected = choice.Selected || id == c.ID
		}
		list = append(list, choice)
	})
	return list
}

func (a *Admin) setStatus(status product.Status, told string) handler {
	return func(c echo.Context) error {
		p, err := a.products.SetStatus(c.Request().Context(), productID(c), status)
		if err != nil {
			return err
		}
		web.SetFlash(c, p.Name+" "+told)
		return web.SeeOther(c, adminProduct(p.ID))
	}
}
