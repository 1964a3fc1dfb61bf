package pages

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/media"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/identity"
	"shop/platform/web"
	views "shop/views/catalog"
)

// Admin is the pages that staff edit the catalogue on. They read the record,
// never a cache.
type Admin struct {
	products   *product.Service
	categories *category.Service
	stock      *stock.Service
	media      *media.Service
	host       string
}

// NewAdmin returns the pages over the services. baseURL is shown in the
// preview of a search result.
func NewAdmin(products *product.Service, categories *category.Service, stock *stock.Service, media *media.Service, baseURL string) *Admin {
	a := &Admin{products: products, categories: categories, stock: stock, media: media}
	if u, err := url.Parse(baseURL); err == nil {
		a.host = u.Host
	}
	return a
}

// maxUpload is how many bytes the pictures of one upload may have together.
const maxUpload = 5 * media.MaxBytes

// Routes implements [web.Routes].
func (a *Admin) Routes(r *web.Router) {
	get := func(path string, h handler) { r.Page(http.MethodGet, path, web.StaffOnly, h) }
	post := func(path string, h handler) { r.Page(http.MethodPost, path, web.StaffOnly, h) }
	get("/admin/products", a.list)
	get("/admin/products/new", a.blank)
	post("/admin/products/new", a.create)
	post("/admin/products/bulk", a.bulk)
	get("/admin/products/:id", a.edit)
	post("/admin/products/:id", a.save)
	get("/admin/products/:id/preview", a.preview)
	post("/admin/products/:id/archive", a.setStatus(product.Archived, "is archived: shoppers don't see it any more."))
	post("/admin/products/:id/restore", a.setStatus(product.Draft, "is a draft again. Publish it when it is ready."))
	r.Page(http.MethodPost, "/admin/products/:id/images", web.StaffOnly, a.upload, web.MaxBody(maxUpload), web.Timeout(time.Minute))
	post("/admin/products/:id/images/:image", a.image)
	post("/admin/stock/:sku", a.adjust)
	get("/admin/categories", a.tree)
	post("/admin/categories", a.addCategory)
	post("/admin/categories/:id", a.saveCategory)
	post("/admin/categories/:id/delete", a.deleteCategory)
}

// lowStockShown is how many SKUs the dashboard lists.
const lowStockShown = 8

// LowStock is the dashboard's panel of what runs out.
func (a *Admin) LowStock() web.Panel {
	return web.Panel{Slot: "dashboard", Order: 20, Render: func(ctx context.Context) (templ.Component, error) {
		if !identity.From(ctx).IsStaff() {
			return nil, nil
		}
		low, err := a.stock.Low(ctx, lowStockShown)
		if err != nil {
			return nil, err
		}
		panel := views.AdminLowStockPanel{}
		for _, account := range low {
			panel.Items = append(panel.Items, views.AdminLowStockItem{
				ProductID: string(account.ProductID), Name: account.ProductName, SKU: string(account.SKU),
				Options: valuesOf(account.Options), Available: account.Available, Threshold: account.Threshold,
			})
		}
		return views.AdminLowStock(panel), nil
	}}
}

func head(title, section string) web.Head {
	return web.Head{Title: title, Area: web.Admin, Section: section, NoIndex: true}
}
