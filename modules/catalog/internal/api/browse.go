package api

import (
	"context"

	"shop/modules/catalog/internal/category"
	"shop/modules/catalog/internal/search"
)

type listInput struct {
	Page     int    `query:"page" minimum:"1" maximum:"10000" default:"1"`
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Category string `query:"category" maxLength:"100" doc:"Slug; what is in categories below counts too" example:"chairs"`
	Q        string `query:"q" maxLength:"200" doc:"Words to search in names, descriptions, tags and SKUs"`
	Sort     string `query:"sort" enum:"newest,price,-price,name,popular,relevance" doc:"Relevance is the default of a search, newest of everything else"`
	MinPrice int64  `query:"minPrice" minimum:"0" maximum:"100000000000" doc:"In minor units"`
	MaxPrice int64  `query:"maxPrice" minimum:"0" maximum:"100000000000" doc:"In minor units; 0 means no bound"`
	InStock  bool   `query:"inStock"`
	Vendor   string `query:"vendor" maxLength:"100"`
	Tag      string `query:"tag" maxLength:"100"`
}

// Facets say how many products each further filter would leave.
type Facets struct {
	Categories   []CategoryCount `json:"categories" nullable:"false"`
	Prices       []PriceBand     `json:"prices" nullable:"false"`
	Availability Availability    `json:"availability"`
	Vendors      []ValueCount    `json:"vendors" nullable:"false"`
	Tags         []ValueCount    `json:"tags" nullable:"false"`
}

// CategoryCount counts the products in a category and below.
type CategoryCount struct {
	CategoryRef
	Count int `json:"count"`
}

// PriceBand counts the products whose lowest price is in the band.
type PriceBand struct {
	Min   int64 `json:"min" doc:"In minor units"`
	Max   int64 `json:"max,omitempty" doc:"In minor units, inclusive; absent where there is no bound"`
	Count int   `json:"count"`
}

// Availability counts what can be bought now.
type Availability struct {
	InStock int `json:"inStock"`
	SoldOut int `json:"soldOut"`
}

// ValueCount counts the products that have a value.
type ValueCount struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

type productsOutput struct {
	Body struct {
		Products   []Card `json:"products" nullable:"false"`
		Page       int    `json:"page"`
		TotalPages int    `json:"totalPages"`
		Total      int    `json:"total"`
		Facets     Facets `json:"facets"`
	}
}

func (a *API) list(ctx context.Context, in *listInput) (*productsOutput, error) {
	q, err := search.Query{
		Text: in.Q, Category: in.Category, MinPrice: in.MinPrice, MaxPrice: in.MaxPrice, InStock: in.InStock,
		Vendor: in.Vendor, Tag: in.Tag, Sort: search.Sort(in.Sort), Page: in.Page, Limit: in.Limit,
	}.Canonical()
	if err != nil {
		return nil, err
	}
	result, err := a.lists.List(ctx, q)
	if err != nil {
		return nil, err
	}
	tree, err := a.tree.Tree(ctx)
	if err != nil {
		return nil, err
	}
	out := &productsOutput{}
	out.Body.Products = each(result.Cards, func(c search.Card) Card { return cardOf(c, tree) })
	out.Body.Page, out.Body.TotalPages, out.Body.Total = result.Page, result.Pages, result.Total
	out.Body.Facets = facetsOf(result.Facets, tree)
	return out, nil
}

func facetsOf(f search.Facets, tree category.Tree) Facets {
	value := func(v search.Value) ValueCount { return ValueCount(v) }
	facets := Facets{
		Categories:   []CategoryCount{},
		Prices:       each(f.Prices, func(b search.PriceBand) PriceBand { return PriceBand(b) }),
		Availability: Availability{InStock: f.InStock, SoldOut: f.All - f.InStock},
		Vendors:      each(f.Vendors, value),
		Tags:         each(f.Tags, value),
	}
	tree.Walk(func(c category.Category, _ int) {
		if n := f.Categories[c.ID]; n > 0 {
			facets.Categories = append(facets.Categories, CategoryCount{CategoryRef{c.ID, c.Slug, c.Name}, n})
		}
	})
	return facets
}

type getInput struct {
	Key string `path:"idOrSlug" maxLength:"100" example:"oak-chair"`
}

type getOutput struct{ Body Product }

func (a *API) get(ctx context.Context, in *getInput) (*getOutput, error) {
	detail, err := a.shelf.Product(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	tree, err := a.tree.Tree(ctx)
	if err != nil {
		return nil, err
	}
	return &getOutput{productOf(detail, tree)}, nil
}

// CategoryNode is a category with those below it.
type CategoryNode struct {
	ID          string         `json:"id"`
	Slug        string         `json:"slug" example:"chairs"`
	Name        string         `json:"name" example:"Chairs"`
	Description string         `json:"description"`
	Children    []CategoryNode `json:"children" nullable:"false" required:"false" doc:"Always there; not required only because it is recursive"`
}

type categoriesOutput struct {
	Body struct {
		Categories []CategoryNode `json:"categories" nullable:"false"`
	}
}

func (a *API) listCategories(ctx context.Context, _ *struct{}) (*categoriesOutput, error) {
	tree, err := a.tree.Tree(ctx)
	if err != nil {
		return nil, err
	}
	out := &categoriesOutput{}
	out.Body.Categories = nodesOf(tree, "")
	return out, nil
}

func nodesOf(tree category.Tree, parent string) []CategoryNode {
	return each(tree.Children(parent), func(c category.Category) CategoryNode {
		return CategoryNode{c.ID, c.Slug, c.Name, c.Description, nodesOf(tree, c.ID)}
	})
}
