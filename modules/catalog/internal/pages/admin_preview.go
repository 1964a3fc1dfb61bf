package pages

import (
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/platform/web"
	views "shop/views/catalog"
)

// preview shows a product of any status as the shop will, by the shop's own
// template, from the record.
func (a *Admin) preview(c echo.Context) error {
	ctx := c.Request().Context()
	p, err := a.products.Product(ctx, productID(c))
	if err != nil {
		return err
	}
	levels, err := a.stock.Levels(ctx, p.SKUs())
	if err != nil {
		return err
	}
	tree, err := a.categories.Tree(ctx)
	if err != nil {
		return err
	}
	d := product.Detail{Product: p, Levels: levels}
	view := productView(d, chosen(d, catalog.SKU(c.QueryParam("sku"))))
	view.Preview = true
	view.Breadcrumbs = crumbs(tree, homeOf(tree, d.CategoryIDs).ID)
	head := web.Head{Title: "Preview of " + d.Name, NoIndex: true}
	return web.PageIn(c, http.StatusOK, head, func(f web.Frame) templ.Component {
		view.Demo = f.Demo
		return views.ProductPage(view)
	})
}
