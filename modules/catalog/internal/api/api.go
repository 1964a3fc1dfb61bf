package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/search"
	"shop/modules/catalog/internal/stock"
	"shop/platform/web"
)

// API is the catalogue's operations.
type API struct {
	shelf      *product.Shelf
	lists      search.Lister
	tree       search.Categories
	products   *product.Service
	categories *category.Service
	stock      *stock.Service
	media      *media.Service
}

// New returns the operations over the services; tree may be cached.
func New(shelf *product.Shelf, lists search.Lister, tree search.Categories, products *product.Service, categories *category.Service, stock *stock.Service, media *media.Service) *API {
	return &API{shelf, lists, tree, products, categories, stock, media}
}

// Routes implements [web.Routes].
func (a *API) Routes(r *web.Router) {
	a.publicRoutes(r)
	a.productRoutes(r)
	a.imageRoutes(r)
	a.categoryRoutes(r)
	a.stockRoutes(r)
}

func operation(method, path, id, summary, tag string) huma.Operation {
	return huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{tag}}
}

func (a *API) publicRoutes(r *web.Router) {
	list := operation(http.MethodGet, "/api/products", "list-products", "List products", "Catalogue")
	list.Description = "Published products, a page at a time, with what further filters would leave. " +
		"`minPrice` and `maxPrice` are in minor units and are compared with a product's lowest price."
	web.Operation(r, web.Public, web.Stored(list), a.list)

	one := operation(http.MethodGet, "/api/products/{idOrSlug}", "get-product", "Get a product", "Catalogue")
	one.Description = "A published product by its id, its slug or a former slug."
	web.Operation(r, web.Public, web.Stored(one), a.get)

	tree := operation(http.MethodGet, "/api/categories", "list-categories", "Get the category tree", "Catalogue")
	web.Operation(r, web.Public, web.Stored(tree), a.listCategories)
}
