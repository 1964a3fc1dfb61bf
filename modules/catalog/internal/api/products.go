package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/product"
	"shop/modules/catalog/internal/stock"
	"shop/platform/money"
	"shop/platform/web"
)

const staffTag = "Admin: catalogue"

func (a *API) productRoutes(r *web.Router) {
	web.Operation(r, web.StaffOnly, operation(http.MethodGet, "/api/admin/products", "admin-list-products", "List products of any status", staffTag), a.overview)
	create := operation(http.MethodPost, "/api/admin/products", "admin-create-product", "Create a product", staffTag)
	create.DefaultStatus = http.StatusCreated
	web.Operation(r, web.StaffOnly, create, a.create)
	web.Operation(r, web.StaffOnly, operation(http.MethodGet, "/api/admin/products/{id}", "admin-get-product", "Get a product of any status", staffTag), a.read)
	update := operation(http.MethodPut, "/api/admin/products/{id}", "admin-update-product", "Change a product", staffTag)
	update.Description = "Replaces what staff edit of it. `version` is the one that was read: a product that was changed since answers 409."
	web.Operation(r, web.StaffOnly, update, a.update)
	web.Operation(r, web.StaffOnly, operation(http.MethodPost, "/api/admin/products/{id}/archive", "admin-archive-product", "Take a product out of sale", staffTag), a.setStatus(product.Archived))
	web.Operation(r, web.StaffOnly, operation(http.MethodPost, "/api/admin/products/{id}/restore", "admin-restore-product", "Make an archived product a draft again", staffTag), a.setStatus(product.Draft))
}

// Sale is a price for a while.
type Sale struct {
	From  time.Time   `json:"from" doc:"The first moment of the price"`
	Until time.Time   `json:"until" doc:"The first moment after it"`
	Price money.Money `json:"price"`
}

// VariantInput is a variant as staff enter it.
type VariantInput struct {
	SKU              string       `json:"sku,omitempty" maxLength:"64" doc:"Made from slug and options where it is empty"`
	Options          []Option     `json:"options,omitempty" maxItems:"3"`
	Price            money.Money  `json:"price"`
	CompareAt        *money.Money `json:"compareAt,omitempty"`
	Sales            []Sale       `json:"sales,omitempty" maxItems:"100" doc:"Lower prices for a while, one after the other; price is then shown as the earlier one"`
	WeightGrams      int          `json:"weightGrams,omitempty" minimum:"0"`
	Barcode          string       `json:"barcode,omitempty" maxLength:"100"`
	Taxable          *bool        `json:"taxable,omitempty" doc:"True where it is absent"`
	TaxClass         string       `json:"taxClass,omitempty" maxLength:"40" example:"reduced" doc:"At which of the tax rules' rates; none in particular where it is absent"`
	RequiresShipping *bool        `json:"requiresShipping,omitempty" doc:"True where it is absent"`
	Tracked          *bool        `json:"tracked,omitempty" doc:"Whether stock is counted; true where it is absent"`
	Backorder        bool         `json:"backorder,omitempty" doc:"Whether it sells on when none are left"`
	Quantity         int          `json:"quantity,omitempty" minimum:"0" maximum:"1000000" doc:"Units a new SKU starts with; adjust the stock of one that exists"`
	ImageID          string       `json:"imageId,omitempty"`
}

// ProductInput is a product as staff enter it.
type ProductInput struct {
	Name            string         `json:"name" minLength:"1" maxLength:"200" example:"Oak chair"`
	Slug            string         `json:"slug,omitempty" maxLength:"100" doc:"Made from the name where it is empty"`
	DescriptionHTML string         `json:"descriptionHtml,omitempty" maxLength:"100000" doc:"Is sanitised"`
	Vendor          string         `json:"vendor,omitempty" maxLength:"100"`
	Type            string         `json:"type,omitempty" maxLength:"100"`
	Tags            []string       `json:"tags,omitempty" maxItems:"50"`
	Status          string         `json:"status,omitempty" enum:"draft,active,archived" default:"draft"`
	OptionNames     []string       `json:"optionNames,omitempty" maxItems:"3" example:"[\"Size\"]"`
	Variants        []VariantInput `json:"variants" minItems:"1" maxItems:"250" nullable:"false"`
	ImageIDs        []string       `json:"imageIds,omitempty" maxItems:"50" doc:"Pictures the product has, in order; absent leaves them as they are"`
	CategoryIDs     []string       `json:"categoryIds,omitempty" maxItems:"20"`
	SEO             SEO            `json:"seo,omitempty"`
}

// StaffProduct is a product as staff see it.
type StaffProduct struct {
	Product
	Status      string   `json:"status" enum:"draft,active,archived"`
	Version     int64    `json:"version"`
	SoldCount   int      `json:"soldCount"`
	FormerSlugs []string `json:"formerSlugs" nullable:"false"`
}

type staffProductOutput struct{ Body StaffProduct }

func (a *API) staffProduct(ctx context.Context, p product.Product) (*staffProductOutput, error) {
	levels, err := a.stock.Levels(ctx, p.SKUs())
	if err != nil {
		return nil, err
	}
	tree, err := a.categories.Tree(ctx)
	if err != nil {
		return nil, err
	}
	return &staffProductOutput{staffProductOf(p, levels, tree)}, nil
}

func staffProductOf(p product.Product, levels stock.Levels, tree category.Tree) StaffProduct {
	p.Variants = slices.Clone(p.Variants)
	for i, v := range p.Variants {
		p.Variants[i] = v.Edited()
	}
	return StaffProduct{
		Product: productOf(product.Detail{Product: p, Levels: levels}, tree),
		Status:  string(p.Status), Version: p.Version, SoldCount: p.SoldCount, FormerSlugs: or(p.FormerSlugs),
	}
}

type overviewInput struct {
	Page     int    `query:"page" minimum:"1" maximum:"100000" default:"1"`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Q        string `query:"q" maxLength:"200" doc:"Looked for in name, vendor and SKUs"`
	Status   string `query:"status" enum:"draft,active,archived" doc:"All but archived ones where it is absent"`
	Category string `query:"category" maxLength:"100" doc:"Id"`
	Stock    string `query:"stock" enum:"low,out"`
	Sort     string `query:"sort" enum:"name,-name,price,-price,stock,-stock,updated,-updated" default:"-updated"`
}

// ProductRow is a product in the staff's list.
type ProductRow struct {
	ID       string `json:"id"`
	Slug     string `json:"slug"`
	Name     string `json:"name"`
	Vendor   string `json:"vendor"`
	Status   string `json:"status" enum:"draft,active,archived"`
	Variants int    `json:"variants"`
	Tracked  bool   `json:"tracked" doc:"Whether stock is counted"`
	Stock    int    `json:"stock" doc:"Units available of all variants"`
	Low      bool   `json:"low" doc:"Whether some variant is at its threshold or below"`
	Version  int64  `json:"version"`
}

type overviewOutput struct {
	Body struct {
		Products   []ProductRow `json:"products" nullable:"false"`
		Page       int          `json:"page"`
		TotalPages int          `json:"totalPages"`
		Total      int          `json:"total"`
	}
}

func (a *API) overview(ctx context.Context, in *overviewInput) (*overviewOutput, error) {
	found, err := a.products.Overview(ctx, product.OverviewQuery{
		Text: in.Q, Status: product.Status(in.Status), CategoryID: in.Category, Stock: in.Stock, Sort: in.Sort, Page: in.Page, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &overviewOutput{}
	out.Body.Page, out.Body.TotalPages, out.Body.Total = found.Page, found.Pages, found.Total
	out.Body.Products = each(found.Rows, func(row product.Row) ProductRow {
		return ProductRow{
			ID: string(row.ID), Slug: row.Slug, Name: row.Name, Vendor: row.Vendor, Status: string(row.Status),
			Variants: len(row.Variants), Tracked: row.Tracked, Stock: row.Stock, Low: row.Low, Version: row.Version,
		}
	})
	return out, nil
}

type createInput struct{ Body ProductInput }

func (a *API) create(ctx context.Context, in *createInput) (*staffProductOutput, error) {
	input, err := a.input(ctx, in.Body, nil)
	if err != nil {
		return nil, err
	}
	p, err := a.products.Create(ctx, input)
	if err != nil {
		return nil, err
	}
	return a.staffProduct(ctx, p)
}

type idInput struct {
	ID string `path:"id" maxLength:"100"`
}

func (a *API) read(ctx context.Context, in *idInput) (*staffProductOutput, error) {
	p, err := a.products.Product(ctx, catalog.ProductID(in.ID))
	if err != nil {
		return nil, err
	}
	return a.staffProduct(ctx, p)
}

type updateInput struct {
	ID   string `path:"id" maxLength:"100"`
	Body struct {
		ProductInput
		Version int64 `json:"version" minimum:"1" doc:"The version that was read"`
	}
}

func (a *API) update(ctx context.Context, in *updateInput) (*staffProductOutput, error) {
	before, err := a.products.Product(ctx, catalog.ProductID(in.ID))
	if err != nil {
		return nil, err
	}
	input, err := a.input(ctx, in.Body.ProductInput, before.Images)
	if err != nil {
		return nil, err
	}
	p, err := a.products.Update(ctx, before.ID, in.Body.Version, input)
	if err != nil {
		return nil, err
	}
	return a.staffProduct(ctx, p)
}

func (a *API) setStatus(status product.Status) func(context.Context, *idInput) (*staffProductOutput, error) {
	return func(ctx context.Context, in *idInput) (*staffProductOutput, error) {
		p, err := a.products.SetStatus(ctx, catalog.ProductID(in.ID), status)
		if err != nil {
			return nil, err
		}
		return a.staffProduct(ctx, p)
	}
}
